import { sql } from 'kysely';
import type { Handle } from '../../../platform/database/index.ts';

export interface GateState {
  readonly failures: number;
  /** Seconds since the last guess. */
  readonly sinceLast: number;
}

/** What was guessed at the subject so far; others that guess at it wait until the transaction ends. */
export async function lockGate(
  transaction: Handle,
  subject: string,
  now: string,
  forgetAfterHours: number,
): Promise<GateState> {
  await sql`insert into sign_in_gate (subject, failures, last_at) values (${subject}, 0, ${now})
    on conflict (subject) do nothing`.execute(transaction);
  const found = await sql<{ failures: number; since: number }>`select failures,
      extract(epoch from ${now}::timestamptz - last_at)::float8 as since
    from sign_in_gate where subject = ${subject} for update`.execute(transaction);
  const row = found.rows[0];
  if (row === undefined || row.since > forgetAfterHours * 3600) return { failures: 0, sinceLast: 0 };
  return { failures: row.failures, sinceLast: row.since };
}

export async function writeGate(transaction: Handle, subject: string, failures: number, now: string): Promise<void> {
  await sql`update sign_in_gate set failures = ${failures}, last_at = ${now} where subject = ${subject}`.execute(
    transaction,
  );
}

/** Takes guesses back that turned out right: all of them, or one. */
export async function easeGate(transaction: Handle, subject: string, all: boolean): Promise<void> {
  await sql`update sign_in_gate set failures = ${all ? sql`0` : sql`greatest(failures - 1, 0)`}
    where subject = ${subject}`.execute(transaction);
}

/** Forgets subjects nobody guessed at since. Served by `sign_in_gate_last`. */
export async function forgetGates(transaction: Handle, before: string): Promise<void> {
  // Rows in use are left for the next time: waiting for them could be waiting for each other.
  await sql`delete from sign_in_gate where subject in
    (select subject from sign_in_gate where last_at < ${before} limit 100 for update skip locked)`.execute(transaction);
}
