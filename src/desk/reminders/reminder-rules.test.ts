import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, isoDate } from '../../kernel/dates.ts';
import { loadReminderRules, type ReminderRule, stageOn } from './reminder-rules.ts';

const day = isoDate('2026-11-30');
const about = { assumed: true, note: 'A note' };

describe('the stage of a reminder', () => {
  const before: ReminderRule = { before: [7, 2, 0], ...about };
  const late: ReminderRule = { before: [7, 2, -1], ...about };
  const after: ReminderRule = { after: [1, 3], ...about };
  const cases: readonly (readonly [string, ReminderRule, string, number | undefined])[] = [
    ['none before the first', before, '2026-11-22', undefined],
    ['the first on its day', before, '2026-11-23', 1],
    ['the first until the second', before, '2026-11-27', 1],
    ['the second from its day', before, '2026-11-28', 2],
    ['the last on the last day', before, '2026-11-30', 3],
    ['none once the day is past', before, '2026-12-01', undefined],
    ['the one after the day, where there is one', late, '2026-12-01', 3],
    ['that one as long as it is overdue', late, '2026-12-20', 3],
    ['none on the day it was asked', after, '2026-11-30', undefined],
    ['the first a day later', after, '2026-12-01', 1],
    ['the last from then on', after, '2027-01-05', 2],
  ];
  for (const [what, rule, on, expected] of cases) {
    it(`is ${what}`, () => {
      assert.equal(stageOn(rule, day, isoDate(on)), expected);
    });
  }

  it('never goes back as days pass', () => {
    const stages = fc.uniqueArray(fc.integer({ min: -5, max: 60 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(stages, fc.integer({ min: -90, max: 89 }), (numbers, offset) => {
        const rule = { before: numbers.toSorted((a, b) => b - a), ...about };
        const now = stageOn(rule, day, addDays(day, offset));
        const then = stageOn(rule, day, addDays(day, offset + 1));
        // Beyond the last day there may be none any more.
        if (then === undefined) return now === undefined || offset >= 0;
        return (now ?? 0) <= then && then <= numbers.length;
      }),
    );
  });

  it('has rules in the reference facts for all that people are reminded of, each with its reason', async () => {
    const rules = await loadReminderRules(resolve(import.meta.dirname, '../../../reference'));
    assert.ok(rules.ok);
    assert.deepEqual([...rules.value.keys()].toSorted(), [
      'approval',
      'callOffEnd',
      'change',
      'evidence',
      'invoice',
      'order',
      'publication',
      'signature',
    ]);
    for (const rule of rules.value.values()) assert.ok(rule.note.length > 10);
  });
});
