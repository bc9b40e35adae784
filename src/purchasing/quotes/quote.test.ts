import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mayHappen, type QuoteEvent, quoteEventKinds, quoteStatus, whyNotBuy } from './quote.ts';
import { instantOf } from './quote-form.ts';

const at = (minute: number): Temporal.Instant => Temporal.Instant.from('2026-11-23T10:00:00Z').add({ minutes: minute });
const event = (kind: QuoteEvent['kind'], minute: number, until: number): QuoteEvent => ({
  ...{ position: 1, kind, actor: 'person:somebody1', note: '', leadTimeDays: null, at: at(minute).toString() },
  prices: kind === 'firm' || kind === 'indicative' ? [] : null,
  validUntil: kind === 'firm' ? at(until).toString() : null,
  purchase: kind === 'converted' ? 'purchase1' : null,
});

describe('where a quote stands', () => {
  const cases = [
    ['waiting', [], 0],
    ['firm', [event('firm', 1, 10)], 10],
    ['expired', [event('firm', 1, 10)], 11],
    ['indicative', [event('indicative', 1, 0)], 5],
    ['declined', [event('declined', 1, 0)], 5],
    ['firm', [event('indicative', 1, 0), event('firm', 2, 10)], 5],
    ['converted', [event('firm', 1, 10), event('converted', 2, 0)], 99],
  ] as const;
  for (const [status, events, minute] of cases) {
    it(`after ${events.map((each) => each.kind).join(', ') || 'nothing'} at minute ${String(minute)} it is ${status}`, () => {
      assert.equal(quoteStatus({ events }, at(minute)), status);
      assert.equal(whyNotBuy(status) === undefined, status === 'firm');
    });
  }

  it('is used at most once, only while firm, in any order of events and times', () => {
    const step = fc.record({ kind: fc.constantFrom(...quoteEventKinds), wait: fc.nat(20), valid: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const events: QuoteEvent[] = [];
        let minute = 0;
        for (const { kind, wait, valid } of steps) {
          minute += wait;
          const last = events.at(-1);
          const before = quoteStatus({ events }, at(minute));
          if (!mayHappen(before, kind)) continue;
          if (kind === 'converted') {
            assert.equal(last?.kind, 'firm');
            assert.ok(last.validUntil !== null && Temporal.Instant.compare(at(minute), last.validUntil) <= 0);
          }
          events.push(event(kind, minute, minute + valid));
        }
        assert.ok(events.filter((each) => each.kind === 'converted').length <= 1);
        const end = events.findIndex((each) => each.kind === 'converted' || each.kind === 'declined');
        assert.ok(end === -1 || end === events.length - 1, 'nothing follows the end');
      }),
    );
  });
});

describe('a day and time of the form', () => {
  for (const [day, time, instant] of [
    ['30/11/2026', '17:00', '2026-11-30T17:00:00Z'],
    ['1/7/2026', '9:00', '2026-07-01T08:00:00Z'],
    ['2026-11-30', '00:00', '2026-11-30T00:00:00Z'],
    ['31/02/2026', '17:00', null],
    ['30/11/2026', '25:00', null],
    ['soon', '17:00', null],
  ] as const) {
    it(`${day} ${time} in London is ${instant ?? 'none'}`, () => {
      assert.equal(instantOf(day, time), instant);
    });
  }
});
