import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';

/** Records the copy; the caller holds the call-off's lock and has found that there is none. */
export async function addSignedCopy(
  transaction: Handle,
  callOff: string,
  copy: {
    readonly hash: string;
    /** Id of the stored file. */
    readonly file: string;
    readonly name: string;
    readonly signedOn: IsoDate;
    /** Memberships of those who signed. */
    readonly buyer: string;
    readonly supplier: string;
    readonly actor: string;
    readonly at: string;
  },
): Promise<void> {
  await sql`insert into call_off_document (call_off_id, hash, kind, file_name, made_at)
    values (${callOff}, ${copy.hash}, 'signed-copy', ${copy.name}, ${copy.at}::timestamptz)`.execute(transaction);
  await sql`insert into call_off_signed_copy (call_off_id, hash, signed_on, actor, recorded_at, file_id,
      buyer_membership_id, supplier_membership_id)
    values (${callOff}, ${copy.hash}, ${copy.signedOn}::date, ${copy.actor}, ${copy.at}::timestamptz,
      ${copy.file}::bigint, ${copy.buyer}, ${copy.supplier})`.execute(transaction);
}

/** Id of the stored file of the call-off's signed copy. Served by the primary key. */
export async function findSignedCopyFile(handle: Handle, callOff: string): Promise<string | undefined> {
  const found = await sql<{ file: string }>`select file_id::text as file from call_off_signed_copy
    where call_off_id = ${callOff} and file_id is not null`.execute(handle);
  return found.rows[0]?.file;
}
