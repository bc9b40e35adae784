import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleAgreements } from '../../../test/fixtures/example-agreements.ts';
import type { AgreementPack } from '../pack.ts';
import { assumptionsOf } from './assumptions.ts';
import { lotsInWords } from './lot-words.ts';
import { statementsOf } from './statements.ts';

const { first, second, reference } = await exampleAgreements();

/** Every object of the pack that has a value and says where it is from. */
function valuesIn(node: unknown, found: object[] = []): readonly object[] {
  if (typeof node !== 'object' || node === null) return found;
  if ('value' in node && ('source' in node || 'assumed' in node)) found.push(node);
  for (const each of Object.values(node)) valuesIn(each, found);
  return found;
}

describe('every value with its source', () => {
  for (const [name, pack] of [
    ['installed', first],
    ['invented', second],
  ] as const satisfies readonly (readonly [string, AgreementPack])[]) {
    it(`leaves no value of the ${name} pack out`, () => {
      const told = new Set<unknown>(
        statementsOf(pack, reference).flatMap((group) => group.statements.map((each) => each.origin)),
      );
      const missing = valuesIn(pack).filter((each) => !told.has(each));
      assert.deepEqual(missing, []);
    });
  }

  it('never prints an object or nothing', () => {
    for (const pack of [first, second]) {
      for (const { statements } of statementsOf(pack, reference)) {
        for (const each of statements)
          assert.ok(each.value !== '' && !/undefined|\[object/.test(each.value), JSON.stringify(each));
      }
    }
  });
});

describe('what is assumed', () => {
  it('is told in lines, the routes of like lots together', () => {
    const lines = assumptionsOf(first, reference);
    for (const line of [
      'Management charge: 1.0% of reported sales',
      'Lot 8 is ordered from the catalogue and nowhere else',
      'Lot 4 is by competition only',
      'Lots 1 to 3 and 5 to 7 are open to direct award on conditions and competition',
      'Price rises above 33.3% need approval',
      'Award date: 10 October 2023',
      'CPV codes',
    ]) {
      assert.ok(lines.includes(line), `${line} is not in ${JSON.stringify(lines)}`);
    }
    assert.equal(new Set(lines).size, lines.length);
    assert.ok(lines.some((each) => each.startsWith('All suppliers on a lot are invited')));
  });

  it('is nothing where every value has a source', () => {
    assert.deepEqual(assumptionsOf(second, reference), []);
  });
});

describe('lots in words', () => {
  const all = ['1', '2', '3', '4', '5', '6', '7', '8'];
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['8'], 'lot 8'],
    [['1', '2'], 'lots 1 and 2'],
    [['1', '2', '3', '5', '6', '7'], 'lots 1 to 3 and 5 to 7'],
    [['2', '6', '8'], 'lots 2, 6 and 8'],
    [['7', '3', '1', '2'], 'lots 1 to 3 and 7'],
    [all, 'every lot'],
  ];
  for (const [lots, words] of cases) {
    it(`${lots.join()} are ${words}`, () => {
      assert.equal(lotsInWords(lots, all), words);
    });
  }
});
