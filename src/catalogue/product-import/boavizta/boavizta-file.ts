import { setImmediate as breathe } from 'node:timers/promises';
import type { Problem } from '../../../kernel/outcome.ts';
import { cleanLine } from '../../../kernel/text.ts';
import type { CategoryTree } from '../../category-tree.ts';
import { csvRows } from '../csv-rows.ts';
import { makerKey } from '../maker-key.ts';
import { mostProducts } from '../product-records.ts';
import type { ProductReading } from '../product-row.ts';
import { DecimalSign, type NumberForm, shareIn, unscrambled } from './boavizta-cells.ts';
import { type BoaviztaColumn, type BoaviztaGuide } from './boavizta-guide.ts';
import { type BoaviztaContext, type BoaviztaRow, readDevice, type ReadDevice } from './boavizta-row.ts';
import { stageColumns } from './boavizta-shares.ts';

const rowsAtOnce = 250;
const numeric: readonly BoaviztaColumn[] = [...stageColumns, 'gwp_total', 'gwp_error_ratio', 'yearly_tec', 'weight'];
const shares: readonly BoaviztaColumn[] = [...stageColumns, 'gwp_error_ratio'];
const needed: readonly BoaviztaColumn[] = ['manufacturer', 'name', 'category', 'subcategory', 'gwp_total'];

/** Reads the text of the public footprint file, in its English or French edition. Takes every row it can. */
export async function readBoavizta(text: string, guide: BoaviztaGuide, tree: CategoryTree): Promise<ProductReading> {
  const { table, problems } = await readTable(text, guide);
  if (table === undefined) return { rows: 0, products: [], problems, remarks: [], rejected: 0 };
  const context: BoaviztaContext = {
    guide,
    tree,
    form: table.form,
    hundreds: await hundreds(table.rows, table.form),
    headingOf: (column) => table.headings.get(column) ?? column,
  };
  const devices: ReadDevice[] = [];
  for (const [index, row] of table.rows.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    const read = readDevice(row, context);
    if ('problems' in read) problems.push(...read.problems);
    else devices.push(read);
  }
  const { kept, twice } = await newestOfEach(devices, context.headingOf('name'));
  problems.push(...twice);
  const rows = table.rows.length + table.misshapen;
  return {
    rows,
    products: kept.map((each) => each.product),
    problems: problems.toSorted((one, other) => (one.row ?? 0) - (other.row ?? 0)),
    remarks: kept.flatMap((each) => each.remarks),
    rejected: rows - kept.length,
  };
}

interface Table {
  readonly headings: ReadonlyMap<BoaviztaColumn, string>;
  readonly rows: readonly BoaviztaRow[];
  /** Rows with more cells than headings. */
  readonly misshapen: number;
  readonly form: NumberForm;
}

async function readTable(
  text: string,
  guide: BoaviztaGuide,
): Promise<{ readonly table?: Table; readonly problems: Problem[] }> {
  const problems: Problem[] = [];
  let columns: readonly (BoaviztaColumn | undefined)[] = [];
  const headings = new Map<BoaviztaColumn, string>();
  const raw: { readonly row: number; readonly cells: Map<BoaviztaColumn, string> }[] = [];
  const sign = new DecimalSign();
  let misshapen = 0;
  let first = true;
  for await (const part of csvRows(text)) {
    if ('problem' in part) {
      problems.push(part.problem);
      break;
    }
    const { cells, row } = part;
    if (first) {
      first = false;
      columns = cells.map((each) => guide.columnOf(each));
      const wrong = headingProblems(cells, columns);
      if (wrong.length > 0) return { problems: [...wrong] };
      for (const [index, column] of columns.entries())
        if (column !== undefined) headings.set(column, cleanLine(cells[index] ?? ''));
    } else if (cells.some((each) => each.trim() !== '')) {
      if (raw.length + misshapen >= mostProducts) return { problems: [tooMany(row)] };
      if (cells.slice(columns.length).some((each) => each.trim() !== '')) {
        misshapen += 1;
        problems.push(tooWide(row, cells, columns.length));
      } else {
        const read = cellsOf(cells, columns, guide);
        for (const column of numeric) sign.see(read.get(column) ?? '');
        raw.push({ row, cells: read });
      }
    }
  }
  if (first) return { problems: problems.length > 0 ? problems : [noHeadings] };
  if (raw.length + misshapen === 0 && problems.length === 0) problems.push(noRows);
  const { form } = sign;
  if (form.decimal === ',') for (const { cells } of raw) withPoints(cells);
  return { table: { headings, rows: raw, misshapen, form }, problems };
}

function cellsOf(
  cells: readonly string[],
  columns: readonly (BoaviztaColumn | undefined)[],
  guide: BoaviztaGuide,
): Map<BoaviztaColumn, string> {
  const found = new Map<BoaviztaColumn, string>();
  for (const [index, column] of columns.entries()) {
    if (column === undefined) continue;
    const cell = cleanLine(unscrambled(cells[index] ?? ''));
    if (!guide.isNothing(cell)) found.set(column, cell);
  }
  return found;
}

