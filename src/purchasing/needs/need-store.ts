import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { BasketData } from '../basket/basket-data.ts';

/** A basket kept for a further competition, with what became of it. Instants are ISO 8601, UTC. */
export interface Need {
  readonly id: string;
  readonly organisation: string;
  readonly site: string;
  readonly basket: string;
  readonly agreement: string;
  readonly lot: string;
  readonly title: string;
  /** The basket as it was priced on the day it was kept. */
  readonly content: BasketData;
  readonly reason: string;
  /** `person:<id>` or `key:<id>`. */
  readonly keptBy: string;
  readonly keptAt: string;
  readonly takenBackBy: string | null;
  readonly takenBackAt: string | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly closeReason: string;
}

/** The organisations, or within them the sites, somebody may see needs of. */
export interface NeedScope {
  readonly organisations: readonly string[];
  readonly sites: readonly string[];
}

const within = (scope: NeedScope) =>
  sql`(n.organisation_id = any(${[...scope.organisations]}::text[]) or n.site_id = any(${[...scope.sites]}::text[]))`;
const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
const columns = sql`n.id, n.organisation_id as organisation, n.site_id as site, n.basket_id as basket, n.agreement, n.lot,
  n.title, n.content, n.reason, n.kept_by as "keptBy", ${instant('n.kept_at')} as "keptAt", n.taken_back_by as "takenBackBy",
  ${instant('n.taken_back_at')} as "takenBackAt", n.closed_by as "closedBy", ${instant('n.closed_at')} as "closedAt",
  n.close_reason as "closeReason"`;

/** Newest first, at most `limit`. Served by `kept_need_of_organisation`. */
export async function listNeeds(handle: Handle, scope: NeedScope, limit: number): Promise<readonly Need[]> {
  const found = await sql<Need>`select ${columns} from kept_need n where ${within(scope)}
    order by n.kept_at desc, n.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

export async function findNeed(handle: Handle, scope: NeedScope, id: string): Promise<Need | undefined> {
  const found = await sql<Need>`select ${columns} from kept_need n where n.id = ${id} and ${within(scope)}`.execute(
    handle,
  );
  return found.rows[0];
}

/** As `findNeed`, held with its basket until the end of the transaction. */
export async function lockNeed(handle: Handle, scope: NeedScope, id: string): Promise<Need | undefined> {
  await sql`select 1 from kept_need n join basket b on b.id = n.basket_id
    where n.id = ${id} and ${within(scope)} for update of n, b`.execute(handle);
  return findNeed(handle, scope, id);
}

/** The need made of that version of the basket, if it is within the scope. */
export async function needOfBasket(
  handle: Handle,
  scope: NeedScope,
  basket: string,
  version: number,
): Promise<string | undefined> {
  const found = await sql<{ id: string }>`select n.id from kept_need n
    where n.basket_id = ${basket} and n.basket_version = ${version} and ${within(scope)}`.execute(handle);
  return found.rows[0]?.id;
}

export async function addNeed(
  transaction: Handle,
  need: Omit<Need, 'takenBackBy' | 'takenBackAt' | 'closedBy' | 'closedAt' | 'closeReason'>,
  version: number,
): Promise<void> {
  await sql`insert into kept_need (id, organisation_id, site_id, basket_id, basket_version, agreement, lot, title, content,
      reason, kept_by, kept_at)
    values (${need.id}, ${need.organisation}, ${need.site}, ${need.basket}, ${version}, ${need.agreement}, ${need.lot},
      ${need.title}, ${JSON.stringify(need.content)}::jsonb, ${need.reason}, ${need.keptBy}, ${need.keptAt})`.execute(
    transaction,
  );
}

/** Marks a locked need as taken back. */
export async function markTakenBack(transaction: Handle, need: Need, by: string, at: string): Promise<void> {
  await sql`update kept_need set taken_back_by = ${by}, taken_back_at = ${at}
    where id = ${need.id} and organisation_id = ${need.organisation}`.execute(transaction);
}

/** Marks a locked need as closed. */
export async function markClosed(
  transaction: Handle,
  need: Need,
  closed: { readonly by: string; readonly at: string; readonly reason: string },
): Promise<void> {
  await sql`update kept_need set closed_by = ${closed.by}, closed_at = ${closed.at}, close_reason = ${closed.reason}
    where id = ${need.id} and organisation_id = ${need.organisation}`.execute(transaction);
}
