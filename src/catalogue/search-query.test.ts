import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDate } from '../kernel/dates.ts';
import { testPlaces } from '../../test/support/delivery-places.ts';
import { readCursor, writeCursor } from './search-cursor.ts';
import { searchMark } from './search-mark.ts';
import { parseOfferQuery, type RawQuery } from './search-query.ts';

const day = isoDate('2026-11-23');

function read(raw: RawQuery, unknown: 'refuse' | 'ignore' = 'refuse') {
  return parseOfferQuery(raw, { day, unknown, places: testPlaces });
}

function problemsOf(raw: RawQuery, unknown: 'refuse' | 'ignore' = 'refuse'): readonly string[] {
  const found = read(raw, unknown);
  return found.ok ? [] : found.problems.map((each) => `${each.path ?? ''}: ${each.message}`);
}

describe('reading the parameters of a search', () => {
  it('takes an empty query as browsing on the day, one of each, by relevance', () => {
    const found = read({});
    assert.ok(found.ok);
    assert.equal(found.value.q, '');
    assert.equal(found.value.on, day);
    assert.equal(found.value.quantity, 1);
    assert.equal(found.value.sort, 'relevance');
    assert.equal(found.value.limit, 20);
    assert.equal(found.value.facets, true);
  });

  it('takes several choices from repeated parameters, each once, and leaves empty ones out', () => {
    const found = read({ lot: ['2', '8', '2', ' '], condition: 'new', supplier: '' });
    assert.ok(found.ok);
    assert.deepEqual(found.value.lot, ['2', '8']);
    assert.deepEqual(found.value.condition, ['new']);
    assert.deepEqual(found.value.supplier, []);
  });

  it('takes attributes by key', () => {
    const found = read({ 'attr.memory': ['12..16', '32..'], 'attr.touch': 'yes' });
    assert.ok(found.ok);
    assert.deepEqual(found.value.attributes, { memory: ['12..16', '32..'], touch: ['yes'] });
  });

  it('takes prices as people type them', () => {
    const found = read({ minPrice: '£1,250', maxPrice: '2000.50' });
    assert.ok(found.ok);
    assert.equal(found.value.minPrice, '1250');
    assert.equal(found.value.maxPrice, '2000.50');
  });

  const wrong: readonly (readonly [name: string, raw: RawQuery, problem: RegExp])[] = [
    ['a sort that does not exist', { sort: 'cheapest' }, /^sort: sort cannot be this value/],
    ['a limit of nothing', { limit: '0' }, /^limit: .* from 1 to 100/],
    ['a limit beyond the greatest', { limit: '101' }, /^limit: /],
    ['a quantity that is no number', { quantity: 'thirty' }, /^quantity: /],
    ['a huge quantity', { quantity: '9'.repeat(40) }, /^quantity: /],
    ['a negative quantity', { quantity: '-1' }, /^quantity: /],
    ['a day that does not exist', { on: '2026-02-30' }, /^on: on is not a date/],
    ['a day written the other way', { on: '23/11/2026' }, /^on: /],
    ['a price in words', { minPrice: 'cheap' }, /^minPrice: .* amount in pounds/],
    ['a negative price', { maxPrice: '-5' }, /^maxPrice: /],
    ['a price of a billion', { maxPrice: '1000000000' }, /^maxPrice: /],
    ['prices that cross', { minPrice: '10', maxPrice: '5' }, /^minPrice: minPrice is above maxPrice/],
    ['a condition that does not exist', { condition: 'shiny' }, /^condition: /],
    ['a route that does not exist', { route: ['catalogue', 'magic'] }, /^route: /],
    ['a way to pay that does not exist', { funding: 'luck' }, /^funding: /],
    ['a flag that is neither', { sme: 'perhaps' }, /^sme: /],
    ['a sort by emissions of all makers', { sort: 'emissions' }, /^sort: Makers count emissions in different ways/],
    [
      'a sort by emissions of two makers',
      { sort: 'emissions', manufacturer: ['norvik', 'tarn'] },
      /^sort: Makers count emissions in different ways/,
    ],
    ['a parameter given twice that stands once', { sort: ['price', 'relevance'] }, /^sort: sort is given 2 times/],
    ['a choice too long', { supplier: 'x'.repeat(201) }, /^supplier: /],
    ['too many choices', { supplier: Array.from({ length: 51 }, (_each, index) => `s${index}`) }, /^supplier: /],
    ['a place that is no postcode', { place: 'Belfast' }, /^place: The place is not a UK postcode/],
    ['a postcode of no area', { place: 'QQ1 1AA' }, /^place: No postcode of the United Kingdom begins with QQ/],
    ['an area that is partly on the mainland', { place: 'PO' }, /^place: A part of PO /],
    ['two places', { place: ['BT1', 'M1'] }, /^place: place is given 2 times/],
    ['a parameter that does not exist', { colour: 'red' }, /^colour: colour is not a parameter/],
    ['a name from the prototype', { constructor: 'x' }, /^constructor: /],
  ];
  for (const [name, raw, problem] of wrong) {
    it(`refuses ${name}, naming it`, () => {
      assert.match(problemsOf(raw).join('\n'), problem);
    });
  }

  it('names every problem, with its value and what to do', () => {
    const found = read({ sort: 'x', limit: 'y', on: 'z' });
    assert.ok(!found.ok);
    assert.deepEqual(
      found.problems.map((each) => each.path),
      ['on', 'sort', 'limit'],
    );
    for (const each of found.problems) {
      assert.notEqual(each.value, undefined);
      assert.notEqual(each.remedy, '');
    }
  });

  it('keeps the first half of a postcode alone, and where it is', () => {
    const placeOf = (place: string) => {
      const found = read({ place });
      assert.ok(found.ok);
      return found.value.place;
    };
    assert.deepEqual(placeOf('bt1 5gs'), { postcode: 'BT1', island: 'Northern Ireland' });
    assert.deepEqual(placeOf('M1'), { postcode: 'M1', island: null });
    assert.equal(placeOf(' '), undefined);
  });

  it('ignores parameters that do not exist where addresses gather them', () => {
    assert.deepEqual(problemsOf({ utm_source: 'mail', q: 'laptop' }, 'ignore'), []);
  });

  it('reads words of any length and kind as text on one line', () => {
    const found = read({ q: `a\u0000b\u202e ${'x'.repeat(50_000)}\n'; drop table offer` });
    assert.ok(found.ok);
    assert.ok(found.value.q.startsWith('ab x'));
    assert.ok(found.value.q.length <= 10_000);
  });

  it('answers anything at all with a query or problems', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.constant(undefined),
    );
    const names = fc.constantFrom(
      'q',
      'lot',
      'sort',
      'limit',
      'on',
      'quantity',
      'cursor',
      'place',
      'attr.x',
      'minPrice',
      'zzz',
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), (raw) => {
        const found = read(raw);
        assert.ok(found.ok || found.problems.length > 0);
      }),
    );
  });
});

