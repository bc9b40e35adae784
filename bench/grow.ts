import { sql } from 'kysely';
import { loadCategories } from '../src/catalogue/index.ts';
import type { Product } from '../src/catalogue/product.ts';
import { productTitle } from '../src/catalogue/product.ts';
import { addProducts, listProducts, reserveIds } from '../src/catalogue/product-store.ts';
import { searchProduct } from '../src/catalogue/search-row.ts';
import { writeSearchRows } from '../src/catalogue/search-write-store.ts';
import type { Handle } from '../src/platform/database/index.ts';
import type { Services } from '../src/services.ts';
import { chance } from './chance.ts';

/** Offers the demonstration itself makes; what is wanted above that grows from them. */
const ownShare = 20_000;
const productsAtATime = 2_000;

/** How many offers to ask the demonstration for. */
export function firstShare(offers: number): number {
  return Math.min(offers, ownShare);
}

/** What there is when growing has ended. */
export interface Grown {
  readonly offers: number;
  readonly products: number;
  readonly intervals: number;
}

/**
 * Makes a filled catalogue larger. Each new product is a variant of one that is there, under the same maker, with a part
 * number, a model name and words of its own, written as any product is. It gets the offers of the one it varies, from the same
 * suppliers on the same lots, at other prices, from other days, with other stock and SKUs; these are copied inside the database.
 */
export async function grow(services: Services, offers: number, seed: number): Promise<Grown> {
  const { handle } = services.database;
  const before = await counted(handle);
  if (before.offers >= offers) return before;
  await sql`create table bench_variant (product_id bigint primary key, source_id bigint not null, mpn text not null)`.execute(
    handle,
  );
  await growProducts(services, Math.ceil((offers - before.offers) / (before.offers / before.products)), seed);
  const indexes = await withoutIndexes(handle);
  await growOffers(handle, offers - before.offers);
  for (const each of indexes) await sql.raw(each).execute(handle);
  await sql`drop table bench_variant, bench_offer`.execute(handle);
  return counted(handle);
}

/** What the tables hold. */
export async function counted(handle: Handle): Promise<Grown> {
  const result = await sql<Grown>`select (select count(*)::int from offer) as offers,
    (select count(*)::int from product) as products, (select count(*)::int from search_offer) as intervals`.execute(
    handle,
  );
  return result.rows[0] ?? { offers: 0, products: 0, intervals: 0 };
}

const ranges = [
  'Alder',
  'Birch',
  'Cedar',
  'Dune',
  'Ember',
  'Fjord',
  'Glen',
  'Heath',
  'Isle',
  'Juniper',
  'Kestrel',
  'Larch',
];
const editions = ['Core', 'Plus', 'Edge', 'Prime', 'Flex', 'Max', 'Lite', 'Ultra', 'Select', 'Active'];

/** A product like another, with names of its own. */
function variantOf(source: Product, id: string, random: () => number): Product {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  // The digits of the part number change, its pattern stays; the id makes it the only one.
  const varied = source.mpn.replace(/\d/g, () => String(Math.floor(random() * 10))).slice(0, 48);
  const mpn = `${varied}-${Number(id).toString(36).toUpperCase()}`;
  const name = `${source.name} ${pick(ranges)} ${pick(editions)} ${String(100 + Math.floor(random() * 900))}`.slice(
    0,
    200,
  );
  return {
    ...source,
    id,
    mpn,
    slug: `${source.slug.slice(0, 140)}-${id}`,
    gtin: null,
    name,
    title: productTitle(source.manufacturer, name),
  };
}

async function growProducts(services: Services, count: number, seed: number): Promise<void> {
  const { handle } = services.database;
  const tree = await loadCategories(`${services.config.referenceDir}/categories`);
  if (!tree.ok) throw new Error('The categories cannot be read');
  const filter = { categories: [], manufacturer: undefined, after: undefined, limit: 1_000_000 };
  const sources = await listProducts(handle, filter);
  const random = chance(seed);
  for (let made = 0; made < count; made += productsAtATime) {
    const size = Math.min(productsAtATime, count - made);
    await services.database.transact(async (transaction) => {
      const ids = await reserveIds(transaction, 'product', size);
      const pairs = ids.flatMap((id, index) => {
        const source = sources[(made + index) % sources.length];
        return source === undefined ? [] : [{ source, product: variantOf(source, id, random) }];
      });
      const products = pairs.map((each) => each.product);
      await addProducts(
        transaction,
        products.map(({ manufacturer, title: _title, ...each }) => ({ ...each, manufacturerId: manufacturer.id })),
      );
      await writeSearchRows(transaction, { products: products.map((each) => searchProduct(each, tree.value)) });
      await sql`insert into bench_variant select * from unnest(${ids}::bigint[],
        ${pairs.map((each) => each.source.id)}::bigint[], ${products.map((each) => each.mpn)}::text[])`.execute(
        transaction,
      );
    });
  }
}

