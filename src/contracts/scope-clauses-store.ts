import { type RawBuilder, sql } from 'kysely';
import type { ContractScope } from './contract-scope.ts';

/** Where the next page of a list begins: after this row. */
export interface ListCursor {
  /** ISO 8601, UTC, microseconds. */
  readonly at: string;
  readonly id: string;
}

/**
 * Rows of a table with organisation, supplier, agreement (and site) that the scope reaches. Only what the scope names stands in
 * the clause, so that each part of it is served by its index and nobody's list grows with everybody's.
 */
export function within(table: 'o' | 'c', scope: ContractScope, sites: boolean): RawBuilder<unknown> {
  const one = (column: string, values: readonly string[]) =>
    values.length === 0 ? [] : [sql`${sql.ref(`${table}.${column}`)} = any(${[...values]}::text[])`];
  const bySite =
    scope.sites.length === 0 || sites ? one('site_id', scope.sites) : [coveringSites(table, scope.sites, scope.whole)];
  const parts = [
    ...one('organisation_id', scope.organisations),
    ...one('supplier_id', scope.suppliers),
    ...one('agreement', scope.agreements),
    ...bySite,
  ];
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

/** Call-offs that cover one of the sites; `whole`: those that cover no other. */
function coveringSites(table: 'o' | 'c', sites: readonly string[], whole = false): RawBuilder<unknown> {
  const covered = (among: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`exists (select 1 from call_off_site s where s.call_off_id = ${sql.ref(`${table}.id`)} and ${among})`;
  const some = covered(sql`s.site_id = any(${[...sites]}::text[])`);
  return whole ? sql`(${some} and not ${covered(sql`s.site_id <> all(${[...sites]}::text[])`)})` : some;
}

/** What a query gives, in its order, as one column: a list of objects, empty where there is nothing. */
export function rowsOf(query: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(part), '[]') from (${query}) part)`;
}

/** A timestamp as ISO 8601 in UTC with microseconds; null stays null. */
export function instant(column: string): RawBuilder<unknown> {
  return sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
