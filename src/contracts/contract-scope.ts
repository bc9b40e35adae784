import type { Membership } from '../platform/access/index.ts';

/**
 * Whose contracts and orders somebody may see or change: what every store function puts into its WHERE. A membership
 * that is limited to a site reaches that site's orders alone.
 */
export interface ContractScope {
  readonly organisations: readonly string[];
  readonly sites: readonly string[];
  readonly suppliers: readonly string[];
  /** Agreements of the authorities somebody works for. */
  readonly agreements: readonly string[];
  /** Of call-offs only those whose every site is reached: for acts that bind the whole contract. */
  readonly whole?: boolean;
}

/** The agreements an authority runs: told by the register of organisations. */
export type AgreementsOf = (organisation: string) => Promise<readonly string[]>;

/** What the memberships reach. */
export async function contractScope(
  memberships: readonly Membership[],
  agreementsOf: AgreementsOf,
): Promise<ContractScope> {
  const buyers = memberships.filter((each) => each.kind === 'buyer');
  const authorities = memberships.filter((each) => each.kind === 'authority');
  const agreements = await Promise.all(authorities.map((each) => agreementsOf(each.organisation)));
  return {
    organisations: buyers.filter((each) => each.site === null).map((each) => each.organisation),
    sites: buyers.flatMap((each) => each.site ?? []),
    suppliers: memberships.flatMap((each) => (each.kind === 'supplier' ? (each.supplier ?? []) : [])),
    agreements: [...new Set(agreements.flat())],
  };
}

/** Everything of one buyer: for whoever acts within its organisation already. */
export function buyerScope(organisation: string): ContractScope {
  return { organisations: [organisation], sites: [], suppliers: [], agreements: [] };
}

/**
 * Whether the memberships reach everything a call-off covers: who is limited to a site may not bind the others by signing,
 * varying or publishing.
 */
export function reachesWhole(
  memberships: readonly Membership[],
  callOff: { readonly organisation: string; readonly sites: readonly string[] },
): boolean {
  const mine = memberships.filter((each) => each.kind === 'buyer' && each.organisation === callOff.organisation);
  if (mine.some((each) => each.site === null)) return true;
  return callOff.sites.length > 0 && callOff.sites.every((site) => mine.some((each) => each.site === site));
}
