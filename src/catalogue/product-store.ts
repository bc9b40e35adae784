import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import { type Handle, insertMany } from '../platform/database/index.ts';
import type { Specification } from './category.ts';
import type { FootprintCollection, ProductFootprint, ProductIdentity } from './product-footprint.ts';
import { type Manufacturer, type ManufacturerKind, type Product, type ProductLabel, productTitle } from './product.ts';

/** A product ready to be written: with the id it will have, its maker by id. Its footprint is written by itself. */
export type ProductRow = Omit<Product, 'title' | 'manufacturer' | 'footprint'> & { readonly manufacturerId: string };

interface StoredProduct {
  readonly id: string;
  readonly slug: string;
  readonly manufacturerId: string;
  readonly manufacturerName: string;
  readonly manufacturerKind: ManufacturerKind;
  readonly mpn: string;
  readonly gtin: string | null;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly unspsc: string | null;
  readonly cpv: string | null;
  readonly specification: Specification;
  readonly labels: readonly ProductLabel[];
  readonly launched: IsoDate | null;
  readonly endOfSale: IsoDate | null;
  readonly endOfSupport: IsoDate | null;
  readonly demonstration: boolean;
  readonly identifiedBy: ProductIdentity;
  readonly footprint: (Omit<ProductFootprint, 'collection'> & FootprintColumns) | null;
}

interface FootprintColumns {
  readonly collection: FootprintCollection['name'];
  readonly licence: string;
  readonly url: string;
}

const selected = sql`select p.id::text as id, p.slug, m.id as "manufacturerId", m.name as "manufacturerName",
  m.kind as "manufacturerKind", p.mpn, p.gtin, p.name, p.description, p.category, p.unspsc, p.cpv, p.specification,
  p.labels, p.launched::text as launched, p.end_of_sale::text as "endOfSale",
  p.end_of_support::text as "endOfSupport", p.demonstration,
  p.identified_by as "identifiedBy",
  case when f.product_id is null then null else json_build_object('totalKg', f.total_kg::text, 'useShare', f.use_share::text,
    'manufacturingShare', f.manufacturing_share::text, 'transportShare', f.transport_share::text,
    'endOfLifeShare', f.end_of_life_share::text, 'yearlyKwh', f.yearly_kwh::text,
    'lifetimeYears', f.lifetime_years::text, 'useLocation', f.use_location, 'errorRatio', f.error_ratio::text,
    'reported', f.reported, 'source', f.source, 'declaredBy', f.declared_by, 'note', f.note,
    'collection', f.collection, 'licence', f.licence, 'url', f.collection_url) end as footprint
  from product p join manufacturer m on m.id = p.manufacturer_id
  left join product_footprint f on f.product_id = p.id`;

function toProduct(row: StoredProduct): Product {
  const { manufacturerId: id, manufacturerName: name, manufacturerKind: kind, footprint, ...rest } = row;
  const manufacturer = { id, name, kind };
  return { ...rest, manufacturer, title: productTitle(manufacturer, row.name), footprint: toFootprint(footprint) };
}

function toFootprint(row: StoredProduct['footprint']): ProductFootprint | null {
  if (row === null) return null;
  const { collection: name, licence, url, ...figures } = row;
  return { ...figures, collection: { name, licence, url } };
}

/** Served by the unique key on slug. */
export async function findProduct(handle: Handle, slug: string): Promise<Product | undefined> {
  const found = await sql<StoredProduct>`${selected} where p.slug = ${slug}`.execute(handle);
  return found.rows[0] === undefined ? undefined : toProduct(found.rows[0]);
}

/** Served by the primary key; at most a few hundred ids. */
export async function findProducts(handle: Handle, ids: readonly string[]): Promise<readonly Product[]> {
  if (ids.length === 0) return [];
  const found = await sql<StoredProduct>`${selected} where p.id = any(${ids}::bigint[]) order by p.id`.execute(handle);
  return found.rows.map(toProduct);
}

