import { type Agreements, findRoute, routeKinds, type RouteKind, statusOn } from '../agreements/index.ts';
import type { IsoDate } from '../kernel/dates.ts';

/** A lot that takes new business, with the plainest way to buy on it. */
export interface OpenLot {
  readonly agreement: string;
  readonly lot: string;
  /** `Catalogue`: the lot's short name. */
  readonly name: string;
  readonly route: RouteKind;
}

/** The lots on which something can be bought that day: their agreement runs and they allow a route. */
export function openLots(agreements: Agreements, on: IsoDate): readonly OpenLot[] {
  return agreements.packs.flatMap((pack) => {
    if (!statusOn(pack, on).newCallOffs) return [];
    return pack.lots.flatMap((lot) => {
      const route = routeKinds.find((kind) => {
        const allowed = findRoute(lot, kind)?.allowed.value;
        return allowed !== undefined && allowed !== 'no';
      });
      const { number, shortName } = lot;
      return route === undefined ? [] : [{ agreement: pack.number.value, lot: number, name: shortName.value, route }];
    });
  });
}
