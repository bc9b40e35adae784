import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, isoDate } from '../../kernel/dates.ts';
import { priceChart } from './price-chart.ts';

const on = isoDate('2026-11-23');
/** Points that follow each other, the last one still running. */
function points(...steps: readonly (readonly [string, string])[]) {
  return steps.map(([from, unitPrice], index) => {
    const next = steps[index + 1];
    return { from: isoDate(from), to: next === undefined ? on : addDays(isoDate(next[0]), -1), unitPrice };
  });
}

describe('price history', () => {
  it('draws steps: a price holds until the day the next one starts', () => {
    const chart = priceChart(points(['2026-06-01', '372.00'], ['2026-08-01', '379.00'], ['2026-11-01', '395.00']), on);
    assert.ok(chart);
    assert.match(chart.wide.path, /^M58\.0 [\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+H536\.0$/);
    assert.equal(chart.end, '£395.00 today');
    assert.equal(chart.label, 'Lowest price each excluding VAT: £372.00 in June 2026, £395.00 today. 2 changes.');
    assert.deepEqual(
      chart.narrow.months.map((each) => each.label),
      ['Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'],
    );
  });

  it('breaks the line over days on which nobody offered it', () => {
    const chart = priceChart(
      [
        { from: isoDate('2026-06-01'), to: isoDate('2026-06-30'), unitPrice: '10.00' },
        { from: isoDate('2026-09-01'), to: on, unitPrice: '12.00' },
      ],
      on,
    );
    assert.equal(chart?.wide.path.split('M').length, 3);
  });

  it('ends the line where the last offer ended, and says so', () => {
    const chart = priceChart([{ from: isoDate('2026-06-01'), to: isoDate('2026-09-30'), unitPrice: '10.00' }], on);
    assert.ok(chart);
    assert.equal(chart.end, '£10.00 last');
    assert.ok(Number(chart.wide.now.x) < 500);
  });

  it('leaves out prices that start after the day asked about, and draws nothing without a past', () => {
    const later = [
      { from: isoDate('2026-06-01'), to: null, unitPrice: '10.00' },
      { from: isoDate('2026-12-01'), to: null, unitPrice: '99.00' },
    ];
    assert.equal(priceChart(later, on)?.end, '£10.00 today');
    assert.equal(priceChart(points(['2026-11-23', '10.00']), on), undefined);
    assert.equal(priceChart([], on), undefined);
  });

  it('keeps every line inside the drawing for pennies, thousands and long spans', () => {
    for (const [low, high] of [
      ['0.02', '0.05'],
      ['2800.00', '14000.00'],
      ['899.99', '900.00'],
    ] as const) {
      const chart = priceChart(points(['2024-01-01', low], ['2026-03-09', high]), on);
      assert.ok(chart);
      for (const line of chart.wide.lines)
        assert.ok(Number(line.at) >= 23.9 && Number(line.at) <= 180.1, `${high} ${line.at}`);
      assert.ok(chart.wide.months.length <= 14);
      assert.ok(new Set(chart.wide.lines.map((each) => each.label)).size === chart.wide.lines.length);
    }
  });
});
