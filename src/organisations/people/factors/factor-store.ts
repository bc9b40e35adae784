import { sql } from 'kysely';
import type { Handle } from '../../../platform/database/index.ts';

/** Which second factors somebody has. */
export interface Factors {
  readonly totp: boolean;
  readonly passkeys: number;
  /** Recovery codes that were not used yet. */
  readonly recoveryCodes: number;
  /** They were lost and taken away; a new one is set up with the link of the letter only. */
  readonly reset: boolean;
}

export async function factorsOf(handle: Handle, personId: string): Promise<Factors> {
  const found = await sql<Factors>`select
      exists (select 1 from person_totp where person_id = ${personId}) as totp,
      (select count(*)::int from person_passkey where person_id = ${personId}) as passkeys,
      (select count(*)::int from person_recovery_code where person_id = ${personId} and used_at is null)
        as "recoveryCodes",
      exists (select 1 from person where id = ${personId} and factors_reset_at is not null) as reset`.execute(handle);
  return found.rows[0] ?? { totp: false, passkeys: 0, recoveryCodes: 0, reset: false };
}

export interface StoredTotp {
  /** Sealed. */
  readonly secret: string;
  readonly lastStep: number;
}

/** The key of the person's app; others that take a code wait until the transaction ends. */
export async function lockTotp(transaction: Handle, personId: string): Promise<StoredTotp | undefined> {
  const found = await sql<StoredTotp>`select secret, last_step::float8 as "lastStep" from person_totp
    where person_id = ${personId} for update`.execute(transaction);
  return found.rows[0];
}

export async function setTotpStep(transaction: Handle, personId: string, step: number): Promise<void> {
  await sql`update person_totp set last_step = ${step} where person_id = ${personId}`.execute(transaction);
}

/** Puts the app's key in the place of any other. */
export async function putTotp(
  transaction: Handle,
  totp: { readonly personId: string; readonly secret: string; readonly step: number; readonly now: string },
): Promise<void> {
  await sql`insert into person_totp (person_id, secret, made_at, last_step)
    values (${totp.personId}, ${totp.secret}, ${totp.now}, ${totp.step})
    on conflict (person_id) do update set secret = excluded.secret, made_at = excluded.made_at,
      last_step = excluded.last_step`.execute(transaction);
}

export async function deleteTotp(transaction: Handle, personId: string): Promise<boolean> {
  const gone = await sql`delete from person_totp where person_id = ${personId} returning 1`.execute(transaction);
  return gone.rows.length === 1;
}

/** Puts recovery codes in the place of all earlier ones. */
export async function putRecoveryCodes(
  transaction: Handle,
  personId: string,
  hashes: readonly string[],
  now: string,
): Promise<void> {
  await sql`delete from person_recovery_code where person_id = ${personId}`.execute(transaction);
  await sql`insert into person_recovery_code (person_id, code_hash, made_at)
    select ${personId}, hash, ${now} from unnest(${[...hashes]}::text[]) as hash`.execute(transaction);
}

/** Uses a recovery code up: once. */
export async function useRecoveryCode(
  transaction: Handle,
  personId: string,
  hash: string,
  now: string,
): Promise<boolean> {
  const used = await sql`update person_recovery_code set used_at = ${now}
    where person_id = ${personId} and code_hash = ${hash} and used_at is null returning 1`.execute(transaction);
  return used.rows.length === 1;
}

export async function deleteRecoveryCodes(transaction: Handle, personId: string): Promise<void> {
  await sql`delete from person_recovery_code where person_id = ${personId}`.execute(transaction);
}

/** Takes every second factor of the person away, until the letter's link is used. */
export async function resetFactors(transaction: Handle, personId: string, now: string): Promise<void> {
  for (const table of ['person_totp', 'person_recovery_code', 'person_passkey']) {
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(transaction);
  }
  await sql`update person set factors_reset_at = ${now} where id = ${personId}`.execute(transaction);
}

/** Lets the person set up a new second factor after a reset. */
export async function endFactorReset(transaction: Handle, personId: string): Promise<void> {
  await sql`update person set factors_reset_at = null where id = ${personId}`.execute(transaction);
}

/** When the second factors of the person were reset, in ISO 8601 and UTC; null: they were not, or a new one may be set up. */
export async function factorsResetAt(handle: Handle, personId: string): Promise<string | null> {
  const found = await sql<{ at: string | null }>`select
      to_char(factors_reset_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
    from person where id = ${personId}`.execute(handle);
  return found.rows[0]?.at ?? null;
}
