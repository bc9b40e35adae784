import { findLot, findRoute } from '../../agreements/index.ts';
import type { PurchaseOptions } from './purchases.ts';

/** The conditions of the lot's route, as sentences. */
export function conditionsOf(
  { agreements }: Pick<PurchaseOptions, 'agreements'>,
  agreement: string,
  lot: string,
  route: Parameters<typeof findRoute>[1],
): readonly { readonly id: string; readonly text: string; readonly assumed: boolean }[] {
  const pack = agreements.find(agreement);
  const found = pack === undefined ? undefined : findLot(pack, lot);
  const conditions = found === undefined ? [] : (findRoute(found, route)?.conditions ?? []);
  return conditions.map((each) => ({ id: each.id, text: each.value, assumed: 'assumed' in each }));
}