describe('cursors', () => {
  const query = read({ q: 'laptop', lot: '8' });
  assert.ok(query.ok);
  const cursor = { on: day, mark: searchMark(query.value), position: [-7, 3_950_000, 12] } as const;

  it('come back as they were written', () => {
    assert.deepEqual(readCursor(writeCursor(cursor)), cursor);
  });

  it('are refused when a character was changed', () => {
    const text = writeCursor(cursor);
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const changed = readCursor(text.slice(0, at) + other + text.slice(at + 1));
      assert.ok(changed === undefined || at === text.length - 1, `character ${at}`);
    }
  });

  it('are refused when they are something else', () => {
    for (const text of ['', 'x', '2026-11-23', '🙂', 'A'.repeat(5_000), Buffer.from('1 2 3').toString('base64url')]) {
      assert.equal(readCursor(text), undefined);
    }
  });

  it('belong to a search whatever its limit and day, and to no other search', () => {
    const mark = (raw: RawQuery): string => {
      const found = read(raw);
      assert.ok(found.ok);
      return searchMark(found.value);
    };
    const own = mark({ q: 'laptop', lot: '8' });
    assert.equal(mark({ q: 'laptop', lot: '8', limit: '5', on: '2026-11-24', facets: 'off' }), own);
    for (const other of [
      { q: 'laptops', lot: '8' },
      { q: 'laptop' },
      { q: 'laptop', lot: '8', sort: 'price' },
      { q: 'laptop', lot: '8', place: 'BT1' },
    ]) {
      assert.notEqual(mark(other), own);
    }
  });

  it('keep a search on the day it began, past midnight', () => {
    const text = writeCursor(cursor);
    const found = parseOfferQuery(
      { q: 'laptop', lot: '8', cursor: text },
      { day: isoDate('2026-11-24'), unknown: 'refuse', places: testPlaces },
    );
    assert.ok(found.ok);
    assert.equal(found.value.on, day);
  });
});
