import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate } from '../kernel/dates.ts';
import { byDay, dueTag, headingOf, type WaitingItem } from './waiting.ts';

const today = isoDate('2026-11-23');

function item(due: string | null): WaitingItem {
  return { organisation: 'o', due: due === null ? null : isoDate(due), title: 't', why: 'w', verb: 'v', href: '/' };
}

describe('What waits on a desk', () => {
  const tags: readonly (readonly [due: string | null, text: string, tag: string])[] = [
    ['2026-11-22', 'Overdue', 'now'],
    ['2026-11-23', 'Today', 'now'],
    ['2026-11-24', 'Due tomorrow', 'now'],
    ['2026-11-26', 'Due Thursday', 'next'],
    ['2026-11-29', 'Due Sunday', 'next'],
    ['2026-11-30', 'Due 30 November', 'next'],
    ['2026-12-04', 'Due 4 December', 'next'],
    ['2027-01-31', 'By 31 January', 'plain'],
    ['2027-10-30', 'By 30 October 2027', 'plain'],
    [null, 'When you can', 'plain'],
  ];
  for (const [due, text, tag] of tags) {
    it(`says "${text}" of ${due ?? 'what has no day'} on Monday 23 November`, () => {
      assert.deepEqual(dueTag(due === null ? null : isoDate(due), today), { text, tag });
    });
  }

  it('stands by day, what has none last', () => {
    const sorted = byDay([item(null), item('2026-12-01'), item('2026-11-23')]);
    assert.deepEqual(
      sorted.map((each) => each.due),
      ['2026-11-23', '2026-12-01', null],
    );
  });

  it('is counted by the heading, and what is due today by itself', () => {
    assert.equal(headingOf([], today, true), 'No decision waits');
    assert.equal(headingOf([], today, false), 'Nothing waits for you');
    assert.equal(headingOf([item(null)], today, false), '1 thing waits for you');
    assert.equal(headingOf([item('2026-11-23')], today, true), '1 decision waits, today');
    assert.equal(headingOf([item('2026-11-20')], today, false), '1 thing waits for you, overdue');
    const late = headingOf([item('2026-11-20'), item('2026-11-23'), item(null)], today, true);
    assert.equal(late, '3 decisions wait, 2 of them today or overdue');
    assert.equal(headingOf([item('2026-11-23'), item('2026-12-01')], today, true), '2 decisions wait, 1 of them today');
  });
});
