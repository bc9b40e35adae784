import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { cleanLine, slug } from '../../kernel/text.ts';
import type { Category, Specification } from '../category.ts';
import { validateSpecification } from '../category-specification.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { ProductFootprint, ProductIdentity } from '../product-footprint.ts';
import { isGtin, type ManufacturerKind, type ProductLabel } from '../product.ts';
import type { ProductRecord } from './product-records.ts';

/** A product that passed every check of its own row; its maker as written. */
export interface ImportedProduct {
  readonly row: number;
  readonly manufacturer: string;
  /** What a maker that is not known yet would be. */
  readonly kind: ManufacturerKind;
  readonly mpn: string;
  readonly gtin: string | null;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly unspsc: string | null;
  readonly cpv: string | null;
  readonly specification: Specification;
  readonly labels: readonly ProductLabel[];
  readonly launched: IsoDate | null;
  readonly endOfSale: IsoDate | null;
  readonly endOfSupport: IsoDate | null;
  readonly identifiedBy: ProductIdentity;
  /** Null where the file says nothing of it: what is known already stays. */
  readonly footprint: ProductFootprint | null;
}

/** What can be used of a file. */
export interface ProductReading {
  readonly rows: number;
  readonly products: readonly ImportedProduct[];
  /** Why rows cannot be used; without a row: why nothing can. */
  readonly problems: readonly Problem[];
  /** What was left out of rows that are used, or should be looked at. */
  readonly remarks: readonly Problem[];
  /** Rows that cannot be used. */
  readonly rejected: number;
}

const known = new Set([
  'manufacturer',
  'mpn',
  'gtin',
  'name',
  'description',
  'category',
  'unspsc',
  'cpv',
  'specification',
  'labels',
  'launched',
  'endOfSale',
  'endOfSupport',
]);

/** Part numbers that a spreadsheet has turned into a number or a date. */
const spoiltNumber = /^\d([.,]\d+)?E\+\d+$/i;
const spoiltDate = /^(\d{1,2}[-\s](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|\d{1,2}\/\d{1,2}\/\d{4})$/i;

/** Checks one product; gives it, or every mistake in it with row, column, value and what to do. */
export function readProduct(
  { row, values }: ProductRecord,
  tree: CategoryTree,
): { readonly product: ImportedProduct } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (column: string, value: unknown, code: string, message: string, remedy: string): void => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    problems.push({ code, row, column, value: shown.slice(0, 80), message, remedy });
  };
  const text = (column: string, longest: number, required: boolean): string => {
    const value = values[column];
    const line = typeof value === 'string' || typeof value === 'number' ? cleanLine(String(value)) : '';
    if (value !== undefined && value !== null && line === '' && value !== '') {
      wrong(column, value, 'not-text', `${column} is not a text.`, 'Write it as text.');
    } else if (required && line === '') {
      wrong(column, '', 'missing', `${column} is missing.`, 'Fill it in.');
    } else if (line.length > longest) {
      wrong(
        column,
        line,
        'too-long',
        `${column} has ${line.length} characters; it may have ${longest}.`,
        'Shorten it.',
      );
    }
    return line;
  };
  for (const key of Object.keys(values)) {
    if (!known.has(key))
      wrong(key.slice(0, 60), values[key], 'column-unknown', `${key} is not known.`, 'Leave it out.');
  }

  const manufacturer = text('manufacturer', 120, true);
  const mpn = text('mpn', 60, true);
  if (spoiltNumber.test(mpn) || spoiltDate.test(mpn)) {
    const remedy = 'Format the column as text, then enter the part number again.';
    wrong('mpn', mpn, 'mpn-spoilt', 'A spreadsheet seems to have changed this part number.', remedy);
  } else if (mpn !== '' && slug(mpn) === '') {
    wrong('mpn', mpn, 'mpn-empty', 'The part number has no letter and no digit.', 'Give the maker’s part number.');
  }
  const gtin = readGtin(text('gtin', 20, false), wrong);
  const name = text('name', 200, true);
  const description = text('description', 4000, false);
  const category = readCategory(text('category', 160, true), tree, wrong);
  const unspsc = readCode('unspsc', text('unspsc', 20, false), /^\d{8}$/, wrong);
  const cpv = readCode('cpv', text('cpv', 20, false).replace(/-\d$/, ''), /^\d{8}$/, wrong);
  const specification =
    category === undefined ? {} : readSpecification(row, values['specification'], category, problems);
  const labels = readLabels(values['labels'], wrong);
  const day = (column: string): IsoDate | null => {
    const written = text(column, 20, false);
    const date = written === '' ? undefined : parseIsoDate(written);
    if (written !== '' && date === undefined) {
      wrong(column, written, 'not-a-date', `${column} is not a date.`, 'Write it as YYYY-MM-DD, such as 2030-10-31.');
    }
    return date ?? null;
  };
  const [launched, endOfSale, endOfSupport] = [day('launched'), day('endOfSale'), day('endOfSupport')];
  if (launched !== null && endOfSale !== null && endOfSale < launched) {
    wrong(
      'endOfSale',
      endOfSale,
      'dates-reversed',
      'It leaves sale before it was launched.',
      'Correct one of the two.',
    );
  }
  if (problems.length > 0 || category === undefined) return { problems };
  return {
    product: {
      row,
      manufacturer,
      kind: category.nature === 'software' ? 'publisher' : category.nature === 'service' ? 'service' : 'maker',
      mpn,
      gtin,
      name: withoutMaker(name, manufacturer),
      description,
      category: category.id,
      unspsc: unspsc ?? category.unspsc[0] ?? null,
      cpv: cpv ?? category.cpv[0] ?? null,
      specification,
      labels,
      launched,
      endOfSale,
      endOfSupport,
      identifiedBy: 'part-number',
      footprint: null,
    },
  };
}

