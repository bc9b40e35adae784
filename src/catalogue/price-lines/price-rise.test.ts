import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { exact } from '../../kernel/money.ts';
import { unitPriceAt } from '../offer-pricing.ts';
import { riseCases, stepPrices } from './price-rise.fixture.ts';
import { risesAbove, steepestRise } from './price-rise.ts';

describe('a rise above what needs no approval', () => {
  for (const [what, before, after, held] of riseCases) {
    it(`is ${held === null ? 'not in' : 'in'} ${what}`, () => {
      const rise = steepestRise(stepPrices(before), stepPrices(after));
      const waits = rise !== null && risesAbove(rise, '33.3');
      assert.equal(waits ? `${String(rise.quantity)} ${rise.before} ${rise.after}` : null, held);
    });
  }

  it('is found whatever number is bought, and is the steepest there is', () => {
    const price = fc.integer({ min: 1, max: 60 }).map((pence) => exact(pence).dividedBy(100).toFixed(2));
    const prices = fc
      .tuple(price, fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 12 }), price), { selector: ([at]) => at }))
      .map(([unitPrice, breaks]) => ({
        unitPrice,
        priceBreaks: breaks
          .map(([quantity, each]) => ({ quantity, unitPrice: each }))
          .toSorted((one, other) => one.quantity - other.quantity),
      }));
    fc.assert(
      fc.property(prices, prices, (before, after) => {
        const ratios = Array.from({ length: 15 }, (_each, at) =>
          exact(unitPriceAt(after, at + 1)).dividedBy(unitPriceAt(before, at + 1)),
        );
        const most = ratios.reduce((one, other) => (other.greaterThan(one) ? other : one));
        const rise = steepestRise(before, after);
        if (rise === null) assert.ok(most.lessThanOrEqualTo(1));
        else {
          assert.ok(most.equals(exact(rise.after).dividedBy(rise.before)) && most.greaterThan(1));
          assert.equal(
            rise.quantity - 1,
            ratios.findIndex((each) => each.equals(most)),
          );
        }
      }),
      runs(300),
    );
  });
});
