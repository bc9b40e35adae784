import type { Actor, OrganisationKind, PolicyTable } from '../../platform/access/index.ts';

/** Which price lists somebody may do something with: all, or those of these suppliers and those on these agreements. */
export type PriceListReach = 'all' | { readonly suppliers: readonly string[]; readonly agreements: readonly string[] };

/** As what organisations act on price lists: a supplier sends and accepts its own, the authority decides on rises. */
const kinds: Readonly<Record<string, readonly OrganisationKind[]>> = {
  'price-list.submit': ['supplier'],
  'price-list.accept': ['supplier'],
  'price-list.read': ['supplier', 'authority'],
  'price-list.decide': ['authority'],
};

/**
 * Whose lists the actor may do it with. The operator and keys of the operator reach all, an authority those on the
 * agreements it runs, a supplier its own; buyers reach none, whatever their roles and keys say.
 */
export function priceListReach(policies: Pick<PolicyTable, 'scope'>, action: string, actor: Actor): PriceListReach {
  if (actor.kind === 'operator' || (actor.kind === 'key' && actor.membership === undefined)) return 'all';
  const scope = policies.scope(action, actor).filter((each) => kinds[action]?.includes(each.kind) === true);
  return {
    suppliers: scope.flatMap((each) => (each.supplier === null ? [] : [each.supplier])),
    agreements: scope.flatMap((each) => (each.kind === 'authority' ? (each.agreements ?? []) : [])),
  };
}

/** Whether it reaches every list of the supplier: only then may one be sent for it. */
export function isWithin(reach: PriceListReach, supplierId: string): boolean {
  return reach === 'all' || reach.suppliers.includes(supplierId);
}
