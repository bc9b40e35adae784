import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../test/support/long.ts';
import { mostQueryWords, partNumberKey, queryWords, singular, wordsOf } from './search-words.ts';
import { isSpellable, textQuery, textVector, weighedWords } from './search-text.ts';

/** Whether a query finds a text, as PostgreSQL would: every word in one of its forms. */
function finds(typed: string, text: string): boolean {
  const words = wordsOf(text);
  return queryWords(typed).every((word) =>
    word.forms.some((form) =>
      form.every((part) => words.some((each) => (part.prefix ? each.startsWith(part.word) : each === part.word))),
    ),
  );
}

describe('words of a text', () => {
  const cases: readonly (readonly [text: string, words: string])[] = [
    ['Norvik N14 Education', 'norvik n14 education'],
    ['NV14-5120', 'nv14 5120 nv145120'],
    ['14 inch, 16 GB', '14in 14 16gb 16'],
    ['13.3" screen', '13p3in 13p3 screen'],
    ['15.6-inch', '15p6in 15p6'],
    ['Wi-Fi 6E', 'wi fi wifi 6e 6'],
    ['2-in-1 and 2 in 1', '2in1 2in1'],
    ['Café naïve', 'cafe naive'],
    ['1,000 users', '1000user 1000'],
    ['switches, batteries, boxes, chassis, wireless', 'switch battery box chassis wireless'],
    ['For the classroom', 'classroom'],
    ['Printer for A4', 'printer a4'],
    ['', ''],
    ['— · …', ''],
  ];
  for (const [text, words] of cases) {
    it(`reads "${text}" as "${words}"`, () => {
      assert.equal(wordsOf(text).join(' '), words);
    });
  }
});

describe('what is typed finds what is written', () => {
  const cases: readonly (readonly [typed: string, text: string, found: boolean])[] = [
    ['NV14-5120', 'Norvik NV14-5120', true],
    ['nv145120', 'Norvik NV14-5120', true],
    ['nv14 5120', 'Norvik NV14-5120', true],
    ['NV14-51', 'Norvik NV14-5120', true],
    ['nv1451', 'Norvik NV14-5120', true],
    ['nv14-51 laptop', 'laptop NV14-5120', true],
    ['nv14-52', 'Norvik NV14-5120', false],
    ['16gb', '16 GB', true],
    ['16 GB laptop', 'laptop 16GB', true],
    ['8 GB', '16 GB', false],
    ['14" laptop', 'laptop, 14 inch', true],
    ['14in', '14 inches', true],
    ['14', '14 inch', true],
    ['wifi', 'Wi-Fi 6', true],
    ['wi-fi', 'WiFi 6', true],
    ['laptops', 'laptop', true],
    ['laptop', 'Laptops', true],
    ['lapt', 'laptop', true],
    ['lapt norvik', 'Norvik laptop', false],
    ['batterie', 'batteries', true],
    ['switche', 'switch', true],
    ['a laptop for the ward', 'ward laptop', true],
    ['café', 'Cafe', true],
  ];
  for (const [typed, text, found] of cases) {
    it(`"${typed}" ${found ? 'finds' : 'does not find'} "${text}"`, () => {
      assert.equal(finds(typed, text), found);
    });
  }

  it('finds any text by its own words, in any order and in capitals', () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/);
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 6 }), (words) => {
        assert.ok(finds(words.toReversed().join(' ').toUpperCase(), words.join(' ')));
      }),
    );
  });
});

describe('queries', () => {
  it('are safe whatever is typed: only letters and digits reach PostgreSQL, between operators of our own', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom("'; drop table offer; --", 'a & b | !c <-> d:*', "''", '\u0000', '\u202eevil', '\\', ':A', '()'),
    );
    const shape = /^(?:[()&|* :A-D]|'[a-z0-9]+')*$/;
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (parts) => {
        assert.match(textQuery(queryWords(parts.join(' '))), shape);
        assert.match(textQuery(queryWords(parts.join('')), 'AB'), shape);
      }),
      runs(500),
    );
  });

  it('hold so many words at the most, however long the text', () => {
    const words = queryWords(Array.from({ length: 5_000 }, (_each, index) => `w${index}`).join(' '));
    assert.equal(words.length, mostQueryWords);
  });

  it('cut a word nobody could mean', () => {
    const part = queryWords('a'.repeat(10_000))[0]?.forms[0]?.[0];
    assert.equal(part?.word.length, 60);
  });

  it('keep stop words when there is nothing else', () => {
    assert.deepEqual(
      queryWords('the').map((each) => each.typed),
      ['the'],
    );
  });
});

describe('texts', () => {
  const text = {
    names: ['Norvik N14', 'NV14-5120'],
    category: ['Laptops', 'notebook'],
    specification: ['16 GB'],
    description: ['A Norvik for schools'],
  };

  it('weigh a word by every field it stands in', () => {
    const vector = textVector(weighedWords(text));
    assert.match(vector, /'norvik':1A,2D/);
    assert.match(vector, /'laptop':1B/);
    assert.match(vector, /'16gb':1C/);
    assert.match(vector, /'school':1D/);
  });

  it('lend their words of letters to spelling', () => {
    assert.deepEqual([...weighedWords(text).keys()].filter(isSpellable), ['norvik', 'laptop', 'notebook', 'school']);
  });
});

it('knows a part number whatever stands between its characters', () => {
  for (const each of ['NV14-5120', 'nv14 5120', 'NV14/5120', 'Nv14.5120'])
    assert.equal(partNumberKey(each), 'nv145120');
});

it('leaves words alone that only look like plurals', () => {
  for (const each of ['chassis', 'wireless', 'bus', 'as', 'sas']) assert.equal(singular(each), each);
});
