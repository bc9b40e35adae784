import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextBreak } from './next-break.ts';

const terms = {
  unitPrice: '419.00',
  priceBreaks: [
    { quantity: 10, unitPrice: '405.00' },
    { quantity: 25, unitPrice: '395.00' },
  ],
  ...{ minimumQuantity: 1, packSize: 1 },
};

describe('the next price break', () => {
  for (const [quantity, found] of [
    [9, { quantity: 10, more: 1, unitPrice: '405.00', extra: '279.00', lessEach: '14.00' }],
    [10, { quantity: 25, more: 15, unitPrice: '395.00', extra: '5825.00', lessEach: '10.00' }],
    // 24 at 405.00 are 9,720.00; 25 at 395.00 are 9,875.00.
    [24, { quantity: 25, more: 1, unitPrice: '395.00', extra: '155.00', lessEach: '10.00' }],
    [25, undefined],
  ] as const) {
    it(`from ${quantity} on is ${found === undefined ? 'none' : `at ${found.quantity}`}`, () => {
      assert.deepEqual(nextBreak(terms, quantity), found);
    });
  }

  it('may cost less in all than the present number', () => {
    const steep = { ...terms, priceBreaks: [{ quantity: 25, unitPrice: '300.00' }] };
    assert.equal(nextBreak(steep, 24)?.extra, '-2556.00');
  });

  it('is reached in whole packs', () => {
    assert.deepEqual(nextBreak({ ...terms, packSize: 4 }, 8)?.quantity, 12);
  });

  it('is none where a break is not lower', () => {
    assert.equal(nextBreak({ ...terms, priceBreaks: [{ quantity: 10, unitPrice: '419.00' }] }, 1), undefined);
  });
});
