import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { exact, isDecimalText } from '../../kernel/money.ts';
import {
  type CircularFact,
  circularKinds,
  type Contact,
  type Evidence,
  type StandingEvent,
  standingKinds,
} from '../supplier.ts';
import type { Place, ProblemList } from './problem-list.ts';

/** The most characters of a part of an entry, and of a scheme's name, which labels a drawing. */
const longestPart = 400;
const longestScheme = 40;

/** Reads one entry of a cell that holds several, and says what is wrong with it. */
export class EntryReader {
  readonly #fields: readonly string[];
  readonly #place: Place;
  readonly #problems: ProblemList;
  failed = false;

  constructor(entry: string, place: Place, problems: ProblemList) {
    this.#fields = entry.split('|').map((each) => each.trim());
    this.#place = { ...place, value: entry };
    this.#problems = problems;
  }

  problem(code: string, message: string, remedy: string): void {
    this.failed = true;
    this.#problems.add(this.#place, code, message, remedy);
  }

  /** Notes an entry with more parts than it may have. */
  atMost(count: number): void {
    const surplus = this.#fields.slice(count).filter((each) => each !== '');
    if (surplus.length === 0) return;
    this.problem(
      'entry-parts',
      `The entry has more than ${count} parts.`,
      'Parts are separated by |, entries by a semicolon.',
    );
  }

  optional(index: number): string | null {
    const text = this.#fields[index] ?? '';
    return text === '' ? null : text;
  }

  text(index: number, what: string, longest = longestPart): string {
    const text = this.optional(index);
    if (text !== null) {
      if (text.length > longest) {
        const message = `The part ${index + 1}, ${what}, has ${text.length} characters; it may have ${longest}.`;
        this.problem('too-long', message, 'Shorten it.');
      }
      return text;
    }
    this.problem('entry-part-missing', `The entry lacks its part ${index + 1}, ${what}.`, `Write ${what} there.`);
    return '';
  }

  date(index: number, what: string): IsoDate | undefined {
    const text = this.text(index, what);
    return text === '' ? undefined : this.#readDate(text, what);
  }

  optionalDate(index: number, what: string): IsoDate | null | undefined {
    const text = this.optional(index);
    return text === null ? null : this.#readDate(text, what);
  }

  #readDate(text: string, what: string): IsoDate | undefined {
    const date = parseIsoDate(text);
    if (date === undefined) this.problem('bad-date', `"${text}" is not a date (${what}).`, dateRemedy(text));
    return date;
  }

  link(index: number): string | null {
    const text = this.optional(index);
    if (text === null || isWebAddress(text)) return text;
    this.problem(
      'bad-link',
      `"${text}" is not a web address.`,
      'Write an address that begins with https://, or leave it empty.',
    );
    return null;
  }

  oneOf<T extends string>(index: number, what: string, allowed: readonly T[]): T | undefined {
    const text = this.text(index, what);
    const found = allowed.find((each) => each === text.toLowerCase());
    if (found === undefined && text !== '') {
      this.problem('bad-word', `"${text}" is not known as ${what}.`, `Write one of ${allowed.join(', ')}.`);
    }
    return found;
  }

  /** Notes a last day before the first. */
  inOrder(from: IsoDate | undefined, to: IsoDate | null | undefined): void {
    if (from === undefined || to === undefined || to === null || from <= to) return;
    this.problem('dates-reversed', 'The last day is before the first.', 'Exchange or correct the two dates.');
  }
}

/** What to do about a text that should be a date. */
export function dateRemedy(text: string): string {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const [day = '', month = '', year = ''] = parts?.slice(1) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (parts !== null && Number(day) > 12 && parseIsoDate(iso) !== undefined) return `Write ${iso}.`;
  return 'Write year, month and day, such as 2026-11-30.';
}

export function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s"'<>\\]+$/.test(text) && URL.canParse(text);
}

