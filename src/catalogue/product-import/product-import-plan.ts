import { setImmediate as breathe } from 'node:timers/promises';
import { slug } from '../../kernel/text.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { ProductFootprint } from '../product-footprint.ts';
import { type Manufacturer, type Product, productTitle } from '../product.ts';
import {
  addManufacturers,
  addOrUpdateProducts,
  findProducts,
  listManufacturers,
  type ProductRow,
  reserveIds,
  writeFootprints,
} from '../product-store.ts';
import { searchOffer, searchProduct } from '../search-row.ts';
import { writeSearchRows } from '../search-write-store.ts';
import { makerKey } from './maker-key.ts';
import { intervalsOfProducts, knownProducts, lockProducts, takenSlugs } from './product-import-store.ts';
import { type ImportedProduct, withoutMaker } from './product-row.ts';

const rowsAtOnce = 250;

/** One key for a product however its maker is spelt. */
export function keyOf(manufacturer: string, mpn: string): string {
  return `${makerKey(manufacturer)} ${mpn}`;
}

/** What an import would do. */
export interface ImportPlan {
  readonly makers: readonly Manufacturer[];
  /** Products to add or bring up to date, whole. */
  readonly rows: readonly ProductRow[];
  /** What makers published of their products' emissions, where that is new or changed. */
  readonly footprints: readonly { readonly productId: string; readonly footprint: ProductFootprint }[];
  /** Every product that changes in any way: its search row is written anew. */
  readonly changed: readonly Product[];
  /** Ids of products whose category or footprint changes: their offers' search rows are written anew. */
  readonly moved: readonly string[];
  readonly added: number;
  readonly updated: number;
  readonly same: number;
}

/** Compares the file with the catalogue. Takes the turn of imports first, so that nothing changes in between. */
export async function planImport(transaction: Handle, products: readonly ImportedProduct[]): Promise<ImportPlan> {
  await lockProducts(transaction);
  const known = new Map<string, Manufacturer>();
  for (const each of await listManufacturers(transaction)) {
    for (const name of [each.id, each.name, ...each.aliases]) known.set(makerKey(name), each);
  }
  const makers = new Map<string, Manufacturer>();
  const makerOf = (each: ImportedProduct): Manufacturer => {
    const key = makerKey(each.manufacturer);
    const maker = known.get(key) ?? makers.get(key);
    if (maker !== undefined) return maker;
    const id = slug(each.manufacturer) === '' ? 'unnamed' : slug(each.manufacturer);
    const fresh = { id, name: each.manufacturer, kind: each.kind, aliases: [], demonstration: false };
    makers.set(key, fresh);
    return fresh;
  };
  const wanted: { readonly product: ImportedProduct; readonly maker: Manufacturer }[] = [];
  for (const [index, each] of products.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    wanted.push({ product: each, maker: makerOf(each) });
  }
  const keys = wanted.map((each) => ({ manufacturerId: each.maker.id, mpn: each.product.mpn }));
  const present: Product[] = [];
  for (let at = 0; at < keys.length; at += rowsAtOnce) {
    present.push(
      ...(await findProducts(transaction, await knownProducts(transaction, keys.slice(at, at + rowsAtOnce)))),
    );
    await breathe();
  }
  const before = new Map(present.map((each) => [`${each.manufacturer.id} ${each.mpn}`, each]));
  const fresh = wanted.filter((each) => !before.has(`${each.maker.id} ${each.product.mpn}`));
  const slugs = await freeSlugs(
    transaction,
    fresh.map(
      (each) =>
        `${each.maker.kind === 'service' ? '' : `${each.maker.name} `}${withoutMaker(each.product.mpn, each.maker.name)}`,
    ),
  );
  const ids = await reserveIds(transaction, 'product', fresh.length);
  const rows: ProductRow[] = [];
  const footprints: { productId: string; footprint: ProductFootprint }[] = [];
  const changed: Product[] = [];
  const moved: string[] = [];
  let [added, updated] = [0, 0];
  for (const [index, { product: each, maker }] of wanted.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    const old = before.get(`${maker.id} ${each.mpn}`);
    const product = asWanted(each, maker, old, { id: ids[added] ?? '', slug: slugs[added] ?? '' });
    const { footprint } = product;
    if (old === undefined) added += 1;
    else if (same(old, product)) continue;
    else updated += 1;
    changed.push(product);
    const measured = footprint !== null && !same(old?.footprint ?? null, footprint);
    if (measured) footprints.push({ productId: product.id, footprint });
    if (old !== undefined && (measured || old.category !== product.category)) moved.push(old.id);
    if (old === undefined || !same({ ...old, footprint }, product)) rows.push(planned(product));
  }
  return {
    makers: [...makers.values()],
    rows,
    footprints,
    changed,
    moved,
    added,
    updated,
    same: products.length - added - updated,
  };
}

