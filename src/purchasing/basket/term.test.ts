import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timesPaid } from '../../contracts/index.ts';
import { isPaidAgain, overTerm } from './term.ts';

describe('what is paid by the month or year', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['each', 36, 1],
    ['device', 36, 1],
    ['month', 36, 36],
    ['user-month', 1, 1],
    ['terabyte-month', 18, 18],
    ['year', 36, 3],
    ['user-year', 12, 1],
    ['device-year', 13, 2],
    ['site-quarter', 13, 5],
  ];
  for (const [unit, months, times] of cases) {
    it(`falls due ${String(times)} times in ${String(months)} months where the unit is ${unit}`, () => {
      assert.equal(timesPaid(unit, months), times);
    });
  }

  it('asks for a term, and what is paid once does not', () => {
    assert.deepEqual(['each', 'hour', 'user-year', 'port-month'].map(isPaidAgain), [false, false, true, true]);
  });

  it('commits the sum over the term, with what is paid once in it once', () => {
    const lines = [
      { unit: 'user-month', net: '100.00', gross: '120.00' },
      { unit: 'each', net: '50.00', gross: '60.00' },
      { unit: 'device-year', net: '10.01', gross: '12.01' },
    ];
    assert.deepEqual(overTerm(lines, 36), { net: '3680.03', gross: '4416.03' });
    assert.deepEqual(overTerm(lines, 1), { net: '160.01', gross: '192.01' });
  });
});
