import { sql } from 'kysely';
import type { OrganisationKind } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { OrganisationIdentifier } from './organisation.ts';

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly verified: boolean;
  readonly demonstration: boolean;
}

/** The person, unless their account is closed. Served by the primary key. */
export async function readPerson(handle: Handle, id: string): Promise<PersonRow | undefined> {
  const found = await sql<PersonRow>`select id, email, name, verified_at is not null as verified, demonstration
    from person where id = ${id} and closed_at is null`.execute(handle);
  return found.rows[0];
}

/** An organisation as somebody who is not in it sees it. */
export interface ListedOrganisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly buyerClass: string | null;
  readonly scheme: string | null;
  readonly number: string | null;
  readonly confirmed: boolean;
}

const listed = sql`o.id, o.kind, o.name, o.buyer_class as "buyerClass", o.identifier_scheme as scheme,
  o.identifier_number as number, o.confirmed_at is not null as confirmed`;

const notIn = (person: string) => sql`o.closed_at is null and not exists (
  select 1 from membership m where m.organisation_id = o.id and m.person_id = ${person} and m.ended_at is null)`;

/** Open organisations of the e-mail domain the person is not in. Served by `organisation_domains`. */
export async function listByDomain(
  handle: Handle,
  domain: string,
  person: string,
): Promise<readonly ListedOrganisation[]> {
  const found = await sql<ListedOrganisation>`select ${listed} from organisation o
    where o.domains @> array[${domain}]::text[] and ${notIn(person)} order by o.name_key, o.id limit 20`.execute(
    handle,
  );
  return found.rows;
}

/** Open organisations whose name holds the words, or whose number it is, that the person is not in; 20 at the most. */
export async function searchOrganisations(
  handle: Handle,
  words: string,
  person: string,
): Promise<readonly ListedOrganisation[]> {
  const like = `%${words.replace(/[\\%_]/g, (each) => `\\${each}`)}%`;
  const number = words.replaceAll(' ', '').toUpperCase();
  const found = await sql<ListedOrganisation>`select ${listed} from organisation o
    where (o.name_key like ${like} or o.identifier_number = ${number}) and ${notIn(person)}
    order by o.name_key, o.id limit 20`.execute(handle);
  return found.rows;
}

/** Organisations that anybody who signed in may be shown by name, to ask to join. */
export async function readListed(handle: Handle, id: string, person: string): Promise<ListedOrganisation | undefined> {
  const found = await sql<ListedOrganisation>`select ${listed} from organisation o
    where o.id = ${id} and ${notIn(person)}`.execute(handle);
  return found.rows[0];
}

/** The open organisation with the identifier, and whether the person is in it. Served by `organisation_identifier`. */
export async function findByIdentifier(
  handle: Handle,
  { scheme, number }: OrganisationIdentifier,
  person: string,
): Promise<{ readonly id: string; readonly name: string; readonly mine: boolean } | undefined> {
  const found = await sql<{ id: string; name: string; mine: boolean }>`select o.id, o.name, exists (
      select 1 from membership m where m.organisation_id = o.id and m.person_id = ${person} and m.ended_at is null) as mine
    from organisation o where o.identifier_scheme = ${scheme} and o.identifier_number = ${number} and o.closed_at is null`.execute(
    handle,
  );
  return found.rows[0];
}

export interface OrganisationToStore {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly nameKey: string;
  readonly identifier: OrganisationIdentifier | null;
  readonly buyerClass: string | null;
  readonly authorityBasis: string | null;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
  readonly supplier: string | null;
  readonly agreements: readonly string[];
  readonly domains: readonly string[];
  readonly demonstration: boolean;
  readonly now: string;
  readonly confirmed: boolean;
}

/** False when an open organisation has the identifier, or is the supplier, already. */
export async function insertOrganisation(transaction: Handle, row: OrganisationToStore): Promise<boolean> {
  const made =
    await sql`insert into organisation (id, kind, name, name_key, identifier_scheme, identifier_number, buyer_class,
      authority_basis, devolved, notice_to_improve, supplier_id, agreements, domains, demonstration, created_at, confirmed_at)
    values (${row.id}, ${row.kind}, ${row.name}, ${row.nameKey}, ${row.identifier?.scheme ?? null},
      ${row.identifier?.number ?? null}, ${row.buyerClass}, ${row.authorityBasis}, ${row.devolved}, ${row.noticeToImprove},
      ${row.supplier}, ${[...row.agreements]}::text[], ${[...row.domains]}::text[], ${row.demonstration}, ${row.now},
      ${row.confirmed ? row.now : null})
    on conflict do nothing returning id`.execute(transaction);
  return made.rows.length === 1;
}

export interface MembershipToStore {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly roles: readonly string[];
  readonly site: string | null;
  readonly approvalLimit: string | null;
  readonly signingLimit: string | null;
  readonly now: string;
}

/** False when the person is in the organisation already. */
export async function insertMembership(transaction: Handle, row: MembershipToStore): Promise<boolean> {
  const made =
    await sql`insert into membership (id, organisation_id, person_id, roles, site_id, approval_limit, signing_limit,
      joined_at)
    values (${row.id}, ${row.organisation}, ${row.person}, ${[...row.roles]}::text[], ${row.site}, ${row.approvalLimit},
      ${row.signingLimit}, ${row.now})
    on conflict (organisation_id, person_id) where ended_at is null do nothing returning id`.execute(transaction);
  return made.rows.length === 1;
}

/** The open authority of the name that runs the agreement. Served by `organisation_name`. */
export async function findAuthority(handle: Handle, key: string, agreement: string): Promise<string | undefined> {
  const found = await sql<{ id: string }>`select id from organisation
    where name_key = ${key} and kind = 'authority' and ${agreement} = any(agreements) and closed_at is null
    order by created_at, id limit 1`.execute(handle);
  return found.rows[0]?.id;
}

/** Makes those who found the same thing wait for one another until the transaction ends. */
export async function lockFounding(transaction: Handle, what: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`founding:${what}`}, 0))`.execute(transaction);
}
