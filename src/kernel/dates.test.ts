import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inForce } from './dated.ts';
import {
  addDays,
  addMonths,
  addWorkingDays,
  daysBetween,
  fixedClock,
  formatDay,
  isoDate,
  parseIsoDate,
  today,
} from './dates.ts';

describe('Dates', () => {
  it('takes only real calendar dates written year, month, day', () => {
    assert.equal(parseIsoDate('2024-02-29'), '2024-02-29');
    for (const bad of [
      '2023-02-29',
      '2026-13-01',
      '26-01-01',
      '2026-1-1',
      '01/02/2026',
      '2026-01-01T00:00',
      '',
      'today',
    ]) {
      assert.equal(parseIsoDate(bad), undefined, bad);
    }
  });

  it('says today as London does: a British summer evening is already tomorrow in London', () => {
    assert.equal(today(fixedClock('2026-06-30T23:30:00Z')), '2026-07-01');
    assert.equal(today(fixedClock('2026-12-31T23:30:00Z')), '2026-12-31');
  });

  it('adds months without running over the end of a short month', () => {
    assert.equal(addMonths(isoDate('2023-10-31'), 30), '2026-04-30');
    assert.equal(addMonths(isoDate('2024-01-31'), 1), '2024-02-29');
  });

  it('counts days both ways', () => {
    assert.equal(daysBetween(isoDate('2026-11-23'), isoDate('2027-10-30')), 341);
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (days) => {
        const start = isoDate('2026-01-01');
        assert.equal(daysBetween(start, addDays(start, days)), days);
      }),
    );
  });

  it('passes over weekends and bank holidays when it adds working days', () => {
    const holidays = new Set(['2026-12-25', '2026-12-28']);
    assert.equal(addWorkingDays(isoDate('2026-11-23'), 5, holidays), '2026-11-30');
    assert.equal(addWorkingDays(isoDate('2026-12-24'), 1, holidays), '2026-12-29');
    assert.equal(addWorkingDays(isoDate('2026-11-21'), 0, holidays), '2026-11-21');
  });

  it('prints the day in full', () => {
    assert.equal(formatDay(isoDate('2026-11-24')), 'Tuesday 24 November 2026');
  });
});

describe('Dated rows', () => {
  const rows = [
    { from: isoDate('2022-01-01'), to: isoDate('2023-12-31'), source: 'a', value: 1 },
    { from: isoDate('2024-01-01'), to: isoDate('2025-12-31'), source: 'b', value: 2 },
    { from: isoDate('2025-12-31'), source: 'c', value: 3 },
  ];
  it('hold on their first and their last day', () => {
    assert.equal(inForce(rows, isoDate('2022-01-01'))?.value, 1);
    assert.equal(inForce(rows, isoDate('2023-12-31'))?.value, 1);
    assert.equal(inForce(rows, isoDate('2024-01-01'))?.value, 2);
  });
  it('give way to a later start where two overlap', () => {
    assert.equal(inForce(rows, isoDate('2025-12-31'))?.value, 3);
  });
  it('say nothing about a day before the first', () => {
    assert.equal(inForce(rows, isoDate('2021-12-31')), undefined);
  });
});
