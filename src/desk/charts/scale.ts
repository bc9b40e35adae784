import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';

/** Round steps of an axis from 0 to just above the most, at most four of them. Pounds. */
export function axisSteps(most: number): readonly number[] {
  if (!(most > 0)) return [0];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10);
  const count = Math.ceil(most / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** `£60m`, `£2.5k`, `£40`: an axis label, in the unit the axis needs. */
export function axisLabel(pounds: number, most: number): string {
  const [unit, divisor] = most >= 1_000_000 ? ['m', 1_000_000] : most >= 1000 ? ['k', 1000] : ['', 1];
  return `£${exact(pounds).dividedBy(divisor).toDecimalPlaces(2).toFixed()}${unit}`;
}

/** `£403.6m` from a million on, all pence below: a figure that stands for itself. */
export function figureMoney(amount: DecimalText): string {
  const value = exact(amount);
  return value.abs().lessThan(1_000_000)
    ? formatMoney(value.toDecimalPlaces(2))
    : `${formatMoney(value.dividedBy(1_000_000).toDecimalPlaces(1)).replace(/0$/, '')}m`;
}
