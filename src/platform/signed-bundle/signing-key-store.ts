import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { SigningKey } from './signing-key.ts';

/** A key as it is published: its public half. */
export interface PublishedKey {
  readonly fingerprint: string;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly publicKey: string;
  /** ISO 8601 instants in UTC. */
  readonly madeAt: string;
  /** Null: the key that signs now. */
  readonly retiredAt: string | null;
}

/** Keeps a key as the current one; does nothing while there is one already. Of two at once one is kept. */
export async function insertKey(handle: Handle, key: SigningKey, now: string): Promise<void> {
  await sql`insert into signing_key (fingerprint, public_key, private_key, made_at)
    values (${key.fingerprint}, ${key.publicKey}, ${key.privateKey}, ${now}) on conflict do nothing`.execute(handle);
}

/** The key that signs now. Served by `signing_key_current`. */
export async function findCurrent(handle: Handle): Promise<SigningKey | undefined> {
  const found = await sql<SigningKey>`select fingerprint, public_key as "publicKey", private_key as "privateKey"
    from signing_key where retired_at is null`.execute(handle);
  return found.rows[0];
}

/** Ends the current key for good and forgets its secret half; gives its fingerprint. */
export async function retireCurrent(transaction: Handle, now: string): Promise<string | undefined> {
  const found = await sql<{ fingerprint: string }>`update signing_key set retired_at = ${now}, private_key = null
    where retired_at is null returning fingerprint`.execute(transaction);
  return found.rows[0]?.fingerprint;
}

/** Every key there ever was, newest first, 1,000 at the most. */
export async function listKeys(handle: Handle): Promise<readonly PublishedKey[]> {
  const found = await sql<PublishedKey>`select fingerprint, public_key as "publicKey",
      to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt",
      to_char(retired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "retiredAt"
    from signing_key order by made_at desc, fingerprint limit 1000`.execute(handle);
  return found.rows;
}