type Wrong = (column: string, value: unknown, code: string, message: string, remedy: string) => void;

/** The name without its maker's: `Norvik N14` of Norvik is the model `N14`: the maker is shown before it anyway. */
export function withoutMaker(name: string, manufacturer: string): string {
  const lead = `${manufacturer.toLowerCase()} `;
  return name.toLowerCase().startsWith(lead) && name.length > lead.length ? name.slice(lead.length) : name;
}

function readGtin(text: string, wrong: Wrong): string | null {
  const digits = text.replace(/[\s-]/g, '');
  if (digits === '') return null;
  if (isGtin(digits)) return digits;
  const padded = [8, 12, 13, 14].map((length) => digits.padStart(length, '0')).find(isGtin);
  const remedy =
    padded === undefined
      ? 'Copy it from the package: 8, 12, 13 or 14 digits.'
      : `A spreadsheet may have dropped leading zeros: is it ${padded}?`;
  wrong('gtin', text, 'gtin-wrong', 'The check digit or the length of the GTIN is wrong.', remedy);
  return null;
}

function readCategory(id: string, tree: CategoryTree, wrong: Wrong): Category | undefined {
  if (id === '') return undefined;
  const category = tree.get(id);
  if (category !== undefined && tree.holdsProducts(id)) return category;
  if (category !== undefined) {
    const within = tree.scope(id).categories.slice(0, 8).join(', ');
    wrong('category', id, 'category-too-wide', `${id} holds no products itself.`, `Use one within it: ${within}.`);
    return undefined;
  }
  const last = id.split('/').at(-1) ?? id;
  const near = tree
    .leaves()
    .filter((each) => each.id.endsWith(`/${last}`) || each.name.toLowerCase() === id.toLowerCase());
  const remedy =
    near.length > 0
      ? `Did you mean ${near.map((each) => each.id).join(' or ')}?`
      : 'Use a path of the category tree, such as end-user-devices/laptops.';
  wrong('category', id, 'category-unknown', `There is no category ${id}.`, remedy);
  return undefined;
}

function readCode(column: string, text: string, form: RegExp, wrong: Wrong): string | null {
  if (text === '') return null;
  if (form.test(text)) return text;
  wrong(column, text, 'code-wrong', `${column} is not a code of eight digits.`, 'Write the digits alone.');
  return null;
}

function readSpecification(row: number, value: unknown, category: Category, problems: Problem[]): Specification {
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    const message = 'The specification is not an object.';
    problems.push({ code: 'not-an-object', row, column: 'specification', message, remedy: 'Write {"memory": 8, …}.' });
    return {};
  }
  const checked = validateSpecification(category, { ...value });
  if (checked.ok) return checked.value;
  for (const { path, ...each } of checked.problems) {
    problems.push({ ...each, row, column: (path ?? '').replace('/specification/', 'spec.') });
  }
  return {};
}

/** A list of objects, or in CSV `scheme|level|version|country|valid to` separated by semicolons. */
function readLabels(value: unknown, wrong: Wrong): readonly ProductLabel[] {
  if (value === undefined || value === null || value === '') return [];
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(';').map((each) => {
          const [scheme, level, version, country, validTo] = each.split('|').map((part) => part.trim());
          return { scheme, level, version, country, validTo };
        })
      : [value];
  return list.flatMap((each) => {
    const label = readLabel(each);
    if (label === undefined) {
      const remedy = 'Give scheme and the last day it holds, such as TCO Certified||10|GB|2027-06-04.';
      wrong('labels', each, 'label-wrong', 'A label lacks its scheme or the day it ends.', remedy);
    }
    return label ?? [];
  });
}

function readLabel(value: unknown): ProductLabel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const word = (key: string): string | null => {
    const field = fields.get(key);
    const line = typeof field === 'string' || typeof field === 'number' ? cleanLine(String(field)) : '';
    return line === '' ? null : line.slice(0, 60);
  };
  const [scheme, validTo] = [word('scheme'), parseIsoDate(word('validTo') ?? '')];
  if (scheme === null || validTo === undefined) return undefined;
  return { scheme, level: word('level'), version: word('version'), country: word('country') ?? 'GB', validTo };
}
