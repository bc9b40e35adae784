import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exact } from '../../kernel/money.ts';
import { bandPicture, placeInBand, priceBand, quartile } from './price-band.ts';

const limits = { orders: 5, buyers: 3 };
const paid = (prices: readonly string[], buyers = 3) =>
  prices.map((unitPrice, index) => ({ order: `o${String(index)}`, buyer: `b${String(index % buyers)}`, unitPrice }));

describe('the band of prices that were paid', () => {
  const cases: readonly (readonly [readonly string[], string, string, string])[] = [
    [['380', '385', '390', '395', '400'], '385.00', '390.00', '395.00'],
    [['400', '380', '395', '385', '390', '410'], '386.25', '392.50', '398.75'],
    [['1', '2', '3', '4', '5', '6', '7', '8'], '2.75', '4.50', '6.25'],
    [['395.01', '395.01', '395.01', '395.01', '395.01'], '395.01', '395.01', '395.01'],
    [['0.01', '0.02', '0.02', '0.03', '0.03', '0.03'], '0.02', '0.03', '0.03'],
  ];
  for (const [prices, lower, median, upper] of cases) {
    it(`of ${prices.join(', ')} is ${lower}, ${median}, ${upper}`, () => {
      assert.deepEqual(priceBand(paid(prices), limits), { lower, median, upper, orders: prices.length, buyers: 3 });
    });
  }

  it('is not shown of four orders, of two buyers, or of nothing', () => {
    assert.equal(priceBand(paid(['1', '2', '3', '4']), limits), undefined);
    assert.equal(priceBand(paid(['1', '2', '3', '4', '5', '6'], 2), limits), undefined);
    assert.equal(priceBand([], { orders: 0, buyers: 0 }), undefined);
  });

  it('counts an order once, at its lowest price', () => {
    const twice = [...paid(['1', '2', '3', '4']), { order: 'o0', buyer: 'b0', unitPrice: '9' }];
    assert.equal(priceBand(twice, limits), undefined);
  });

  it('stands in order within the lowest and the highest, whatever was paid', () => {
    const price = fc.integer({ min: 1, max: 9_999_999 }).map((pence) => (pence / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(price, { minLength: 5, maxLength: 40 }), price, (prices, now) => {
        const sorted = prices.toSorted((a, b) => exact(a).comparedTo(b));
        const all = [
          sorted[0] ?? '0',
          quartile(sorted, 1),
          quartile(sorted, 2),
          quartile(sorted, 3),
          sorted.at(-1) ?? '0',
        ];
        for (const [index, each] of all.entries()) assert.ok(index === 0 || exact(each).gte(all[index - 1] ?? '0'));
        const band = priceBand(paid(prices), limits);
        assert.ok(band !== undefined);
        const at = bandPicture(now, band);
        assert.ok(Object.values(at).every((each) => each >= 10 && each <= 90));
        assert.ok(at.lower <= at.median && at.median <= at.upper);
        if (placeInBand(now, band) === 'within') assert.ok(at.lower <= at.price && at.price <= at.upper);
      }),
    );
  });
});
