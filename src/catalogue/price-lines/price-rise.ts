import type { DecimalText } from '../../kernel/money.ts';
import type { OfferTerms } from '../offer.ts';
import { unitPriceAt } from '../offer-pricing.ts';

/** What each costs by quantity, on one side of a comparison. */
export type StepPrices = Pick<OfferTerms, 'unitPrice' | 'priceBreaks'>;

/** A quantity at which each costs more than before, and both prices there, pounds without VAT. */
export interface Rise {
  /** 1, or where a price break of the old or the new prices begins: the rise holds from there on up to the next of them. */
  readonly quantity: number;
  readonly before: DecimalText;
  readonly after: DecimalText;
}

/**
 * Where the price each rises most in proportion; of equal rises that from the smallest quantity on; null where it rises at no
 * quantity. Prices move at 1 and at every break of either side only, so these are all that has to be looked at.
 * `price_rise` is the same in SQL.
 */
export function steepestRise(before: StepPrices, after: StepPrices): Rise | null {
  const starts = new Set([1, ...[...before.priceBreaks, ...after.priceBreaks].map((each) => each.quantity)]);
  let steepest: Rise | null = null;
  for (const quantity of [...starts].toSorted((one, other) => one - other)) {
    const rise = { quantity, before: unitPriceAt(before, quantity), after: unitPriceAt(after, quantity) };
    if (ten4(rise.after) > ten4(rise.before) && (steepest === null || steeper(rise, steepest))) steepest = rise;
  }
  return steepest;
}

/** Whether a rise is above so many percent of the old price; decided exactly, not on a rounded percentage. */
export function risesAbove(rise: Rise, percent: DecimalText): boolean {
  return movesMore(ten4(rise.after) - ten4(rise.before), ten4(rise.before), percent);
}

/** Whether a move is more than so many percent of the old amount, exactly. Any move is, from nothing. */
export function movesMore(move: bigint, old: bigint, percent: DecimalText): boolean {
  if (old <= 0n) return true;
  const [whole = '0', fraction = ''] = percent.split('.');
  const millionths = BigInt(whole + fraction.padEnd(6, '0').slice(0, 6));
  return move * 100n * 1_000_000n > old * millionths;
}

/** An amount as a whole number of ten-thousandths, exactly. */
export function ten4(amount: DecimalText): bigint {
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? amount.slice(1) : amount).split('.');
  const value = BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
  return negative ? -value : value;
}

/** A move in percent of the old amount, rounded to hundredths, halves away from zero; null: of nothing. */
export function percentOf(move: bigint, old: bigint): DecimalText | null {
  if (old <= 0n) return null;
  const negative = move < 0n;
  const size = negative ? -move : move;
  const hundredths = (size * 10_000n * 2n + old) / (old * 2n);
  const digits = String(hundredths).padStart(3, '0');
  return `${negative && hundredths > 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function steeper(one: Rise, other: Rise): boolean {
  const [from, most] = [ten4(one.before), ten4(other.before)];
  if (most <= 0n) return false;
  return from <= 0n || ten4(one.after) * most > ten4(other.after) * from;
}
