import { type IsoDate, parseIsoDate } from '../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';
import type { SupplierQuery } from './supplier-filter.ts';
import { supplierRegions, supplierSizes } from './supplier.ts';
import { standings } from './supplier-standing.ts';

/** Query parameters as they arrive: one text or several. */
export type RawQuery = Readonly<Record<string, unknown>>;

export interface SupplierListQuery extends SupplierQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface QueryWorld {
  readonly day: IsoDate;
  /** Whether a parameter nobody knows is refused (programs) or passed over (people's addresses pick up strange ones). */
  readonly unknown: 'refuse' | 'ignore';
  /** Suppliers a page when nothing is said. */
  readonly limit?: number;
}

export const mostPerPage = 200;
const longestText = 200;
const mostChoices = 30;

const parameters = [
  'q',
  'on',
  'agreement',
  'lot',
  'size',
  'sme',
  'standing',
  'takesBack',
  'evidence',
  'region',
  'limit',
  'cursor',
];

/** Reads the parameters of a register address; every one that cannot be used is a problem of its own. */
export function parseSupplierQuery(raw: RawQuery, world: QueryWorld): Outcome<SupplierListQuery> {
  const reader = new QueryReader(raw);
  if (world.unknown === 'refuse') reader.refuseUnknown();
  const on = reader.date('on') ?? world.day;
  const limit = reader.limit() ?? world.limit ?? 25;
  const cursor = reader.one('cursor');
  const query: SupplierListQuery = {
    on,
    words: cleanLine(reader.one('q') ?? ''),
    agreement: reader.texts('agreement'),
    lot: reader.texts('lot'),
    size: reader.choices('size', supplierSizes),
    sme: reader.flag('sme'),
    standing: reader.choices('standing', standings),
    takesBack: reader.flag('takesBack'),
    evidence: reader.texts('evidence'),
    region: reader.choices('region', supplierRegions),
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  };
  return reader.problems.length > 0 ? fail(...reader.problems) : succeed(query);
}

class QueryReader {
  readonly problems: Problem[] = [];
  readonly #raw: RawQuery;

  constructor(raw: RawQuery) {
    this.#raw = raw;
  }

  #problem(code: string, path: string, value: string, message: string, remedy: string): void {
    this.problems.push({ code, path, value: value.slice(0, 80), message, remedy });
  }

  refuseUnknown(): void {
    for (const name of Object.keys(this.#raw)) {
      if (parameters.includes(name)) continue;
      const remedy = `Take it out. The parameters are ${parameters.join(', ')}.`;
      this.#problem(
        'unknown-parameter',
        name.slice(0, 80),
        '',
        'The address has a parameter that is not known.',
        remedy,
      );
    }
  }

  /** All texts given for the parameter, empty ones left out. */
  texts(name: string): readonly string[] {
    const value = this.#raw[name];
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = all.filter((each) => typeof each === 'string').filter((each) => each !== '');
    if (texts.length > mostChoices) {
      const message = `${name} is given ${texts.length} times; ${mostChoices} are read.`;
      this.#problem('too-many', name, texts[0] ?? '', message, 'Ask for fewer at a time.');
      return [];
    }
    const long = texts.find((each) => each.length > longestText);
    if (long !== undefined) {
      const message = `${name} has ${long.length} characters; ${longestText} are read.`;
      this.#problem('too-long', name, long, message, 'Shorten it.');
      return [];
    }
    return [...new Set(texts)];
  }

  one(name: string): string | undefined {
    const texts = this.texts(name);
    const [first] = texts;
    if (texts.length > 1) {
      this.#problem('given-twice', name, first ?? '', `${name} is given more than once.`, 'Give it once.');
    }
    return first;
  }

  choices<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
    return this.texts(name).flatMap((text) => {
      const found = allowed.find((each) => each.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return [found];
      const message = `"${text.slice(0, 60)}" is not a ${name} the register knows.`;
      this.#problem('unknown-choice', name, text, message, `Use one of: ${allowed.join(', ')}.`);
      return [];
    });
  }

  flag(name: string): boolean {
    const text = this.one(name);
    if (text === undefined || text === 'false') return false;
    if (text === 'true') return true;
    this.#problem('not-a-flag', name, text, `${name} is true or false.`, 'Write true, or leave it out.');
    return false;
  }

  date(name: string): IsoDate | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const date = parseIsoDate(text);
    if (date === undefined) {
      const remedy = 'Write year, month and day, such as 2026-11-30.';
      this.#problem('not-a-date', name, text, 'The date asked for is not a day of the calendar.', remedy);
    }
    return date;
  }

  limit(): number | undefined {
    const text = this.one('limit');
    if (text === undefined) return undefined;
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (limit >= 1 && limit <= mostPerPage) return limit;
    this.#problem('bad-limit', 'limit', text, 'limit is a number of suppliers.', `Write 1 to ${mostPerPage}.`);
    return undefined;
  }
}

/** Whether what the server made of the query can be read as parameters. */
export function isRawQuery(value: unknown): value is RawQuery {
  return typeof value === 'object' && value !== null;
}