function planned(product: Product): ProductRow {
  const { title: _title, manufacturer, footprint: _footprint, ...facts } = product;
  return { ...facts, manufacturerId: manufacturer.id };
}

/**
 * The product as it should be after the import. A row without a footprint leaves the one that is there; a row that knows
 * only the model's name adds its footprint to a product known by its part number, and changes nothing else of it.
 */
function asWanted(
  row: ImportedProduct,
  maker: Manufacturer,
  old: Product | undefined,
  fresh: { readonly id: string; readonly slug: string },
): Product {
  if (old?.identifiedBy === 'part-number' && row.identifiedBy === 'model-name') {
    return { ...old, footprint: row.footprint ?? old.footprint };
  }
  const { row: _row, manufacturer: _written, kind: _kind, ...facts } = row;
  return {
    ...facts,
    ...(old === undefined
      ? { ...fresh, demonstration: false }
      : { id: old.id, slug: old.slug, demonstration: old.demonstration }),
    manufacturer: { id: maker.id, name: maker.name, kind: maker.kind },
    title: productTitle(maker, row.name),
    footprint: row.footprint ?? old?.footprint ?? null,
  };
}

/** Addresses for new products that nobody has: a taken one gets a number at its end. */
async function freeSlugs(transaction: Handle, texts: readonly string[]): Promise<readonly string[]> {
  const wanted = texts.map((each) => slug(each));
  const taken = new Set<string>();
  const free: string[] = [];
  for (const [index, each] of wanted.entries()) {
    if (index % rowsAtOnce === 0) {
      const next = wanted.slice(index, index + rowsAtOnce);
      for (const found of await takenSlugs(transaction, next)) taken.add(found);
      await breathe();
    }
    let candidate = each;
    for (let number = 2; taken.has(candidate); number += 1) {
      candidate = `${each}-${number}`;
      if (!taken.has(candidate)) for (const found of await takenSlugs(transaction, [candidate])) taken.add(found);
    }
    taken.add(candidate);
    free.push(candidate);
  }
  return free;
}

/** Whether an import would change anything; the order of a specification's attributes does not matter. */
function same(old: unknown, wanted: unknown): boolean {
  return JSON.stringify(canonical(old)) === JSON.stringify(canonical(wanted));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]: [string, unknown]) => [key, canonical(each)]));
}

/** Does what was planned, in the same transaction. */
export async function applyImport(transaction: Handle, plan: ImportPlan, tree: CategoryTree): Promise<void> {
  await addManufacturers(transaction, plan.makers);
  const moved = new Set(plan.moved);
  for (let at = 0; at < plan.rows.length; at += rowsAtOnce) {
    await addOrUpdateProducts(transaction, plan.rows.slice(at, at + rowsAtOnce));
    await breathe();
  }
  for (let at = 0; at < plan.footprints.length; at += rowsAtOnce) {
    await writeFootprints(transaction, plan.footprints.slice(at, at + rowsAtOnce));
    await breathe();
  }
  for (let at = 0; at < plan.changed.length; at += rowsAtOnce) {
    const products = plan.changed.slice(at, at + rowsAtOnce);
    const categories = new Map(products.map((each) => [each.id, each.category]));
    const offers = await intervalsOfProducts(
      transaction,
      products.map((each) => each.id).filter((id) => moved.has(id)),
    );
    await writeSearchRows(transaction, {
      products: products.map((each) => searchProduct(each, tree)),
      offers: offers.map((each) => {
        const id = categories.get(each.productId) ?? '';
        return searchOffer(each, { value: id, label: tree.get(id)?.name ?? id });
      }),
    });
    await breathe();
  }
}
