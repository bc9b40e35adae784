import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** How many rows one step takes away. */
export interface Cleared {
  readonly offers: number;
  readonly products: number;
}

/**
 * Takes away up to `most` invented offers with their prices, services and search rows; when none is left, up to `most`
 * invented products without offers. Lists that people saved keep what they saw. Both numbers 0: nothing is left.
 */
export async function clearDemonstration(transaction: Handle, most: number): Promise<Cleared> {
  const offers = await sql<{ id: string }>`select id::text as id from offer where demonstration
    order by id limit ${most}`.execute(transaction);
  if (offers.rows.length > 0) {
    const ids = offers.rows.map((each) => each.id);
    await sql`delete from search_offer where offer_id = any(${ids}::bigint[])`.execute(transaction);
    await sql`delete from offer where id = any(${ids}::bigint[])`.execute(transaction);
    return { offers: ids.length, products: 0 };
  }
  await sql`delete from associated_service where demonstration`.execute(transaction);
  const products = await sql<{ id: string }>`select p.id::text as id from product p where p.demonstration
    and not exists (select 1 from offer o where o.product_id = p.id) order by p.id limit ${most}`.execute(transaction);
  const ids = products.rows.map((each) => each.id);
  if (ids.length > 0) await clearProducts(transaction, ids);
  return { offers: 0, products: ids.length };
}

/** Products leave the search with the words they stood for. */
async function clearProducts(transaction: Handle, ids: readonly string[]): Promise<void> {
  await sql`with gone as (delete from search_product where product_id = any(${ids}::bigint[])
      returning tsvector_to_array(text) as words),
    counted as (select word, count(*)::integer as times from gone, unnest(words) as word group by word)
    update search_word w set uses = w.uses - c.times from counted c where c.word = w.word`.execute(transaction);
  await sql`delete from search_word where uses <= 0`.execute(transaction);
  await sql`update search_state set version = version + 1`.execute(transaction);
  await sql`delete from product where id = any(${ids}::bigint[])`.execute(transaction);
}

/** Tells the planner what the tables hold now; the embedded engine never does so by itself. */
export async function analyseCatalogue(transaction: Handle, table: string): Promise<void> {
  await sql`analyze ${sql.table(table)}`.execute(transaction);
}

/** Whether there is anything invented in the catalogue. */
export async function holdsDemonstration(handle: Handle): Promise<boolean> {
  const found = await sql<{ holds: boolean }>`select
    exists (select 1 from offer where demonstration) or exists (select 1 from product where demonstration) as holds`.execute(
    handle,
  );
  return found.rows[0]?.holds === true;
}