/** Takes the plain indexes off the offers and says how to put them back: building one anew is many times faster than filling it. */
async function withoutIndexes(handle: Handle): Promise<readonly string[]> {
  const found = await sql<{ name: string; definition: string }>`select indexname as name, indexdef as definition
    from pg_indexes where tablename in ('offer', 'offer_interval', 'search_offer')
      and indexname not in (select conname from pg_constraint)`.execute(handle);
  for (const each of found.rows) await sql`drop index ${sql.ref(each.name)}`.execute(handle);
  return found.rows.map((each) => each.definition);
}

/** Copies rows of a table with some columns in other words; columns that are not named stay as they are. */
async function copied(
  handle: Handle,
  table: string,
  from: string,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = await sql<{ name: string }>`select column_name as name from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and is_generated = 'NEVER'
    order by ordinal_position`.execute(handle);
  const names = columns.rows.map((each) => each.name);
  const picks = names.map((each) => changed[each] ?? `s.${each}`);
  await sql.raw(`insert into ${table} (${names.join(', ')}) select ${picks.join(', ')} from ${from}`).execute(handle);
}

/** Prices of a pound and more end in whole pence, smaller ones in ten-thousandths; as an amount, and as pounds. */
const amount = (of: string): string =>
  `(case when abs(s.unit_price) >= 10000 then round(${of} * g.factor / 100) * 100 else round(${of} * g.factor) end)::bigint`;
const pounds = (of: string): string => `round(${of} * g.factor, case when abs(s.unit_price) >= 1 then 2 else 4 end)`;
const each = (array: string, made: string): string =>
  `case when ${array} is null then null else array(select ${made} from unnest(${array}) with ordinality as b (value, place)
    order by b.place) end`;

async function growOffers(handle: Handle, count: number): Promise<void> {
  const mix = (salt: number, below: number): string =>
    `(hashint8extended(o.id * 1000003 + v.product_id, ${salt}) & 1048575) % ${below}`;
  await sql
    .raw(
      `create table bench_offer as
      select nextval(pg_get_serial_sequence('offer', 'id')) as id, o.id as source_id, v.product_id,
        left(v.mpn, 44) || '-L' || o.lot || '-' || o.id as sku,
        -- The product is dearer or cheaper than the one it varies, and each supplier a little different again.
        (0.7 + ((hashint8extended(v.product_id, 1) & 1048575) % 6000) / 10000.0 + (${mix(2, 600)}) / 10000.0) as factor,
        (${mix(3, 20)})::int as days, (${mix(4, 400)})::int as stock, (${mix(5, 4)})::int as lead
      from bench_variant as v join offer as o on o.product_id = v.source_id order by v.product_id, o.id limit ${count}`,
    )
    .execute(handle);
  await sql`create unique index bench_offer_source on bench_offer (source_id, id)`.execute(handle);
  await sql`analyze bench_offer`.execute(handle);
  const stock = 'case when s.stock > 0 then g.stock else s.stock end';
  await copied(handle, 'offer', 'bench_offer as g join offer as s on s.id = g.source_id', {
    id: 'g.id',
    product_id: 'g.product_id',
    supplier_sku: 'left(g.sku, 60)',
    stock,
  });
  const days = { valid_from: 's.valid_from - g.days', valid_to: 's.valid_to - g.days' };
  await copied(handle, 'offer_interval', 'bench_offer as g join offer_interval as s on s.offer_id = g.source_id', {
    offer_id: 'g.id',
    ...days,
    unit_price: pounds('s.unit_price'),
    break_prices: each('s.break_prices', pounds('b.value')),
    lead_time_days: 's.lead_time_days + g.lead',
  });
  await copied(handle, 'search_offer', 'bench_offer as g join search_offer as s on s.offer_id = g.source_id', {
    offer_id: 'g.id',
    product_id: 'g.product_id',
    ...days,
    valid_to: "case when s.valid_to = 'infinity' then s.valid_to else s.valid_to - g.days end",
    price: amount('s.price'),
    unit_price: amount('s.unit_price'),
    lowest: amount('s.lowest'),
    highest: amount('s.highest'),
    break_prices: each('s.break_prices', amount('b.value')),
    stock,
    lead_days: 's.lead_days + g.lead',
    spread: '((hashint8extended(g.id, 9) & 2147483647) % 2147483647)::int',
  });
}
