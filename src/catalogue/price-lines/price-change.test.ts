import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { goodCells, readCells } from '../../../test/support/price-lines.ts';
import { exact } from '../../kernel/money.ts';
import { changeProblem, judgeChange, type LiveLine } from './price-change.ts';
import type { PriceLine } from './price-line.ts';

const { line: read } = readCells(goodCells);
if (read === null) throw new Error('The line is good');
const after: PriceLine = read;
const live = (change: Partial<LiveLine> = {}): LiveLine => ({ ...after, unit: 'each', ...change });
const at = (unitPrice: string): PriceLine => ({ ...after, unitPrice });
/** The line waits because the price of one rises. */
const ofOne = 'of one';
const rules = { approvalAboveRise: '33.3', notableFall: '12.5' };

describe('a change of price', () => {
  const cases: readonly (readonly [string, string, object])[] = [
    ['300.0000', '300.00', { kind: 'same', percent: '0.00', held: null, notable: false, differs: [] }],
    ['300.00', '330.00', { kind: 'up', percent: '10.00', held: null, notable: false, differs: ['unitPrice'] }],
    ['300.00', '399.90', { kind: 'up', percent: '33.30', held: null, notable: false, differs: ['unitPrice'] }],
    // 33.3 percent to the hundredth, but a hair above what needs no approval: exact, not rounded.
    ['300.00', '399.9001', { kind: 'up', percent: '33.30', held: ofOne, notable: false, differs: ['unitPrice'] }],
    ['300.00', '262.50', { kind: 'down', percent: '-12.50', held: null, notable: false, differs: ['unitPrice'] }],
    ['300.00', '262.4999', { kind: 'down', percent: '-12.50', held: null, notable: true, differs: ['unitPrice'] }],
    ['3.00', '2.00', { kind: 'down', percent: '-33.33', held: null, notable: true, differs: ['unitPrice'] }],
    [
      '0.0001',
      '9999999999.9999',
      { kind: 'up', percent: '9999999999999800.00', held: ofOne, notable: false, differs: ['unitPrice'] },
    ],
  ];
  for (const [before, now, change] of cases) {
    it(`from ${before} to ${now}`, () => {
      const found = judgeChange(live({ unitPrice: before }), at(now), rules);
      assert.deepEqual({ ...found, held: found.held === null ? null : ofOne }, change);
      if (found.held !== null) assert.deepEqual(found.held, { quantity: 1, before, after: now });
    });
  }

  it('is no change of the terms alone, which are named', () => {
    const before = live({
      leadTimeDays: 9,
      deliveryCharge: '4.0000',
      deliveryOffMainland: '18.5000',
      fundingModels: ['lease', 'purchase'],
      priceBreaks: [{ quantity: 10, unitPrice: '390.0000' }],
      grades: { cosmetic: null, functional: null, batteryPercent: null, evidence: 'Certificate 1' },
    });
    const change = judgeChange(before, after, rules);
    assert.equal(change.kind, 'changed');
    assert.deepEqual(change.differs, [
      'leadTimeDays',
      'deliveryCharge',
      'deliveryOffMainland',
      'fundingModels',
      'conditionEvidence',
      'breakQuantity1',
      'breakPrice1',
    ]);
  });

  it('is none where amounts and lists are written differently or the day alone moved', () => {
    const same = live({ unitPrice: '395.0000', deliveryCharge: '0', validFrom: '2026-03-01' as LiveLine['validFrom'] });
    assert.equal(judgeChange(same, after, rules).kind, 'same');
  });

  it('is a line added or removed where there is but one', () => {
    assert.equal(judgeChange(null, after, rules).kind, 'added');
    assert.equal(judgeChange(live(), null, rules).kind, 'removed');
    assert.equal(judgeChange(live(), null, rules).held, null);
  });

  it('is never held where the agreement has no rule', () => {
    const none = { approvalAboveRise: null, notableFall: null };
    assert.equal(judgeChange(live({ unitPrice: '1.00' }), after, none).held, null);
    assert.equal(judgeChange(live({ unitPrice: '9999.00' }), after, none).notable, false);
  });

  it('is told when it waits for the authority, or may be a slip', () => {
    const cheap = live({ unitPrice: '200.00' });
    const held = changeProblem(judgeChange(cheap, after, rules), cheap, after, rules, { unitPrice: 'Net' });
    assert.equal(
      held?.message,
      'The price rises by 97.50%, from £200.00 to £395.00. Above 33.3% the authority decides; until then the old price stays.',
    );
    assert.equal(held.column, 'Net');
    const broken = { ...after, priceBreaks: [{ quantity: 10, unitPrice: '390.00' }] };
    const steep = live({ priceBreaks: [{ quantity: 10, unitPrice: '97.50' }] });
    const above = changeProblem(judgeChange(steep, broken, rules), steep, broken, rules, { breakPrice1: 'Net 10+' });
    assert.equal(
      above?.message,
      'From 10 on, the price each rises by 300.00%, from £97.50 to £390.00. Above 33.3% the authority decides; until then the old prices stay.',
    );
    assert.deepEqual([above.code, above.column, above.value], ['break-rise-held', 'Net 10+', '390.00']);
    const dear = live({ unitPrice: '3950.00' });
    const fall = changeProblem(judgeChange(dear, after, rules), dear, after, rules);
    assert.equal(fall?.message, 'The price falls by 90.00%, from £3,950.00 to £395.00.');
    assert.equal(changeProblem(judgeChange(live(), after, rules), live(), after, rules), null);
  });

  it('is held exactly when the rise is above the allowed percentage', () => {
    const cents = fc.integer({ min: 1, max: 5_000_000 });
    const money = (units: number): string => exact(units).dividedBy(10_000).toFixed(4);
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 1000 }), (old, now, tenths) => {
        const percent = exact(tenths).dividedBy(10);
        const limits = { approvalAboveRise: percent.toFixed(1), notableFall: null };
        const { held } = judgeChange(live({ unitPrice: money(old) }), at(money(now)), limits);
        // now/old > 1 + p/100, without a division.
        assert.equal(
          held !== null,
          exact(now)
            .times(100)
            .greaterThan(exact(old).times(percent.plus(100))) && now > old,
        );
      }),
      runs(300),
    );
  });
});
