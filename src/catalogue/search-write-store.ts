import { sql } from 'kysely';
import { type Handle, insertMany } from '../platform/database/index.ts';
import { dayNumber, packProduct } from './search-facts.ts';
import type { Named, SearchOffer, SearchProduct } from './search-row.ts';
import { isSpellable } from './search-text.ts';

/** Kinds of names that have codes. */
export type CodeKind = 'lot' | 'supplier' | 'manufacturer' | 'category' | 'label' | 'attribute';

/** How an agreement's lot is called among the codes. */
export function lotValue(agreement: string, lot: string): string {
  return `${agreement}/${lot}`;
}

/** The agreement and lot that `lotValue` named. */
export function lotOf(value: string): { readonly agreement: string; readonly lot: string } {
  const at = value.lastIndexOf('/');
  return { agreement: value.slice(0, at), lot: value.slice(at + 1) };
}

/** Product writers take turns: they count words together. */
const productLock = 760_980_301;
const codeLock = 760_980_302;

class Codes {
  readonly #codes: ReadonlyMap<string, number>;

  constructor(codes: ReadonlyMap<string, number>) {
    this.#codes = codes;
  }

  of(kind: CodeKind, value: string): number {
    const code = this.#codes.get(`${kind} ${value}`);
    if (code === undefined) throw new Error(`No code for the ${kind} ${value}`);
    return code;
  }
}

/**
 * Writes what search reads, in the caller's transaction: new rows and changed ones alike. Nothing else is touched, so a
 * changed line of a price list costs one row. Products go before their offers.
 */
export async function writeSearchRows(
  transaction: Handle,
  rows: { readonly products?: readonly SearchProduct[]; readonly offers?: readonly SearchOffer[] },
): Promise<void> {
  const products = rows.products ?? [];
  const offers = rows.offers ?? [];
  const wanted: { readonly kind: CodeKind; readonly named: Named }[] = [];
  const want = (kind: CodeKind, named: Named): void => {
    wanted.push({ kind, named });
  };
  for (const product of products) {
    want('category', product.category);
    want('manufacturer', product.manufacturer);
    for (const each of product.labels) want('label', each);
    for (const each of product.attributes) want('attribute', each);
  }
  for (const offer of offers) {
    want('category', offer.category);
    want('supplier', { value: offer.supplier, label: offer.supplier });
    want('lot', { value: lotValue(offer.agreement, offer.lot), label: offer.lot });
  }
  const codes = await ensureCodes(transaction, wanted);
  if (products.length > 0) await writeProducts(transaction, products, codes);
  if (offers.length > 0) await writeOffers(transaction, offers, codes);
}

/** Codes of a supplier and a lot for offers that are written in the database; those of the categories are made too. */
export async function ensureOfferCodes(
  transaction: Handle,
  of: { readonly supplierId: string; readonly agreement: string; readonly lot: string },
  categories: readonly Named[],
): Promise<{ readonly supplier: number; readonly lot: number }> {
  const lot = lotValue(of.agreement, of.lot);
  const codes = await ensureCodes(transaction, [
    { kind: 'supplier', named: { value: of.supplierId, label: of.supplierId } },
    { kind: 'lot', named: { value: lot, label: of.lot } },
    ...categories.map((named) => ({ kind: 'category' as const, named })),
  ]);
  return { supplier: codes.of('supplier', of.supplierId), lot: codes.of('lot', lot) };
}

async function ensureCodes(
  transaction: Handle,
  wanted: readonly { readonly kind: CodeKind; readonly named: Named }[],
): Promise<Codes> {
  const byKey = new Map(wanted.map((each) => [`${each.kind} ${each.named.value}`, each]));
  const keys = [...byKey.keys()].toSorted();
  const found = await readCodes(transaction, keys);
  const missing = keys.filter((each) => !found.has(each)).flatMap((each) => byKey.get(each) ?? []);
  if (missing.length === 0) return new Codes(found);
  await sql`select pg_advisory_xact_lock(${codeLock}::bigint)`.execute(transaction);
  await insertMany(
    transaction,
    'search_code',
    [
      { name: 'kind', type: 'text', values: missing.map((each) => each.kind) },
      { name: 'value', type: 'text', values: missing.map((each) => each.named.value) },
      { name: 'label', type: 'text', values: missing.map((each) => each.named.label) },
    ],
    sql`on conflict (kind, value) do nothing`,
  );
  await grow(transaction);
  return new Codes(await readCodes(transaction, keys));
}

