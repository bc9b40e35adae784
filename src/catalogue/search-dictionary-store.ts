import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import { grams } from './search-clauses-store.ts';
import type { CodeKind } from './search-write-store.ts';

export interface DictionaryRows {
  readonly version: string;
  /** About how many rows the offers have. */
  readonly size: number;
  readonly codes: readonly {
    readonly kind: CodeKind;
    readonly value: string;
    readonly label: string;
    readonly code: number;
  }[];
  readonly words: readonly { readonly word: string; readonly uses: number }[];
}

/** Reads all codes and words. The version is read first: what is newer than it is read again later. */
export async function readDictionary(handle: Handle): Promise<DictionaryRows> {
  const state = await sql<{ version: string; size: number }>`
    select version, (select reltuples from pg_class where oid = 'search_offer'::regclass)::float8 as size
    from search_state`.execute(handle);
  const codes = await sql<DictionaryRows['codes'][number]>`select kind, value, label, code from search_code`.execute(
    handle,
  );
  const words = await sql<DictionaryRows['words'][number]>`
    select word, uses from search_word order by word collate "C"`.execute(handle);
  const first = state.rows[0];
  return { version: first?.version ?? '', size: first?.size ?? -1, codes: codes.rows, words: words.rows };
}

/** Counts the offers where the planner does not know yet. */
export async function countOffers(handle: Handle): Promise<number> {
  const result = await sql<{ rows: number }>`select count(*)::float8 as rows from search_offer`.execute(handle);
  return result.rows[0]?.rows ?? 0;
}

/** Records of the products written since a version; all with version 0. See `unpackProducts`. */
export async function readProductFacts(handle: Handle, since: string): Promise<Buffer> {
  const result = await sql<{ records: Buffer | null }>`
    select string_agg(facts || int4send(${grams(sql`published_kg`)}), '') as records from search_product where version > ${since}::bigint`.execute(
    handle,
  );
  return result.rows[0]?.records ?? Buffer.alloc(0);
}

/** Part numbers of products written since a version, in the order they were written, a piece at a time. */
export async function readPartNumbers(
  handle: Handle,
  since: { readonly version: string; readonly id: string },
  limit: number,
): Promise<readonly { readonly id: string; readonly version: string; readonly mpn: string }[]> {
  const result = await sql<{ id: string; version: string; mpn: string }>`
    select product_id::text as id, version::text, mpn from search_product
    where version >= ${since.version}::bigint and (version, product_id) > (${since.version}::bigint, ${since.id}::bigint)
    order by search_product.version, search_product.product_id limit ${limit}`.execute(handle);
  return result.rows;
}
