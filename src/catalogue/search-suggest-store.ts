import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import { rankBy } from './search-clauses-store.ts';
import { readId, unpackRanks } from './search-facts.ts';
import type { WantedWords } from './search-wanted.ts';

/** A product as it is suggested. */
export interface SuggestedProduct {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly mpn: string;
}

/** Served by the primary key. */
export async function readSuggested(handle: Handle, ids: readonly number[]): Promise<readonly SuggestedProduct[]> {
  if (ids.length === 0) return [];
  const rows = await sql<SuggestedProduct>`select product_id::text as id, slug, title, mpn from search_product
    where product_id = any(${`{${ids.join(',')}}`}::bigint[])`.execute(handle);
  return rows.rows;
}

/**
 * How well products match words, by id: of many only so many, those of the categories named first. Served by
 * `search_product_text`.
 */
export async function rankSuggested(
  handle: Handle,
  words: WantedWords,
  most: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ ranks: Buffer | null }>`
    select string_agg(int8send(d.product_id) || int2send((${rankBy(words)})::int2), '') as ranks from (
      select product_id, category, text from search_product where text @@ ${words.all}::tsquery
      order by category = any(${`{${words.categories.join(',')}}`}::int[]) desc, product_id limit ${most}
    ) as d`.execute(handle);
  return new Map(unpackRanks(rows.rows[0]?.ranks ?? Buffer.alloc(0)));
}

/** How many offers of each product have not ended, by its id. Reads them all. */
export async function countByProduct(handle: Handle): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ counts: Buffer | null }>`
    select string_agg(int8send(product_id) || int4send(offers), '') as counts from (
      select product_id, count(*)::int as offers from search_offer where valid_to >= current_date group by product_id
    ) as counted`.execute(handle);
  const counts = new Map<number, number>();
  const records = rows.rows[0]?.counts ?? Buffer.alloc(0);
  for (let at = 0; at < records.length; at += 12) counts.set(readId(records, at), records.readInt32BE(at + 8));
  return counts;
}

/** How many offers have not ended, by code of the category and place of the condition. Reads them all. */
export async function countByCategory(handle: Handle): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const rows = await sql<{ category: number; condition: number; offers: number }>`
    select category, condition, count(*)::int as offers from search_offer where valid_to >= current_date
    group by category, condition`.execute(handle);
  const counts = new Map<number, Map<number, number>>();
  for (const { category, condition, offers } of rows.rows) {
    counts.set(category, (counts.get(category) ?? new Map<number, number>()).set(condition, offers));
  }
  return counts;
}
