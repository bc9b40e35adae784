import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import { grams } from './search-clauses-store.ts';
import { endlessDay, offerBytes, readId, readSigned } from './search-facts.ts';
import type { OfferRecord } from './search-offer-table.ts';

/** What of the database a process has taken in: everything that had ended before a moment. */
export interface Seen {
  /** All transactions below `next` had ended, but for `open`. */
  readonly next: string;
  readonly open: readonly string[];
}

export interface SearchNews {
  readonly seen: Seen;
  /** Of products, codes and words. */
  readonly version: string;
  /** Seconds of the database's clock. */
  readonly at: number;
  /** Offers written or taken away since, with their products, as `changedOffers` reads them. */
  readonly changed: Buffer;
  /** All offers were taken away since. */
  readonly emptied: boolean;
}

const changedBytes = 16;

/** How many offers have changed. */
export function changedCount(changed: Buffer): number {
  return changed.length / changedBytes;
}

/** Changed offers from one up to another, not with it, in the order they are in. */
export function changedOffers(
  changed: Buffer,
  from: number,
  to: number,
): readonly { readonly offer: number; readonly product: number }[] {
  const some = changed.subarray(from * changedBytes, to * changedBytes);
  return Array.from({ length: changedCount(some) }, (_each, index) => ({
    offer: readSigned(some, index * changedBytes),
    product: readSigned(some, index * changedBytes + 8),
  }));
}

/** What has happened since; without `since` only where things stand. Served by `search_offer_change_xact`. */
export async function readNews(handle: Handle, since?: Seen): Promise<SearchNews> {
  const which =
    since === undefined
      ? sql`false`
      : sql`(xact >= ${since.next}::xid8 or xact = any(${`{${since.open.join(',')}}`}::xid8[]))`;
  const result = await sql<{
    version: string;
    snapshot: string;
    at: number;
    changed: Buffer | null;
    emptied: boolean | null;
  }>`
    select version::text, pg_current_snapshot()::text as snapshot, extract(epoch from now())::float8 as at,
      news.changed, news.emptied
    from search_state cross join (
      select string_agg(distinct int8send(offer_id) || int8send(product_id), '') as changed,
        bool_or(offer_id < 0) as emptied
      from search_offer_change where ${which}) news`.execute(handle);
  const row = result.rows[0];
  const [, next = '0', open = ''] = row?.snapshot.split(':') ?? [];
  return {
    seen: { next, open: open === '' ? [] : open.split(',') },
    version: row?.version ?? '',
    at: row?.at ?? 0,
    changed: row?.changed ?? Buffer.alloc(0),
    emptied: row?.emptied === true,
  };
}

/** Forgets changes that every process has read long ago. */
export async function forgetNews(handle: Handle): Promise<void> {
  await sql`delete from search_offer_change where written_at < now() - interval '1 day'`.execute(handle);
}

const record = sql`o.facts || int8send(o.unit_price) || int8send(o.delivery_charge) || int8send(o.delivery_free_over)
  || int8send(coalesce(o.delivery_off_mainland, -1))
  || int4send(o.valid_from - date '1970-01-01')
  || int4send(case when isfinite(o.valid_to) then o.valid_to - date '1970-01-01' else ${endlessDay}::int end)
  || int4send(o.minimum_quantity) || int4send(o.pack_size) || int4send(${grams(sql`o.declared_kg`)})
  || int4send(coalesce(cardinality(o.break_quantities), 0))
  || coalesce(array_send(o.break_quantities) || array_send(o.break_prices), ''::bytea)`;

/** Records of the offers of products between two ids that have not ended before a day. Served by `search_offer_product`. */
export async function readOffersOfProducts(handle: Handle, from: number, to: number, day: string): Promise<Buffer> {
  const result = await sql<{ records: Buffer | null }>`
    select string_agg(${record}, '' order by o.product_id) as records from search_offer as o
    where o.product_id between ${from}::bigint and ${to}::bigint and o.valid_to >= ${day}::date`.execute(handle);
  return result.rows[0]?.records ?? Buffer.alloc(0);
}

/** Records of some offers that have not ended before a day. Served by the primary key. */
export async function readOffers(handle: Handle, offers: readonly number[], day: string): Promise<Buffer> {
  const result = await sql<{ records: Buffer | null }>`
    select string_agg(${record}, '') as records from search_offer as o
    where o.offer_id = any(${`{${offers.join(',')}}`}::bigint[]) and o.valid_to >= ${day}::date`.execute(handle);
  return result.rows[0]?.records ?? Buffer.alloc(0);
}

/** PostgreSQL's binary form of an array of one dimension begins with this many bytes; each element with its length. */
const arrayHeader = 20;

/** Bytes of a record after the facts: its terms, and last how many price breaks follow. */
const termBytes = 56;

/** More records than that there cannot be. */
export function recordsAtMost(records: Buffer): number {
  return Math.floor(records.length / (offerBytes + termBytes));
}

/** Reads offer records that follow each other. */
export function* unpackOfferRecords(records: Buffer): Generator<OfferRecord> {
  for (let at = 0; at < records.length;) {
    const terms = at + offerBytes;
    const count = records.readInt32BE(terms + termBytes - 4);
    const quantities = terms + termBytes + arrayHeader;
    const prices = quantities + count * 8 + arrayHeader;
    const breaks = Array.from({ length: count }, (_each, index) => ({
      quantity: records.readInt32BE(quantities + index * 8 + 4),
      unitPrice: readSigned(records, prices + index * 12 + 4),
    }));
    yield {
      offer: readId(records, at),
      product: readId(records, at + 8),
      price: readSigned(records, at + 16),
      supplier: records.readInt32BE(at + 24),
      lot: records.readInt32BE(at + 28),
      stock: records.readInt32BE(at + 32),
      leadDays: records.readInt16BE(at + 36),
      condition: records.readInt16BE(at + 38),
      funding: records.readInt16BE(at + 40),
      flags: records.readInt16BE(at + 42),
      unitPrice: readSigned(records, terms),
      deliveryCharge: readSigned(records, terms + 8),
      deliveryFreeOver: readSigned(records, terms + 16),
      deliveryOffMainland: readSigned(records, terms + 24),
      from: records.readInt32BE(terms + 32),
      to: records.readInt32BE(terms + 36),
      minimumQuantity: records.readInt32BE(terms + 40),
      packSize: records.readInt32BE(terms + 44),
      declared: records.readInt32BE(terms + 48),
      breaks,
    };
    at = count === 0 ? terms + termBytes : prices + count * 12;
  }
}

/** The words and part number of a product. */
export interface ProductText {
  readonly id: number;
  readonly version: string;
  readonly text: string;
}

/** Texts of products written since a version, in the order they were written, a piece at a time. Served by `search_product_version`. */
export async function readProductTexts(
  handle: Handle,
  since: { readonly version: string; readonly id: number },
  limit: number,
): Promise<readonly ProductText[]> {
  const result = await sql<{ id: string; version: string; text: string }>`
    select product_id::text as id, version::text, text::text from search_product
    where version >= ${since.version}::bigint and (version, product_id) > (${since.version}::bigint, ${since.id}::bigint)
    order by search_product.version, search_product.product_id limit ${limit}`.execute(handle);
  return result.rows.map((each) => ({ ...each, id: Number(each.id) }));
}
