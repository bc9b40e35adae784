import type { DemoFamily } from './demo-schema.ts';

/** The order in which families take turns: a cycle as long as their weights together. */
export interface DemoPlan {
  readonly cycle: readonly { readonly family: DemoFamily; readonly occurrence: number }[];
}

/**
 * Lays the families out in a cycle, each as often as it weighs, spread evenly. The first products of the cycle are one
 * of each family, so that even a small demonstration shows every kind.
 */
export function planOf(families: readonly DemoFamily[]): DemoPlan {
  const places = families.flatMap((family, index) =>
    Array.from({ length: family.weight }, (_each, occurrence) => ({
      family,
      occurrence,
      at: occurrence / family.weight,
      index,
    })),
  );
  const cycle = places.toSorted((one, other) => one.at - other.at || one.index - other.index);
  return { cycle };
}

/** Which family the product at a place, from 0, belongs to, and the how-manieth of it that is. */
export function placeInPlan(plan: DemoPlan, index: number): { readonly family: DemoFamily; readonly ordinal: number } {
  const round = Math.floor(index / plan.cycle.length);
  const start = index % plan.cycle.length;
  for (const { family, occurrence } of plan.cycle.slice(start, start + 1)) {
    return { family, ordinal: round * family.weight + occurrence };
  }
  throw new RangeError('The demonstration has no families');
}
