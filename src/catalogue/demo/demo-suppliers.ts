import type { CategoryTree } from '../category-tree.ts';
import { type Condition, conditions } from '../offer.ts';
import { mix, mixText } from './demo-chance.ts';

/** A lot as far as the demonstration needs it: the categories that belong to it. */
export interface DemoLot {
  readonly number: string;
  readonly categories: readonly string[];
}

/** A supplier's place on a lot, and how much more often than others it is picked. */
export interface DemoPosition {
  readonly supplierId: string;
  readonly lot: string;
  readonly weight: number;
}

/** Who may offer what: the positions whose lot holds a category in a condition. */
export class DemoSuppliers {
  readonly #tree: CategoryTree;
  readonly #lots: readonly DemoLot[];
  readonly #positions: readonly DemoPosition[];
  readonly #seed: number;
  readonly #eligible = new Map<string, readonly DemoPosition[]>();
  readonly #shuffled = new Map<string, { readonly round: number; readonly positions: readonly DemoPosition[] }>();

  constructor(tree: CategoryTree, lots: readonly DemoLot[], positions: readonly DemoPosition[], seed: number) {
    this.#tree = tree;
    this.#lots = lots;
    this.#seed = seed;
    this.#positions = positions.toSorted((one, other) =>
      `${one.supplierId} ${one.lot}` < `${other.supplierId} ${other.lot}` ? -1 : 1,
    );
  }

  /** Whether the lot holds the category in the condition: its own branches in any, a shortcut's only in the shortcut's. */
  holds(lot: DemoLot, category: string, condition: Condition): boolean {
    return lot.categories.some((id) => {
      const shortcut = this.#tree.get(id)?.shortcut;
      if (shortcut === undefined) return this.#tree.isWithin(category, id);
      return (
        shortcut.conditions.some((each) => each === condition) && this.#tree.scope(id).categories.includes(category)
      );
    });
  }

  eligible(category: string, condition: Condition): readonly DemoPosition[] {
    const key = `${condition} ${category}`;
    const known = this.#eligible.get(key);
    if (known !== undefined) return known;
    const lots = new Set(this.#lots.filter((each) => this.holds(each, category, condition)).map((each) => each.number));
    const found = this.#positions.filter((each) => lots.has(each.lot));
    this.#eligible.set(key, found);
    return found;
  }

  /** Conditions in which the category may be offered at all. */
  possible(category: string): readonly Condition[] {
    return conditions.filter((each) => this.eligible(category, each).length > 0);
  }

  /**
   * Up to `count` positions of different suppliers for the `ordinal`-th product of a category. Everybody eligible has a
   * turn before anybody has the next (as often as they weigh); each round is shuffled anew.
   */
  pick(category: string, condition: Condition, ordinal: number, count: number): readonly DemoPosition[] {
    const eligible = this.eligible(category, condition);
    if (eligible.length === 0) return [];
    const stride = 5;
    const tickets = eligible.reduce((sum, each) => sum + each.weight, 0);
    const picked = new Map<string, DemoPosition>();
    for (let step = 0; step < tickets && picked.size < count; step += 1) {
      const at = ordinal * stride + step;
      const round = this.#round(category, condition, eligible, Math.floor(at / tickets));
      for (const each of round.slice(at % tickets, (at % tickets) + 1)) {
        if (!picked.has(each.supplierId)) picked.set(each.supplierId, each);
      }
    }
    return [...picked.values()];
  }

  #round(
    category: string,
    condition: Condition,
    eligible: readonly DemoPosition[],
    round: number,
  ): readonly DemoPosition[] {
    const key = `${condition} ${category}`;
    const known = this.#shuffled.get(key);
    if (known?.round === round) return known.positions;
    const base = mix(this.#seed, mixText(key), round);
    const tickets = eligible.flatMap((position, index) =>
      Array.from({ length: position.weight }, (_each, ticket) => ({ position, at: mix(base, index, ticket) })),
    );
    const positions = tickets.toSorted((one, other) => one.at - other.at).map((each) => each.position);
    this.#shuffled.set(key, { round, positions });
    return positions;
  }
}
