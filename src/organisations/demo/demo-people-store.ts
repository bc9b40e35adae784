import { sql } from 'kysely';
import type { Membership } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { SupplierSize } from '../supplier.ts';
import { nameKey } from '../supplier-register.ts';
import type { DemoOrganisation, DemoPerson } from './demo-people-definition.ts';

/** Ids of what is invented say so. */
export const demoId = (id: string): string => `demo${id}`;

/** Writes an organisation with its sites; one that is there already stays as it is. */
export async function addDemoOrganisation(
  transaction: Handle,
  given: DemoOrganisation,
  name: string,
  now: string,
): Promise<void> {
  const { kind, identifier, supplier = null, agreements = [], domains = [] } = given;
  await sql`insert into organisation (id, kind, name, name_key, identifier_scheme, identifier_number, buyer_class,
      supplier_id, agreements, domains, demonstration, created_at, confirmed_at)
    values (${demoId(given.id)}, ${kind}, ${name}, ${nameKey(name)}, ${identifier?.scheme ?? null},
      ${identifier?.number ?? null}, ${given.class ?? null}, ${supplier}, ${agreements}::text[], ${domains}::text[], true, ${now}, ${now})
    on conflict do nothing`.execute(transaction);
  for (const [index, site] of (given.sites ?? []).entries()) {
    await sql`insert into organisation_site (id, organisation_id, name, identifier_scheme, identifier_number, address,
        postcode, main, created_at)
      values (${demoId(site.id)}, ${demoId(given.id)}, ${site.name}, ${site.identifier?.scheme ?? null},
        ${site.identifier?.number ?? null}, ${site.address}, ${site.postcode}, ${index === 0}, ${now})
      on conflict do nothing`.execute(transaction);
  }
}

/** Writes somebody and what they are in the organisation; somebody who is there already stays as they are. */
export async function addDemoPerson(
  transaction: Handle,
  organisation: string,
  person: DemoPerson,
  domain: string,
  now: string,
): Promise<void> {
  const id = demoId(person.id);
  await sql`insert into person (id, email, name, job_title, demonstration, created_at, verified_at)
    values (${id}, ${`${person.id}@${domain}`}, ${person.name}, ${person.title}, true, ${now}, ${now})
    on conflict do nothing`.execute(transaction);
  await sql`insert into membership (id, organisation_id, person_id, roles, site_id, approval_limit, signing_limit, joined_at)
    values (${id}, ${demoId(organisation)}, ${id}, ${person.roles}::text[],
      ${person.site === undefined ? null : demoId(person.site)}, ${person.approvalLimit ?? null},
      ${person.signingLimit ?? null}, ${now})
    on conflict do nothing`.execute(transaction);
}

/** Suppliers of the register that are invented, of the ids given. */
export async function inventedSuppliers(
  transaction: Handle,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly name: string; readonly size: SupplierSize }>> {
  const found = await sql<{ id: string; name: string; size: SupplierSize }>`
    select id, name, size from supplier where demonstration and id = any(${[...ids]}::text[])`.execute(transaction);
  return new Map(found.rows.map((each) => [each.id, each]));
}

/** Invented people who act for an invented organisation, by id. */
export async function demoMembers(
  handle: Handle,
  ids: readonly string[],
): Promise<
  ReadonlyMap<
    string,
    { readonly id: string; readonly name: string; readonly role: string; readonly organisation: string }
  >
> {
  const found = await sql<{ id: string; name: string; role: string; organisation: string }>`
    select p.id, p.name, p.job_title as role, o.name as organisation
    from person p join membership m on m.person_id = p.id and m.ended_at is null
      join organisation o on o.id = m.organisation_id and o.closed_at is null
    where p.demonstration and p.closed_at is null and o.demonstration and p.id = any(${[...ids]}::text[])`.execute(
    handle,
  );
  return new Map(found.rows.map((each) => [each.id, each]));
}

/** What somebody invented acts for, with their name; undefined for anybody who is not invented. */
export async function demoMemberships(
  handle: Handle,
  id: string,
): Promise<{ readonly name: string; readonly memberships: readonly Membership[] } | undefined> {
  const found = await sql<Membership & { readonly name: string }>`
    select p.name, m.id, m.organisation_id as organisation, o.kind, o.supplier_id as supplier, m.roles, m.site_id as site
    from person p join membership m on m.person_id = p.id and m.ended_at is null
      join organisation o on o.id = m.organisation_id and o.closed_at is null
    where p.id = ${id} and p.demonstration and o.demonstration order by m.id`.execute(handle);
  const [first] = found.rows;
  if (first === undefined) return undefined;
  return { name: first.name, memberships: found.rows.map(({ name: _name, ...membership }) => membership) };
}
