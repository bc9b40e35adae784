import type { DecimalText } from '../../kernel/money.ts';

/** Ten-thousandths of a pound from which the step of prices is the second number. */
const steps = [
  [20_000_000, 50_000],
  [1_000_000, 5_000],
  [10_000, 500],
  [1_000, 100],
  [0, 5],
] as const;

/**
 * An amount as suppliers write prices: whole fives of pounds from 2,000, fifty pence from 100, five pence from 1, pence
 * from 10 pence, and four decimals below. Works on negative amounts alike. Whole numbers inside: what is written is exact.
 */
export function asPrice(amount: number): DecimalText {
  const size = Math.abs(amount) * 10_000;
  const step = steps.find(([from]) => size >= from)?.[1] ?? 5;
  const rounded = Math.round(size / step) * step;
  const fraction = String(rounded % 10_000)
    .padStart(4, '0')
    .replace(/0{1,2}$/, '');
  return `${amount < 0 && rounded > 0 ? '-' : ''}${String(Math.floor(rounded / 10_000))}.${fraction}`;
}

/** An amount times a factor, as a price. */
export function scaled(price: DecimalText, factor: number): DecimalText {
  return asPrice(Number(price) * factor);
}
