import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { FailedDelivery, NewEvent, OutboxEvent } from './event.ts';

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

const eventFields = sql`e.id::text as id, e.kind, e.subject, e.payload, ${instant('e.at')} as at`;

export async function insertEvent(transaction: Handle, event: NewEvent): Promise<string> {
  const made = await sql<{ id: string }>`insert into outbox_event (kind, subject, payload)
    values (${event.kind}, ${event.subject}, ${JSON.stringify(event.payload)}::jsonb) returning id::text as id`.execute(
    transaction,
  );
  return made.rows[0]?.id ?? '';
}

/**
 * Writes a delivery for every handler that listens, for events nobody has looked at yet; gives how many events. An event
 * whose transaction commits late is found late, never passed over. Served by `outbox_event_fresh`.
 */
export async function spreadEvents(
  transaction: Handle,
  listening: readonly { readonly handler: string; readonly kind: string }[],
  limit: number,
): Promise<number> {
  const handlers = listening.map((each) => each.handler);
  const kinds = listening.map((each) => each.kind);
  const found = await sql<{ id: string }>`select id::text as id from outbox_event
    where spread_at is null order by outbox_event.id limit ${limit} for update skip locked`.execute(transaction);
  const ids = found.rows.map((each) => each.id);
  if (ids.length === 0) return 0;
  await sql`insert into event_delivery (handler, event_id, subject)
    select l.handler, e.id, e.subject from outbox_event e
      join unnest(${handlers}::text[], ${kinds}::text[]) as l(handler, kind) on l.kind = e.kind
    where e.id = any(${ids}::bigint[]) on conflict do nothing`.execute(transaction);
  await sql`update outbox_event set spread_at = clock_timestamp() where id = any(${ids}::bigint[])`.execute(
    transaction,
  );
  return ids.length;
}

export interface Claimed {
  readonly handler: string;
  readonly event: OutboxEvent;
  readonly attempts: number;
}

/**
 * Locks the oldest delivery that is due, for the length of the transaction. One is not due while an earlier one of the same
 * subject waits for the same handler. Those others are at work on are passed over. Served by `event_delivery_waiting` and
 * `event_delivery_subject`.
 */
export async function claimDelivery(transaction: Handle, handlers: readonly string[]): Promise<Claimed | undefined> {
  const found = await sql<OutboxEvent & { handler: string; attempts: number }>`
    select ${eventFields}, d.handler, d.attempts from event_delivery d join outbox_event e on e.id = d.event_id
    where d.done_at is null and d.failed_at is null and d.not_before <= clock_timestamp()
      and d.handler = any(${[...handlers]}::text[])
      and not exists (select from event_delivery b where b.handler = d.handler and b.subject = d.subject
        and b.event_id < d.event_id and b.done_at is null and b.failed_at is null)
    order by d.event_id limit 1 for update of d skip locked`.execute(transaction);
  const row = found.rows[0];
  if (row === undefined) return undefined;
  const { handler, attempts, ...event } = row;
  return { handler, attempts, event };
}

export async function markDelivered(transaction: Handle, { handler, event }: Claimed): Promise<void> {
  await sql`update event_delivery set done_at = clock_timestamp(), problem = null
    where handler = ${handler} and event_id = ${event.id}::bigint`.execute(transaction);
}

/** Notes a failed attempt: to be tried after a pause, or set aside. Not when it was handled elsewhere meanwhile. */
export async function markFailed(
  handle: Handle,
  { handler, event }: Claimed,
  problem: string,
  pauseSeconds: number | undefined,
): Promise<void> {
  const next =
    pauseSeconds === undefined
      ? sql`failed_at = clock_timestamp()`
      : sql`not_before = clock_timestamp() + ${pauseSeconds} * interval '1 second'`;
  await sql`update event_delivery set attempts = attempts + 1, problem = ${problem}, ${next}
    where handler = ${handler} and event_id = ${event.id}::bigint and done_at is null and failed_at is null`.execute(
    handle,
  );
}

/** What was set aside, oldest first. Served by `event_delivery_failed`. */
export async function listFailed(handle: Handle, limit: number): Promise<readonly FailedDelivery[]> {
  const found = await sql<OutboxEvent & Omit<FailedDelivery, 'event'>>`
    select ${eventFields}, d.handler, d.attempts, ${instant('d.failed_at')} as "failedAt", d.problem
    from event_delivery d join outbox_event e on e.id = d.event_id
    where d.failed_at is not null order by d.event_id limit ${limit}`.execute(handle);
  return found.rows.map(({ handler, attempts, failedAt, problem, ...event }) => ({
    handler,
    attempts,
    failedAt,
    problem,
    event,
  }));
}

/** Lets a delivery that was set aside be tried anew; false when there is none. */
export async function retryDelivery(transaction: Handle, handler: string, eventId: string): Promise<boolean> {
  const found = await sql`update event_delivery set failed_at = null, attempts = 0, not_before = clock_timestamp()
    where handler = ${handler} and event_id = ${eventId}::bigint and failed_at is not null returning event_id`.execute(
    transaction,
  );
  return found.rows.length === 1;
}

/** Deliveries that wait, the age in seconds of the oldest, and those set aside. */
export async function countDeliveries(
  handle: Handle,
): Promise<{ readonly waiting: number; readonly failed: number; readonly oldestSeconds: number }> {
  const found = await sql<{ waiting: string; failed: string; oldest: string }>`select
      (select count(*) from event_delivery where done_at is null and failed_at is null)::text as waiting,
      (select count(*) from event_delivery where failed_at is not null)::text as failed,
      coalesce((select extract(epoch from clock_timestamp() - min(e.at)) from event_delivery d
        join outbox_event e on e.id = d.event_id where d.done_at is null and d.failed_at is null), 0)::text as oldest`.execute(
    handle,
  );
  const row = found.rows[0];
  return {
    waiting: Number(row?.waiting ?? 0),
    failed: Number(row?.failed ?? 0),
    oldestSeconds: Number(row?.oldest ?? 0),
  };
}
