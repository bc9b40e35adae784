import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';

/** A product as it is suggested. */
export interface SuggestedProduct {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly mpn: string;
}

const selected = sql`select product_id::text as id, slug, title, mpn from search_product`;

/** Served by the primary key. */
export async function readSuggested(handle: Handle, ids: readonly number[]): Promise<readonly SuggestedProduct[]> {
  if (ids.length === 0) return [];
  const rows = await sql<SuggestedProduct>`${selected}
    where product_id = any(${`{${ids.join(',')}}`}::bigint[])`.execute(handle);
  return rows.rows;
}

/** Some products with the words; `query` is a `tsquery`. Served by `search_product_text`. */
export async function findSuggested(handle: Handle, query: string, most: number): Promise<readonly SuggestedProduct[]> {
  const rows = await sql<SuggestedProduct>`${selected} where text @@ ${query}::tsquery limit ${most}`.execute(handle);
  return rows.rows;
}
