import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, isoDate } from '../kernel/dates.ts';
import {
  circularClaim,
  evidenceState,
  isCurrent,
  lapsesSoonDays,
  schemesHeld,
  takesBack,
} from './supplier-evidence.ts';
import type { CircularFact, Evidence } from './supplier.ts';

const on = isoDate('2026-11-23');

function evidence(scheme: string, from: string, to: string | null): Evidence {
  return {
    scheme,
    number: `${scheme}-1`,
    from: isoDate(from),
    to: to === null ? null : isoDate(to),
    scope: 'All sites',
    issuer: 'Body',
    link: null,
  };
}

function takeBack(scheme: string, asOf: string, value = '1'): CircularFact {
  return {
    kind: 'take-back',
    value,
    period: null,
    terms: null,
    asOf: isoDate(asOf),
    evidenceScheme: scheme,
    evidenceNumber: `${scheme}-1`,
  };
}

describe('evidence on a day', () => {
  const states: readonly (readonly [from: string, to: string | null, state: string])[] = [
    ['2026-11-24', null, 'not-yet'],
    ['2026-11-23', null, 'current'],
    ['2020-01-01', '2026-11-22', 'lapsed'],
    ['2020-01-01', '2026-11-23', 'lapses-soon'],
    ['2020-01-01', addDays(on, lapsesSoonDays - 1), 'lapses-soon'],
    ['2020-01-01', addDays(on, lapsesSoonDays), 'current'],
  ];
  for (const [from, to, state] of states) {
    it(`from ${from} to ${to ?? 'no day'} is ${state}`, () => {
      assert.equal(evidenceState(evidence('X', from, to), on), state);
    });
  }

  it('is in force exactly between its first and last day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 0, max: 900 }), (start, length) => {
        const from = addDays(on, start);
        const to = addDays(from, length);
        assert.equal(isCurrent({ from, to }, on), start <= 0 && start + length >= 0);
      }),
    );
  });

  it('counts a scheme once, and only while in force', () => {
    const held = [
      evidence('ISO 9001', '2025-01-01', '2027-01-01'),
      { ...evidence('ISO 9001', '2025-01-01', '2027-01-01'), number: 'two' },
      evidence('R2v3', '2020-01-01', '2021-01-01'),
    ];
    assert.deepEqual(schemesHeld({ evidence: held }, on), ['ISO 9001']);
  });
});

describe('a circular claim', () => {
  const good = evidence('R2v3', '2026-01-01', '2027-01-01');
  const lapsed = evidence('ADISA', '2020-01-01', '2026-11-22');

  it('is none without a fact', () => {
    assert.equal(circularClaim({ circular: [], evidence: [good] }, 'take-back', on).state, 'none');
  });
  it('is none when nothing of what it names is filed', () => {
    assert.equal(
      circularClaim({ circular: [takeBack('WEEELABEX', '2026-02-01')], evidence: [good] }, 'take-back', on).state,
      'none',
    );
  });
  it('is shown with the evidence that supports it', () => {
    const claim = circularClaim({ circular: [takeBack('R2v3', '2026-02-01')], evidence: [good] }, 'take-back', on);
    assert.ok(claim.state === 'shown' && claim.evidence === good);
  });
  it('falls with its evidence', () => {
    const supplier = { circular: [takeBack('ADISA', '2026-02-01')], evidence: [lapsed] };
    assert.equal(circularClaim(supplier, 'take-back', on).state, 'lapsed');
    assert.equal(takesBack(supplier, on), false);
    assert.equal(takesBack(supplier, isoDate('2026-11-22')), true);
  });
  it('falls back to an older one whose evidence still holds', () => {
    const supplier = {
      circular: [takeBack('R2v3', '2026-02-01'), takeBack('ADISA', '2026-05-01')],
      evidence: [good, lapsed],
    };
    const claim = circularClaim(supplier, 'take-back', on);
    assert.ok(claim.state === 'shown' && claim.fact.asOf === '2026-02-01');
  });
  it('is not made before the day it was true', () => {
    const supplier = { circular: [takeBack('R2v3', '2026-12-01')], evidence: [good] };
    assert.equal(circularClaim(supplier, 'take-back', on).state, 'none');
  });
  it('does not take back what it says it does not', () => {
    assert.equal(takesBack({ circular: [takeBack('R2v3', '2026-02-01', '0')], evidence: [good] }, on), false);
  });
});
