import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';

export interface OperatorSession {
  readonly id: string;
  /** ISO 8601 instants in UTC. */
  readonly startedAt: string;
  readonly lastSeenAt: string;
  /** When it ends at the latest, however much it is used. */
  readonly endsAt: string;
}

const fields = sql`id, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startedAt",
  to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastSeenAt",
  to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "endsAt"`;

/** Whether anybody ever signed in as the operator. */
export async function hasSignedIn(handle: Handle): Promise<boolean> {
  const found = await sql`select 1 from operator_link where used_at is not null limit 1`.execute(handle);
  return found.rows.length > 0;
}

/** Adds a link and makes every other one that was not used useless. */
export async function replaceLinks(transaction: Handle, hash: string, now: string): Promise<void> {
  await sql`update operator_link set replaced_at = ${now} where used_at is null and replaced_at is null`.execute(
    transaction,
  );
  await sql`insert into operator_link (token_hash, made_at) values (${hash}, ${now})`.execute(transaction);
}

export async function isOpenLink(handle: Handle, hash: string, madeAfter: string): Promise<boolean> {
  const found = await sql`select 1 from operator_link where token_hash = ${hash} and used_at is null
    and replaced_at is null and made_at > ${madeAfter}`.execute(handle);
  return found.rows.length > 0;
}

/** Uses a link up; false when it cannot be used (any more). Of two at the same time one succeeds. */
export async function useLink(transaction: Handle, hash: string, now: string, madeAfter: string): Promise<boolean> {
  const used = await sql`update operator_link set used_at = ${now} where token_hash = ${hash} and used_at is null
    and replaced_at is null and made_at > ${madeAfter} returning id`.execute(transaction);
  return used.rows.length === 1;
}

export async function insertSession(
  transaction: Handle,
  session: { readonly id: string; readonly hash: string; readonly now: string; readonly endsAt: string },
): Promise<void> {
  await sql`insert into operator_session (id, token_hash, started_at, last_seen_at, ends_at)
    values (${session.id}, ${session.hash}, ${session.now}, ${session.now}, ${session.endsAt})`.execute(transaction);
}

/** The session if it is open at this instant. Served by the unique index of `token_hash`. */
export async function findSession(
  handle: Handle,
  hash: string,
  now: string,
  seenAfter: string,
): Promise<OperatorSession | undefined> {
  const found = await sql<OperatorSession>`select ${fields} from operator_session
    where token_hash = ${hash} and ended_at is null and ends_at > ${now} and last_seen_at > ${seenAfter}`.execute(
    handle,
  );
  return found.rows[0];
}

export async function listOpenSessions(
  handle: Handle,
  now: string,
  seenAfter: string,
): Promise<readonly OperatorSession[]> {
  const found = await sql<OperatorSession>`select ${fields} from operator_session
    where ended_at is null and ends_at > ${now} and last_seen_at > ${seenAfter} order by started_at desc limit 100`.execute(
    handle,
  );
  return found.rows;
}

export async function touchSession(handle: Handle, id: string, now: string): Promise<void> {
  await sql`update operator_session set last_seen_at = ${now} where id = ${id}`.execute(handle);
}

/** Ends one session, or with no id all of them; gives how many. */
export async function endSessions(handle: Handle, now: string, id?: string): Promise<number> {
  const one = id === undefined ? sql`` : sql`and id = ${id}`;
  const ended =
    await sql`update operator_session set ended_at = ${now} where ended_at is null ${one} returning id`.execute(handle);
  return ended.rows.length;
}
