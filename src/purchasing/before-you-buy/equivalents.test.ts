import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atLeastComparable, lessBy, lessWords } from './equivalents.ts';

const facts = [{ key: 'memory', better: 'higher' }, { key: 'weight', better: 'lower' }, { key: 'colour' }] as const;
const wanted = { memory: 8, weight: 1.5, colour: 'grey' };

describe('what does at least what another does', () => {
  const cases = [
    [true, { memory: 8, weight: 1.5, colour: 'black' }],
    [true, { memory: 16, weight: 1.2 }],
    [false, { memory: 4, weight: 1.2 }],
    [false, { memory: 16, weight: 1.6 }],
    [false, { memory: 16 }],
  ] as const;
  for (const [does, candidate] of cases) {
    it(`${JSON.stringify(candidate)} ${does ? 'does' : 'does not'}`, () => {
      assert.equal(atLeastComparable(candidate, wanted, facts), does);
    });
  }

  it('asks nothing where nothing is known of what is wanted', () => {
    assert.ok(atLeastComparable({}, {}, facts));
  });
});

describe('what is said of the difference', () => {
  for (const [unitPrice, against, words] of [
    ['265.00', '395.00', 'A refurbished equivalent is £130.00 each less.'],
    ['395.00', '395.00', 'A refurbished equivalent costs the same.'],
    ['400.00', '395.00', 'A refurbished equivalent is £5.00 each more.'],
  ] as const) {
    it(`${unitPrice} against ${against}: ${words}`, () => {
      assert.equal(lessWords({ condition: 'refurbished', less: lessBy({ unitPrice, against }) }), words);
    });
  }
});
