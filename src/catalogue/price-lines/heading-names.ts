import { headingKey } from './heading-key.ts';
import { slips } from '../search-spelling.ts';
import type { PriceColumn, PriceColumns } from './price-column.ts';
import type { PriceField } from './price-field.ts';

/** A name a column is known by. */
interface KnownName {
  readonly field: PriceField;
  readonly by: 'name' | 'synonym';
  readonly text: string;
}

/** All headings that are known, by how they are compared. */
export interface HeadingNames {
  readonly sure: ReadonlyMap<string, KnownName>;
  readonly weak: ReadonlyMap<string, readonly PriceColumn[]>;
  readonly columns: PriceColumns;
}

/** Prepares the headings of the columns for matching. */
export function headingNames(columns: PriceColumns): HeadingNames {
  const sure = new Map<string, KnownName>();
  const weak = new Map<string, PriceColumn[]>();
  for (const column of columns.columns) {
    for (const text of column.synonyms) {
      const key = headingKey(text);
      if (!sure.has(key)) sure.set(key, { field: column.field, by: 'synonym', text });
    }
    sure.set(headingKey(column.heading), { field: column.field, by: 'name', text: column.heading });
  }
  // A part number is the maker's before it is the supplier's own.
  for (const column of columns.columns.toSorted((one, other) => weakRank(one) - weakRank(other))) {
    for (const text of column.weak) {
      const key = headingKey(text);
      weak.set(key, [...(weak.get(key) ?? []), column]);
    }
  }
  return { sure, weak, columns };
}

function weakRank(column: PriceColumn): number {
  return column.field === 'mpn' ? 0 : column.field === 'supplierSku' ? 2 : 1;
}

/** What a heading says beside its name: VAT in the prices, another currency. */
export interface HeadingAsides {
  /** The heading without them. */
  readonly plain: string;
  readonly vatIncluded: boolean;
  readonly currency: string | undefined;
}

/** Takes what a heading says of VAT and currency off its name. */
export function headingAsides(heading: string, columns: PriceColumns): HeadingAsides {
  let plain = heading;
  let vatIncluded = false;
  for (const phrase of columns.vatIncluded) {
    const found = phraseIn(phrase);
    if (!found.test(plain)) continue;
    vatIncluded = true;
    plain = plain.replace(found, ' ');
  }
  let currency: string | undefined;
  for (const { value, synonyms } of columns.otherCurrencies) {
    for (const sign of synonyms) {
      const found = phraseIn(sign);
      if (!found.test(plain)) continue;
      currency = value;
      plain = plain.replace(found, ' ');
    }
  }
  return { plain, vatIncluded, currency };
}

const phrases = new Map<string, RegExp>();

/** The phrase as words of its own, whatever its capitals; a sign anywhere. */
function phraseIn(phrase: string): RegExp {
  const before = phrases.get(phrase);
  if (before !== undefined) return before;
  const escaped = phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const made = new RegExp(/^\p{L}/u.test(phrase) ? `(?<!\\p{L})${escaped}(?!\\p{L})` : escaped, 'iu');
  phrases.set(phrase, made);
  return made;
}

/** The known heading most like this one: a slip away, or all of its words in it. None where two fields are as near. */
export function likeHeading(
  heading: string,
  names: HeadingNames,
): { readonly field: PriceField; readonly text: string } | undefined {
  const key = headingKey(heading);
  const most = key.length < 5 ? 0 : key.length < 9 ? 1 : 2;
  let best: { distance: number; found: KnownName; clear: boolean } | undefined;
  for (const [known, found] of names.sure) {
    if (known.length < 5 || /\d/.test(known)) continue;
    const distance = slips(key, known, most);
    if (distance > most) continue;
    if (best === undefined || distance < best.distance) best = { distance, found, clear: true };
    else if (distance === best.distance && found.field !== best.found.field) best.clear = false;
  }
  if (best !== undefined) return best.clear ? best.found : undefined;
  const words = new Set(wordsOf(heading));
  let longest: { length: number; found: KnownName; clear: boolean } | undefined;
  for (const found of names.sure.values()) {
    const wanted = wordsOf(found.text);
    if (wanted.length < 2 || !wanted.every((each) => words.has(each))) continue;
    if (longest === undefined || wanted.length > longest.length)
      longest = { length: wanted.length, found, clear: true };
    else if (wanted.length === longest.length && found.field !== longest.found.field) longest.clear = false;
  }
  return longest?.clear === true ? longest.found : undefined;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((each) => each !== '');
}
