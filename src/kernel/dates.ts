/** A calendar date in London, `YYYY-MM-DD`. Compare with `<` and `>`: the text sorts as the dates do. */
export type IsoDate = string & { readonly __date: 'IsoDate' };

/** Gives the current instant. Passed in, never read from the machine inside a rule. */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that stands still at the given instant, for tests and repeatable answers. */
export function fixedClock(instant: string): Clock {
  const fixed = Temporal.Instant.from(instant);
  return { now: () => fixed };
}

/** The date if the text is a real calendar date written `YYYY-MM-DD`, else undefined. */
export function parseIsoDate(text: string): IsoDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as IsoDate;
  } catch {
    return undefined;
  }
}

/** As `parseIsoDate`, for dates that were checked when they entered. Throws a RangeError on anything else. */
export function isoDate(text: string): IsoDate {
  const date = parseIsoDate(text);
  if (date === undefined) throw new RangeError(`Not a date: ${text}`);
  return date;
}

/** The date in London at the clock's instant. */
export function today(clock: Clock): IsoDate {
  return clock.now().toZonedDateTimeISO('Europe/London').toPlainDate().toString() as IsoDate;
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ days }).toString() as IsoDate;
}

/** Adds calendar months, staying on the month's last day where the day does not exist there. */
export function addMonths(date: IsoDate, months: number): IsoDate {
  return Temporal.PlainDate.from(date).add({ months }).toString() as IsoDate;
}

/** Days from `from` to `to`; negative when `to` is earlier; 0 on the same day. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `23 November 2026`. */
export function formatDate(date: IsoDate): string {
  const plain = Temporal.PlainDate.from(date);
  return `${plain.day} ${MONTHS[plain.month - 1] ?? ''} ${plain.year}`;
}

/** `Monday 23 November 2026`. */
export function formatDay(date: IsoDate): string {
  return `${WEEKDAYS[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? ''} ${formatDate(date)}`;
}

/** `November 2026`. */
export function formatMonth(date: IsoDate): string {
  const plain = Temporal.PlainDate.from(date);
  return `${MONTHS[plain.month - 1] ?? ''} ${plain.year}`;
}

/** The date `count` working days after `date`: weekends and the given bank holidays do not count. */
export function addWorkingDays(date: IsoDate, count: number, holidays: ReadonlySet<string>): IsoDate {
  let day = Temporal.PlainDate.from(date);
  let left = count;
  while (left > 0) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5 && !holidays.has(day.toString())) left -= 1;
  }
  return day.toString() as IsoDate;
}