/** The entries of a cell: separated by semicolons or line breaks. */
export function entriesOf(cell: string): readonly string[] {
  return cell
    .split(/[;\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function readEntries<T>(
  cell: string,
  place: Place,
  problems: ProblemList,
  read: (entry: EntryReader) => T | undefined,
): readonly T[] {
  return entriesOf(cell).flatMap((text) => {
    const entry = new EntryReader(text, place, problems);
    const value = read(entry);
    return value === undefined || entry.failed ? [] : [value];
  });
}

export function readContacts(cell: string, place: Place, problems: ProblemList): readonly Contact[] {
  return readEntries(cell, place, problems, (entry) => {
    entry.atMost(4);
    const email = entry.optional(2);
    if (email !== null && !/^[^\s@<>"|]+@[^\s@<>"|]+\.[^\s@<>"|]+$/.test(email)) {
      entry.problem('bad-email', `"${email}" is not an email address.`, 'Correct it, or leave it empty.');
    }
    const phone = entry.optional(3);
    if (phone !== null && !/^\+?[\d ()-]{6,24}$/.test(phone)) {
      entry.problem(
        'bad-phone',
        `"${phone}" is not a telephone number.`,
        'Write digits and spaces, or leave it empty.',
      );
    }
    return { role: entry.text(0, 'a role'), name: entry.text(1, 'a name'), email, phone };
  });
}

export function readEvidence(cell: string, place: Place, problems: ProblemList): readonly Evidence[] {
  const seen = new Set<string>();
  return readEntries(cell, place, problems, (entry) => {
    entry.atMost(7);
    const scheme = entry.text(0, 'the scheme', longestScheme);
    const number = entry.text(1, 'its number');
    const from = entry.date(2, 'the first day');
    const to = entry.optionalDate(3, 'the last day');
    entry.inOrder(from, to);
    const key = JSON.stringify([scheme, number]);
    if (seen.has(key)) {
      const message = `${scheme} ${number} is there twice.`;
      entry.problem('evidence-twice', message, 'Keep the entry with the right dates.');
    }
    seen.add(key);
    const scope = entry.text(4, 'the scope');
    const issuer = entry.text(5, 'the issuer');
    const link = entry.link(6);
    return from === undefined || to === undefined ? undefined : { scheme, number, from, to, scope, issuer, link };
  });
}

export function readCircular(
  cell: string,
  place: Place,
  problems: ProblemList,
  evidence: readonly Evidence[],
): readonly CircularFact[] {
  const seen = new Set<string>();
  return readEntries(cell, place, problems, (entry) => {
    entry.atMost(7);
    const kind = entry.oneOf(0, 'a circular fact', circularKinds);
    const value = kind === undefined ? undefined : circularValue(entry, kind);
    const asOf = entry.date(3, 'the day of the figure');
    const evidenceScheme = entry.text(4, 'the scheme of its evidence');
    const evidenceNumber = entry.text(5, 'the number of its evidence');
    if (!evidence.some((each) => each.scheme === evidenceScheme && each.number === evidenceNumber)) {
      entry.problem(
        'claim-without-evidence',
        `No evidence ${evidenceScheme} ${evidenceNumber} is listed for this supplier.`,
        'Add it to the column evidence, or leave the claim out: claims without evidence are not shown.',
      );
    }
    const key = `${kind ?? ''} ${asOf ?? ''}`;
    if (kind !== undefined && seen.has(key)) {
      entry.problem('claim-twice', `${kind} is there twice for the same day.`, 'Keep one of them.');
    }
    seen.add(key);
    if (kind === undefined || value === undefined || asOf === undefined) return undefined;
    return { kind, value, period: entry.optional(2), terms: entry.optional(6), asOf, evidenceScheme, evidenceNumber };
  });
}

function circularValue(entry: EntryReader, kind: CircularFact['kind']): string | undefined {
  if (kind === 'take-back') {
    const word = entry.oneOf(1, 'take-back', ['yes', 'no']);
    return word === undefined ? undefined : word === 'yes' ? '1' : '0';
  }
  const text = entry.text(1, 'a number');
  if (text === '') return undefined;
  const highest = kind === 'refurbished-share' ? 100 : 99;
  if (isDecimalText(text) && exact(text).gte(0) && exact(text).lte(highest)) return exact(text).toFixed();
  const unit = kind === 'refurbished-share' ? 'percent, from 0 to 100, without a sign' : 'years, from 0 to 99';
  entry.problem('bad-number', `"${text}" is not a number this fact can have.`, `Write ${unit}.`);
  return undefined;
}

/** Standing events; `scope` says what they concern: a lot, or (undefined) the supplier or an agreement the entry names. */
export function readStanding(
  cell: string,
  place: Place,
  problems: ProblemList,
  scope: { readonly agreement: string; readonly lot: string } | undefined,
  knownAgreement: (number: string) => string | undefined,
): readonly StandingEvent[] {
  return readEntries(cell, place, problems, (entry) => {
    entry.atMost(scope === undefined ? 5 : 4);
    const kind = entry.oneOf(0, 'a standing', standingKinds);
    const from = entry.date(1, 'the first day');
    const to = entry.optionalDate(2, 'the last day');
    entry.inOrder(from, to);
    const reason = entry.text(3, 'the reason');
    if (kind === 'reinstated' && to !== null) {
      entry.problem('reinstated-ends', 'A reinstatement has no last day.', 'Leave the third part empty.');
    }
    const named = scope === undefined ? entry.optional(4) : scope.agreement;
    const agreement = named === null ? null : knownAgreement(named);
    if (agreement === undefined) {
      entry.problem(
        'unknown-agreement',
        `There is no agreement ${named ?? ''}.`,
        'Write the number of an installed agreement.',
      );
    }
    if (kind === undefined || from === undefined || to === undefined || agreement === undefined) return undefined;
    return { kind, agreement, lot: scope?.lot ?? null, from, to, reason };
  });
}
