import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withOtherChoices } from './search-estimate.ts';
import type { Counts, FacetCounts } from './search-tally.ts';
import type { Wish } from './search-wanted.ts';

/** Counts of one parameter. */
function counted(parameter: string, counts: Counts): FacetCounts {
  return {
    total: [...counts.values()].reduce((sum, each) => sum + each, 0),
    missing: new Map(),
    of: (name) => (name === parameter ? counts : new Map()),
  };
}

describe('estimates beside the results', () => {
  // Results are few and known; a tenth of all offers was looked at for what the other choices would give.
  const cases: readonly {
    readonly name: string;
    readonly wish: Wish;
    readonly results: readonly (readonly [number, number])[];
    readonly sample: readonly (readonly [number, number])[];
    readonly expected: readonly (readonly [number, number])[];
  }[] = [
    {
      name: 'keep the true count of a chosen delivery time that nothing meets',
      wish: { name: 'within', kind: 'lead', days: 0 },
      results: [],
      sample: [
        [0, 2],
        [5, 3],
      ],
      expected: [[5, 30]],
    },
    {
      name: 'keep the true count of a chosen lot that nothing is on',
      wish: { name: 'lot', kind: 'lots', codes: [7] },
      results: [],
      sample: [
        [7, 1],
        [8, 4],
      ],
      expected: [[8, 40]],
    },
    {
      name: 'keep the true count of the condition chosen and estimate the other',
      wish: { name: 'condition', kind: 'conditions', conditions: [0] },
      results: [[0, 12]],
      sample: [
        [0, 2],
        [1, 5],
      ],
      expected: [
        [0, 12],
        [1, 50],
      ],
    },
    {
      name: 'keep what is known of flags with the one chosen among them',
      wish: { name: 'takesBack', kind: 'flag', mask: 1 },
      results: [[1, 3]],
      sample: [
        [3, 1],
        [2, 1],
      ],
      expected: [
        [1, 3],
        [2, 10],
      ],
    },
    {
      name: 'keep the true count of a label chosen, whatever other labels its products hold',
      wish: { name: 'label', kind: 'labels', codes: [4] },
      results: [
        [4, 9],
        [5, 2],
      ],
      sample: [
        [4, 3],
        [5, 6],
      ],
      expected: [
        [4, 9],
        [5, 60],
      ],
    },
  ];
  for (const { name, wish, results, sample, expected } of cases) {
    it(name, () => {
      const merged = withOtherChoices(
        counted(wish.name, new Map(results)),
        counted(wish.name, new Map(sample)),
        [wish],
        0.1,
      );
      assert.deepEqual([...merged.of(wish.name)].toSorted(), expected.map((each) => [...each]).toSorted());
    });
  }

  it('say nothing else of groups without a wish', () => {
    const merged = withOtherChoices(
      counted('lot', new Map([[1, 5]])),
      counted('lot', new Map([[2, 5]])),
      [{ name: 'stock', kind: 'stock' }],
      0.1,
    );
    assert.deepEqual([...merged.of('lot')], [[1, 5]]);
  });
});
