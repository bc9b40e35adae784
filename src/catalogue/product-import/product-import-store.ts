import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Offer } from '../offer.ts';
import { offersOfProducts } from '../offer-store.ts';

const lock = 760_986_102;

/** One import of products at a time. */
export async function lockProducts(transaction: Handle): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock}::bigint)`.execute(transaction);
}

/** Ids of the products with these makers and part numbers. Served by the unique key. */
export async function knownProducts(
  handle: Handle,
  keys: readonly { readonly manufacturerId: string; readonly mpn: string }[],
): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const found = await sql<{ id: string }>`select id::text as id from product where (manufacturer_id, mpn) in
    (select * from unnest(${keys.map((each) => each.manufacturerId)}::text[], ${keys.map((each) => each.mpn)}::text[]))`.execute(
    handle,
  );
  return found.rows.map((each) => each.id);
}

/** Which of the slugs are taken. Served by the unique key. */
export async function takenSlugs(handle: Handle, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  if (slugs.length === 0) return new Set();
  const found = await sql<{ slug: string }>`select slug from product where slug = any(${slugs}::text[])`.execute(
    handle,
  );
  return new Set(found.rows.map((each) => each.slug));
}

/** Every interval of the products' offers, for writing their search rows anew. */
export function intervalsOfProducts(handle: Handle, productIds: readonly string[]): Promise<readonly Offer[]> {
  return offersOfProducts(handle, productIds);
}
