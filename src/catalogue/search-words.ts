/**
 * How text becomes words to search by. The same reading is used when a product is written and when somebody types, so
 * whatever is written one way and typed another must end in the same word here. Words hold only `a-z` and `0-9`.
 */

/** A word somebody typed, as the alternatives that may stand for it in a product's text. */
export interface QueryWord {
  /** As typed, for messages and corrections. */
  readonly typed: string;
  /** Any of these groups will do; within a group every part must be there. */
  readonly forms: readonly (readonly QueryPart[])[];
  /** Whether the word is made of letters only and so may be a misspelling. */
  readonly plain: boolean;
}

export interface QueryPart {
  readonly word: string;
  /** Words that begin with it match too. */
  readonly prefix: boolean;
}

/** More words than this are left out: nobody types them, and each costs time. */
export const mostQueryWords = 16;
const longestWord = 60;
/** The most text that is read of one field or one query, in characters. */
const longestText = 8_000;

// Not among them: "new", a condition people ask for.
const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be but by can do for from have i in inc is it me my need of on or our per please ' +
    'some than that the their them these this to up us want we which with you your'
  ).split(' '),
);

/** Units as people write them, and the one way they are kept. Joined to the number before them. */
const unitNames: Readonly<Record<string, string>> = {
  gb: 'gb',
  gig: 'gb',
  gigs: 'gb',
  gigabyte: 'gb',
  gigabytes: 'gb',
  tb: 'tb',
  terabyte: 'tb',
  terabytes: 'tb',
  mb: 'mb',
  megabyte: 'mb',
  megabytes: 'mb',
  inch: 'in',
  inches: 'in',
  in: 'in',
  '"': 'in',
  mm: 'mm',
  cm: 'cm',
  metre: 'm',
  metres: 'm',
  m: 'm',
  kg: 'kg',
  kilogram: 'kg',
  kilograms: 'kg',
  g: 'g',
  w: 'w',
  watt: 'w',
  watts: 'w',
  wh: 'wh',
  kw: 'kw',
  va: 'va',
  kva: 'kva',
  v: 'v',
  volt: 'v',
  volts: 'v',
  hz: 'hz',
  mhz: 'mhz',
  ghz: 'ghz',
  gbps: 'gbps',
  gbe: 'gbe',
  mbps: 'mbps',
  port: 'port',
  ports: 'port',
  bay: 'bay',
  bays: 'bay',
  core: 'core',
  cores: 'core',
  user: 'user',
  users: 'user',
  u: 'u',
  year: 'year',
  years: 'year',
  yr: 'year',
  yrs: 'year',
  month: 'month',
  months: 'month',
  hour: 'hour',
  hours: 'hour',
  hr: 'hour',
  hrs: 'hour',
  day: 'day',
  days: 'day',
  lumen: 'lumen',
  lumens: 'lumen',
  nit: 'nit',
  nits: 'nit',
  ppm: 'ppm',
  mp: 'mp',
  dpi: 'dpi',
};
const unitPattern = Object.keys(unitNames)
  .toSorted((one, other) => other.length - one.length)
  .map((each) => (each === '"' ? '"' : `${each}(?![a-z0-9])`))
  .join('|');
const numberWithUnit = new RegExp(`(?<![a-z0-9.])(\\d{1,7}(?:\\.\\d{1,4})?) ?-?(${unitPattern})`, 'g');

/** Lower case, without accents and marks, quotes made plain, numbers and their units joined. */
function prepare(text: string): string {
  return text
    .slice(0, longestText)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[”″“]|''/gu, '"')
    .replace(/[’‘'`]/gu, '')
    .replace(/[‐‑‒–—−]/gu, '-')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/(?<![a-z0-9])(\d)[ -](in|to)[ -](\d)(?![a-z0-9])/g, '$1$2$3')
    .replace(numberWithUnit, (_all, amount: string, unit: string) => `${amount}${unitNames[unit] ?? unit} `);
}

/** A run of characters without a break: `nv14-5120`, `13.3in`, `wi-fi`. */
function chunks(prepared: string): readonly string[] {
  return prepared.match(/[a-z0-9]+(?:[-./_+&]+[a-z0-9]+)*/g) ?? [];
}

