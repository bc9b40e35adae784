import { formatDate, formatMonth, parseIsoDate } from '../kernel/dates.ts';
import { exact, formatCount } from '../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';
import type { Attribute, Band, Category, Specification, SpecificationValue } from './category.ts';
import { inOrder } from './category-tree.ts';

/** The longest text a specification may hold, in characters. */
const longestText = 300;

/**
 * Checks a product's specification against its category and brings it into the stored form: numbers as numbers,
 * dates as `YYYY-MM-DD`, texts on one line. Text that plainly means a number, yes or no is taken as that, because
 * tables carry everything as text. Every mistake is named, not only the first.
 */
export function validateSpecification(
  category: Category,
  values: Readonly<Record<string, unknown>>,
): Outcome<Specification> {
  const problems: Problem[] = [];
  const specification: Record<string, SpecificationValue> = {};
  const attributes = new Map(category.attributes.map((each) => [each.key, each]));
  for (const [key, value] of Object.entries(values)) {
    const attribute = attributes.get(key);
    if (attribute === undefined) {
      problems.push(unknownAttribute(category, key));
      continue;
    }
    if (value === undefined || value === null || value === '') continue;
    const read = readValue(attribute, value);
    if (read.ok) specification[key] = read.value;
    else problems.push(...read.problems);
  }
  for (const attribute of category.attributes) {
    if (attribute.required === true && !(attribute.key in specification) && !(attribute.key in values)) {
      problems.push({
        code: 'specification-missing',
        path: `/specification/${attribute.key}`,
        message: `${attribute.label} is missing; ${category.noun.many} need it.`,
        remedy: `Give ${attribute.key}${exampleOf(attribute)}.`,
      });
    }
  }
  return problems.length > 0 ? fail(...problems) : succeed(specification);
}

function unknownAttribute(category: Category, key: string): Problem {
  const known = category.attributes.map((each) => each.key);
  return {
    code: 'specification-unknown',
    path: `/specification/${key.slice(0, 60)}`,
    value: key.slice(0, 60),
    message: `${category.name} have no attribute called "${key.slice(0, 60)}".`,
    remedy: known.length === 0 ? 'Leave it out.' : `Use one of: ${known.join(', ')}.`,
  };
}

/** Reads one value as its attribute says. */
export function readValue(attribute: Attribute, value: unknown): Outcome<SpecificationValue> {
  switch (attribute.type) {
    case 'number':
      return readNumber(attribute, value);
    case 'boolean':
      return readBoolean(attribute, value);
    case 'date':
      return readDate(attribute, value);
    case 'choice':
      return readChoice(attribute, value);
    case 'range':
      return readRange(attribute, value);
    case 'text': {
      const text = typeof value === 'string' || typeof value === 'number' ? cleanLine(String(value)) : '';
      if (text === '' || text.length > longestText) {
        return wrong(attribute, value, `is not a text of 1 to ${longestText} characters`);
      }
      return succeed(text);
    }
  }
}

function readNumber(attribute: Attribute, value: unknown): Outcome<number> {
  const number = typeof value === 'string' && /^-?\d{1,12}(\.\d{1,6})?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return wrong(attribute, value, 'is not a plain number');
  if (attribute.minimum !== undefined && number < attribute.minimum) {
    return wrong(attribute, value, `is below ${attribute.minimum}`);
  }
  if (attribute.maximum !== undefined && number > attribute.maximum) {
    return wrong(attribute, value, `is above ${attribute.maximum}`);
  }
  const places = attribute.decimals ?? 0;
  if (exact(number).decimalPlaces() > places) {
    return wrong(attribute, value, `has more than ${places} digits after the point`);
  }
  return succeed(number);
}

function readBoolean(attribute: Attribute, value: unknown): Outcome<boolean> {
  const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value).trim().toLowerCase();
  if (text === 'yes' || text === 'true') return succeed(true);
  if (text === 'no' || text === 'false') return succeed(false);
  return wrong(attribute, value, 'is neither yes nor no');
}

function readDate(attribute: Attribute, value: unknown): Outcome<string> {
  const date = typeof value === 'string' ? parseIsoDate(value.trim()) : undefined;
  return date === undefined ? wrong(attribute, value, 'is not a date written YYYY-MM-DD') : succeed(date);
}

function readChoice(attribute: Attribute, value: unknown): Outcome<string> {
  const text = typeof value === 'string' || typeof value === 'number' ? cleanLine(String(value)).toLowerCase() : '';
  const choice = attribute.choices?.find((each) => each.toLowerCase() === text);
  return choice === undefined ? wrong(attribute, value, 'is not one of the choices') : succeed(choice);
}

