import { type Clock, type IsoDate, parseIsoDate, today } from '../../kernel/dates.ts';
import { badRequest } from '../../platform/http/index.ts';

/** The date a reader asks about, and whether it is this very day. */
export interface AskedDate {
  readonly on: IsoDate;
  readonly today: IsoDate;
  readonly isToday: boolean;
  /** `?on=…` to keep the date on links to other pages; empty for today. */
  readonly query: string;
}

/** Reads `?on=YYYY-MM-DD`; absent or empty means today in London. Throws a 400 that says what a date looks like. */
export function askedDate(on: string | undefined, clock: Clock): AskedDate {
  const now = today(clock);
  if (on === undefined || on === '') return { on: now, today: now, isToday: true, query: '' };
  const date = parseIsoDate(on);
  if (date === undefined) {
    throw badRequest([
      {
        code: 'not-a-date',
        path: 'on',
        value: on.slice(0, 40),
        message: 'The date asked for is not a day of the calendar.',
        remedy: `Write it as year, month and day: ${now}.`,
      },
    ]);
  }
  return { on: date, today: now, isToday: date === now, query: date === now ? '' : `?on=${date}` };
}
