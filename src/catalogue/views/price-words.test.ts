import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { units } from '../offer.ts';
import { forQuantity, isRecurring, leadTime, perUnit } from './price-words.ts';

describe('how a price reads', () => {
  it('says what one is and what the total is for', () => {
    const cases: readonly (readonly [Parameters<typeof forQuantity>[0], number, string, string])[] = [
      ['each', 30, 'each', 'for 30'],
      ['device', 1, 'a device', 'for 1 device'],
      ['hour', 40, 'an hour', 'for 40 hours'],
      ['user-month', 1200, 'a user a month', 'a month for 1,200 users'],
      ['device-year', 1, 'a device a year', 'a year for 1 device'],
      ['kilogram', 250, 'a kilogram', 'for 250 kilograms'],
    ];
    for (const [unit, quantity, per, total] of cases) {
      assert.equal(perUnit(unit), per);
      assert.equal(forQuantity(unit, quantity), total);
    }
  });

  it('never leaves out how often a recurring price is paid', () => {
    for (const unit of units) {
      if (/-(month|year|hour)$/.test(unit)) {
        assert.ok(isRecurring(unit), unit);
        assert.match(forQuantity(unit, 2), /^an? (month|year|hour) for 2 [a-z]+s$/);
      }
    }
  });

  it('counts working days', () => {
    assert.deepEqual([0, 1, 5].map(leadTime), ['Same day', '1 working day', '5 working days']);
  });
});
