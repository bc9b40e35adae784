import { join, resolve } from 'node:path';
import { isoDate } from '../../src/kernel/dates.ts';
import type { Cell } from '../../src/platform/tables/index.ts';
import {
  type ColumnDecisions,
  columnOf,
  createColumnProfile,
  type LineContext,
  type LineReading,
  loadPriceColumns,
  type PriceField,
  readPriceLine,
} from '../../src/catalogue/price-lines/index.ts';

const loaded = await loadPriceColumns(join(resolve(import.meta.dirname, '../..'), 'reference'));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));

/** The columns of the installed reference folder. */
export const priceColumns = loaded.value;

/** Invented makers, with names that are alike. */
export const knownMakers = [
  { id: 'norvik', name: 'Norvik', aliases: ['Norvik Systems'] },
  { id: 'hp', name: 'HP', aliases: ['Hewlett Packard', 'Hewlett-Packard Company'] },
  { id: 'tarnholm', name: 'Tarnholm', aliases: [] },
  { id: 'tarnhelm', name: 'Tarnhelm', aliases: [] },
  { id: 'brandl', name: 'Brändl & Söhne', aliases: [] },
] as const;

/** What a supplier must always say. */
export const goodCells = {
  supplierSku: 'NT-40021',
  manufacturer: 'Norvik',
  mpn: 'N14E-8512',
  unitPrice: '395.00',
} as const satisfies Partial<Record<PriceField, string>>;

/** Cells by field. */
export type FieldCells = Partial<Record<PriceField, Cell>>;

export interface ReadOptions {
  /** Headings that are not ours, by field. */
  readonly headings?: Partial<Record<PriceField, string>>;
  /** Other rows of the file: they decide how dates and decimals are read. */
  readonly others?: readonly FieldCells[];
  /** Cells right of the last heading. */
  readonly beyond?: readonly string[];
}

/** A context in which lines of the fields are read, with our headings where none are given. */
export function lineContext(
  fields: readonly PriceField[],
  decisions: ColumnDecisions,
  headings: ReadOptions['headings'] = {},
): LineContext {
  return {
    columns: priceColumns,
    headings: fields.map((each) => headings[each] ?? columnOf(priceColumns, each).heading),
    decisions,
    makers: knownMakers,
    vatRates: [
      { category: 'standard', percent: '20' },
      { category: 'reduced', percent: '5' },
      { category: 'zero', percent: '0' },
    ],
    agreement: 'EX0042',
    lot: '1a',
    listFrom: isoDate('2026-12-01'),
    agreementFrom: isoDate('2026-02-01'),
    agreementTo: isoDate('2028-01-31'),
  };
}

/** Reads one row that holds the cells, as if it stood in row 7 of a file with the other rows. */
export function readCells(cells: FieldCells, options: ReadOptions = {}): LineReading {
  const fields = fieldsOf([cells, ...(options.others ?? [])]);
  const row = (each: FieldCells): readonly Cell[] => fields.map((field) => each[field] ?? '');
  const profile = createColumnProfile(fields);
  profile.add([cells, ...(options.others ?? [])].map((each, at) => ({ row: at + 2, cells: row(each) })));
  const context = lineContext(fields, profile.decisions(), options.headings);
  return readPriceLine({ row: 7, cells: [...row(cells), ...(options.beyond ?? [])] }, fields, context);
}

/** The fields that any of the rows fills, in one order. */
function fieldsOf(rows: readonly FieldCells[]): readonly PriceField[] {
  return priceColumns.columns
    .map((each) => each.field)
    .filter((field) => rows.some((each) => each[field] !== undefined));
}
