import { parseIsoDate } from '../../../kernel/dates.ts';
import { type DecimalText, exact } from '../../../kernel/money.ts';

/** How the file writes its numbers; `certain` where at least one of them shows it. */
export interface NumberForm {
  readonly decimal: '.' | ',';
  readonly certain: boolean;
}

/** Finds the sign before the decimals from all numbers of a file; a point where none says. */
export class DecimalSign {
  #points = 0;
  #commas = 0;

  see(cell: string): void {
    const sign = /^\d+([.,])\d+/.exec(cell)?.[1];
    if (sign === '.') this.#points += 1;
    if (sign === ',') this.#commas += 1;
  }

  get form(): NumberForm {
    return { decimal: this.#commas > this.#points ? ',' : '.', certain: this.#commas !== this.#points };
  }
}

/**
 * The number a cell plainly means, as decimal text; undefined where it could mean two or none. Spaces, and the sign that
 * is not the file's decimal sign, may part thousands; the other sign stands for decimals only where it cannot part thousands.
 */
export function numberIn(text: string, form: NumberForm): DecimalText | undefined {
  const plain = text.replace(/(?<=\d)[\s\u00A0\u202F'’](?=\d{3}(?!\d))/g, '').trim();
  const other = form.decimal === '.' ? ',' : '.';
  const [, whole = '', rest = ''] = /^(\d+)((?:[.,]\d+)*)$/.exec(plain) ?? [];
  if (whole === '') return undefined;
  const groups = rest.match(/[.,]\d+/g) ?? [];
  const last = groups.at(-1);
  if (last === undefined) return tidy(whole);
  const thousands = groups.slice(0, -1);
  const parted = (group: string): boolean => group.startsWith(other) && group.length === 4;
  const led = whole.length <= 3 && !whole.startsWith('0');
  const joined = whole + thousands.map((each) => each.slice(1)).join('');
  if (last.startsWith(form.decimal)) {
    if (thousands.length > 0 && !(led && thousands.every(parted))) return undefined;
    return tidy(`${joined}.${last.slice(1)}`);
  }
  if (parted(last) && led) {
    // `1.234` in a file of commas: thousands, if the file has shown what its decimals look like.
    if (!thousands.every(parted)) return undefined;
    return thousands.length > 0 || form.certain ? tidy(joined + last.slice(1)) : undefined;
  }
  return thousands.length > 0 ? undefined : tidy(`${whole}.${last.slice(1)}`);
}

function tidy(text: string): DecimalText | undefined {
  return /^\d{1,15}(\.\d{1,20})?$/.test(text) ? exact(text).toDecimalPlaces(12).toFixed() : undefined;
}

/** The number without the unit behind it, where that is one of `units`; any other word behind it is a mistake. */
export function measureIn(text: string, units: readonly string[], form: NumberForm): DecimalText | undefined {
  const parts = /^([\d\s.,'’]*\d)\s*(\D.*)?$/.exec(text.trim());
  const unit = parts?.[2]?.trim().toLowerCase() ?? '';
  return unit === '' || units.includes(unit) ? numberIn(parts?.[1] ?? '', form) : undefined;
}

/** A share as written: its number, and whether a percent sign stands behind it. */
export interface WrittenShare {
  readonly number: DecimalText;
  readonly percent: boolean;
}

export function shareIn(text: string, form: NumberForm): WrittenShare | undefined {
  const percent = text.trim().endsWith('%');
  const number = numberIn(percent ? text.trim().slice(0, -1) : text, form);
  return number === undefined ? undefined : { number, percent };
}

/** Gigabytes that every drive of the cell together has: `SSD 512GB`, `1,5 To`, `x2 1TB 3.5in HDD`. */
export function gigabytesIn(text: string, form: NumberForm, perTerabyte: number): number | undefined {
  const drives = [...text.matchAll(/(?:x\s?(\d{1,3})\s+)?(?<![\d.,])(\d+(?:[.,]\d+)?)\s?([GT])[Bo]\b/gi)];
  let sum = exact(0);
  for (const [, count = '1', amount = '', unit = ''] of drives) {
    const number = numberIn(amount, form);
    if (number === undefined) return undefined;
    // Whole terabytes are counted as the catalogue prints them; of a part of one, makers mean thousands.
    const factor = unit.toUpperCase() === 'G' ? 1 : exact(number).isInteger() ? perTerabyte : 1000;
    sum = sum.plus(exact(number).times(factor).times(count));
  }
  return sum.isZero() ? undefined : sum.toNumber();
}

/** When a report was published, as exactly as written: `2020`, `2020-11` or `2020-11-05`; undefined where it is not certain. */
export function reportedIn(text: string, monthOf: (word: string) => number | undefined): string | undefined {
  const parts = text.split(/[\s,./-]+/).filter((each) => each !== '');
  const years = parts.filter((each) => /^(19[89]|20\d)\d$/.test(each));
  const [year] = years;
  if (year === undefined || years.length > 1 || parts.length > 3) return undefined;
  const rest = parts.filter((each) => each !== year);
  const words = rest.filter((each) => !/^\d{1,2}(st|nd|rd|th|er)?$/i.test(each));
  const numbers = rest.filter((each) => !words.includes(each)).map((each) => Number.parseInt(each, 10));
  const month = words.length === 1 ? monthOf(words[0] ?? '') : undefined;
  if (words.length > 1 || (words.length === 1 && month === undefined)) return undefined;
  if (month !== undefined) return dated(year, month, numbers[0]);
  const [first, second] = numbers;
  if (parts[0] === year || first === undefined) return dated(year, first, second);
  if (second === undefined) return dated(year, first, undefined);
  // Day and month in an unstated order: certain only where one of them cannot be a month, or both are the same.
  if (first > 12 && second <= 12) return dated(year, second, first);
  if (second > 12 && first <= 12) return dated(year, first, second);
  return first === second ? dated(year, first, second) : undefined;
}

function dated(year: string, month: number | undefined, day: number | undefined): string | undefined {
  if (month === undefined) return year;
  if (month < 1 || month > 12) return undefined;
  const two = (number: number): string => String(number).padStart(2, '0');
  if (day === undefined) return `${year}-${two(month)}`;
  return parseIsoDate(`${year}-${two(month)}-${two(day)}`);
}

/** The day a row was added to the file: `2022-04-07`, or `27-05-2022` with the day first; empty where it says none. */
export function addedOn(text: string): string {
  const turned = /^(\d{2})[-/](\d{2})[-/](\d{4})$/.exec(text);
  const iso = turned === null ? text : `${turned[3] ?? ''}-${turned[2] ?? ''}-${turned[1] ?? ''}`;
  return parseIsoDate(iso) ?? '';
}

/** UTF-8 that was read as Windows-1252, put right; anything else as it is: `AlcantaraÂ®` becomes `Alcantara®`. */
export function unscrambled(text: string): string {
  if (!/[\u00C2-\u00F4][\u0080-\u00BF\u0152-\u2122]/.test(text)) return text;
  const bytes: number[] = [];
  for (const character of text) {
    const byte = windowsBytes.get(character);
    if (byte === undefined) return text;
    bytes.push(byte);
  }
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return /\p{Cc}/u.test(decoded) ? text : decoded;
  } catch {
    return text;
  }
}

const windowsBytes: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_each, byte) => [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte]),
);