export interface ProductFilter {
  /** Category paths, leaves; empty for all. */
  readonly categories: readonly string[];
  readonly manufacturer: string | undefined;
  /** Only those whose maker published what they emit. */
  readonly footprint?: boolean;
  /** Products with ids above this one. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** In the order they were added. Served by `product_category`, without categories by the primary key. */
export async function listProducts(handle: Handle, filter: ProductFilter): Promise<readonly Product[]> {
  const found = await sql<StoredProduct>`${selected}
    where (${filter.categories.length === 0} or p.category = any(${filter.categories}::text[]))
      and (${filter.manufacturer ?? null}::text is null or p.manufacturer_id = ${filter.manufacturer ?? null})
      and (${filter.footprint !== true}::boolean or f.product_id is not null)
      and p.id > ${filter.after ?? '0'}::bigint
    order by p.id limit ${filter.limit}`.execute(handle);
  return found.rows.map(toProduct);
}

/** Whether there is any product, and any that is not invented. */
export async function catalogueHolds(handle: Handle): Promise<{ readonly any: boolean; readonly real: boolean }> {
  const found = await sql<{ any: boolean; real: boolean }>`select
    exists (select 1 from product) as any,
    exists (select 1 from product where not demonstration) as real`.execute(handle);
  return found.rows[0] ?? { any: false, real: false };
}

export async function listManufacturers(handle: Handle): Promise<readonly Manufacturer[]> {
  const found = await sql<Manufacturer>`select id, name, kind, aliases, demonstration from manufacturer
    order by id limit 20000`.execute(handle);
  return found.rows;
}

/** Makers that stand for services without a maker of their own. */
export async function serviceMakers(handle: Handle): Promise<ReadonlySet<string>> {
  const found = await sql<{ id: string }>`select id from manufacturer where kind = 'service'`.execute(handle);
  return new Set(found.rows.map((each) => each.id));
}

/** Adds makers that are not there; one that is stays as it is. */
export async function addManufacturers(handle: Handle, makers: readonly Manufacturer[]): Promise<void> {
  await insertMany(
    handle,
    'manufacturer',
    [
      { name: 'id', type: 'text', values: makers.map((each) => each.id) },
      { name: 'name', type: 'text', values: makers.map((each) => each.name) },
      { name: 'kind', type: 'text', values: makers.map((each) => each.kind) },
      { name: 'aliases', type: 'text[]', values: makers.map((each) => each.aliases) },
      { name: 'demonstration', type: 'boolean', values: makers.map((each) => each.demonstration) },
    ],
    sql`on conflict (id) do nothing`,
  );
}

/** Takes `count` ids from the table's own sequence, for rows that refer to one another before they are written. */
export async function reserveIds(
  handle: Handle,
  table: 'product' | 'offer',
  count: number,
): Promise<readonly string[]> {
  const taken = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::text as id from generate_series(1, ${count}::integer)`.execute(
    handle,
  );
  return taken.rows.map((each) => each.id);
}

/** Adds products; one whose maker and part number, or slug, is there already is an error of the database. */
export async function addProducts(handle: Handle, rows: readonly ProductRow[]): Promise<void> {
  await insertMany(handle, 'product', columnsOf(rows));
}

/** Adds products, and brings those whose maker and part number are there up to date (their slugs stay). */
export async function addOrUpdateProducts(handle: Handle, rows: readonly ProductRow[]): Promise<void> {
  await insertMany(
    handle,
    'product',
    columnsOf(rows),
    sql`on conflict (manufacturer_id, mpn) do update set gtin = excluded.gtin, name = excluded.name,
      description = excluded.description, category = excluded.category, unspsc = excluded.unspsc, cpv = excluded.cpv,
      specification = excluded.specification, labels = excluded.labels, launched = excluded.launched,
      end_of_sale = excluded.end_of_sale, end_of_support = excluded.end_of_support,
      identified_by = excluded.identified_by, updated_at = now()`,
  );
}

/** Writes what makers published of products' emissions; what stood there before goes. */
export async function writeFootprints(
  handle: Handle,
  rows: readonly { readonly productId: string; readonly footprint: ProductFootprint }[],
): Promise<void> {
  const number = (name: string, value: (footprint: ProductFootprint) => string | null) => ({
    name,
    type: 'numeric',
    values: rows.map((each) => value(each.footprint)),
  });
  const text = (name: string, value: (footprint: ProductFootprint) => string | null) => ({
    ...number(name, value),
    type: 'text',
  });
  await insertMany(
    handle,
    'product_footprint',
    [
      { name: 'product_id', type: 'bigint', values: rows.map((each) => each.productId) },
      number('total_kg', (each) => each.totalKg),
      number('use_share', (each) => each.useShare),
      number('manufacturing_share', (each) => each.manufacturingShare),
      number('transport_share', (each) => each.transportShare),
      number('end_of_life_share', (each) => each.endOfLifeShare),
      number('yearly_kwh', (each) => each.yearlyKwh),
      number('lifetime_years', (each) => each.lifetimeYears),
      number('error_ratio', (each) => each.errorRatio),
      text('use_location', (each) => each.useLocation),
      text('reported', (each) => each.reported),
      text('source', (each) => each.source),
      text('declared_by', (each) => each.declaredBy),
      text('note', (each) => each.note),
      text('collection', (each) => each.collection.name),
      text('licence', (each) => each.collection.licence),
      text('collection_url', (each) => each.collection.url),
    ],
    sql`on conflict (product_id) do update set total_kg = excluded.total_kg, use_share = excluded.use_share,
      manufacturing_share = excluded.manufacturing_share, transport_share = excluded.transport_share,
      end_of_life_share = excluded.end_of_life_share, yearly_kwh = excluded.yearly_kwh,
      lifetime_years = excluded.lifetime_years, error_ratio = excluded.error_ratio,
      use_location = excluded.use_location, reported = excluded.reported, source = excluded.source,
      declared_by = excluded.declared_by, note = excluded.note, collection = excluded.collection,
      licence = excluded.licence, collection_url = excluded.collection_url, updated_at = now()`,
  );
}

function columnsOf(rows: readonly ProductRow[]): Parameters<typeof insertMany>[2] {
  return [
    { name: 'id', type: 'bigint', values: rows.map((each) => each.id) },
    { name: 'slug', type: 'text', values: rows.map((each) => each.slug) },
    { name: 'manufacturer_id', type: 'text', values: rows.map((each) => each.manufacturerId) },
    { name: 'mpn', type: 'text', values: rows.map((each) => each.mpn) },
    { name: 'gtin', type: 'text', values: rows.map((each) => each.gtin) },
    { name: 'name', type: 'text', values: rows.map((each) => each.name) },
    { name: 'description', type: 'text', values: rows.map((each) => each.description) },
    { name: 'category', type: 'text', values: rows.map((each) => each.category) },
    { name: 'unspsc', type: 'text', values: rows.map((each) => each.unspsc) },
    { name: 'cpv', type: 'text', values: rows.map((each) => each.cpv) },
    { name: 'specification', type: 'jsonb', values: rows.map((each) => JSON.stringify(each.specification)) },
    { name: 'labels', type: 'jsonb', values: rows.map((each) => JSON.stringify(each.labels)) },
    { name: 'launched', type: 'date', values: rows.map((each) => each.launched) },
    { name: 'end_of_sale', type: 'date', values: rows.map((each) => each.endOfSale) },
    { name: 'end_of_support', type: 'date', values: rows.map((each) => each.endOfSupport) },
    { name: 'demonstration', type: 'boolean', values: rows.map((each) => each.demonstration) },
    { name: 'identified_by', type: 'text', values: rows.map((each) => each.identifiedBy) },
  ];
}
