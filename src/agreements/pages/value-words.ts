import { formatDate, isoDate, formatMonth, parseIsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { AgreementPack, Allowed, LotRoute, PriceControl, RouteKind, SourceStanding } from '../pack.ts';

/** How a route is called as a column or a row: `Direct award`. */
export const routeNames: Readonly<Record<RouteKind, string>> = {
  catalogue: 'Catalogue order',
  'direct-award': 'Direct award',
  'further-competition': 'Further competition',
};

export const allowedWords: Readonly<Record<Allowed, string>> = { yes: 'Yes', conditions: 'Conditions', no: 'No' };

export const standingWords: Readonly<Record<SourceStanding, string>> = {
  read: 'Read at the source',
  secondary: 'Told by somebody else',
  recalled: 'From recollection, to be checked',
  project: 'Given to this project',
};

/** A day or a month in words: `30 April 2026`, `December 2023`. */
export function dayOrMonth(text: string): string {
  const day = parseIsoDate(text);
  if (day !== undefined) return formatDate(day);
  return /^\d{4}-\d{2}$/.test(text) ? formatMonth(isoDate(`${text}-01`)) : text;
}

/** `1.0% of reported sales`. */
export function chargeInWords(pack: AgreementPack): string {
  const { percent, basis } = pack.managementCharge;
  const of = basis.value === 'reported-sales' ? 'reported sales' : 'the estimated value of each contract awarded';
  return `${percent.value}% of ${of}`;
}

/** `5 to 10 working days`. */
export function daysInWords(days: { readonly from: number; readonly to: number }): string {
  if (days.from === days.to) return days.to === 1 ? '1 working day' : `${String(days.to)} working days`;
  return `${String(days.from)} to ${String(days.to)} working days`;
}

/** Whether the route is open, with conditions or without. */
export function isOpen(route: LotRoute): boolean {
  return route.allowed.value !== 'no';
}

/** Whole pounds without pence, as limits are spoken of: `£900,000`. */
export function pounds(amount: string): string {
  return formatMoney(amount).replace(/\.00$/, '');
}

/** `at most £900 without VAT for end-user-devices/smartphones`: a limit on prices and what it holds for. */
export function priceControlInWords(control: PriceControl): string {
  const limit =
    control.kind === 'maximum-price'
      ? `at most ${pounds(control.amount.value)} without VAT`
      : control.kind === 'margin-over-cost'
        ? `at most ${control.percent.value}% above what the supplier pays`
        : `at least ${control.percent.value}% below the maker's list price`;
  const { categories = [], product } = control;
  const named = [...categories, ...(product === undefined ? [] : [`${product.manufacturer} ${product.mpn}`])];
  return named.length === 0 ? limit : `${limit} for ${named.join(', ')}`;
}
