import type { PriceField } from './price-field.ts';

export const columnKinds = [
  'code',
  'mpn',
  'text',
  'note',
  'maker',
  'gtin',
  'money',
  'count',
  'stock',
  'grade',
  'months',
  'lead-time',
  'percent',
  'kilograms',
  'date',
  'words',
  'list',
  'flag',
  'vat',
  'currency',
  'lot',
] as const;
/** How a cell of the column is read; a `note` is not read at all. */
export type ColumnKind = (typeof columnKinds)[number];

/** A word the column takes, with the other words suppliers use for it. */
export interface ColumnWord {
  readonly value: string;
  readonly synonyms: readonly string[];
}

/** One column a price list may have, as reference/price-list-columns.yaml describes it. */
export interface PriceColumn {
  readonly field: PriceField;
  /** Our own heading, the template's. */
  readonly heading: string;
  /** Headings suppliers use for it. */
  readonly synonyms: readonly string[];
  /** Headings that may mean it where nothing better does; one may stand under several columns. */
  readonly weak: readonly string[];
  readonly required: boolean;
  readonly kind: ColumnKind;
  /** What it means, and how to write it: a sentence or two for the template and the mapping page. */
  readonly about: string;
  readonly example: string;
  /** What holds where a file has no such column or a cell of it is empty, and how a note says so; null: nothing holds. */
  readonly whenAbsent: { readonly value: string; readonly says: string } | null;
  /** `control`: only where the lot's price controls need it. */
  readonly template: 'always' | 'control' | 'never';
  /** The words it takes, in their order; empty where it takes no words. */
  readonly words: readonly ColumnWord[];
  /** Whole numbers between these; null where it takes none. */
  readonly least: number | null;
  readonly most: number | null;
  /** The longest text in characters; null where the kind decides. */
  readonly longest: number | null;
  /** Whether it may be below zero (a rebate). */
  readonly signed: boolean;
}

/** Every column a price list may have, plain data that can be sent to a worker. */
export interface PriceColumns {
  readonly columns: readonly PriceColumn[];
  /** Words in a heading that say its prices have VAT in them: `inc vat`. */
  readonly vatIncluded: readonly string[];
  /** Words in a heading or a cell that name another currency: `EUR`, `€`. */
  readonly otherCurrencies: readonly ColumnWord[];
}

/** The column of a field. Throws a RangeError where the file of columns lacks it, which loading does not let happen. */
export function columnOf(columns: PriceColumns, field: PriceField): PriceColumn {
  const found = columns.columns.find((each) => each.field === field);
  if (found === undefined) throw new RangeError(`No column ${field}`);
  return found;
}
