import { sql } from 'kysely';
import type { Handle } from '../../../platform/database/index.ts';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** The open account joined to an identity at a sign-in service. */
export async function personOfIdentity(handle: Handle, { issuer, subject }: Identity): Promise<string | undefined> {
  const found = await sql<{ personId: string }>`select i.person_id as "personId" from person_identity i
    join person p on p.id = i.person_id
    where i.issuer = ${issuer} and i.subject = ${subject} and p.closed_at is null`.execute(handle);
  return found.rows[0]?.personId;
}

/** Joins an identity to a person; false when it is joined to another. */
export async function joinIdentity(
  transaction: Handle,
  personId: string,
  { issuer, subject }: Identity,
  now: string,
): Promise<boolean> {
  await sql`insert into person_identity (issuer, subject, person_id, linked_at)
    values (${issuer}, ${subject}, ${personId}, ${now}) on conflict (issuer, subject) do nothing`.execute(transaction);
  return (await personOfIdentity(transaction, { issuer, subject })) === personId;
}
