import type { FacetCounts } from './search-tally.ts';
import type { Wish } from './search-wanted.ts';

/** A count as it is answered: itself, or two figures of it where it is an estimate: more would look like a count. */
export function answered(count: number, exact: boolean): number {
  return exact ? count : Number(count.toPrecision(2));
}

/** Counts of a sample become estimates of the whole; `share` is the part of all rows it looked at. */
export function scaleCounts(sample: FacetCounts, share: number): FacetCounts {
  return {
    total: sample.total / share,
    missing: new Map(),
    of: (parameter) => new Map([...sample.of(parameter)].map(([value, count]) => [value, count / share])),
  };
}

/**
 * Counts of the results alone, with estimates of what the groups of the wishes offer besides: a sample knows these, the
 * results do not. Choices that were made keep the results' own counts.
 */
export function withOtherChoices(
  results: FacetCounts,
  sample: FacetCounts,
  wishes: readonly Wish[],
  share: number,
): FacetCounts {
  const wished = new Map(wishes.map((each) => [each.name, each]));
  const estimate = scaleCounts(sample, share);
  return {
    ...results,
    of: (parameter) => {
      const own = results.of(parameter);
      const wish = wished.get(parameter);
      if (wish === undefined) return own;
      const chosen = chosenBy(wish);
      const counts = new Map(own);
      for (const [value, count] of estimate.of(parameter)) {
        if (!chosen(value)) counts.set(value, Math.max(counts.get(value) ?? 0, count));
      }
      return counts;
    },
  };
}

/** Whether a value, as the parameter's counts go by it, is among what the wish asks for. */
function chosenBy(wish: Wish): (value: number) => boolean {
  switch (wish.kind) {
    case 'categories': {
      // A category that was meant in some conditions only is not chosen as a whole.
      const whole = new Set(wish.scopes.flatMap((each) => (each.conditions.length === 0 ? each.codes : [])));
      return (code) => whole.has(code);
    }
    case 'conditions':
      return (place) => wish.conditions.includes(place);
    case 'funding':
      return (bit) => (wish.mask & (1 << bit)) !== 0;
    case 'flag':
      return (flags) => (flags & wish.mask) !== 0;
    case 'lead':
      return (days) => days <= wish.days;
    case 'lots':
    case 'suppliers':
    case 'manufacturers':
    case 'labels':
    case 'attributes': {
      const codes = new Set(wish.codes);
      return (code) => codes.has(code);
    }
    case 'price':
    case 'stock':
      // Nothing is counted by these.
      return () => false;
  }
}
