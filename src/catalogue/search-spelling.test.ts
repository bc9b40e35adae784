import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nearestWord, slips } from './search-spelling.ts';

const vocabulary = new Map([
  ['norvik', 40],
  ['aldermere', 30],
  ['tarn', 20],
  ['kestrel', 10],
  ['tablet', 200],
  ['table', 2],
  ['dock', 60],
  ['desk', 10],
]);

describe('the nearest known word', () => {
  const cases: readonly (readonly [typed: string, meant: string | undefined, why: string])[] = [
    ['norvick', 'norvik', 'a letter too many'],
    ['nrovik', 'norvik', 'two letters swapped'],
    ['nofvik', 'norvik', 'a wrong letter'],
    ['aldemere', 'aldermere', 'a letter missing'],
    ['aldermeer', 'aldermere', 'swapped at the end'],
    ['aldrmeer', 'aldermere', 'two slips in a long word'],
    ['tran', 'tarn', 'one slip in a short word'],
    ['trna', undefined, 'two slips in a short word are too many'],
    ['kestral', 'kestrel', 'a wrong vowel'],
    ['tablot', 'tablet', 'the same first letter and fewest slips'],
    ['tabl', 'table', 'the nearer word before the commoner one'],
    ['dosk', 'dock', 'the commoner of two equally near'],
    ['zzzzzz', undefined, 'nothing near'],
    ['dk', undefined, 'too short to guess'],
  ];
  for (const [typed, meant, why] of cases) {
    it(`takes "${typed}" for ${meant === undefined ? 'nothing' : `"${meant}"`}: ${why}`, () => {
      assert.equal(nearestWord(typed, vocabulary), meant);
    });
  }
});

describe('slips between words', () => {
  const word = fc.stringMatching(/^[a-d]{0,7}$/);

  it('are none for the same word, and the same both ways', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        assert.equal(slips(one, one, 9), 0);
        assert.equal(slips(one, other, 9), slips(other, one, 9));
      }),
    );
  });

  it('stop counting above the allowance', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (one, other, most) => {
        assert.equal(slips(one, other, most), Math.min(slips(one, other, 9), most + 1));
      }),
    );
  });

  it('are at most one for a single change', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-d]{2,7}$/), fc.nat(6), (one, seed) => {
        const at = seed % (one.length - 1);
        const swapped = one.slice(0, at) + (one[at + 1] ?? '') + (one[at] ?? '') + one.slice(at + 2);
        assert.ok(slips(one, swapped, 9) <= 1);
        assert.ok(slips(one, one.slice(0, at) + one.slice(at + 1), 9) <= 1);
        assert.ok(slips(one, `${one.slice(0, at)}z${one.slice(at)}`, 9) <= 1);
      }),
    );
  });
});