/** The French edition turned every point between two digits into a comma, in names and addresses too: turned back. */
function withPoints(cells: Map<BoaviztaColumn, string>): void {
  for (const column of ['name', 'sources'] as const) {
    const text = cells.get(column);
    if (text !== undefined) cells.set(column, text.replace(/(?<=\d),(?=\d)/g, '.'));
  }
}

/** Columns of shares most of whose numbers are above one: they count to a hundred. */
async function hundreds(rows: readonly BoaviztaRow[], form: NumberForm): Promise<ReadonlySet<BoaviztaColumn>> {
  const found = new Set<BoaviztaColumn>();
  for (const column of shares) {
    // Above one counts for a hundred, the others against it.
    let balance = 0;
    for (const [index, { cells }] of rows.entries()) {
      if (index % (rowsAtOnce * 8) === 0) await breathe();
      const share = shareIn(cells.get(column) ?? '', form);
      if (share !== undefined && !share.percent) balance += Number(share.number) > 1 ? 1 : -1;
    }
    if (balance > 0) found.add(column);
  }
  return found;
}

/**
 * Of rows for the same model the one with the newest report, then the one added last. Rows that differ without one being
 * newer are all left out: we cannot tell which holds.
 */
async function newestOfEach(
  devices: readonly ReadDevice[],
  column: string,
): Promise<{ readonly kept: readonly ReadDevice[]; readonly twice: readonly Problem[] }> {
  const groups = new Map<string, ReadDevice[]>();
  for (const [index, each] of devices.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    const key = `${makerKey(each.product.manufacturer)} ${each.product.mpn.toLowerCase()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const kept: ReadDevice[] = [];
  const twice: Problem[] = [];
  const drop = (each: ReadDevice, code: string, message: string, remedy: string): void => {
    const { row, mpn: value } = each.product;
    twice.push({ code, row, column, value: value.slice(0, 120), message, remedy });
  };
  for (const group of groups.values()) {
    const best = group.reduce((one, other) => (isNewer(other, one) ? other : one));
    const rivals = group.filter((each) => each !== best && !isNewer(best, each) && !alike(best, each));
    if (rivals.length > 0) {
      const rows = group.map((each) => each.product.row).join(', ');
      for (const each of group) {
        drop(
          each,
          'twice-different',
          `Rows ${rows} give this model different figures and none is newer.`,
          'Keep the right one.',
        );
      }
      continue;
    }
    kept.push(best);
    for (const each of group) {
      if (each === best) continue;
      const why = alike(best, each) ? 'says the same' : 'is newer';
      drop(
        each,
        'twice',
        `This model stands in row ${best.product.row} too, which ${why} and was used.`,
        'Nothing, or remove this row.',
      );
    }
  }
  return { kept, twice };
}

/** Whether a report is newer; within one month or year that cannot be told, and then the later row of the file's own date is. */
function isNewer(one: ReadDevice, other: ReadDevice): boolean {
  const [first, second] = [one.footprint.reported ?? '', other.footprint.reported ?? ''];
  if (!first.startsWith(second) && !second.startsWith(first)) return first > second;
  return one.added > other.added;
}

/** Whether two rows say the same of a device, wherever they have it from. */
function alike(one: ReadDevice, other: ReadDevice): boolean {
  const said = ({ product, footprint }: ReadDevice): string =>
    JSON.stringify([product.category, product.specification, { ...footprint, source: null, reported: null }]);
  return said(one) === said(other);
}

function headingProblems(
  cells: readonly string[],
  columns: readonly (BoaviztaColumn | undefined)[],
): readonly Problem[] {
  const problems: Problem[] = needed
    .filter((each) => !columns.includes(each))
    .map((column) => ({
      code: 'column-missing',
      row: 1,
      column,
      message: `The column ${column} is missing.`,
      remedy: 'Give the public footprint file as it was published, with its heading row.',
    }));
  for (const [index, column] of columns.entries()) {
    if (column === undefined || columns.indexOf(column) === index) continue;
    const heading = cleanLine(cells[index] ?? '').slice(0, 60);
    const message = `The column "${heading}" stands twice.`;
    problems.push({ code: 'column-twice', row: 1, column: heading, message, remedy: 'Remove one of the two.' });
  }
  return problems;
}

function tooWide(row: number, cells: readonly string[], width: number): Problem {
  return {
    code: 'too-many-cells',
    row,
    value: (cells[width] ?? '').slice(0, 120),
    message: `The row has ${cells.length} cells under ${width} headings, so we cannot tell which is which.`,
    remedy: 'Put a cell that holds the separator between quotation marks.',
  };
}

function tooMany(row: number): Problem {
  const message = `The file has more than ${mostProducts} rows.`;
  return { code: 'too-many-rows', row, message, remedy: 'Import it in parts.' };
}

const noHeadings: Problem = {
  code: 'empty',
  message: 'The file is empty.',
  remedy: 'Give the public footprint file as it was published.',
};
const noRows: Problem = { ...noHeadings, message: 'The file has headings but no rows.' };
