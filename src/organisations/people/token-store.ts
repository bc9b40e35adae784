import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

export interface StoredToken {
  readonly personId: string | null;
  readonly detail: unknown;
}

export interface NewToken {
  readonly hash: string;
  readonly kind: string;
  readonly personId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly now: string;
  readonly endsAt: string;
}

/** Adds a secret and forgets those that ended days ago, with what was typed along with them. */
export async function insertToken(transaction: Handle, token: NewToken): Promise<void> {
  await sql`delete from person_token where ends_at < ${token.now}::timestamptz - interval '3 days'`.execute(
    transaction,
  );
  await sql`insert into person_token (token_hash, kind, person_id, detail, made_at, ends_at)
    values (${token.hash}, ${token.kind}, ${token.personId}, ${JSON.stringify(token.detail)}::jsonb, ${token.now},
      ${token.endsAt})`.execute(transaction);
}

export async function findToken(
  handle: Handle,
  kind: string,
  hash: string,
  now: string,
): Promise<StoredToken | undefined> {
  const found = await sql<StoredToken>`select person_id as "personId", detail from person_token
    where token_hash = ${hash} and kind = ${kind} and used_at is null and ends_at > ${now}`.execute(handle);
  return found.rows[0];
}

/** Uses a secret up; undefined when it cannot be used (any more). Of two at the same time one succeeds. */
export async function useToken(
  transaction: Handle,
  kind: string,
  hash: string,
  now: string,
): Promise<StoredToken | undefined> {
  const used = await sql<StoredToken>`update person_token set used_at = ${now}
    where token_hash = ${hash} and kind = ${kind} and used_at is null and ends_at > ${now}
    returning person_id as "personId", detail`.execute(transaction);
  return used.rows[0];
}

/** Makes a person's secrets of these kinds useless. Served by `person_token_of_person`. */
export async function dropTokens(
  transaction: Handle,
  personId: string,
  kinds: readonly string[],
  now: string,
): Promise<void> {
  await sql`update person_token set used_at = ${now}
    where person_id = ${personId} and kind = any(${[...kinds]}::text[]) and used_at is null`.execute(transaction);
}
