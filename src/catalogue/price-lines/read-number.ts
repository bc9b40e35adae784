import type { DecimalText } from '../../kernel/money.ts';
import { type CellReading, good, mended, type RepairCode, wrong } from './cell-reading.ts';
import type { ColumnDecision } from './column-decision.ts';

/** Whole numbers a column takes, both ends included. */
export interface CountRange {
  readonly least: number;
  readonly most: number;
}

function within(
  value: number,
  range: CountRange,
  mend?: { to: string; code: RepairCode; why: string },
): CellReading<number> {
  if (value < range.least || value > range.most)
    return wrong('number-out-of-range', { least: range.least, most: range.most });
  return mend === undefined ? good(value) : mended(value, mend.to, mend.code, mend.why);
}

/** A whole number with nothing but digits, separators of thousands or empty decimals; undefined for anything else. */
function wholeNumber(text: string): { readonly value: number; readonly plain: boolean } | undefined {
  if (/^\d{1,12}$/.test(text)) return { value: Number(text), plain: true };
  const grouped = /^(\d{1,3}(?:[, ]\d{3})+|\d{1,12})(?:\.0+)?$/.exec(text);
  if (grouped === null) return undefined;
  return { value: Number((grouped[1] ?? '').replace(/[, ]/g, '')), plain: false };
}

const digitsOnly = 'The number is written in digits alone.';

/** A quantity. */
export function readCount(text: string, range: CountRange): CellReading<number> {
  const found = wholeNumber(text);
  if (found !== undefined) {
    const mend = { to: String(found.value), code: 'thousands', why: digitsOnly } as const;
    return within(found.value, range, found.plain ? undefined : mend);
  }
  if (/^-\d+(\.0+)?$/.test(text)) return wrong('number-out-of-range', { least: range.least, most: range.most });
  const counted =
    /^(?:from |min\.? ?|pack of |box of |case of )?(\d{1,9}) ?(?:\+|pcs?|pieces?|units?|items?|ea|each|off|\/ ?pack|per pack|or more)?$/i.exec(
      text,
    );
  if (counted === null) return wrong('number-unreadable');
  const value = Number(counted[1]);
  return within(value, range, { to: String(value), code: 'digits', why: digitsOnly });
}

/** What is in hand: a number, or words that can only mean one. */
export function readStock(text: string, range: CountRange): CellReading<number> {
  const found = wholeNumber(text);
  if (found !== undefined) {
    const mend = { to: String(found.value), code: 'thousands', why: digitsOnly } as const;
    return within(found.value, range, found.plain ? undefined : mend);
  }
  const least = /^(?:>|>=|≥|over |more than |at least )? ?(\d{1,9}) ?(?:\+|plus|or more)?$/i.exec(text);
  if (least !== null) {
    const value = Number(least[1]);
    const above = /^(?:>(?!=)|over|more than)/i.test(text) ? value + 1 : value;
    return within(above, range, { to: String(above), code: 'stock-words', why: 'At least so many are in hand.' });
  }
  if (/^(out of stock|no stock|none|no|nil|sold out|oos|zero|unavailable)$/i.test(text)) {
    return mended(0, '0', 'stock-words', 'Nothing is in hand.');
  }
  if (/^-\d{1,9}(\.0+)?$/.test(text)) return mended(0, '0', 'stock-words', 'Below zero, nothing is in hand.');
  const counted = /^(\d{1,9}) ?(?:in stock|available|pcs?|pieces?|units?|items?)$/i.exec(text);
  if (counted === null) return wrong('stock-unreadable');
  return within(Number(counted[1]), range, { to: counted[1] ?? '', code: 'stock-words', why: digitsOnly });
}

/** Working days in a week. */
const week = 5;

/** Working days. `weeks`: the heading says that numbers alone are weeks. */
export function readLeadTime(text: string, range: CountRange, weeks: boolean): CellReading<number> {
  if (!weeks) {
    const plain = wholeNumber(text);
    if (plain !== undefined) {
      const mend = { to: String(plain.value), code: 'digits', why: digitsOnly } as const;
      return within(plain.value, range, plain.plain ? undefined : mend);
    }
  }
  const days = (value: number, why: string): CellReading<number> => {
    const to = weeks ? `${value} working days` : String(value);
    return weeks && text === to ? within(value, range) : within(value, range, { to, code: 'lead-time', why });
  };
  const lower = text.toLowerCase();
  if (/^same ?-?day$/.test(lower)) return days(0, 'The same day is no working day later.');
  if (/^(next ?-?(working |business )?day|overnight)( delivery)?$/.test(lower))
    return days(1, 'The next day is one working day later.');
  const found =
    /^(?:(?:up to|within|approx\.?|circa|about|max\.?|<=?|~) ?)?(\d{1,3})(?:\.0)?(?: ?(?:-|–|to) ?(\d{1,3}))? ?(working days?|business days?|wds?|days?|d|weeks?|wks?|w|hours?|hrs?|h)?(?: aro| delivery| lead time)?$/.exec(
      lower,
    );
  if (found === null) return wrong('lead-time-unreadable');
  const [, from = '', to, unit = weeks ? 'weeks' : 'days'] = found;
  const value = Number(to ?? from);
  const longer = to === undefined ? '' : ' The longer time counts.';
  if (unit.startsWith('h'))
    return days(Math.ceil(value / 24), `${String(value)} hours are ${plural(Math.ceil(value / 24))}.${longer}`);
  if (unit === 'w' || unit.startsWith('week') || unit.startsWith('wk')) {
    return days(
      value * week,
      `${String(value)} ${value === 1 ? 'week is' : 'weeks are'} ${plural(value * week)}.${longer}`,
    );
  }
  return days(value, `The time is written in working days.${longer}`);
}

