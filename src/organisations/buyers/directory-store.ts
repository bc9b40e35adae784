import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Member, Organisation, OrganisationIdentifier, Site } from './organisation.ts';

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

interface WithIdentifier {
  readonly scheme: string | null;
  readonly number: string | null;
}
type OrganisationRow = Omit<Organisation, 'identifier'> & WithIdentifier;
type SiteRow = Omit<Site, 'identifier'> & WithIdentifier;

const organisationFields = sql`o.id, o.kind, o.name, o.identifier_scheme as scheme, o.identifier_number as number,
  o.buyer_class as "buyerClass", o.authority_basis as "authorityBasis", o.devolved, o.notice_to_improve as "noticeToImprove",
  o.supplier_id as supplier, o.agreements, o.domains, o.demonstration, ${instant('o.created_at')} as "createdAt",
  ${instant('o.confirmed_at')} as "confirmedAt", ${instant('o.closed_at')} as "closedAt", o.version`;

const siteFields = sql`s.id, s.organisation_id as organisation, s.name, s.identifier_scheme as scheme,
  s.identifier_number as number, s.address, s.postcode, s.main, ${instant('s.closed_at')} as "closedAt"`;

function identified<T extends WithIdentifier>({
  scheme,
  number,
  ...rest
}: T): Omit<T, 'scheme' | 'number'> & { readonly identifier: OrganisationIdentifier | null } {
  return { ...rest, identifier: scheme === null || number === null ? null : { scheme, number } };
}

/** Those of the organisations that exist, by name. Closed ones too. Served by the primary key. */
export async function readOrganisations(handle: Handle, ids: readonly string[]): Promise<readonly Organisation[]> {
  if (ids.length === 0) return [];
  const found = await sql<OrganisationRow>`select ${organisationFields} from organisation o
    where o.id = any(${[...ids]}::text[]) order by o.name_key, o.id`.execute(handle);
  return found.rows.map(identified);
}

/** Every open organisation, by name; 5,000 at the most. For who keeps the machine. */
export async function listAll(handle: Handle): Promise<readonly Organisation[]> {
  const found = await sql<OrganisationRow>`select ${organisationFields} from organisation o
    where o.closed_at is null order by o.name_key, o.id limit 5000`.execute(handle);
  return found.rows.map(identified);
}

/** The open organisation that is this supplier of the register. Served by `organisation_supplier`. */
export async function readSupplierOrganisation(handle: Handle, supplier: string): Promise<Organisation | undefined> {
  const found = await sql<OrganisationRow>`select ${organisationFields} from organisation o
    where o.supplier_id = ${supplier} and o.closed_at is null`.execute(handle);
  return found.rows.map(identified)[0];
}

/** Sites of the organisation, the main one first, then by name. Served by `organisation_site_of`. */
export async function readSites(handle: Handle, organisation: string): Promise<readonly Site[]> {
  const found = await sql<SiteRow>`select ${siteFields} from organisation_site s
    where s.organisation_id = ${organisation} order by s.main desc, s.closed_at is not null, lower(s.name), s.id
    limit 5000`.execute(handle);
  return found.rows.map(identified);
}

/** One site, if it is the organisation's. */
export async function readSite(handle: Handle, organisation: string, site: string): Promise<Site | undefined> {
  const found = await sql<SiteRow>`select ${siteFields} from organisation_site s
    where s.organisation_id = ${organisation} and s.id = ${site}`.execute(handle);
  return found.rows.map(identified)[0];
}

/** People in the organisation now, by name; those with the role, when one is named. */
export async function readMembers(
  handle: Handle,
  organisation: string,
  role: string | undefined,
): Promise<readonly Member[]> {
  const only = role === undefined ? sql`` : sql`and ${role} = any(m.roles)`;
  const found =
    await sql<Member>`select m.id, m.person_id as person, p.name, p.email, p.job_title as "jobTitle", m.roles,
      m.site_id as site, m.approval_limit::text as "approvalLimit", m.signing_limit::text as "signingLimit",
      ${instant('m.joined_at')} as "joinedAt"
    from membership m join person p on p.id = m.person_id
    where m.organisation_id = ${organisation} and m.ended_at is null and p.closed_at is null ${only}
    order by lower(p.name), m.id limit 5000`.execute(handle);
  return found.rows;
}

/** Ids of open authorities that run the agreement. There are few. */
export async function readAuthorities(handle: Handle, agreement: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select id from organisation where kind = 'authority' and closed_at is null
    and ${agreement} = any(agreements) order by id limit 100`.execute(handle);
  return found.rows.map((each) => each.id);
}
