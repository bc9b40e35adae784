import { Decimal } from 'decimal.js';

/** Exact decimal arithmetic: 40 significant digits, no exponent in print. Amounts are pounds unless a name says pence. */
export const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 40 });
export type Exact = Decimal;

/** A decimal in text, such as `"395.00"` or `"0.0035"`: how money travels in JSON and out of the database. */
export type DecimalText = string;

/** Whether the text is a plain decimal, such as `12`, `-0.5` or `1234.5000` (no sign words, separators or exponents). */
export function isDecimalText(text: string): text is DecimalText {
  return /^-?\d{1,15}(\.\d{1,12})?$/.test(text);
}

export function exact(value: DecimalText | number | Exact): Exact {
  return new Exact(value);
}

/** Rounds an amount to whole pence, halves away from zero: the rule for a printed line total. */
export function toPence(amount: Exact): Exact {
  return amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/**
 * Prints pounds with separators and at least two decimals: `£1,234.50`, `−£1,120.00` (a true minus).
 * A price finer than a penny keeps its digits (up to four), because rounding it would change what is owed.
 */
export function formatMoney(amount: DecimalText | Exact): string {
  const value = exact(amount);
  const fine = value.toDecimalPlaces(4, Decimal.ROUND_HALF_UP);
  const places = Math.max(2, fine.decimalPlaces());
  const [whole = '0', fraction = ''] = fine.abs().toFixed(places).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fine.isNegative() && !fine.isZero() ? '−' : ''}£${grouped}.${fraction}`;
}

/** Prints a count with separators: `20,000`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
