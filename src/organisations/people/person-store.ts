import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** Somebody with an account. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly jobTitle: string;
  /** argon2id; null for somebody who signs in another way. */
  readonly passwordHash: string | null;
  readonly demonstration: boolean;
}

const fields = sql`id, email, name, job_title as "jobTitle", password_hash as "passwordHash", demonstration`;

/** The open account of a mail address, in lower case. Served by the unique index of `email`. */
export async function findPersonByEmail(handle: Handle, email: string): Promise<Person | undefined> {
  const found = await sql<Person>`select ${fields} from person where email = ${email} and closed_at is null`.execute(
    handle,
  );
  return found.rows[0];
}

export async function findPerson(handle: Handle, id: string): Promise<Person | undefined> {
  const found = await sql<Person>`select ${fields} from person where id = ${id} and closed_at is null`.execute(handle);
  return found.rows[0];
}

/** As `findPerson`, keeping others from changing the person until the transaction ends. */
export async function lockPerson(transaction: Handle, id: string): Promise<Person | undefined> {
  const found =
    await sql<Person>`select ${fields} from person where id = ${id} and closed_at is null for update`.execute(
      transaction,
    );
  return found.rows[0];
}

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly now: string;
}

/** Adds somebody whose mail address is verified; false when the address has an account. */
export async function insertPerson(transaction: Handle, person: NewPerson): Promise<boolean> {
  const added = await sql`insert into person (id, email, name, password_hash, demonstration, created_at, verified_at)
    values (${person.id}, ${person.email}, ${person.name}, ${person.passwordHash}, false, ${person.now}, ${person.now})
    on conflict (email) do nothing returning id`.execute(transaction);
  return added.rows.length === 1;
}

export async function setPasswordHash(transaction: Handle, personId: string, hash: string): Promise<void> {
  await sql`update person set password_hash = ${hash} where id = ${personId}`.execute(transaction);
}

export async function setPersonNames(
  transaction: Handle,
  personId: string,
  names: { readonly name: string; readonly jobTitle: string },
): Promise<void> {
  await sql`update person set name = ${names.name}, job_title = ${names.jobTitle} where id = ${personId}`.execute(
    transaction,
  );
}

/** Gives the person another address; false when it has an account. */
export async function setPersonEmail(transaction: Handle, personId: string, email: string): Promise<boolean> {
  const taken = await sql`select 1 from person where email = ${email} and id <> ${personId}`.execute(transaction);
  if (taken.rows.length > 0) return false;
  await sql`update person set email = ${email} where id = ${personId}`.execute(transaction);
  return true;
}

/** Closes the account, ends what the person acts for, and forgets the address, the password and the factors. */
export async function closePerson(transaction: Handle, personId: string, now: string): Promise<void> {
  await sql`update membership set ended_at = ${now} where person_id = ${personId} and ended_at is null`.execute(
    transaction,
  );
  for (const table of ['person_totp', 'person_recovery_code', 'person_passkey', 'person_identity', 'person_token']) {
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(transaction);
  }
  await sql`update person set closed_at = ${now}, password_hash = null, job_title = '',
    email = ${`${personId}@closed.invalid`} where id = ${personId}`.execute(transaction);
}

/** Organisations in which nobody else is an administrator, by name. */
export async function soleAdministratorOf(handle: Handle, personId: string): Promise<readonly string[]> {
  const found = await sql<{
    name: string;
  }>`select o.name from membership m join organisation o on o.id = m.organisation_id
    where m.person_id = ${personId} and m.ended_at is null and o.closed_at is null and 'administrator' = any(m.roles)
      and not exists (select 1 from membership other where other.organisation_id = m.organisation_id
        and other.person_id <> m.person_id and other.ended_at is null and 'administrator' = any(other.roles))
      and exists (select 1 from membership other where other.organisation_id = m.organisation_id
        and other.person_id <> m.person_id and other.ended_at is null)
    order by o.name`.execute(handle);
  return found.rows.map((each) => each.name);
}

export interface OrganisationOfPerson {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly roles: readonly string[];
  /** The site the person is limited to; null: all of them. */
  readonly site: string | null;
}

/** What the person acts for, with names. Served by `membership_of_person`. */
export async function organisationsOf(handle: Handle, personId: string): Promise<readonly OrganisationOfPerson[]> {
  const found = await sql<OrganisationOfPerson>`select o.id, o.name, o.kind, m.roles, s.name as site
    from membership m join organisation o on o.id = m.organisation_id
    left join organisation_site s on s.id = m.site_id
    where m.person_id = ${personId} and m.ended_at is null and o.closed_at is null
    order by o.name, o.id`.execute(handle);
  return found.rows;
}

/** Somebody as a sign-in service knows them. */
export interface JoinedIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly joinedAt: string;
}

/** The sign-in services the person is known at. Served by `person_identity_of`. */
export async function identitiesOf(handle: Handle, personId: string): Promise<readonly JoinedIdentity[]> {
  const found = await sql<JoinedIdentity>`select issuer, subject,
      to_char(linked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "joinedAt"
    from person_identity where person_id = ${personId} order by linked_at, issuer, subject`.execute(handle);
  return found.rows;
}

/** Takes an identity off the account. */
export async function deleteIdentity(
  transaction: Handle,
  personId: string,
  { issuer, subject }: Pick<JoinedIdentity, 'issuer' | 'subject'>,
): Promise<void> {
  await sql`delete from person_identity
    where person_id = ${personId} and issuer = ${issuer} and subject = ${subject}`.execute(transaction);
}
