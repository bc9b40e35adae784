import { type IsoDate, parseIsoDate } from '../kernel/dates.ts';
import { type DecimalText, exact, isDecimalText } from '../kernel/money.ts';
import type { Problem } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';

/** A query string as the server parses it. */
export type RawQuery = Readonly<Record<string, unknown>>;

export interface ParameterLimits {
  /** Values of one parameter. */
  readonly choices: number;
  /** Pounds. */
  readonly price: DecimalText;
}

/** Reads a query string value by value and gathers what is wrong; each problem shows the start of the value. */
export class ParameterReader {
  readonly problems: Problem[] = [];
  readonly #raw: RawQuery;

  readonly #limits: ParameterLimits;

  constructor(raw: RawQuery, limits: ParameterLimits) {
    this.#raw = raw;
    this.#limits = limits;
  }

  refuse(name: string, value: string, message: string, remedy: string, code = 'parameter-value'): void {
    this.problems.push({ code, path: name, value: cleanLine(value.slice(0, 100)), message, remedy });
  }

  all(name: string): readonly string[] {
    const value = Object.hasOwn(this.#raw, name) ? this.#raw[name] : undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return list.map((each) => (typeof each === 'string' ? each : String(each))).filter((each) => each.trim() !== '');
  }

  /** The value of a parameter that may stand once only. */
  one(name: string): string | undefined {
    const values = this.all(name);
    if (values.length > 1) {
      this.refuse(name, values.join(', '), `${name} is given ${values.length} times.`, `Give ${name} once.`);
      return undefined;
    }
    return values[0]?.trim();
  }

  /** Every value of a parameter that may repeat, each once; only those `allowed` when they are known beforehand. */
  choices(name: string, allowed?: readonly string[]): readonly string[] {
    const values = [...new Set(this.all(name).map(cleanLine))].filter((each) => each !== '');
    if (values.length > this.#limits.choices) {
      this.refuse(
        name,
        values.join(', '),
        `${name} has ${values.length} values.`,
        `Give ${this.#limits.choices} at the most.`,
      );
    }
    for (const value of values) {
      if (value.length > 200) {
        this.refuse(name, value, `A value of ${name} is longer than 200 characters.`, 'Shorten it.');
      } else if (allowed !== undefined && !allowed.includes(value)) {
        this.refuse(name, value, `${name} cannot be this value.`, `Use one of: ${allowed.join(', ')}.`);
      }
    }
    return values;
  }

  flag(name: string): boolean {
    const text = this.one(name);
    if (text === undefined || text === '0' || text === 'false' || text === 'off') return false;
    if (text === '1' || text === 'true' || text === 'on') return true;
    this.refuse(name, text, `${name} is neither 1 nor 0.`, 'Use 1 for yes, or leave it out.');
    return false;
  }

  member<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.one(name);
    if (text === undefined) return fallback;
    const found = allowed.find((each) => each === text);
    if (found !== undefined) return found;
    this.refuse(name, text, `${name} cannot be this value.`, `Use one of: ${allowed.join(', ')}.`);
    return fallback;
  }

  whole(name: string, low: number, high: number): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    this.refuse(name, text, `${name} is not a whole number from ${low} to ${high}.`, `Give a number such as ${low}.`);
    return undefined;
  }

  money(name: string): DecimalText | undefined {
    const text = this.one(name)?.replace(/^£/, '').replace(/,/g, '');
    if (text === undefined) return undefined;
    if (isDecimalText(text)) {
      const value = exact(text);
      if (value.gte(0) && value.lte(this.#limits.price) && value.decimalPlaces() <= 4) return text;
    }
    this.refuse(name, text, `${name} is not an amount in pounds.`, 'Give pounds and pence, such as 395.00.');
    return undefined;
  }

  date(name: string): IsoDate | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const date = parseIsoDate(text);
    if (date === undefined)
      this.refuse(name, text, `${name} is not a date.`, 'Give it as YYYY-MM-DD, such as 2026-11-23.');
    return date;
  }
}
