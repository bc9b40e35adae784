import type { IsoDate } from '../../kernel/dates.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { Manufacturer, NewProduct } from '../product.ts';
import { Dice, mixText } from './demo-chance.ts';
import type { DemoData } from './demo-data.ts';
import { type DemoOffer, offerFor } from './demo-offer.ts';
import { pinnedOffer, pinnedProduct } from './demo-pinned.ts';
import { type DemoPlan, placeInPlan, planOf } from './demo-plan.ts';
import { productAt } from './demo-product.ts';
import type { DemoFamily, PinnedOffer, PinnedProduct } from './demo-schema.ts';
import { type DemoLot, type DemoPosition, DemoSuppliers } from './demo-suppliers.ts';

/** Everything the demonstration follows from: the same values give the same products and offers. */
export interface DemoRequest {
  readonly agreement: string;
  readonly lots: readonly DemoLot[];
  /** Positions on those lots that count on the day. */
  readonly positions: readonly Omit<DemoPosition, 'weight'>[];
  readonly data: DemoData;
  readonly tree: CategoryTree;
  readonly offers: number;
  readonly seed: number;
  readonly today: IsoDate;
}

/** A product with every supplier's offer for it. */
export interface DemoItem {
  readonly product: NewProduct;
  readonly offers: readonly DemoOffer[];
}

/** Where the generator stands: the place of the next product, and the offers made so far. */
export interface DemoCursor {
  readonly next: number;
  readonly offers: number;
}

export const demoStart: DemoCursor = { next: 0, offers: 0 };

/** Makes the demonstration piece by piece: any piece from its cursor alone, so that an interrupted load goes on. */
export class DemoGenerator {
  readonly #request: DemoRequest;
  readonly #plan: DemoPlan;
  readonly #suppliers: DemoSuppliers;
  readonly #pinned: readonly DemoItem[];
  readonly #most: number;

  constructor(request: DemoRequest) {
    this.#request = request;
    const { data, tree, lots, positions, seed } = request;
    this.#plan = planOf(data.families);
    const weighted = positions.map((each) => ({ ...each, weight: data.rules.lots[each.lot]?.weight ?? 1 }));
    this.#suppliers = new DemoSuppliers(tree, lots, weighted, seed);
    this.#pinned = this.#pinnedItems();
    const most = data.rules.suppliersOfAProduct.length - 1;
    // Few offers are spread thin, so that every kind of thing has one.
    this.#most = Math.max(1, Math.min(most, Math.floor(request.offers / (data.families.length * 2))));
  }

  /** How many offers there will be in the end; 0 when nobody may offer anything. */
  get total(): number {
    const possible = this.#request.data.families.some((each) => this.#offerable(each));
    return possible ? this.#request.offers : this.#pinned.reduce((sum, each) => sum + each.offers.length, 0);
  }

  done(cursor: DemoCursor): boolean {
    return cursor.offers >= this.total;
  }

  /** The next pieces from the cursor: about `atLeast` offers, fewer at the end. */
  take(cursor: DemoCursor, atLeast: number): { readonly items: readonly DemoItem[]; readonly cursor: DemoCursor } {
    const items: DemoItem[] = [];
    const goal = Math.min(this.total, cursor.offers + atLeast);
    let { next, offers } = cursor;
    while (offers < goal) {
      const item = this.#itemAt(next);
      next += 1;
      const fitting = item.offers.slice(0, this.total - offers);
      if (fitting.length === 0) continue;
      items.push({ product: item.product, offers: fitting });
      offers += fitting.length;
    }
    return { items, cursor: { next, offers } };
  }

  /** Every piece from the start, `size` offers at a time. */
  *batches(size: number): Generator<readonly DemoItem[]> {
    let cursor = demoStart;
    while (!this.done(cursor)) {
      const taken = this.take(cursor, size);
      cursor = taken.cursor;
      yield taken.items;
    }
  }

  #itemAt(index: number): DemoItem {
    for (const pinned of this.#pinned.slice(index, index + 1)) return pinned;
    const { data, tree, seed, today, agreement } = this.#request;
    const { family, ordinal } = placeInPlan(this.#plan, index - this.#pinned.length);
    const possible = this.#suppliers.possible(family.category);
    const made = productAt({
      family,
      ordinal,
      seed,
      today,
      tree,
      makers: data.makers,
      gtinPrefix: data.rules.gtinPrefix,
    });
    if (!possible.includes(made.condition)) return { product: made.product, offers: [] };
    const dice = new Dice(seed, mixText(made.product.mpn), 3);
    const count = Math.min(this.#most, dice.weighted(data.rules.suppliersOfAProduct));
    const positions = this.#suppliers.pick(family.category, made.condition, ordinal, Math.max(1, count));
    const offers = positions.map((position) =>
      offerFor({ made, family, ordinal, position, agreement, rules: data.rules, seed, today }),
    );
    return { product: made.product, offers };
  }

  /** Whether the family ever makes something that somebody may offer. */
  #offerable(family: DemoFamily): boolean {
    const { used } = family;
    const possible = this.#suppliers.possible(family.category);
    return possible.some((each) => each === 'new' || (used?.[each] ?? 0) > 0);
  }

  /** The stated products whose suppliers are there; a fifth of the offers at the most. */
  #pinnedItems(): readonly DemoItem[] {
    const { data, offers } = this.#request;
    const items: DemoItem[] = [];
    let room = Math.floor(offers / 5);
    for (const each of data.pinned) {
      const maker = data.makers.get(each.maker);
      const item = maker === undefined ? undefined : this.#pinnedItem(each, maker);
      if (item === undefined || item.offers.length === 0 || item.offers.length > room) continue;
      room -= item.offers.length;
      items.push(item);
    }
    return items;
  }

  #pinnedItem(pinned: PinnedProduct, maker: Manufacturer): DemoItem {
    const { data, tree, today, agreement, lots, positions } = this.#request;
    const held = new Set(positions.map((each) => `${each.supplierId} ${each.lot}`));
    const standing = pinned.offers.filter((offer) => {
      const lot = lots.find((one) => one.number === offer.lot);
      const fits = lot !== undefined && this.#suppliers.holds(lot, pinned.category, offer.condition ?? 'new');
      return fits && held.has(`${offer.supplier} ${offer.lot}`);
    });
    const product = pinnedProduct(pinned, maker, tree, data.rules.gtinPrefix);
    const offers = standing.map((offer) => pinnedOffer(pinned, offer, agreement, today));
    return { product, offers: [...offers, ...this.#dearer(pinned, product, standing)] };
  }

  /** Offers of other suppliers for a stated product, above the stated prices. */
  #dearer(pinned: PinnedProduct, product: NewProduct, stated: readonly PinnedOffer[]): readonly DemoOffer[] {
    const { data, seed, today, agreement } = this.#request;
    const family = data.families.find((each) => each.category === pinned.category);
    const condition = stated[0]?.condition ?? 'new';
    const others = pinned.others ?? 0;
    if (family === undefined || others === 0 || stated.length === 0) return [];
    const price = Math.max(...stated.map((each) => Number(each.price))) * 1.12;
    const picked = this.#suppliers.pick(pinned.category, condition, mixText(pinned.mpn) % 997, others + stated.length);
    return picked
      .filter((each) => !stated.some((offer) => offer.supplier === each.supplierId))
      .slice(0, others)
      .map((position) =>
        offerFor({
          made: { product, condition, price, unit: 'each' },
          family,
          ordinal: 0,
          position,
          agreement,
          rules: data.rules,
          seed,
          today,
        }),
      );
  }
}
