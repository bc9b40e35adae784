import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { type CellReading, good, mended, wrong } from './cell-reading.ts';
import type { ColumnDecision } from './column-decision.ts';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `03/04/2026` in its three numbers; none where the year comes first or it is no such thing. */
const numbers = /^(\d{1,2})([/.\-\s])(\d{1,2})\2(\d{4}|\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$/;

/** Day and month of a date written in numbers, in the order they stand; none where it is not written so. */
export function dateNumbers(text: string): { readonly first: number; readonly second: number } | undefined {
  const found = numbers.exec(text);
  return found === null ? undefined : { first: Number(found[1]), second: Number(found[3]) };
}

const ordered = 'The date is written as year, month and day.';

/** Reads a date. Where day and month could change places, the whole column decides. */
export function readDate(text: string, order: ColumnDecision['dates']): CellReading<IsoDate> {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const date = parseIsoDate(text);
    return date === undefined ? wrong('date-impossible') : good(date);
  }
  const found = numbers.exec(text);
  if (found !== null) return fromNumbers(Number(found[1]), Number(found[3]), fullYear(found[4] ?? ''), order);
  const iso = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?$/.exec(text);
  if (iso !== null && (/[-/.]/.test(text) || text.length === 8)) {
    return written(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  }
  if (/^\d{5}$/.test(text)) return fromSerial(Number(text));
  const words = /^(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([a-z]{3,9})\.?,?[\s\-/.]*(\d{4}|\d{2})$/i.exec(text);
  if (words !== null) return inWords(words[2] ?? '', Number(words[1]), fullYear(words[3] ?? ''));
  const american = /^([a-z]{3,9})\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-/.]+(\d{4}|\d{2})$/i.exec(text);
  if (american !== null) return inWords(american[1] ?? '', Number(american[2]), fullYear(american[3] ?? ''));
  return wrong('date-unreadable');
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function day(year: number, month: number, date: number): IsoDate | undefined {
  const two = (part: number): string => String(part).padStart(2, '0');
  return parseIsoDate(`${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`);
}

function written(year: number, month: number, date: number): CellReading<IsoDate> {
  const value = day(year, month, date);
  return value === undefined ? wrong('date-impossible') : mended(value, value, 'date-written', ordered);
}

function inWords(word: string, date: number, year: number): CellReading<IsoDate> {
  const month = monthNames.findIndex((each) => word.toLowerCase().startsWith(each)) + 1;
  return month === 0 ? wrong('date-unreadable') : written(year, month, date);
}

function fromNumbers(
  first: number,
  second: number,
  year: number,
  order: ColumnDecision['dates'],
): CellReading<IsoDate> {
  const [dayFirst, monthFirst] = [day(year, second, first), day(year, first, second)];
  if (dayFirst === undefined && monthFirst === undefined) return wrong('date-impossible');
  if (dayFirst === monthFirst && dayFirst !== undefined) return mended(dayFirst, dayFirst, 'date-written', ordered);
  if (dayFirst !== undefined && (monthFirst === undefined || order === 'day-first')) {
    const why = 'The day stands first, as the column shows; the date is written as year, month and day.';
    return mended(dayFirst, dayFirst, 'date-order', why);
  }
  if (monthFirst !== undefined && (dayFirst === undefined || order === 'month-first')) {
    const why = 'The month stands first, as the column shows; the date is written as year, month and day.';
    return mended(monthFirst, monthFirst, 'date-order', why);
  }
  return wrong(order === 'mixed' ? 'date-mixed' : 'date-unclear', { one: dayFirst ?? '', other: monthFirst ?? '' });
}

/** Spreadsheets count days from 30 December 1899. */
function fromSerial(serial: number): CellReading<IsoDate> {
  if (serial < 36_526 || serial > 73_050) return wrong('date-unreadable');
  const date = parseIsoDate(Temporal.PlainDate.from('1899-12-30').add({ days: serial }).toString());
  if (date === undefined) return wrong('date-unreadable');
  return mended(date, date, 'date-serial', 'It is the number a spreadsheet keeps for this date.');
}