const decimal = /^\d+\.\d+[a-z]*$/;

function parts(chunk: string): readonly string[] {
  // The point of a decimal number is part of the word: 13.3 is not 13 and 3.
  if (decimal.test(chunk)) return [chunk.replace('.', 'p').slice(0, longestWord)];
  return chunk.split(/[^a-z0-9]+/).map((each) => each.slice(0, longestWord));
}

/** The one of several: `switches` → `switch`, `batteries` → `battery`; words with digits stay as they are. */
export function singular(word: string): string {
  if (word.length < 4 || !/^[a-z]+s$/.test(word)) return word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** What a word being typed may be the beginning of, once the end of a plural has been begun: `switche`, `batterie`. */
function begun(word: string): readonly string[] {
  if (/^[a-z]{3,}ie$/.test(word)) return [`${word.slice(0, -2)}y`];
  if (/^[a-z]+(?:ss|sh|ch|x|zz)e$/.test(word)) return [word.slice(0, -1)];
  return [];
}

/**
 * The words of a product's text, in order, repeated ones included. A hyphenated word gives its parts and the whole
 * without hyphens; a number with a unit gives both together and the number.
 */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const chunk of chunks(prepare(text))) {
    const pieces = parts(chunk);
    for (const piece of pieces) {
      if (pieces.length === 1 && stopWords.has(piece)) continue;
      words.push(singular(piece));
      const amount = /^(\d+(?:p\d+)?)[a-z]+$/.exec(piece)?.[1];
      if (amount !== undefined && amount !== piece) words.push(amount);
    }
    if (pieces.length > 1) words.push(pieces.join('').slice(0, longestWord));
  }
  return words;
}

/** A maker's part number without anything but letters and digits, lower case: `NV14-5120` → `nv145120`. */
export function partNumberKey(mpn: string): string {
  return mpn
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, longestWord);
}

/**
 * The words of a query. The last one may still be being typed, and so may anything that looks like a part number.
 * Stop words count only when there is nothing else.
 */
export function queryWords(text: string): readonly QueryWord[] {
  const prepared = prepare(text);
  const all = [...new Set(chunks(prepared))];
  const telling = all.filter((each) => !stopWords.has(each));
  const used = (telling.length > 0 ? telling : all).slice(0, mostQueryWords);
  const finished = /[^a-z0-9]$/.test(prepared.trimEnd()) && !prepared.endsWith(' ');
  return used.map((chunk, index) => queryWord(chunk, index === used.length - 1 && !finished));
}

/**
 * What a typed word may be a piece of a part number by, from anywhere inside it: five characters with a digit among them, or
 * four with letters and digits. A number with its unit (`16gb`) is none.
 */
export function fragmentOf(word: QueryWord): string | undefined {
  const whole = word.forms[0]?.[0]?.word ?? '';
  if (!/\d/.test(whole) || whole.length < (/[a-z]/.test(whole) ? 4 : 5)) return undefined;
  const unit = /^\d+(?:p\d+)?([a-z]+)$/.exec(whole)?.[1];
  return unit !== undefined && Object.hasOwn(unitNames, unit) ? undefined : whole;
}

function queryWord(chunk: string, last: boolean): QueryWord {
  const pieces = parts(chunk).filter((each) => each !== '');
  const whole = pieces.join('').slice(0, longestWord);
  const open = last || (/\d/.test(whole) && /[a-z]/.test(whole) && whole.length >= 5);
  const forms: (readonly QueryPart[])[] = [];
  if (pieces.length > 1) {
    forms.push([{ word: whole, prefix: open }]);
    forms.push(
      pieces.map((word, index) =>
        index === pieces.length - 1 && open ? { word, prefix: true } : { word: singular(word), prefix: false },
      ),
    );
  } else {
    const one = singular(whole);
    forms.push([{ word: one, prefix: open }]);
    if (open && one !== whole) forms.push([{ word: whole, prefix: true }]);
    if (open) for (const each of begun(whole)) forms.push([{ word: each, prefix: false }]);
  }
  return { typed: chunk, forms, plain: pieces.length === 1 && /^[a-z]{3,30}$/.test(whole) };
}
