import { type DecimalText, exact } from '../../kernel/money.ts';

/** The middle one of the prices, or half-way between the middle two; undefined of none. Not rounded. */
export function medianPrice(prices: readonly DecimalText[]): DecimalText | undefined {
  const sorted = prices.map((each) => exact(each)).sort((a, b) => a.comparedTo(b));
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : upper.plus(lower).dividedBy(2).toFixed();
}
