import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import {
  amountOf,
  emissionsOf,
  given,
  hits,
  meets,
  offerRows,
  resultClauses,
  type Sql,
} from './search-clauses-store.ts';
import type { PackedOffers } from './search-facts.ts';
import { byDelivered, type Wanted, type Wish } from './search-wanted.ts';

/** What became of looking for a match set. */
export interface MatchRows {
  /** Rows found; when this is `most + 1` there are more, and these are no fair part of them. */
  readonly found: number;
  readonly offers: readonly PackedOffers[];
  /** How well products match the words, see `unpackRanks`. */
  readonly ranks: Buffer;
  /** Of products, codes and words, to know whether what this process remembers is old. */
  readonly version: string;
}

/**
 * The match set, at most `most` rows and one more. `near` adds rows that miss one wish only, which the counts of that
 * wish's own group need; `sample` takes only rows whose `spread` is below it.
 */
export async function readMatches(
  handle: Handle,
  wanted: Wanted,
  options: { readonly most: number; readonly near: boolean; readonly sample?: number },
): Promise<MatchRows> {
  const clauses = [...given(wanted)];
  const missed: Sql[] = [];
  if (options.sample !== undefined) clauses.push(sql`o.spread < ${options.sample}::int`);
  for (const [place, wish] of wanted.wishes.entries()) {
    if (options.near && counted(wish)) {
      missed.push(sql`(case when ${meets(wish, wanted)} then 0 else ${1 << place} end)`);
    } else clauses.push(sql`(${meets(wish, wanted)})`);
  }
  const ownAmount = wanted.quantity > 1 || byDelivered(wanted.sort);
  const picks = sql`o.facts, ${ownAmount ? sql`int8send((${amountOf(wanted)})::bigint)` : sql`null::bytea`} as amount,
    ${wanted.sort === 'emissions' ? sql`int4send(${emissionsOf(wanted)})` : sql`null::bytea`} as emissions,
    ${missed.length === 0 ? sql`0` : sql.join(missed, sql` + `)} as unmet`;
  const query = sql<{
    unmet: number;
    found: number;
    records: Buffer | null;
    amounts: Buffer | null;
    emissions: Buffer | null;
    version: string | null;
  }>`${hits(wanted, sql`with `)}
    select unmet, count(*)::int as found, string_agg(facts, '') as records, string_agg(amount, '') as amounts,
      string_agg(emissions, '') as emissions, null as version
    from (
      select offers.* from ${offerRows(wanted, picks, clauses)}
      ${missed.length > 1 ? sql`where unmet & (unmet - 1) = 0` : sql``} limit ${options.most + 1}
    ) as matched group by unmet
    union all
    select -1, 0, ${ranks(wanted)}, null, null, (select version::text from search_state)`;
  const result = await query.execute(handle);
  const offers: PackedOffers[] = [];
  let all = 0;
  let rest: { readonly ranks: Buffer; readonly version: string } = { ranks: Buffer.alloc(0), version: '' };
  for (const { unmet, found, records, version, ...keys } of result.rows) {
    all += found;
    if (unmet >= 0) offers.push({ unmet, records: records ?? Buffer.alloc(0), ...keys });
    else rest = { ranks: records ?? rest.ranks, version: version ?? '' };
  }
  return { found: all, offers, ...rest };
}

/** Whether the choices of the wish's group are counted, so that rows missing it alone are of use. */
function counted(wish: Wish): boolean {
  return wish.kind !== 'price';
}

function ranks(wanted: Wanted): Sql {
  if (wanted.words === null || wanted.sort !== 'relevance') return sql`null::bytea`;
  return sql`(select string_agg(int8send(product_id) || int2send(rank::int2), '') from hit)`;
}

/** How many results each of several searches has, up to `most`, asked at once. */
export async function countMatches(
  handle: Handle,
  searches: readonly Wanted[],
  most: number,
): Promise<readonly number[]> {
  if (searches.length === 0) return [];
  const counts = searches.map((wanted) => {
    const rows = offerRows(wanted, sql`1`, resultClauses(wanted));
    return sql`(${hits(wanted, sql`with `)} select count(*)::int from (select from ${rows} limit ${most}) as matched)`;
  });
  const result = await sql<{ found: readonly number[] }>`select array[${sql.join(counts)}] as found`.execute(handle);
  return result.rows[0]?.found ?? [];
}
