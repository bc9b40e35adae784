import type { PriceControl } from '../../agreements/index.ts';
import type { ColumnKind, PriceColumn, PriceColumns } from './price-column.ts';
import type { PriceField } from './price-field.ts';

/** A price list to fill in: the rows of its first sheet, and those of a second one that explains the columns. */
export interface PriceListTemplate {
  readonly fields: readonly PriceField[];
  readonly headings: readonly string[];
  /** Lines to look at, marked by their code `EXAMPLE-1`; a list that still has one is refused. */
  readonly examples: readonly (readonly string[])[];
  readonly explanation: readonly (readonly string[])[];
}

const asWritten: Readonly<Partial<Record<ColumnKind, string>>> = {
  code: 'text',
  mpn: 'text',
  text: 'text',
  note: 'text, not used',
  maker: 'a maker of the catalogue',
  gtin: 'digits, as text',
  money: 'pounds, such as 1234.50',
  count: 'a whole number',
  stock: 'a whole number',
  grade: 'a grade',
  months: 'a whole number of months',
  'lead-time': 'a whole number of working days',
  percent: 'whole percent',
  kilograms: 'kilograms, such as 212.5',
  date: 'a date, YYYY-MM-DD',
  flag: 'yes or no',
};

/** Cells of the second example, something refurbished; every other cell is empty. */
const refurbished: Readonly<Partial<Record<PriceField, string>>> = {
  supplierSku: 'EXAMPLE-2',
  unitPrice: '189.00',
  leadTimeDays: '5',
  condition: 'refurbished',
  cosmeticGrade: 'C8',
  functionalGrade: 'F6',
  batteryPercent: '85',
  conditionEvidence: 'BS 8887-240, certificate 4711',
  warrantyMonths: '12',
  warrantyType: 'return-to-base',
  stock: '14',
};

const ofUsedThings: ReadonlySet<PriceField> = new Set<PriceField>([
  'cosmeticGrade',
  'functionalGrade',
  'batteryPercent',
  'conditionEvidence',
]);

/** The template, made from the columns; cost and list price stand in it only where the lot's price controls need them. */
export function templateRows(columns: PriceColumns, controls: readonly PriceControl[]): PriceListTemplate {
  const needed = new Set<PriceField>([
    ...(controls.some((each) => each.kind === 'margin-over-cost') ? (['costPrice'] as const) : []),
    ...(controls.some((each) => each.kind === 'discount-off-list') ? (['listPrice'] as const) : []),
  ]);
  const used = columns.columns.filter((each) => each.template === 'always' || needed.has(each.field));
  return {
    fields: used.map((each) => each.field),
    headings: used.map((each) => each.heading),
    examples: [used.map(newExample), used.map(usedExample)],
    explanation: [
      ['Column', 'Needed', 'How to write it', 'Example', 'What it is', 'If it is empty', 'Words it takes'],
      ...used.map((each) => [
        each.heading,
        each.required || needed.has(each.field) ? 'yes' : '',
        asWritten[each.kind] ?? 'one of the words',
        each.example,
        each.about,
        each.whenAbsent === null ? '' : sentence(each.whenAbsent.says),
        each.words.map((word) => word.value).join(', '),
      ]),
    ],
  };
}

function newExample(column: PriceColumn): string {
  if (column.field === 'supplierSku') return 'EXAMPLE-1';
  return ofUsedThings.has(column.field) ? '' : column.example;
}

function usedExample(column: PriceColumn): string {
  if (column.template === 'control' || column.field === 'manufacturer' || column.field === 'mpn') return column.example;
  return refurbished[column.field] ?? '';
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
