import { formatDate, isoDate, type IsoDate } from '../../../kernel/dates.ts';
import { formatMoney } from '../../../kernel/money.ts';

/** The London day of an instant. */
export function londonDay(instant: string): IsoDate {
  return isoDate(Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString());
}

/** `23 November 2026, 10:05`, London time. */
export function londonTime(instant: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${formatDate(londonDay(instant))}, ${two(at.hour)}:${two(at.minute)}`;
}

/** A date, or what stands where there is none. */
export function dayOr(day: IsoDate | null, otherwise: string): string {
  return day === null ? otherwise : formatDate(day);
}

export function pounds(amount: string): string {
  return formatMoney(amount);
}

/** Names of people by the reference events hold; the reference itself where no name is known any more. */
export type NameOf = (reference: string) => string;
