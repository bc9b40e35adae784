import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Exact, exact } from '../kernel/money.ts';
import { fromAmount, toAmount } from './search-price.ts';

describe('amounts of search rows', () => {
  const cases: readonly (readonly [pounds: string, amount: bigint])[] = [
    ['395.00', 3_950_000n],
    ['0.0035', 35n],
    ['-4.00', -40_000n],
    ['-0.5', -5_000n],
    ['7', 70_000n],
    ['9999999999.9999', 99_999_999_999_999n],
    ['0.00005', 1n],
    ['1e3', 10_000_000n],
  ];
  for (const [pounds, amount] of cases) {
    it(`make ${pounds} pounds ${amount} ten-thousandths`, () => {
      assert.equal(toAmount(pounds), amount);
    });
  }

  it('are what exact arithmetic makes of any price', () => {
    const price = fc.tuple(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.nat({ max: 99_999 }),
      fc.nat({ max: 5 }),
    );
    fc.assert(
      fc.property(price, ([whole, fraction, places]) => {
        const digits = String(fraction).padStart(5, '0').slice(0, places);
        const pounds = places === 0 ? String(whole) : `${whole}.${digits}`;
        const expected = exact(pounds).times(10_000).toDecimalPlaces(0, Exact.ROUND_HALF_UP).toFixed(0);
        assert.equal(toAmount(pounds), BigInt(expected));
        if (places <= 4) assert.equal(toAmount(fromAmount(toAmount(pounds))), toAmount(pounds));
      }),
    );
  });
});
