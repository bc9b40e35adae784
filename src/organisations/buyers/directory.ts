import type { ReferenceFacts } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Membership } from '../../platform/access/index.ts';
import { type Database, onceATurn } from '../../platform/database/index.ts';
import { type Role, rolesOf } from '../people/roles.ts';
import { type BuyerFacts, buyerFactsOf } from './buyer-facts.ts';
import * as store from './directory-store.ts';
import type { Member, Organisation, Site } from './organisation.ts';

/**
 * Organisations as other modules read them. It asks nobody's right: who calls it has found out in the policy table which
 * organisations the actor may see.
 */
export interface Organisations {
  /** The organisation, closed ones too; undefined when there is none. */
  organisation(id: string): Promise<Organisation | undefined>;
  /** Those that exist, by id. */
  organisationsByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Organisation>>;
  /** The open organisation that is the supplier of the register; undefined while nobody acts for it. */
  ofSupplier(supplier: string): Promise<Organisation | undefined>;
  /** Open sites, the main one first. */
  sites(organisation: string): Promise<readonly Site[]>;
  /** A site of the organisation, closed ones too; undefined for another's. */
  site(organisation: string, site: string): Promise<Site | undefined>;
  /** People in it now, by name; those with the role, when one is named. */
  members(organisation: string, role?: Role): Promise<readonly Member[]>;
  /** What a key of the organisation acts as: every role the organisation can give; undefined once it is closed. */
  ofKey(organisation: string, key: string): Promise<Membership | undefined>;
  /** Every open organisation that may buy, by name; 5,000 at the most. For whom an authority imports. */
  confirmedBuyers(): Promise<readonly Organisation[]>;
  /** Ids of the open authorities that run the agreement. */
  authoritiesOf(agreement: string): Promise<readonly string[]>;
  /** What the law makes of a buyer on the day; undefined for what is no buyer. */
  buyerFacts(id: string, on: IsoDate): Promise<BuyerFacts | undefined>;
}

export function createOrganisations({
  database: { handle },
  reference,
}: {
  readonly database: Database;
  readonly reference: Pick<ReferenceFacts, 'buyerClasses'>;
}): Organisations {
  const organisation = onceATurn(
    async (id: string): Promise<Organisation | undefined> => (await store.readOrganisations(handle, [id]))[0],
  );
  return {
    organisation,
    organisationsByIds: async (ids) =>
      new Map((await store.readOrganisations(handle, [...new Set(ids)])).map((each) => [each.id, each])),
    ofSupplier: (supplier) => store.readSupplierOrganisation(handle, supplier),
    sites: async (id) => (await store.readSites(handle, id)).filter((each) => each.closedAt === null),
    site: (id, site) => store.readSite(handle, id, site),
    members: (id, role) => store.readMembers(handle, id, role),
    ofKey: async (id, key) => {
      const found = await organisation(id);
      if (found === undefined || found.closedAt !== null) return undefined;
      const { kind, supplier, agreements } = found;
      return { id: key, organisation: id, kind, supplier, agreements, roles: rolesOf(kind), site: null };
    },
    confirmedBuyers: async () =>
      (await store.listAll(handle)).filter((each) => each.kind === 'buyer' && each.confirmedAt !== null),
    authoritiesOf: (agreement) => store.readAuthorities(handle, agreement),
    buyerFacts: async (id, on) => {
      const found = await organisation(id);
      return found === undefined ? undefined : buyerFactsOf(found, reference.buyerClasses, on);
    },
  };
}
