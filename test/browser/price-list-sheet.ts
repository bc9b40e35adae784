/** A reseller's own spreadsheet of real demonstration products, with mistakes that people make. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { openTable, type TableRow, writeXlsx } from '../../src/platform/tables/index.ts';

export type SheetCell = string | number;

/** A mistake put into the sheet, and what the cell should hold. */
export interface Mistake {
  /** Row as a person counts. */
  readonly row: number;
  readonly column: number;
  readonly wrong: SheetCell;
  readonly right: SheetCell;
}

export interface Sheet {
  readonly rows: readonly (readonly SheetCell[])[];
  readonly mistakes: readonly Mistake[];
  /** The row, as a person counts, of the first line. */
  readonly first: number;
}

export interface SheetProduct {
  readonly title: string;
  readonly manufacturer: { readonly name: string };
  readonly mpn: string;
  readonly gtin: string | null;
}

/** A line of the supplier's that is on offer already. */
export interface LiveLine {
  readonly sku: string;
  readonly price: string;
  readonly product: SheetProduct;
  readonly condition: string;
}

/** Columns in the reseller's words. Which of two columns is the price, nobody can guess. */
export const headings = [
  'Vendor SKU',
  'Brand',
  'Mfr Part No',
  'EAN',
  'Description',
  'Tier A',
  'Tier B',
  'VAT',
  'Lead time (days)',
  'Warranty (months)',
  'MOQ',
  'Pack size',
  'Available stock',
  'Condition',
  'Valid until',
  'Internal notes',
] as const;

const at = (heading: (typeof headings)[number]): number => headings.indexOf(heading);

const titleRows: readonly (readonly SheetCell[])[] = [
  ['Marrowby Systems, public sector price list'],
  ['Prices in pounds without VAT. Errors and omissions excepted.'],
  [],
];

/** Lays the sheet out: the supplier's live lines first, then products it did not sell, `lines` in all. */
export function resellersSheet(options: {
  readonly live: readonly LiveLine[];
  readonly products: readonly SheetProduct[];
  readonly lines: number;
}): Sheet {
  const { live, products, lines } = options;
  const sold = new Set(live.map((each) => each.product.mpn));
  const fresh = products.filter((each) => !sold.has(each.mpn));
  const all = [
    ...live.map((each, index) => ({ ...each, price: priceOf(Number(each.price) * movesBy(index)) })),
    ...fresh.map((product, index) => ({
      sku: `MS-${String(10_000 + index)}`,
      price: priceOf(45 + ((index * 37) % 900) + 0.5),
      product,
      condition: /refurbished/i.test(product.title) ? 'Refurbished' : 'New',
    })),
  ].slice(0, lines);
  if (all.length < lines) throw new Error(`Only ${String(all.length)} products for ${String(lines)} lines`);
  const rows: SheetCell[][] = all.map(({ sku, price, product, condition }, index) => [
    sku,
    product.manufacturer.name,
    product.mpn,
    product.gtin ?? '',
    product.title,
    price,
    priceOf(Number(price) * 1.2),
    'standard',
    5 + (index % 10),
    12,
    1,
    1,
    40,
    condition,
    '2027-06-30',
    '',
  ]);
  const first = titleRows.length + 2;
  const mistakes: Mistake[] = [];
  const wrong = (line: number, column: number, value: SheetCell): void => {
    const row = rows[line] ?? [];
    mistakes.push({ row: first + line, column, wrong: value, right: row[column] ?? '' });
    row[column] = value;
  };
  const slips: readonly (readonly [(typeof headings)[number], SheetCell])[] = [
    ['Mfr Part No', ''],
    ['Mfr Part No', 'NO-SUCH-PART-9'],
    ['Mfr Part No', '1.2E+11'],
    ['Brand', 'Nobody & Sons'],
    ['Tier A', ''],
    ['Tier A', 'POA'],
    ['Tier A', '€199.00'],
    ['Tier A', '12.345.67'],
    ['VAT', '17.3'],
    ['Lead time (days)', 'when it comes in'],
    ['Warranty (months)', 'lifetime-ish'],
    ['MOQ', 'a few'],
    ['Pack size', '0'],
    ['Condition', 'nearly new'],
    ['Valid until', '31/02/2027'],
    ['Valid until', 'end of the season'],
    ['Valid until', '2031-01-01'],
    ['EAN', '1234567890123'],
  ];
  // Thirty-six slips, two of each kind, and one code given twice; all beyond the live lines, one a line.
  const begin = live.length + 20;
  [...slips, ...slips].forEach(([heading, value], index) => {
    wrong(begin + index * 11, at(heading), value);
  });
  wrong(begin + 36 * 11, at('Vendor SKU'), rows[begin + 36 * 11 - 1]?.[0] ?? '');
  // What can be mended: spellings, currency signs, spaces.
  mend(rows, begin + 500, at('Brand'), (value) => String(value).toUpperCase());
  mend(rows, begin + 510, at('Tier A'), (value) => `£${String(value)} `);
  mend(rows, begin + 520, at('Mfr Part No'), (value) => ` ${String(value)}  `);
  return { rows: [...titleRows, [...headings], ...rows], mistakes, first };
}

function mend(rows: SheetCell[][], line: number, column: number, as: (value: SheetCell) => SheetCell): void {
  const row = rows[line];
  if (row !== undefined) row[column] = as(row[column] ?? '');
}

/** Every fourth line rises a little, every fourth falls; the second rises above what is allowed. */
function movesBy(index: number): number {
  if (index === 1) return 1.5;
  return index % 4 === 0 ? 1.06 : index % 4 === 2 ? 0.95 : 1;
}

function priceOf(pounds: number): string {
  return pounds.toFixed(2);
}

/** The rows as a workbook, as the reseller's program would save it. */
export async function workbook(rows: readonly (readonly SheetCell[])[]): Promise<Buffer> {
  const path = join(tmpdir(), `price-list-${randomUUID()}.xlsx`);
  try {
    await writeXlsx(path, [{ name: 'Prices', rows: rows.map((cells) => ({ cells })) }]);
    return await readFile(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** The rows of a workbook's first sheet. */
export async function readWorkbook(path: string): Promise<readonly TableRow[]> {
  const opened = await openTable(path);
  if (!opened.ok) throw new Error(opened.problems.map((each) => each.message).join(' '));
  const rows: TableRow[] = [];
  for await (const batch of opened.value.rows(0)) rows.push(...batch);
  await opened.value.close();
  return rows;
}
