import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';

/** The last row of a list that has a staged line; 0 when none has. Served by the primary key. */
export async function lastRowOf(handle: Handle, listId: string): Promise<number> {
  const found = await sql<{ last: number }>`
    select coalesce(max(row), 0) as last from price_list_line where price_list_id = ${listId}::bigint`.execute(handle);
  return found.rows[0]?.last ?? 0;
}

/** The lines of a list that wait for the authority: all of them, or those among the named. */
export async function waitingLines(
  transaction: Handle,
  listId: string,
  lines: 'all' | readonly string[],
): Promise<readonly number[]> {
  const named = lines === 'all' ? null : lines;
  const found = await sql<{ line: number }>`
    select line::int as line from price_list_change where price_list_id = ${listId}::bigint and held = 'waiting'
      and (${named === null} or line = any(${named ?? []}::bigint[])) order by line for update`.execute(transaction);
  return found.rows.map((each) => each.line);
}

/** Says what became of lines that waited. */
export async function setHeld(
  transaction: Handle,
  listId: string,
  lines: readonly number[],
  held: 'approved' | 'refused',
): Promise<void> {
  await sql`update price_list_change set held = ${held}
    where price_list_id = ${listId}::bigint and line = any(${lines}::bigint[])`.execute(transaction);
}

/** Lines that were to begin before a day begin on it: a price that was approved late does not reach back. */
export async function startOn(
  transaction: Handle,
  listId: string,
  lines: readonly number[],
  day: IsoDate,
): Promise<void> {
  await sql`update price_list_line set valid_from = ${day}::date
    where price_list_id = ${listId}::bigint and row = any(${lines}::integer[]) and valid_from < ${day}::date`.execute(
    transaction,
  );
}

/** Forgets what the lines were found to change, to compare them anew. */
export async function clearChangesOf(transaction: Handle, listId: string, lines: readonly number[]): Promise<void> {
  await sql`delete from price_list_change
    where price_list_id = ${listId}::bigint and line = any(${lines}::bigint[])`.execute(transaction);
}
