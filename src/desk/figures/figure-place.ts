import type { FigureGroup, FigureScope } from '../../contracts/index.ts';
import type { Actor, Membership, OrganisationKind } from '../../platform/access/index.ts';
import type { FigureServices } from './figure-services.ts';

/** Whose figures are asked for: an authority's agreements, a buyer's own orders, or those a supplier received. */
export interface FigurePlace {
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly scope: Pick<FigureScope, 'agreements' | 'of'>;
  /** What they are told apart by. */
  readonly groups: readonly FigureGroup[];
}

const groupsOf: Readonly<Record<OrganisationKind, readonly FigureGroup[]>> = {
  authority: ['month', 'lot', 'sector', 'supplier', 'buyer'],
  buyer: ['month', 'lot', 'supplier'],
  supplier: ['month', 'lot', 'sector', 'buyer'],
};
const order: readonly OrganisationKind[] = ['authority', 'buyer', 'supplier'];

/**
 * The organisation of the actor whose figures are asked for; without one named, an authority before a buyer before a supplier.
 * Undefined where the actor reads none of it. Whoever is kept to a site gets that site's orders.
 */
export async function figurePlace(
  { policies, authority, agreements }: Pick<FigureServices, 'policies' | 'authority' | 'agreements'>,
  actor: Actor,
  organisation: string | undefined,
): Promise<FigurePlace | undefined> {
  const memberships = policies
    .scope('figures.read', actor)
    .filter((each) => organisation === undefined || each.organisation === organisation)
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const [first] = memberships;
  if (first === undefined) return undefined;
  const same = memberships.filter((each) => each.organisation === first.organisation);
  const brief = (await authority.briefs([first.organisation])).get(first.organisation);
  if (brief === undefined) return undefined;
  const { kind } = first;
  const about = { organisation: first.organisation, kind, name: brief.name, groups: groupsOf[kind] };
  const installed = agreements.packs.map((each) => each.number.value);
  switch (kind) {
    case 'authority':
      return { ...about, scope: { agreements: brief.agreements } };
    case 'buyer':
      return { ...about, scope: { agreements: installed, of: { ...ofBuyer(same), suppliers: [] } } };
    case 'supplier': {
      const suppliers = same.flatMap((each) => each.supplier ?? []);
      return { ...about, scope: { agreements: installed, of: { organisations: [], sites: [], suppliers } } };
    }
  }
}

function ofBuyer(memberships: readonly Membership[]) {
  const whole = memberships.filter((each) => each.site === null).map((each) => each.organisation);
  return { organisations: whole, sites: whole.length > 0 ? [] : memberships.flatMap((each) => each.site ?? []) };
}
