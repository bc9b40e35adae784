import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { earlier } from './demonstration-world.ts';

const at = (now: string, ...rest: [number, number, string?]): string =>
  earlier(Temporal.Instant.from(now), ...rest).toString();

describe('when the demonstration happened', () => {
  it('keeps a few hours of one purchase on one day, also late in the evening', () => {
    assert.equal(at('2026-11-23T22:30:00Z', 20, 0), '2026-11-03T09:00:00Z');
    assert.equal(at('2026-11-23T22:30:00Z', 20, 8), '2026-11-03T17:00:00Z');
    // London was an hour ahead then.
    assert.equal(at('2026-07-01T23:30:00Z', 1, 0), '2026-07-01T08:00:00Z');
  });

  it('is never in the future, nor before the financial year of the budget', () => {
    assert.equal(at('2026-11-23T06:00:00Z', 0, 2), '2026-11-23T06:00:00Z');
    assert.equal(at('2026-04-10T12:00:00Z', 20, 0, '2026-04-01'), '2026-04-01T08:00:00Z');
    assert.equal(at('2026-04-01T06:00:00Z', 20, 0, '2026-04-01'), '2026-04-01T06:00:00Z');
  });
});
