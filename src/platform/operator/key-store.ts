import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** ISO 8601 instants in UTC; null: not so far, or never. */
  readonly madeAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  /** Whose key it is; null: the operator's. */
  readonly organisation: string | null;
}

const fields = sql`id, name, scopes, to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt",
  to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "expiresAt",
  to_char(last_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastUsedAt",
  to_char(revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "revokedAt", organisation_id as organisation`;

/** Adds a key; false when it is there already. */
export async function insertKey(
  transaction: Handle,
  key: {
    readonly id: string;
    readonly name: string;
    readonly hash: string;
    readonly scopes: readonly string[];
    readonly now: string;
    readonly expiresAt: string | null;
    readonly organisation: string | null;
  },
): Promise<boolean> {
  const made = await sql`insert into api_key (id, name, key_hash, scopes, made_at, expires_at, organisation_id)
    values (${key.id}, ${key.name}, ${key.hash}, ${[...key.scopes]}::text[], ${key.now}, ${key.expiresAt}, ${key.organisation})
    on conflict (key_hash) do nothing returning id`.execute(transaction);
  return made.rows.length === 1;
}

/** The key with this hash, whether or not it may be used. Served by the unique index of `key_hash`. */
export async function findKey(handle: Handle, hash: string): Promise<ApiKey | undefined> {
  return (await sql<ApiKey>`select ${fields} from api_key where key_hash = ${hash}`.execute(handle)).rows[0];
}

/** Keys of the organisation, or else the operator's: newest first, 200 at the most. */
export async function listKeys(handle: Handle, organisation: string | null): Promise<readonly ApiKey[]> {
  const found = await sql<ApiKey>`select ${fields} from api_key
    where organisation_id is not distinct from ${organisation} order by made_at desc, id limit 200`.execute(handle);
  return found.rows;
}

export async function touchKey(handle: Handle, id: string, now: string): Promise<void> {
  await sql`update api_key set last_used_at = ${now} where id = ${id}`.execute(handle);
}

/** Revokes a key of the organisation, or else of the operator, for good; false when there is none that still could be used. */
export async function revokeKey(
  transaction: Handle,
  organisation: string | null,
  id: string,
  now: string,
): Promise<boolean> {
  const revoked = await sql`update api_key set revoked_at = ${now}
    where id = ${id} and organisation_id is not distinct from ${organisation} and revoked_at is null returning id`.execute(
    transaction,
  );
  return revoked.rows.length === 1;
}
