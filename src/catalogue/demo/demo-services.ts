import type { IsoDate } from '../../kernel/dates.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { ServiceRow } from '../offer-store.ts';
import { Dice, mixText } from './demo-chance.ts';
import { monthStart } from './demo-offer.ts';
import { asPrice } from './demo-price.ts';
import type { OfferRules, PinnedServices } from './demo-schema.ts';
import type { DemoLot, DemoPosition } from './demo-suppliers.ts';

export interface ServicesRequest {
  readonly agreement: string;
  readonly lots: readonly DemoLot[];
  readonly positions: readonly Omit<DemoPosition, 'weight'>[];
  readonly tree: CategoryTree;
  readonly rules: OfferRules;
  readonly pinned: readonly PinnedServices[];
  readonly seed: number;
  readonly today: IsoDate;
}

/** What each supplier adds to its offers on each of its lots. */
export function demoServices(request: ServicesRequest): readonly ServiceRow[] {
  const { agreement, lots, positions, tree, rules, seed, today } = request;
  return positions.flatMap(({ supplierId, lot }) => {
    const pinned = request.pinned.find((each) => each.supplier === supplierId && each.lot === lot);
    const common = {
      supplierId,
      agreement,
      lot,
      offerId: null,
      validFrom: monthStart(today, -6),
      validTo: null,
      demonstration: true,
    };
    if (pinned !== undefined) {
      return pinned.list.map((each): ServiceRow => ({
        ...common,
        categories: pinned.goesWith,
        name: each.name,
        unit: each.unit,
        unitPrice: each.price,
      }));
    }
    const scope = lots.find((each) => each.number === lot)?.categories ?? [];
    const held = scope.flatMap((id) => tree.scope(id).categories);
    const dice = new Dice(seed, mixText(supplierId), mixText(lot), 23);
    return rules.services.flatMap((each) => {
      const offered = dice.chance(each.percent);
      const unitPrice = asPrice(dice.between(each.price));
      const categories = each.goesWith.filter((id) => held.some((leaf) => tree.isWithin(leaf, id)));
      if (!offered || categories.length === 0) return [];
      return [{ ...common, categories, name: each.name, unit: each.unit, unitPrice }];
    });
  });
}
