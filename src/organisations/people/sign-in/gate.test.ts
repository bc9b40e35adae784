import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accountGate, waitSeconds, waitWords } from './gate.ts';

describe('the delay after wrong guesses', () => {
  const cases: readonly (readonly [failures: number, sinceLast: number, wait: number])[] = [
    [0, 0, 0],
    [2, 0, 0],
    [3, 0, 2],
    [3, 2, 0],
    [4, 0, 4],
    [5, 0, 8],
    [5, 3.5, 5],
    [11, 0, 512],
    [12, 0, 900],
    [1000, 0, 900],
    [1000, 901, 0],
  ];
  for (const [failures, sinceLast, wait] of cases) {
    it(`is ${String(wait)} s after ${String(failures)} wrong tries, the last ${String(sinceLast)} s ago`, () => {
      assert.equal(waitSeconds(accountGate, failures, sinceLast), wait);
    });
  }

  it('never gets shorter with more wrong tries, and never passes its most', () => {
    fc.assert(
      fc.property(fc.nat(2000), (failures) => {
        const wait = waitSeconds(accountGate, failures, 0);
        assert.ok(wait <= waitSeconds(accountGate, failures + 1, 0));
        assert.ok(wait <= accountGate.most);
      }),
    );
  });

  it('is told in plain words', () => {
    assert.deepEqual([1, 8, 60, 61, 900].map(waitWords), [
      '1 second',
      '8 seconds',
      '1 minute',
      '2 minutes',
      '15 minutes',
    ]);
  });
});
