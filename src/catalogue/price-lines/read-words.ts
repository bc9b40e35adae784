import type { DecimalText } from '../../kernel/money.ts';
import type { VatCategory } from '../offer.ts';
import { type CellReading, good, mended, wrong } from './cell-reading.ts';
import { headingKey } from './heading-key.ts';
import type { LineProblemCode } from './line-wordings.ts';
import type { ColumnWord } from './price-column.ts';

/** A column's words by how they are compared, with what they stand for. Build it once for a list. */
export interface WordIndex<T extends string> {
  readonly meaning: ReadonlyMap<string, T>;
  readonly choices: readonly T[];
}

/** Prepares a column's words; only those an offer knows count. */
export function indexWords<T extends string>(words: readonly ColumnWord[], known: readonly T[]): WordIndex<T> {
  const meaning = new Map<string, T>();
  for (const { value, synonyms } of words) {
    const found = known.find((each) => each === value);
    if (found === undefined) continue;
    for (const text of [value, ...synonyms]) meaning.set(headingKey(text), found);
  }
  return { meaning, choices: known };
}

/** One of the column's words. Capitals and punctuation make no difference; another word for it is mended. */
export function readWord<T extends string>(
  text: string,
  index: WordIndex<T>,
  unknown: LineProblemCode,
): CellReading<T> {
  const key = headingKey(text);
  const value = index.meaning.get(key);
  if (value === undefined) return wrong(unknown, { choices: index.choices.join(', ') });
  if (key === headingKey(value)) return good(value);
  return mended(value, value, 'word', `"${text}" is understood as ${value}.`);
}

/** Several of the column's words, separated by semicolons, commas, slashes, bars or plus signs. */
export function readWordList<T extends string>(
  text: string,
  index: WordIndex<T>,
  unknown: LineProblemCode,
): CellReading<readonly T[]> {
  const values: T[] = [];
  const understood: string[] = [];
  const parts = text.split(/[;,/|+\n]|\s&\s|\band\b/i).map((each) => each.trim());
  for (const part of parts.filter((each) => each !== '')) {
    const read = readWord(part, index, unknown);
    if ('wrong' in read) return read;
    if (read.mend !== undefined) understood.push(read.mend.why);
    if (!values.includes(read.value)) values.push(read.value);
  }
  if (values.length === 0) return wrong(unknown, { choices: index.choices.join(', ') });
  const ordered = index.choices.filter((each) => values.includes(each));
  if (understood.length === 0) return good(ordered);
  return mended(ordered, ordered.join(';'), 'word', understood.join(' '));
}

const yes: ReadonlySet<string> = new Set([
  'yes',
  'y',
  'true',
  't',
  '1',
  'ja',
  'oui',
  'x',
  '✓',
  '✔',
  'allowed',
  'offered',
  'available',
]);
const no: ReadonlySet<string> = new Set([
  'no',
  'n',
  'false',
  'f',
  '0',
  'nein',
  'non',
  '✗',
  '✘',
  'none',
  'not allowed',
  'not offered',
]);

/** Yes or no. */
export function readFlag(text: string): CellReading<boolean> {
  const lower = text.toLowerCase();
  if (lower === 'yes' || lower === 'no') return good(lower === 'yes');
  const value = yes.has(lower) ? true : no.has(lower) ? false : undefined;
  if (value === undefined) return wrong('flag-unknown');
  const to = value ? 'yes' : 'no';
  return mended(value, to, 'word', `"${text}" is understood as ${to}.`);
}

export interface VatRules {
  readonly words: WordIndex<VatCategory>;
  readonly rates: readonly { readonly category: VatCategory; readonly percent: DecimalText }[];
  readonly date: string;
}

/** A VAT category, or a rate in force: `20%`, `20` and `0.2` are the same. */
export function readVat(text: string, rules: VatRules): CellReading<VatCategory> {
  const found = /^(?:vat )?@? ?(\d{1,3}(?:[.,]\d{1,4})?) ?(%|per ?cent|percent)?(?: vat)?$/i.exec(text);
  if (found === null) {
    const read = readWord(text, rules.words, 'vat-unknown');
    return 'wrong' in read ? wrong('vat-unknown', { choices: rules.words.choices.join(', '), date: rules.date }) : read;
  }
  const number = (found[1] ?? '').replace(',', '.');
  const percent = scaled(number);
  // Without a percent sign a number of at most one may be a fraction: no rate is 1% or less but zero.
  const fraction = found[2] === undefined ? percent * 100 : percent;
  const rate =
    rules.rates.find((each) => scaled(each.percent) === percent) ??
    rules.rates.find((each) => scaled(each.percent) === fraction);
  if (rate === undefined) return wrong('vat-unknown', { choices: rules.words.choices.join(', '), date: rules.date });
  return mended(rate.category, rate.category, 'vat-rate', `${rate.percent}% is the ${rate.category} rate.`);
}

/** A percentage as a whole number of millionths, exactly. */
function scaled(percent: string): number {
  const [whole = '0', fraction = ''] = percent.split('.');
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

const pounds: ReadonlySet<string> = new Set([
  'gbp',
  '£',
  'pound',
  'pounds',
  'sterling',
  'pound sterling',
  'pounds sterling',
  'uk pounds',
  'uk pound',
  'stg',
  '826',
]);

/** The currency a line is in: pounds, or it cannot be used. */
export function readCurrency(text: string, others: readonly ColumnWord[]): CellReading<'GBP'> {
  if (text === 'GBP') return good('GBP');
  if (pounds.has(text.toLowerCase())) return mended('GBP', 'GBP', 'word', 'Pounds are written GBP.');
  const upper = text.toUpperCase();
  const other = others.find((each) => [each.value, ...each.synonyms].some((sign) => sign.toUpperCase() === upper));
  return wrong('other-currency', { currency: other?.value ?? 'another currency' });
}

/** Whether the cell names the lot of the list: `Lot 1`, `1` and the agreement’s number before `lot 01` do for lot 1. */
export function namesLot(text: string, agreement: string, lot: string): boolean {
  const plain = text
    .toLowerCase()
    .replace(agreement.toLowerCase(), '')
    .replace(/\blot\b|[^a-z0-9.]/g, '');
  const zeros = (each: string): string => each.replace(/^0+(?=.)/, '');
  return zeros(plain.replace(/^lot/, '').replace(/\.0$/, '')) === zeros(lot.toLowerCase().replace(/[^a-z0-9.]/g, ''));
}
