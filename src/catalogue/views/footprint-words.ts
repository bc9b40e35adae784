import { formatDate, formatMonth, isoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatCount } from '../../kernel/money.ts';
import type { KgRange, ProductFootprint } from '../product-footprint.ts';

/** Whole kilograms with separators; below ten with the tenth that makers print. */
export function kg(amount: DecimalText): string {
  const value = exact(amount);
  const places = value.lessThan(10) && !value.isInteger() ? 1 : 0;
  const text = value.toDecimalPlaces(places).toFixed();
  const [whole = '0', fraction] = text.split('.');
  return `${formatCount(Number(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `180 to 300 kg`, or the one figure where no error was published. */
export function kgText(range: KgRange): string {
  return range.ranged ? `${kg(range.low)} to ${kg(range.high)} kg` : `${kg(range.typical)} kg`;
}

/** A report's date as exactly as it is known: `2020`, `November 2020`, `5 November 2020`. */
export function reportedText(reported: string): string {
  const [year = '', month, day] = reported.split('-');
  if (month === undefined) return year;
  return day === undefined ? formatMonth(isoDate(`${year}-${month}-01`)) : formatDate(isoDate(reported));
}

/** `15%`; a share finer than a tenth of a percent is rounded to it. */
export function percentText(share: DecimalText): string {
  return `${exact(share).times(100).toDecimalPlaces(1).toFixed()}%`;
}

/** `Published by Apple in November 2020`. */
export function publishedText(footprint: ProductFootprint): string {
  const { reported } = footprint;
  const when = reported === null ? '' : `${reported.length > 7 ? ' on ' : ' in '}${reportedText(reported)}`;
  return `Published by ${footprint.declaredBy}${when}`;
}
