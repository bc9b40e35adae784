import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths, daysBetween, isoDate, type IsoDate } from '../kernel/dates.ts';
import { exampleAgreements } from '../../test/fixtures/example-agreements.ts';
import type { AgreementPack, Term } from './pack.ts';
import { type AgreementPhase, currentEnd, lastDayOfTerm, statusOn } from './status.ts';

const { first, second } = await exampleAgreements();

/** The first pack with another term: only what a status depends on. */
function withTerm(change: (term: Term) => Term): AgreementPack {
  return { ...first, term: change(first.term) };
}
const stated = <T>(value: T) => ({ value, source: 'test' });
const notExtended = withTerm((term) => ({
  ...term,
  ...(term.extension === undefined ? {} : { extension: { ...term.extension, exercised: stated(false) } }),
}));
const partlyExtended = withTerm((term) => ({
  ...term,
  ...(term.extension === undefined
    ? {}
    : { extension: { ...term.extension, exercisedTo: stated(isoDate('2026-12-31')) } }),
}));
const withoutExtension = withTerm(({ extension: _extension, ...term }) => term);

describe('the status of an agreement on a date', () => {
  const cases: readonly (readonly [string, AgreementPack, string, AgreementPhase, number])[] = [
    ['the day before it opens', first, '2023-10-30', 'future', 1461],
    ['its first day', first, '2023-10-31', 'initial', 1460],
    ['the last day of the initial term', first, '2026-04-30', 'initial', 548],
    ['the first day of the extension', first, '2026-05-01', 'extension', 547],
    ['a day in the extension', first, '2026-11-23', 'extension', 341],
    ['the last day', first, '2027-10-30', 'extension', 0],
    ['the day after', first, '2027-10-31', 'ended', 0],
    ['long after', first, '2040-01-01', 'ended', 0],
    ['the last day of the initial term, extension not exercised', notExtended, '2026-04-30', 'initial', 0],
    ['the day after it, extension not exercised', notExtended, '2026-05-01', 'ended', 0],
    ['the last day of a shorter extension', partlyExtended, '2026-12-31', 'extension', 0],
    ['the day after a shorter extension', partlyExtended, '2027-01-01', 'ended', 0],
    ['the day after the initial term, no extension possible', withoutExtension, '2026-05-01', 'ended', 0],
    ['the second agreement before its start', second, '2026-01-31', 'future', 730],
    ['the second agreement on its first day', second, '2026-02-01', 'initial', 729],
    ['the second agreement on its last day', second, '2028-01-31', 'initial', 0],
    ['the second agreement after it', second, '2028-02-01', 'ended', 0],
  ];
  for (const [what, pack, on, status, daysLeft] of cases) {
    it(`is ${status} with ${String(daysLeft)} days left on ${what}`, () => {
      const found = statusOn(pack, isoDate(on));
      assert.deepEqual([found.status, found.daysLeft], [status, daysLeft]);
      assert.equal(found.newCallOffs, status === 'initial' || status === 'extension');
    });
  }

  it('tells the latest end from the end as things stand', () => {
    const found = statusOn(notExtended, isoDate('2026-01-15'));
    assert.deepEqual([found.initialTermEnds, found.ends, found.latestEnd], ['2026-04-30', '2026-04-30', '2027-10-30']);
    assert.equal(currentEnd(partlyExtended), '2026-12-31');
  });

  it('warns of the earlier end somebody published, also when that has passed, and no longer after the end', () => {
    const warningOn = (on: string) =>
      statusOn(first, isoDate(on)).warnings.map((each) => [each.published.value, each.daysLeft]);
    assert.deepEqual(warningOn('2026-11-23'), [['2027-10-09', 320]]);
    assert.deepEqual(warningOn('2027-10-20'), [['2027-10-09', -11]]);
    assert.deepEqual(warningOn('2027-10-31'), []);
  });

  it('lets call-offs outlive the agreement where the pack says so', () => {
    assert.equal(statusOn(first, isoDate('2026-11-23')).callOffsMayOutlive, true);
    assert.equal(statusOn(second, isoDate('2026-11-23')).callOffsMayOutlive, false);
  });
});

const anyDate = fc.integer({ min: 0, max: 20_000 }).map((days): IsoDate => addDays(isoDate('2000-01-01'), days));

describe('the last day of a term', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['2023-10-31', 30, '2026-04-30'],
    ['2023-10-31', 48, '2027-10-30'],
    ['2023-10-10', 48, '2027-10-09'],
    ['2024-01-01', 12, '2024-12-31'],
    ['2023-03-01', 12, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-02-28', 1, '2026-03-27'],
  ];
  for (const [start, months, end] of cases) {
    it(`of ${String(months)} months from ${start} is ${end}`, () => {
      assert.equal(lastDayOfTerm(isoDate(start), months), end);
    });
  }

  it('is never later for fewer months, and lies in the month it must', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 240 }), (start, months) => {
        const end = lastDayOfTerm(start, months);
        assert.ok(end >= start);
        assert.ok(end < lastDayOfTerm(start, months + 1));
        assert.ok(end >= addDays(addMonths(start, months), -1) && end <= addMonths(start, months));
      }),
    );
  });
});

describe('the status over time', () => {
  const order: readonly AgreementPhase[] = ['future', 'initial', 'extension', 'ended'];
  for (const pack of [first, second, notExtended, partlyExtended, withoutExtension]) {
    it(`only moves forward, and the days left go down one a day (ends ${currentEnd(pack)})`, () => {
      fc.assert(
        fc.property(fc.integer({ min: -400, max: 2400 }), (days) => {
          const on = addDays(pack.term.operational.value, days);
          const now = statusOn(pack, on);
          const tomorrow = statusOn(pack, addDays(on, 1));
          assert.ok(order.indexOf(tomorrow.status) >= order.indexOf(now.status));
          if (tomorrow.status !== 'ended') assert.equal(tomorrow.daysLeft, now.daysLeft - 1);
          assert.ok(now.daysLeft >= 0);
          assert.equal(now.newCallOffs, on >= now.starts && on <= now.ends);
          if (now.status !== 'ended') assert.equal(now.daysLeft, daysBetween(on, now.ends));
        }),
      );
    });
  }
});
