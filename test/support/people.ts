import { sql } from 'kysely';
import type { Membership, OrganisationKind, PersonActor } from '../../src/platform/access/index.ts';
import type { Database } from '../../src/platform/database/index.ts';
import type { Role } from '../../src/organisations/index.ts';

const at = '2026-11-01T09:00:00Z';

export interface GivenOrganisation {
  /** 8 to 20 letters and digits. */
  readonly id: string;
  readonly kind?: OrganisationKind;
  readonly name?: string;
  /** A class of reference/buyer-classes.yaml; buyers only. */
  readonly buyerClass?: string;
  /** Suppliers only: id in the register, which must be there. */
  readonly supplier?: string;
  readonly agreements?: readonly string[];
  /** Ids of sites, the first being the main one; one is made when none is named. */
  readonly sites?: readonly string[];
}

/** An organisation with its sites, confirmed and open. */
export async function addOrganisation({ handle }: Database, given: GivenOrganisation): Promise<void> {
  const { id, kind = 'buyer', supplier = null, agreements = [] } = given;
  const name = given.name ?? `Organisation ${id}`;
  const buyerClass = kind === 'buyer' ? (given.buyerClass ?? 'academy-trust') : null;
  await sql`insert into organisation (id, kind, name, name_key, buyer_class, supplier_id, agreements, demonstration, created_at, confirmed_at)
    values (${id}, ${kind}, ${name}, ${name.toLowerCase()}, ${buyerClass}, ${supplier}, ${[...agreements]}::text[], false, ${at}, ${at})`.execute(
    handle,
  );
  const sites = given.sites ?? (kind === 'buyer' ? [`${id}s`] : []);
  for (const [index, site] of sites.entries()) {
    await sql`insert into organisation_site (id, organisation_id, name, address, postcode, main, created_at)
      values (${site}, ${id}, ${`Site ${site}`}, '1 Chapel Rise, Northmoor', 'NM1 1AA', ${index === 0}, ${at})`.execute(
      handle,
    );
  }
}

export interface GivenPerson {
  /** 8 to 20 letters and digits; the mail address is made from it. */
  readonly id: string;
  readonly name?: string;
  readonly organisation: string;
  readonly roles: readonly Role[];
  readonly site?: string | null;
  readonly approvalLimit?: string | null;
  readonly signingLimit?: string | null;
  /** Whether the session was confirmed with a second factor; true unless told. */
  readonly confirmed?: boolean;
}

/** Somebody in an organisation that is there, as an actor to hand to a service or a page server. */
export async function addPerson({ handle }: Database, given: GivenPerson): Promise<PersonActor> {
  const { id, organisation, roles, site = null, approvalLimit = null, signingLimit = null } = given;
  const name = given.name ?? `Person ${id}`;
  const membership = `m${id}`.slice(0, 20);
  await sql`insert into person (id, email, name, demonstration, created_at, verified_at)
    values (${id}, ${`${id}@example.org`}, ${name}, false, ${at}, ${at}) on conflict (id) do nothing`.execute(handle);
  await sql`insert into membership (id, organisation_id, person_id, roles, site_id, approval_limit, signing_limit, joined_at)
    values (${membership}, ${organisation}, ${id}, ${[...roles]}::text[], ${site}, ${approvalLimit}, ${signingLimit}, ${at})`.execute(
    handle,
  );
  const found = await sql<Membership>`select m.id, m.organisation_id as organisation, o.kind, o.supplier_id as supplier,
      o.agreements, m.roles, m.site_id as site
    from membership m join organisation o on o.id = m.organisation_id where m.id = ${membership}`.execute(handle);
  return {
    kind: 'person',
    personId: id,
    sessionId: `s${id}`,
    name,
    memberships: found.rows,
    confirmedAt: given.confirmed === false ? null : at,
  };
}