function readRange(attribute: Attribute, value: unknown): Outcome<SpecificationValue> {
  const ends = rangeEnds(value);
  if (ends === undefined) return wrong(attribute, value, 'is not a range with two ends');
  const [from, to] = [readNumber(attribute, ends.from), readNumber(attribute, ends.to)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (from.value > to.value) return wrong(attribute, value, 'ends before it begins');
  return succeed({ from: from.value, to: to.value });
}

function rangeEnds(value: unknown): { readonly from: unknown; readonly to: unknown } | undefined {
  if (typeof value === 'string') {
    const ends = /^\s*(-?[\d.]+)\s*(?:to|\.\.|–)\s*(-?[\d.]+)\s*$/.exec(value);
    return ends === null ? undefined : { from: ends[1], to: ends[2] };
  }
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return undefined;
  return { from: value.from, to: value.to };
}

function wrong(attribute: Attribute, value: unknown, what: string): Outcome<never> {
  const shown = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80);
  return fail({
    code: 'specification-wrong',
    path: `/specification/${attribute.key}`,
    value: shown,
    message: `${attribute.label} ${what}.`,
    remedy:
      attribute.choices === undefined
        ? `Correct ${attribute.key}${exampleOf(attribute)}.`
        : `Use one of: ${attribute.choices.join(', ')}.`,
  });
}

function exampleOf(attribute: Attribute): string {
  if (attribute.type === 'range') return ', for example 0 to 40';
  if (attribute.type === 'date') return ', for example 2033-10-31';
  const example = attribute.examples?.[0] ?? attribute.choices?.[0];
  return example === undefined ? '' : `, for example ${String(example)}`;
}

/** A value as people read it: `16 GB`, `14 inch`, `Yes`, `October 2033`, `0 to 40 °C`. */
export function formatSpecificationValue(attribute: Attribute, value: SpecificationValue): string {
  const unit = attribute.unit === undefined ? '' : ` ${attribute.unit}`;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') {
    const { larger } = attribute;
    if (larger !== undefined && value >= larger.of && value % larger.of === 0) {
      return `${formatNumber(value / larger.of)} ${larger.unit}`;
    }
    return `${formatNumber(value)}${unit}`;
  }
  if (typeof value === 'object') return `${formatNumber(value.from)} to ${formatNumber(value.to)}${unit}`;
  if (attribute.type !== 'date') return value;
  const date = parseIsoDate(value);
  if (date === undefined) return value;
  return attribute.precision === 'month' ? formatMonth(date) : formatDate(date);
}

function formatNumber(value: number): string {
  const [whole = '0', fraction] = exact(Math.abs(value)).toFixed().split('.');
  return `${value < 0 ? '−' : ''}${formatCount(Number(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A value's part of the one-line description; undefined when it says that the thing lacks something. */
function linePart(attribute: Attribute, value: SpecificationValue): string | undefined {
  if (value === false || value === 0 || (attribute.type === 'choice' && value === 'None')) return undefined;
  if (value === true) return attribute.lineText ?? attribute.label.toLowerCase();
  const text = formatSpecificationValue(attribute, value);
  if (attribute.lineText === undefined) return text;
  // Inside a phrase a choice loses its capital, unless it is an abbreviation: `for laptops`, `by LoRaWAN`.
  const inside = attribute.type === 'choice' && !attribute.lineText.startsWith('{}') && /^.[^A-Z]*$/.test(text);
  return attribute.lineText.replace('{}', inside ? text.charAt(0).toLowerCase() + text.slice(1) : text);
}

/**
 * The one-line description of a search result: `14 inch touch, 8 GB, 256 GB SSD, Windows 11`. Attributes with the
 * same place are joined by a space, the others by a comma.
 */
export function specificationLine(category: Category, specification: Specification): string {
  const places = new Map<number, string[]>();
  for (const attribute of inOrder(category.attributes, (each) => each.line)) {
    const value = specification[attribute.key];
    const part = value === undefined ? undefined : linePart(attribute, value);
    if (part === undefined) continue;
    const place = attribute.line ?? 0;
    places.set(place, [...(places.get(place) ?? []), part]);
  }
  return [...places.values()].map((parts) => parts.join(' ')).join(', ');
}

/** The specification under its headings, in the category's order, ready to print. */
export interface SpecificationGroup {
  readonly name: string;
  readonly facts: readonly { readonly key: string; readonly label: string; readonly text: string }[];
}

export function specificationGroups(category: Category, specification: Specification): readonly SpecificationGroup[] {
  const groups = new Map<string, { key: string; label: string; text: string }[]>();
  for (const attribute of category.attributes) {
    const value = specification[attribute.key];
    if (value === undefined) continue;
    const facts = groups.get(attribute.group) ?? [];
    facts.push({ key: attribute.key, label: attribute.label, text: formatSpecificationValue(attribute, value) });
    groups.set(attribute.group, facts);
  }
  return [...groups].map(([name, facts]) => ({ name, facts }));
}

/** The band a value lies in, by its place among the attribute's bands; undefined when in none. */
export function bandOf(attribute: Attribute, value: SpecificationValue): Band | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return attribute.bands?.find(
    (band) =>
      (band.from === undefined || (typeof band.from === typeof value && value >= band.from)) &&
      (band.to === undefined || (typeof band.to === typeof value && value <= band.to)),
  );
}
