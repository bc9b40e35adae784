import { isGtin } from '../product.ts';
import { type CellReading, good, mended, wrong } from './cell-reading.ts';

/** What spreadsheets make of long digits, and of codes that look like a day. */
const spoiltNumber = /^-?\d(?:[.,]\d+)?E\+\d+$/i;
/** Names as spreadsheets write them and no more: `DECK-100` is nobody's December. */
const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const year = '(?:\\d{2}|\\d{4})';
const spoiltDate = new RegExp(
  `^(?:\\d{1,2}[-\\s]${month}(?:[-\\s]${year})?|${month}[-\\s]${year}|\\d{1,2}/\\d{1,2}/\\d{4}|\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2})?)?)$`,
  'i',
);

/** Whether a code is what a spreadsheet leaves of one it took for a number or a date. */
export function spoilt(code: string): 'number' | 'date' | undefined {
  if (spoiltNumber.test(code)) return 'number';
  return spoiltDate.test(code) ? 'date' : undefined;
}

/** A part number or the supplier's own code: kept as written, never changed but for dashes that are not hyphens. */
export function readCode(text: string, kind: 'code' | 'mpn'): CellReading<string> {
  const damage = spoilt(text);
  if (damage === 'number') return wrong(kind === 'mpn' ? 'mpn-spoilt-number' : 'code-spoilt-number');
  if (damage === 'date') return wrong(kind === 'mpn' ? 'mpn-spoilt-date' : 'code-spoilt-date');
  if (/[<>]/.test(text)) return wrong('text-markup');
  if (!/[\p{L}\p{N}]/u.test(text)) return kind === 'mpn' ? wrong('mpn-empty') : wrong('sku-missing');
  const hyphens = text.replace(/[‐‑‒–—−]/g, '-');
  return hyphens === text
    ? good(text)
    : mended(hyphens, hyphens, 'dash', 'The dash is written as a hyphen, as on a keyboard.');
}

const lengths = [8, 12, 13, 14];

/** A GTIN. Leading zeros that a spreadsheet dropped come back where the check digit proves the rest. */
export function readGtin(text: string): CellReading<string> {
  if (isGtin(text)) return good(text);
  if (spoiltNumber.test(text)) return wrong('gtin-spoilt');
  const digits = text.replace(/\.0+$/, '').replace(/[\s\-.]/g, '');
  if (!/^\d{5,14}$/.test(digits)) return wrong('gtin-wrong');
  if (isGtin(digits)) return mended(digits, digits, 'gtin-separators', 'A GTIN is digits alone.');
  const length = lengths.find((each) => each > digits.length);
  const padded = length === undefined ? digits : digits.padStart(length, '0');
  if (!isGtin(padded) || /^0+$/.test(padded)) return wrong('gtin-wrong');
  return mended(padded, padded, 'gtin-zeros', 'A spreadsheet dropped leading zeros; the check digit proves the rest.');
}

/** A part number as it is compared when it was not found as written: capitals, spaces and punctuation make no difference. */
export function mpnKey(mpn: string): string {
  return mpn.toLowerCase().replace(/[^a-z0-9]+/g, '');
}
