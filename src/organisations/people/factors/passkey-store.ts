import { sql } from 'kysely';
import type { Handle } from '../../../platform/database/index.ts';

export interface Passkey {
  /** As the browser names it: base64url. */
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  /** COSE key in base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  /** ISO 8601 instants in UTC. */
  readonly madeAt: string;
  readonly lastUsedAt: string | null;
}

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);
const fields = sql`k.id, k.person_id as "personId", k.name, k.public_key as "publicKey", k.counter::float8 as counter,
  k.transports, ${instant('k.made_at')} as "madeAt", ${instant('k.last_used_at')} as "lastUsedAt"`;

export async function listPasskeys(handle: Handle, personId: string): Promise<readonly Passkey[]> {
  const found = await sql<Passkey>`select ${fields} from person_passkey k where k.person_id = ${personId}
    order by k.made_at, k.id`.execute(handle);
  return found.rows;
}

/** The passkey of an open account; others that use it wait until the transaction ends. */
export async function lockPasskey(transaction: Handle, id: string): Promise<Passkey | undefined> {
  const found = await sql<Passkey>`select ${fields} from person_passkey k join person p on p.id = k.person_id
    where k.id = ${id} and p.closed_at is null for update of k`.execute(transaction);
  return found.rows[0];
}

/** Adds a passkey; false when it is there already. */
export async function insertPasskey(
  transaction: Handle,
  passkey: Omit<Passkey, 'madeAt' | 'lastUsedAt'> & { readonly now: string },
): Promise<boolean> {
  const added = await sql`insert into person_passkey (id, person_id, name, public_key, counter, transports, made_at)
    values (${passkey.id}, ${passkey.personId}, ${passkey.name}, ${passkey.publicKey}, ${passkey.counter},
      ${[...passkey.transports]}::text[], ${passkey.now}) on conflict (id) do nothing returning 1`.execute(transaction);
  return added.rows.length === 1;
}

export async function notePasskeyUse(transaction: Handle, id: string, counter: number, now: string): Promise<void> {
  await sql`update person_passkey set counter = ${counter}, last_used_at = ${now} where id = ${id}`.execute(
    transaction,
  );
}

/** Whether the passkey is somebody else’s. One that was removed is nobody’s. */
export async function isPasskeyOfOther(handle: Handle, personId: string, id: string): Promise<boolean> {
  const found = await sql`select 1 from person_passkey where id = ${id} and person_id <> ${personId}`.execute(handle);
  return found.rows.length > 0;
}

export async function deletePasskey(transaction: Handle, personId: string, id: string): Promise<boolean> {
  const gone = await sql`delete from person_passkey where person_id = ${personId} and id = ${id} returning 1`.execute(
    transaction,
  );
  return gone.rows.length === 1;
}
