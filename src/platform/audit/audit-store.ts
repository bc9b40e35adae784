import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { SealedContent } from './audit-seal.ts';

export interface Head {
  /** 0 while nothing is sealed. */
  readonly position: number;
  readonly seal: string | null;
}

export interface SealedEvent extends SealedContent {
  readonly position: number;
  readonly seal: string;
}

/** The lock that makes the sealer one at a time, across processes. */
const SEALER = 760_986_001;

const fields = sql`id::text as id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, action, actor, subject,
  request_id as "requestId", detail::text as detail`;

/** Whether this transaction may seal; false while another one does. Released with the transaction. */
export async function lockSealing(transaction: Handle): Promise<boolean> {
  const found = await sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${SEALER}) as held`.execute(transaction);
  return found.rows[0]?.held === true;
}

/** The newest seal. Served by the unique index of `seal_position`. */
export async function readHead(handle: Handle): Promise<Head> {
  const found = await sql<{ position: string; seal: string }>`
    select seal_position::text as position, seal from audit_event where seal_position is not null
    order by seal_position desc limit 1`.execute(handle);
  const row = found.rows[0];
  return row === undefined ? { position: 0, seal: null } : { position: Number(row.position), seal: row.seal };
}

export async function hasUnsealed(handle: Handle): Promise<boolean> {
  const found = await sql`select 1 from audit_event where seal_position is null limit 1`.execute(handle);
  return found.rows.length > 0;
}

/** Events without a seal that can be seen now, by id. Served by `audit_event_unsealed`. */
export async function listUnsealed(handle: Handle, limit: number): Promise<readonly SealedContent[]> {
  const found = await sql<SealedContent>`
    select ${fields} from audit_event where seal_position is null order by audit_event.id limit ${limit}`.execute(
    handle,
  );
  return found.rows;
}

export async function writeSeals(
  transaction: Handle,
  seals: readonly { readonly id: string; readonly position: number; readonly seal: string }[],
): Promise<void> {
  const ids = seals.map((each) => each.id);
  const positions = seals.map((each) => each.position);
  const texts = seals.map((each) => each.seal);
  await sql`update audit_event e set seal_position = u.position, seal = u.seal
    from unnest(${ids}::bigint[], ${positions}::bigint[], ${texts}::text[]) as u(id, position, seal)
    where e.id = u.id`.execute(transaction);
}

/** Sealed events in the order of the chain, after a position. Served by the unique index of `seal_position`. */
export async function listSealed(handle: Handle, after: number, limit: number): Promise<readonly SealedEvent[]> {
  const found = await sql<SealedContent & { position: string; seal: string | null }>`
    select ${fields}, seal_position::text as position, seal from audit_event
    where seal_position > ${after} order by seal_position limit ${limit}`.execute(handle);
  return found.rows.map((row) => ({ ...row, position: Number(row.position), seal: row.seal ?? '' }));
}

export async function countEvents(handle: Handle): Promise<{ readonly events: number; readonly sealed: number }> {
  const found = await sql<{ events: string; sealed: string }>`
    select count(*)::text as events, count(seal_position)::text as sealed from audit_event`.execute(handle);
  const row = found.rows[0];
  return { events: Number(row?.events ?? 0), sealed: Number(row?.sealed ?? 0) };
}

export interface ListedEvent extends SealedContent {
  readonly position: number | null;
}

/** Newest first, `limit` at the most, with ids below `before` when given. Served by the primary key. */
export async function listEvents(handle: Handle, limit: number, before?: string): Promise<readonly ListedEvent[]> {
  const older = before === undefined ? sql`` : sql`where id < ${before}::bigint`;
  const found = await sql<SealedContent & { position: string | null }>`
    select ${fields}, seal_position::text as position from audit_event ${older} order by audit_event.id desc limit ${limit}`.execute(
    handle,
  );
  return found.rows.map((row) => ({ ...row, position: row.position === null ? null : Number(row.position) }));
}

/**
 * Events on any of the subjects, oldest first, without those of one act; 2,000 at the most. Served by
 * `audit_event_subject`.
 */
export async function listEventsOn(
  handle: Handle,
  subjects: readonly string[],
  without: string,
): Promise<readonly (ListedEvent & { readonly seal: string | null })[]> {
  const found = await sql<SealedContent & { position: string | null; seal: string | null }>`
    select ${fields}, seal_position::text as position, seal from audit_event
    where subject = any(${[...subjects]}::text[]) and action <> ${without} order by audit_event.id limit 2000`.execute(
    handle,
  );
  return found.rows.map((row) => ({ ...row, position: row.position === null ? null : Number(row.position) }));
}
