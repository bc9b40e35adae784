import type { DemoDefinition } from './demo-definition.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Somebody who needs lots. */
export interface LotHolder {
  readonly sme: boolean;
  /** An anchor's lots are given and stay; the others start with none. */
  readonly anchor?: unknown;
  readonly lots: string[];
}

/** How much likelier a supplier is to hold a lot that goes with one it holds already. */
const affinity = 5;

/**
 * Gives every holder at least one lot, and every lot exactly its number of suppliers and of SMEs.
 * Throws when the definition's numbers cannot be met.
 */
export function dealLots(definition: DemoDefinition, holders: readonly LotHolder[], random: SeededRandom): void {
  for (const sme of [true, false]) {
    const group = holders.filter((each) => each.sme === sme);
    const left = new Map(
      Object.entries(definition.lots).map(([lot, counts]) => [
        lot,
        (sme ? counts.sme : counts.suppliers - counts.sme) - group.filter((each) => each.lots.includes(lot)).length,
      ]),
    );
    if ([...left.values()].some((each) => each < 0)) throw new Error('The anchors hold more than a lot has to give');
    dealFirst(group, left, random);
    for (const [lot, count] of left) dealRest(definition, group, lot, count, random);
  }
}

/** One lot for everyone who has none, drawn from all places still free. */
function dealFirst(group: readonly LotHolder[], left: Map<string, number>, random: SeededRandom): void {
  const empty = group.filter((each) => each.lots.length === 0);
  const places = random.shuffle([...left].flatMap(([lot, count]) => Array.from({ length: count }, () => lot)));
  if (places.length < empty.length) throw new Error('There are fewer positions than suppliers');
  empty.forEach((holder, index) => {
    const lot = places[index];
    if (lot === undefined) return;
    holder.lots.push(lot);
    left.set(lot, (left.get(lot) ?? 0) - 1);
  });
}

/** The places left on a lot, to suppliers not on it, rather to those whose lots go with it. */
function dealRest(
  definition: DemoDefinition,
  group: readonly LotHolder[],
  lot: string,
  count: number,
  random: SeededRandom,
): void {
  const free = group.filter((each) => each.anchor === undefined && !each.lots.includes(lot));
  if (free.length < count) throw new Error(`Lot ${lot} asks for more suppliers than there are`);
  for (let given = 0; given < count; given += 1) {
    const weights = free.map((each) =>
      each.lots.some((held) => definition.lots[held]?.with.includes(lot) === true) ? affinity : 1,
    );
    let point = random.next() * weights.reduce((sum, each) => sum + each, 0);
    let index = weights.findIndex((weight) => (point -= weight) < 0);
    if (index < 0) index = free.length - 1;
    const [holder] = free.splice(index, 1);
    holder?.lots.push(lot);
  }
}
