import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { QueuedLetter } from './letter.ts';

export interface ClaimedLetter extends QueuedLetter {
  readonly attempts: number;
  /** Hours since it was first tried; 0 on the first attempt. */
  readonly hours: number;
}

/**
 * Takes the oldest letter that may go for so many milliseconds; those others are sending are passed over. Whoever is killed
 * with it leaves it to be taken again after that time. Served by `mail_outbox_waiting`.
 */
export async function claimLetter(handle: Handle, leaseMs: number): Promise<ClaimedLetter | undefined> {
  const claimed = await sql<Omit<ClaimedLetter, 'hours'> & { hours: string }>`
    update mail_outbox set claimed_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
      first_tried_at = coalesce(first_tried_at, clock_timestamp())
    where id = (
      select id from mail_outbox where sent_at is null and failed_at is null
        and (not_before is null or not_before <= clock_timestamp())
        and (claimed_until is null or claimed_until < clock_timestamp())
      order by id limit 1 for update skip locked)
    returning id::text as id, message_key::text as "messageKey", recipient, subject, body, attempts,
      (extract(epoch from clock_timestamp() - first_tried_at) / 3600)::text as hours`.execute(handle);
  const row = claimed.rows[0];
  return row === undefined ? undefined : { ...row, hours: Number(row.hours) };
}

export async function markSent(handle: Handle, id: string): Promise<void> {
  await sql`update mail_outbox set sent_at = clock_timestamp(), failed_at = null, problem = null, claimed_until = null
    where id = ${id}::bigint and sent_at is null`.execute(handle);
}

/** To be tried after a pause; `counts` unless the fault was not the letter's. */
export async function postpone(
  handle: Handle,
  id: string,
  { problem, seconds, counts }: { readonly problem: string; readonly seconds: number; readonly counts: boolean },
): Promise<void> {
  await sql`update mail_outbox set problem = ${problem}, claimed_until = null, attempts = attempts + ${counts ? 1 : 0},
      first_tried_at = case when ${counts}::boolean or attempts > 0 then first_tried_at end,
      not_before = clock_timestamp() + ${seconds} * interval '1 second'
    where id = ${id}::bigint and sent_at is null`.execute(handle);
}

export async function giveUp(handle: Handle, id: string, problem: string): Promise<void> {
  await sql`update mail_outbox set problem = ${problem}, failed_at = clock_timestamp(), attempts = attempts + 1, claimed_until = null
    where id = ${id}::bigint and sent_at is null`.execute(handle);
}

/** A letter that was given up goes again; one that waits goes now. False when it was sent or is not there. */
export async function retryLetter(transaction: Handle, id: string): Promise<boolean> {
  const found =
    await sql`update mail_outbox set failed_at = null, attempts = 0, first_tried_at = null, not_before = null
    where id = ${id}::bigint and sent_at is null returning id`.execute(transaction);
  return found.rows.length === 1;
}

export const letterStates = ['waiting', 'sent', 'failed'] as const;
export type LetterState = (typeof letterStates)[number];

/** A letter as the operator sees it. Times are ISO 8601 in UTC. */
export interface ListedLetter extends QueuedLetter {
  readonly kind: string;
  readonly state: LetterState;
  readonly queuedAt: string;
  readonly sentAt: string | null;
  readonly failedAt: string | null;
  readonly attempts: number;
  readonly problem: string | null;
}

const stateOf = sql`case when sent_at is not null then 'sent' when failed_at is not null then 'failed' else 'waiting' end`;
const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);
const fields = sql`id::text as id, message_key::text as "messageKey", recipient, subject, body, kind, attempts, problem,
  ${stateOf} as state, ${instant('queued_at')} as "queuedAt", ${instant('sent_at')} as "sentAt",
  ${instant('failed_at')} as "failedAt"`;

const inState = {
  waiting: sql`sent_at is null and failed_at is null`,
  sent: sql`sent_at is not null`,
  failed: sql`failed_at is not null`,
};

/** Newest first. Served by the primary key, `mail_outbox_waiting` and `mail_outbox_failed`. */
export async function listLetters(
  handle: Handle,
  limit: number,
  { state, before }: { readonly state?: LetterState | undefined; readonly before?: string | undefined },
): Promise<readonly ListedLetter[]> {
  const found = await sql<ListedLetter>`select ${fields} from mail_outbox
    where ${state === undefined ? sql`true` : inState[state]}
      and ${before === undefined ? sql`true` : sql`id < ${before}::bigint`}
    order by mail_outbox.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

export async function findLetter(handle: Handle, id: string): Promise<ListedLetter | undefined> {
  const found = await sql<ListedLetter>`select ${fields} from mail_outbox where id = ${id}::bigint`.execute(handle);
  return found.rows[0];
}

/** Letters that wait, those given up, and the age of the oldest that waits in seconds. */
export async function countLetters(
  handle: Handle,
): Promise<{ readonly waiting: number; readonly failed: number; readonly oldestSeconds: number }> {
  const found = await sql<{ waiting: string; failed: string; oldest: string }>`select
      (select count(*) from mail_outbox where ${inState.waiting})::text as waiting,
      (select count(*) from mail_outbox where ${inState.failed})::text as failed,
      coalesce((select extract(epoch from clock_timestamp() - min(queued_at)) from mail_outbox
        where ${inState.waiting}), 0)::text as oldest`.execute(handle);
  const row = found.rows[0];
  return {
    waiting: Number(row?.waiting ?? 0),
    failed: Number(row?.failed ?? 0),
    oldestSeconds: Number(row?.oldest ?? 0),
  };
}

/** Takes away the letters to these addresses that wait to be sent. */
export async function dropWaitingLetters(transaction: Handle, recipients: readonly string[]): Promise<void> {
  await sql`delete from mail_outbox where sent_at is null and failed_at is null
    and recipient = any(${[...recipients]}::text[])`.execute(transaction);
}