function plural(days: number): string {
  return days === 1 ? '1 working day' : `${String(days)} working days`;
}

/** Months of warranty. `says`: what a number alone is by the heading. */
export function readMonths(text: string, range: CountRange, says: 'months' | 'years' | 'nothing'): CellReading<number> {
  const plain = wholeNumber(text);
  if (plain !== undefined && says !== 'years') {
    const mend = { to: String(plain.value), code: 'digits', why: digitsOnly } as const;
    const read = within(plain.value, range, plain.plain ? undefined : mend);
    const short = says === 'nothing' && plain.value > 0 && plain.value <= 10 && 'value' in read;
    return short ? { ...read, warn: 'warranty-short' } : read;
  }
  const months = (value: number, why: string): CellReading<number> => {
    const to = says === 'years' ? `${value} months` : String(value);
    return text === to ? within(value, range) : within(value, range, { to, code: 'warranty-length', why });
  };
  const found = /^(\d{1,3})(?:\.0)?[ -]?(years?|yrs?|y|months?|mths?|mos?|m)?(?: warranty)?$/i.exec(text);
  if (found !== null) {
    const value = Number(found[1]);
    const unit = (found[2] ?? (says === 'years' ? 'y' : 'm')).toLowerCase();
    if (unit.startsWith('y'))
      return months(
        value * 12,
        `${String(value)} ${value === 1 ? 'year is' : 'years are'} ${String(value * 12)} months.`,
      );
    return months(value, 'The length is written in months.');
  }
  return /^(none|no|no warranty)$/i.test(text)
    ? months(0, 'No warranty lasts no months.')
    : wrong('warranty-unreadable');
}

/** `C8`, `F6` or the digit alone. */
export function readGrade(text: string, range: CountRange): CellReading<number> {
  const found = /^(?:grade ?)?([CF]?)([0-9])$/i.exec(text);
  if (found === null) return wrong('grade-unreadable', { least: range.least, most: range.most });
  const value = Number(found[2]);
  const letter = (found[1] ?? '').toUpperCase();
  const other = range.least === 0 ? 'F' : 'C';
  if (value < range.least || value > range.most || letter === other)
    return wrong('grade-unreadable', { least: range.least, most: range.most });
  return /^[CF]?\d$/.test(text)
    ? good(value)
    : mended(value, `${letter}${String(value)}`, 'grade', 'The grade is written with its letter and digit alone.');
}

/** Whole percent. `sense`: whether the column's numbers are percent or fractions of one. */
export function readPercent(text: string, range: CountRange, sense: ColumnDecision['shares']): CellReading<number> {
  const found = /^(\d{1,3})(?:\.(\d{1,15}))?( ?%)?$/.exec(text);
  if (found === null) return wrong('percent-unreadable');
  const [, whole = '', fraction = '', sign] = found;
  const decimal = fraction.replace(/0+$/, '');
  const small = Number(whole) <= 1 && (decimal === '' || whole === '0');
  const share = sign === undefined && small && (decimal !== '' || (whole === '1' && sense !== 'percent'));
  if (!share) {
    if (decimal !== '') return wrong('percent-unreadable');
    return wholePercent(Number(whole), text, range, 'The percentage is written as a number alone.');
  }
  if (sense === 'mixed' || (sense === 'unclear' && decimal === '')) return wrong('percent-unclear');
  const value = Math.round(Number(text) * 100);
  return wholePercent(value, text, range, `${text} of one is ${String(value)} percent.`);
}

/** One percent keeps its sign, because 1 alone could be the whole. */
function wholePercent(value: number, text: string, range: CountRange, why: string): CellReading<number> {
  const to = value <= 1 ? `${String(value)}%` : String(value);
  return within(value, range, text === to || text === String(value) ? undefined : { to, code: 'percent', why });
}

/** Kilograms with at most three decimals. */
export function readKilograms(text: string): CellReading<DecimalText> {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return good(text.replace(/^0+(?=\d)/, ''));
  const found = /^(\d{1,3}(?:,\d{3})*|\d{1,9})(\.\d{1,3})?(?: ?kg(?: ?co2 ?e?q?)?)?$/i.exec(text);
  if (found === null) return wrong('footprint-unreadable');
  const value = `${(found[1] ?? '').replaceAll(',', '')}${found[2] ?? ''}`;
  return mended(value, value, 'digits', digitsOnly);
}
