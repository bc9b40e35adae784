import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exact, formatCount, formatMoney, isDecimalText, toPence } from './money.ts';

describe('Money', () => {
  const printed: readonly (readonly [amount: string, text: string])[] = [
    ['395', '£395.00'],
    ['14220', '£14,220.00'],
    ['1278061.05', '£1,278,061.05'],
    ['-1120', '−£1,120.00'],
    ['0', '£0.00'],
    ['-0', '£0.00'],
    ['0.0035', '£0.0035'],
    ['2.805', '£2.805'],
    ['-0.00001', '£0.00'],
    ['999999999999.99', '£999,999,999,999.99'],
  ];
  for (const [amount, text] of printed) {
    it(`prints ${amount} as ${text}`, () => {
      assert.equal(formatMoney(amount), text);
    });
  }

  it('rounds a half penny away from zero', () => {
    assert.equal(toPence(exact('1.005')).toFixed(2), '1.01');
    assert.equal(toPence(exact('-1.005')).toFixed(2), '-1.01');
    assert.equal(toPence(exact('1.004999')).toFixed(2), '1.00');
  });

  it('adds pence without the error of binary fractions', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), { maxLength: 50 }), (pence) => {
        const sum = pence.reduce((total, each) => total.plus(exact(String(each)).dividedBy(100)), exact(0));
        assert.equal(sum.times(100).toFixed(0), String(pence.reduce((total, each) => total + each, 0n)));
      }),
    );
  });

  it('knows a plain decimal from everything else', () => {
    for (const good of ['0', '12', '-0.5', '1234.5000']) assert.ok(isDecimalText(good), good);
    for (const bad of ['', '1e3', '1,000', '£1', ' 1', '1.', '.5', '+1', 'NaN', '0x10'])
      assert.ok(!isDecimalText(bad), bad);
  });

  it('groups counts by thousands', () => {
    assert.equal(formatCount(20000), '20,000');
    assert.equal(formatCount(999), '999');
  });
});
