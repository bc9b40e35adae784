import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { NewSite } from '../buyers/new-organisation.ts';

/** Adds a site to an organisation that exists. */
export async function insertSite(
  transaction: Handle,
  row: {
    readonly id: string;
    readonly organisation: string;
    readonly site: NewSite;
    readonly main: boolean;
    readonly now: string;
  },
): Promise<void> {
  const { name, identifier, address, postcode } = row.site;
  await sql`insert into organisation_site (id, organisation_id, name, identifier_scheme, identifier_number, address, postcode,
      main, created_at)
    values (${row.id}, ${row.organisation}, ${name}, ${identifier?.scheme ?? null}, ${identifier?.number ?? null}, ${address},
      ${postcode}, ${row.main}, ${row.now})`.execute(transaction);
}

/** Changes an open site of the organisation; false when there is none. */
export async function updateSite(
  transaction: Handle,
  organisation: string,
  id: string,
  { name, identifier, address, postcode }: NewSite,
): Promise<boolean> {
  const done = await sql`update organisation_site set name = ${name}, identifier_scheme = ${identifier?.scheme ?? null},
      identifier_number = ${identifier?.number ?? null}, address = ${address}, postcode = ${postcode}
    where organisation_id = ${organisation} and id = ${id} and closed_at is null returning id`.execute(transaction);
  return done.rows.length === 1;
}

/** Closes an open site of the organisation that is not its main one; false when there is none. */
export async function closeSite(transaction: Handle, organisation: string, id: string, now: string): Promise<boolean> {
  const done = await sql`update organisation_site set closed_at = ${now}
    where organisation_id = ${organisation} and id = ${id} and closed_at is null and not main returning id`.execute(
    transaction,
  );
  return done.rows.length === 1;
}

/** Makes what changes an organisation wait for one another. Served by the primary key. */
export async function lockOrganisation(transaction: Handle, organisation: string): Promise<boolean> {
  const found =
    await sql`select id from organisation where id = ${organisation} and closed_at is null for update`.execute(
      transaction,
    );
  return found.rows.length === 1;
}