async function readCodes(transaction: Handle, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const kinds = keys.map((each) => each.slice(0, each.indexOf(' ')));
  const values = keys.map((each) => each.slice(each.indexOf(' ') + 1));
  const result = await sql<{ kind: string; value: string; code: number }>`
    select kind, value, code from search_code
    where (kind, value) in (select * from unnest(${kinds}::text[], ${values}::text[]))`.execute(transaction);
  return new Map(result.rows.map((row) => [`${row.kind} ${row.value}`, row.code]));
}

/** The next version. Whoever asks holds it until the transaction ends, so versions become visible in their order. */
async function grow(transaction: Handle): Promise<string> {
  const grown = await sql<{ version: string }>`
    update search_state set version = version + 1 returning version`.execute(transaction);
  return grown.rows[0]?.version ?? '';
}

async function writeProducts(transaction: Handle, products: readonly SearchProduct[], codes: Codes): Promise<void> {
  await sql`select pg_advisory_xact_lock(${productLock}::bigint)`.execute(transaction);
  await countWords(transaction, products);
  const version = await grow(transaction);
  const coded = products.map((product) => ({
    product,
    category: codes.of('category', product.category.value),
    manufacturer: codes.of('manufacturer', product.manufacturer.value),
    labels: product.labels.map((each) => ({ code: codes.of('label', each.value), until: each.until })),
    attributes: product.attributes.map((each) => codes.of('attribute', each.value)),
  }));
  const names = [
    'category',
    'manufacturer',
    'labels',
    'labels_until',
    'attributes',
    'facts',
    'text',
    'version',
    'slug',
    'title',
    'manufacturer_name',
    'mpn',
    'category_path',
    'summary',
    'published_kg',
  ];
  await insertMany(
    transaction,
    'search_product',
    [
      { name: 'product_id', type: 'bigint', values: products.map((each) => each.productId) },
      { name: 'category', type: 'integer', values: coded.map((each) => each.category) },
      { name: 'manufacturer', type: 'integer', values: coded.map((each) => each.manufacturer) },
      { name: 'labels', type: 'integer[]', values: coded.map((each) => each.labels.map(({ code }) => code)) },
      { name: 'labels_until', type: 'date[]', values: coded.map((each) => each.labels.map(({ until }) => until)) },
      { name: 'attributes', type: 'integer[]', values: coded.map((each) => each.attributes) },
      {
        name: 'facts',
        type: 'bytea',
        values: coded.map(({ product, ...each }) => {
          const labels = each.labels.map(({ code, until }) => ({ code, until: dayNumber(until) }));
          return `\\x${packProduct(product.productId, { ...each, labels }).toString('hex')}`;
        }),
      },
      { name: 'text', type: 'tsvector', values: products.map((each) => each.vector) },
      { name: 'version', type: 'bigint', values: products.map(() => version) },
      { name: 'slug', type: 'text', values: products.map((each) => each.slug) },
      { name: 'title', type: 'text', values: products.map((each) => each.title) },
      { name: 'manufacturer_name', type: 'text', values: products.map((each) => each.manufacturer.label) },
      { name: 'mpn', type: 'text', values: products.map((each) => each.mpn) },
      { name: 'category_path', type: 'text', values: products.map((each) => each.category.value) },
      { name: 'summary', type: 'text', values: products.map((each) => each.summary) },
      { name: 'published_kg', type: 'double precision[]', values: products.map((each) => each.publishedKg) },
    ],
    overwrite('product_id', names),
  );
}

function overwrite(key: string, names: readonly string[]) {
  const sets = names.map((each) => sql`${sql.ref(each)} = ${sql.ref(`excluded.${each}`)}`);
  return sql`on conflict (${sql.raw(key)}) do update set ${sql.join(sets)}`;
}

/** Keeps count of the products each word stands in. */
async function countWords(transaction: Handle, products: readonly SearchProduct[]): Promise<void> {
  const ids = `{${products.map((each) => each.productId).join(',')}}`;
  const before = await sql<{ words: readonly string[] }>`
    select tsvector_to_array(text) as words from search_product
    where product_id = any(${ids}::bigint[])`.execute(transaction);
  const change = new Map<string, number>();
  const add = (word: string, by: number): Map<string, number> => change.set(word, (change.get(word) ?? 0) + by);
  for (const row of before.rows) for (const word of row.words.filter(isSpellable)) add(word, -1);
  for (const product of products) for (const word of product.words) add(word, 1);
  const changed = [...change].filter(([, by]) => by !== 0).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (changed.length === 0) return;
  await insertMany(
    transaction,
    'search_word',
    [
      { name: 'word', type: 'text', values: changed.map(([word]) => word) },
      { name: 'uses', type: 'integer', values: changed.map(([, by]) => by) },
    ],
    sql`on conflict (word) do update set uses = search_word.uses + excluded.uses`,
  );
  await sql`delete from search_word where uses <= 0`.execute(transaction);
}

