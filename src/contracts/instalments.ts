import { addDays, addMonths, type IsoDate } from '../kernel/dates.ts';

/** Months one unit is paid for; undefined for what is paid once. */
function monthsOfUnit(unit: string): number | undefined {
  const months = { month: 1, quarter: 3, year: 12 } as const;
  const last = unit.slice(unit.lastIndexOf('-') + 1);
  return last === 'month' || last === 'quarter' || last === 'year' ? months[last] : undefined;
}

/** How many times a unit is paid in so many months: once for what is not paid by the month, quarter or year. */
export function timesPaid(unit: string, months: number): number {
  const each = monthsOfUnit(unit);
  return each === undefined ? 1 : Math.max(1, Math.ceil(months / each));
}

/** From the first day to the last, both included; null: ends with delivery. */
export interface Term {
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
}

/** A period of the term and its number, from 1. Both days are included. */
export interface Instalment {
  readonly number: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Whole months the term reaches into. */
function monthsOf({ starts, ends }: Term): number {
  if (ends === null) return 0;
  let months = 0;
  while (addDays(addMonths(starts, months), -1) < ends) months += 1;
  return months;
}

/**
 * The periods for which something with that unit is paid over the term, as often as the commitment counts it; none for what
 * is paid once, and where no term was agreed.
 */
export function instalmentsOf(unit: string, term: Term): readonly Instalment[] {
  const each = monthsOfUnit(unit);
  if (each === undefined || term.ends === null) return [];
  const { starts, ends } = term;
  return Array.from({ length: timesPaid(unit, monthsOf(term)) }, (_each, index) => {
    const to = addDays(addMonths(starts, (index + 1) * each), -1);
    return { number: index + 1, from: addMonths(starts, index * each), to: to > ends ? ends : to };
  });
}
