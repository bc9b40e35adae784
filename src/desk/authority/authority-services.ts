import type { AgreementPack, Agreements } from '../../agreements/index.ts';
import type { CategoryTree, Oversight, PriceLists } from '../../catalogue/index.ts';
import type { Clock, IsoDate } from '../../kernel/dates.ts';
import type { Figures } from '../../contracts/index.ts';
import type {
  Authority,
  AuthorityScope,
  Organisations,
  Suppliers,
  SupplierStandings,
} from '../../organisations/index.ts';
import type { Actor, PolicyTable } from '../../platform/access/index.ts';

/** What the desk of the authority asks for. The functions after the services are ports of modules above the catalogue. */
export interface AuthorityServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly categories: Pick<CategoryTree, 'get'>;
  readonly suppliers: Suppliers;
  readonly priceLists: PriceLists;
  readonly policies: Pick<PolicyTable, 'scope' | 'decide'>;
  readonly authority: AuthorityScope;
  readonly standings: SupplierStandings;
  readonly oversight: Oversight;
  readonly figures: Pick<Figures, 'orderedPrices'>;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
  /** Call-offs under the agreement that end after a day; null while nobody can tell. */
  readonly callOffsAfter: (agreement: string, day: IsoDate) => Promise<number | null>;
  /** Lots of the agreement with orders since the day, with how many. */
  readonly ordersByLot: (agreement: string, since: IsoDate) => Promise<ReadonlyMap<string, number>>;
}

/** Every agreement the actor may read the authority's pages of, with its pack. */
export async function agreementsRead(
  { authority, agreements }: Pick<AuthorityServices, 'authority' | 'agreements'>,
  actor: Actor,
): Promise<readonly AgreementPack[]> {
  const numbers = new Set((await authority.authorities('authority.read', actor)).flatMap((each) => each.agreements));
  return agreements.packs.filter((each) => numbers.has(each.number.value));
}

/** The authority of the actor that runs the agreement. */
export function authorityOf(authorities: readonly Authority[], agreement: string): Authority | undefined {
  return authorities.find((each) => each.agreements.includes(agreement));
}