const neverFree = 9_223_372_036_854_775_807n;

async function writeOffers(transaction: Handle, offers: readonly SearchOffer[], codes: Codes): Promise<void> {
  const names = [
    'product_id',
    'price',
    'unit_price',
    'lowest',
    'highest',
    'delivery_charge',
    'delivery_free_over',
    'delivery_off_mainland',
    'valid_to',
    'category',
    'supplier',
    'lot',
    'stock',
    'minimum_quantity',
    'pack_size',
    'spread',
    'lead_days',
    'condition',
    'funding',
    'flags',
    'break_quantities',
    'break_prices',
    'unit',
    'vat',
    'grades',
    'declared_kg',
  ];
  const breaks = offers.map((each) => (each.breaks.length === 0 ? null : each.breaks));
  await insertMany(
    transaction,
    'search_offer',
    [
      { name: 'offer_id', type: 'bigint', values: offers.map((each) => each.offerId) },
      { name: 'product_id', type: 'bigint', values: offers.map((each) => each.productId) },
      { name: 'price', type: 'bigint', values: offers.map((each) => String(each.price)) },
      { name: 'unit_price', type: 'bigint', values: offers.map((each) => String(each.unitPrice)) },
      { name: 'lowest', type: 'bigint', values: offers.map((each) => String(each.lowest)) },
      { name: 'highest', type: 'bigint', values: offers.map((each) => String(each.highest)) },
      { name: 'delivery_charge', type: 'bigint', values: offers.map((each) => String(each.deliveryCharge)) },
      {
        name: 'delivery_free_over',
        type: 'bigint',
        values: offers.map((each) => String(each.deliveryFreeOver ?? neverFree)),
      },
      {
        name: 'delivery_off_mainland',
        type: 'bigint',
        values: offers.map((each) => (each.deliveryOffMainland === null ? null : String(each.deliveryOffMainland))),
      },
      { name: 'valid_from', type: 'date', values: offers.map((each) => each.validFrom) },
      { name: 'valid_to', type: 'date', values: offers.map((each) => each.validTo ?? 'infinity') },
      { name: 'category', type: 'integer', values: offers.map((each) => codes.of('category', each.category.value)) },
      { name: 'supplier', type: 'integer', values: offers.map((each) => codes.of('supplier', each.supplier)) },
      {
        name: 'lot',
        type: 'integer',
        values: offers.map((each) => codes.of('lot', lotValue(each.agreement, each.lot))),
      },
      { name: 'stock', type: 'integer', values: offers.map((each) => each.stock) },
      { name: 'minimum_quantity', type: 'integer', values: offers.map((each) => each.minimumQuantity) },
      { name: 'pack_size', type: 'integer', values: offers.map((each) => each.packSize) },
      { name: 'spread', type: 'integer', values: offers.map((each) => each.spread) },
      { name: 'lead_days', type: 'smallint', values: offers.map((each) => each.leadDays) },
      { name: 'condition', type: 'smallint', values: offers.map((each) => each.condition) },
      { name: 'funding', type: 'smallint', values: offers.map((each) => each.funding) },
      { name: 'flags', type: 'smallint', values: offers.map((each) => each.flags) },
      {
        name: 'break_quantities',
        type: 'integer[]',
        values: breaks.map((each) => each?.map(({ quantity }) => quantity) ?? null),
      },
      {
        name: 'break_prices',
        type: 'bigint[]',
        values: breaks.map((each) => each?.map(({ unitPrice }) => String(unitPrice)) ?? null),
      },
      { name: 'unit', type: 'smallint', values: offers.map((each) => each.unit) },
      { name: 'vat', type: 'smallint', values: offers.map((each) => each.vat) },
      { name: 'grades', type: 'text', values: offers.map((each) => each.grades) },
      { name: 'declared_kg', type: 'double precision[]', values: offers.map((each) => each.declaredKg) },
    ],
    overwrite('offer_id, valid_from', names),
  );
}
