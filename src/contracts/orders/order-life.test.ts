import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  holdsMoney,
  mayFollow,
  type OrderEventKind,
  orderEventKinds,
  type OrderParty,
  orderStatus,
  orderStatuses,
  orderTransitions,
  statusAfter,
} from './order-life.ts';

const now = Temporal.Instant.from('2026-11-23T10:00:00Z');
const early = '2026-11-23T09:59:59Z';
const later = '2026-11-25T23:59:59Z';

describe('the life of an order', () => {
  it('has one row for what a party may do where, and it leads where the event leads', () => {
    const keys = orderTransitions.map((each) => `${each.from} ${each.kind}`);
    assert.deepEqual([...new Set(keys)], keys);
    for (const each of orderTransitions) assert.equal(statusAfter[each.kind], each.to);
  });

  it('reaches every event and every status but the one time alone brings', () => {
    const reached = new Set(orderTransitions.map((each) => each.kind));
    assert.deepEqual(
      orderEventKinds.filter((each) => !reached.has(each)),
      ['placed'],
    );
    const statuses = new Set(orderTransitions.map((each) => each.to));
    assert.deepEqual(
      orderStatuses.filter((each) => !statuses.has(each)),
      ['lapsed'],
    );
  });

  const cases: readonly [OrderEventKind, string | null, string][] = [
    ['placed', later, 'placed'],
    ['placed', early, 'lapsed'],
    ['placed', null, 'placed'],
    ['change-proposed', later, 'change-proposed'],
    ['change-proposed', early, 'lapsed'],
    ['change-refused', early, 'lapsed'],
    ['accepted', early, 'accepted'],
    ['change-accepted', null, 'accepted'],
    ['declined', early, 'declined'],
    ['cancelled', early, 'cancelled'],
  ];
  for (const [kind, answerBy, expected] of cases) {
    it(`is ${expected} after ${kind}, to be answered by ${answerBy ?? 'no time'}`, () => {
      assert.equal(orderStatus({ kind, answerBy }, now), expected);
    });
  }

  it('has at most one outcome, whatever is tried in whatever order: after an end nothing follows', () => {
    const attempt = fc.record({
      kind: fc.constantFrom(...orderEventKinds),
      by: fc.constantFrom<OrderParty>('buyer', 'supplier'),
      wait: fc.constantFrom(0, 0, 0, 1),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        let last: OrderEventKind = 'placed';
        let late = false;
        const outcomes: string[] = [];
        for (const { kind, by, wait } of attempts) {
          late ||= wait === 1;
          const status = orderStatus({ kind: last, answerBy: late ? early : later }, now);
          if (!mayFollow(status, by).includes(kind)) continue;
          last = kind;
          late = false;
          if (mayFollow(statusAfter[kind], 'buyer').length === 0) outcomes.push(statusAfter[kind]);
        }
        assert.ok(outcomes.length <= 1, outcomes.join(' then '));
      }),
    );
  });

  it('takes money as long as it may still come to something', () => {
    assert.deepEqual(orderStatuses.filter(holdsMoney), ['placed', 'change-proposed', 'accepted']);
  });
});
