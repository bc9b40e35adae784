import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { findJob } from '../../platform/jobs/index.ts';
import type { PriceListEventKind } from './price-list-state.ts';

export const clearJobKind = 'catalogue.price-list.clear';

interface LastEvent {
  readonly id: string;
  readonly kind: PriceListEventKind;
  readonly job: string | null;
}

/** A list whose staging nobody needs any more; an accepted one keeps what it changed. */
export interface OverList {
  readonly id: string;
  readonly accepted: boolean;
}

/** Whether nothing happens to a list after such an event, but to be read anew or decided on. */
export function endsList(kind: PriceListEventKind): boolean {
  return ['accepted', 'decided', 'refused', 'cancelled', 'failed'].includes(kind);
}

/**
 * The first list with something staged that is over, or whose job failed, and of which nothing waits for the authority.
 * Its row is held, so that nobody has it read anew meanwhile. Served by `price_list_uncleared`.
 */
export async function holdListToClear(transaction: Handle): Promise<OverList | undefined> {
  for (const each of await lastEvents(transaction, null)) {
    if (!(await isOver(transaction, each))) continue;
    await sql`select 1 from price_list where id = ${each.id}::bigint for update`.execute(transaction);
    const [now] = await lastEvents(transaction, each.id);
    if (now === undefined || !(await isOver(transaction, now))) continue;
    return { id: now.id, accepted: now.kind === 'accepted' || now.kind === 'decided' };
  }
  return undefined;
}

async function lastEvents(transaction: Handle, listId: string | null): Promise<readonly LastEvent[]> {
  const found = await sql<LastEvent>`
    select p.id::text as id, e.kind, e.facts ->> 'job' as job from price_list p
    cross join lateral (select kind, facts from price_list_event
      where price_list_id = p.id order by price_list_event.id desc limit 1) e
    where not p.cleared and (${listId}::bigint is null or p.id = ${listId}::bigint)
      and e.kind not in ('checked', 'mapping-needed')
      and not exists (select 1 from price_list_change c where c.price_list_id = p.id and c.held = 'waiting'
        and e.kind in ('accepted', 'decided'))
    order by p.id`.execute(transaction);
  return found.rows;
}

async function isOver(transaction: Handle, { kind, job }: LastEvent): Promise<boolean> {
  if (endsList(kind)) return true;
  const found = job === null ? undefined : await findJob(transaction, job);
  return found !== undefined && found.failedAt !== null;
}

/**
 * Forgets up to so many of the list's changes (none of an accepted list; of others, part numbers that the annotated file
 * needs stay), then of its lines. True when all is gone.
 */
export async function clearSome(transaction: Handle, list: OverList, most: number): Promise<boolean> {
  if (!list.accepted) {
    const changes = await sql`delete from price_list_change where price_list_id = ${list.id}::bigint and line in (
      select line from price_list_change where price_list_id = ${list.id}::bigint and not by_key
      order by line limit ${most})`.execute(transaction);
    if (Number(changes.numAffectedRows ?? 0) >= most) return false;
  }
  const lines = await sql`delete from price_list_line where price_list_id = ${list.id}::bigint and row in (
    select row from price_list_line where price_list_id = ${list.id}::bigint order by row limit ${most})`.execute(
    transaction,
  );
  if (Number(lines.numAffectedRows ?? 0) >= most) return false;
  await sql`update price_list set cleared = true where id = ${list.id}::bigint`.execute(transaction);
  return true;
}
