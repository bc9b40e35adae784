import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, type IsoDate, isoDate } from '../kernel/dates.ts';
import { isHeld, mayTrade, positionStanding, type Standing, supplierStanding } from './supplier-standing.ts';
import type { StandingEvent } from './supplier.ts';

type Written = readonly [
  kind: StandingEvent['kind'],
  from: string,
  to?: string | null,
  agreement?: string,
  lot?: string,
];

function events(...written: readonly Written[]): readonly StandingEvent[] {
  return written.map(([kind, from, to, agreement, lot]) => ({
    kind,
    agreement: agreement ?? null,
    lot: lot ?? null,
    from: isoDate(from),
    to: to === undefined || to === null ? null : isoDate(to),
    reason: `${kind} ${from}`,
  }));
}

const lot7 = { agreement: 'A', lot: '7' };
const lot8 = { agreement: 'A', lot: '8' };

const cases: readonly (readonly [
  rule: string,
  events: readonly StandingEvent[],
  on: string,
  whole: Standing,
  onLot7: Standing,
  onLot8: Standing,
])[] = [
  ['is active when nothing has happened', events(), '2026-11-23', 'active', 'active', 'active'],
  [
    'is active the day before a suspension',
    events(['suspended', '2026-11-24']),
    '2026-11-23',
    'active',
    'active',
    'active',
  ],
  [
    'is suspended on the first day',
    events(['suspended', '2026-11-23']),
    '2026-11-23',
    'suspended',
    'suspended',
    'suspended',
  ],
  [
    'is suspended on the last day',
    events(['suspended', '2026-11-01', '2026-11-23']),
    '2026-11-23',
    'suspended',
    'suspended',
    'suspended',
  ],
  [
    'is active the day after the last',
    events(['suspended', '2026-11-01', '2026-11-22']),
    '2026-11-23',
    'active',
    'active',
    'active',
  ],
  [
    'is active from the day it is reinstated',
    events(['suspended', '2026-11-01'], ['reinstated', '2026-11-23']),
    '2026-11-23',
    'active',
    'active',
    'active',
  ],
  [
    'is still suspended the day before that',
    events(['suspended', '2026-11-01'], ['reinstated', '2026-11-23']),
    '2026-11-22',
    'suspended',
    'suspended',
    'suspended',
  ],
  [
    'can be suspended again',
    events(['suspended', '2026-01-01'], ['reinstated', '2026-02-01'], ['suspended', '2026-03-01']),
    '2026-11-23',
    'suspended',
    'suspended',
    'suspended',
  ],
  [
    'is reinstated when both fall on one day',
    events(['suspended', '2026-11-23'], ['reinstated', '2026-11-23']),
    '2026-11-23',
    'active',
    'active',
    'active',
  ],
  [
    'is excluded rather than suspended when both hold',
    events(['excluded', '2026-02-01'], ['suspended', '2026-03-01']),
    '2026-11-23',
    'excluded',
    'excluded',
    'excluded',
  ],
  [
    'stays active as a whole when one lot is suspended',
    events(['suspended', '2026-11-01', null, 'A', '7']),
    '2026-11-23',
    'active',
    'suspended',
    'active',
  ],
  [
    'is closed on every lot of an agreement it is suspended from',
    events(['suspended', '2026-11-01', null, 'A']),
    '2026-11-23',
    'active',
    'suspended',
    'suspended',
  ],
  [
    'is not lifted on a lot by being reinstated as a whole',
    events(['suspended', '2026-11-01', null, 'A', '7'], ['reinstated', '2026-11-10']),
    '2026-11-23',
    'active',
    'suspended',
    'active',
  ],
  [
    'is not touched by what happens under another agreement',
    events(['excluded', '2026-11-01', null, 'B']),
    '2026-11-23',
    'active',
    'active',
    'active',
  ],
];

describe('the standing of a supplier', () => {
  for (const [rule, written, on, whole, onLot7, onLot8] of cases) {
    it(rule, () => {
      const day = isoDate(on);
      assert.equal(supplierStanding(written, day).standing, whole);
      assert.equal(positionStanding(written, lot7, day).standing, onLot7);
      assert.equal(positionStanding(written, lot8, day).standing, onLot8);
    });
  }

  it('gives the reason and dates of what counts', () => {
    const standing = supplierStanding(events(['suspended', '2026-11-01', '2026-12-31']), isoDate('2026-11-23'));
    assert.deepEqual(standing, {
      standing: 'suspended',
      reason: 'suspended 2026-11-01',
      from: '2026-11-01',
      to: '2026-12-31',
      agreement: null,
      lot: null,
    });
  });
});

const base = isoDate('2026-01-01');
const day = fc.integer({ min: 0, max: 400 }).map((days): IsoDate => addDays(base, days));
const scope = fc.constantFrom<readonly [string | null, string | null]>(
  [null, null],
  ['A', null],
  ['A', '7'],
  ['A', '8'],
);
const event = fc
  .record({
    kind: fc.constantFrom<StandingEvent['kind']>('suspended', 'excluded', 'reinstated'),
    scope,
    from: day,
    length: fc.option(fc.integer({ min: 0, max: 90 })),
  })
  .map(({ kind, scope: [agreement, lot], from, length }): StandingEvent => ({
    kind,
    agreement,
    lot,
    from,
    to: length === null || kind === 'reinstated' ? null : addDays(from, length),
    reason: 'r',
  }));
const weight: Readonly<Record<Standing, number>> = { active: 0, suspended: 1, excluded: 2 };

describe('properties of standing', () => {
  it('does not depend on the order in which events were recorded', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), day, (list, on) => {
        const reversed = [...list].reverse();
        assert.equal(positionStanding(list, lot7, on).standing, positionStanding(reversed, lot7, on).standing);
      }),
    );
  });

  it('is never better on a lot than as a whole', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), day, (list, on) => {
        const whole = weight[supplierStanding(list, on).standing];
        assert.ok(weight[positionStanding(list, lot7, on).standing] >= whole);
      }),
    );
  });

  it('never improves by a further suspension or exclusion', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), event, day, (list, further, on) => {
        fc.pre(further.kind !== 'reinstated');
        const before = weight[positionStanding(list, lot7, on).standing];
        assert.ok(weight[positionStanding([...list, further], lot7, on).standing] >= before);
      }),
    );
  });

  it('ignores what lies in the future', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), day, (list, on) => {
        const past = list.filter((each) => each.from <= on);
        assert.deepEqual(positionStanding(list, lot7, on), positionStanding(past, lot7, on));
      }),
    );
  });
});

describe('a position', () => {
  const position = { ...lot7, from: isoDate('2026-02-01'), to: isoDate('2026-02-28') };
  it('is held from its first to its last day', () => {
    assert.deepEqual(
      ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((each) => isHeld(position, isoDate(each))),
      [false, true, true, false],
    );
  });
  it('takes business only while it is held and active', () => {
    const standing = events(['suspended', '2026-02-10', '2026-02-20']);
    assert.deepEqual(
      ['2026-01-31', '2026-02-09', '2026-02-10', '2026-02-20', '2026-02-21', '2026-03-01'].map((each) =>
        mayTrade({ standing }, position, isoDate(each)),
      ),
      [false, true, false, false, true, false],
    );
  });
});
