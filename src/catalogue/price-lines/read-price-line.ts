import type { Cell, TableRow } from '../../platform/tables/index.ts';
import { cleanCell, isErrorValue, isPlaceholder, withoutGuard } from './clean-cell.ts';
import type { CellReading, RepairCode } from './cell-reading.ts';
import { type FieldReader, fieldReader } from './field-readers.ts';
import { finishLine, judgedTogether, type TellField } from './finish-line.ts';
import { headingKey } from './heading-key.ts';
import { emptyDraft, type LineDraft } from './line-draft.ts';
import { lineProblem } from './line-problems.ts';
import type { LineProblemCode, ProblemFacts } from './line-wordings.ts';
import { columnOf, type ColumnKind, type PriceColumns } from './price-column.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { FieldHeadings, LineContext, LineProblem, LineReading, Repair } from './price-line.ts';

interface ColumnTask {
  readonly at: number;
  readonly field: PriceField;
  readonly heading: string;
  readonly kind: ColumnKind;
  readonly required: boolean;
  /** The most characters a cell may have. */
  readonly longest: number;
  /** A formula's last value is no price. */
  readonly price: boolean;
  readonly read: FieldReader;
}

/** What is worked out once for all the lines of a file. */
interface Prepared {
  readonly columnsOf: readonly (PriceField | null)[];
  readonly tasks: readonly (ColumnTask | undefined)[];
  readonly required: readonly { readonly field: RequiredField; readonly code: LineProblemCode }[];
  readonly headings: FieldHeadings;
  /** What holds where nothing is said. */
  readonly start: LineDraft;
  readonly hasBreaks: boolean;
  readonly breaksInHeading: readonly (number | undefined)[];
}

type RequiredField = 'supplierSku' | 'manufacturer' | 'mpn' | 'unitPrice';

const missing = [
  { field: 'supplierSku', code: 'sku-missing' },
  { field: 'manufacturer', code: 'maker-missing' },
  { field: 'mpn', code: 'mpn-missing' },
  { field: 'unitPrice', code: 'price-missing' },
] as const satisfies Prepared['required'];

/** No cell that is not a text of its own is longer than this. */
const longestCell = 120;

const preparations = new WeakMap<LineContext, Prepared>();

/** Headings by field, for the judgements that follow the reading; ours for what the file does not have, where `columns` is given. */
export function fieldHeadings(
  headings: readonly string[],
  columnsOf: readonly (PriceField | null)[],
  columns?: PriceColumns,
): FieldHeadings {
  const found: Partial<Record<PriceField, string>> = {};
  for (const column of columns?.columns ?? []) found[column.field] = column.heading;
  for (const [at, field] of columnsOf.entries()) if (field !== null) found[field] = headings[at] ?? '';
  return found;
}

function prepare(columnsOf: readonly (PriceField | null)[], context: LineContext): Prepared {
  const before = preparations.get(context);
  if (before?.columnsOf === columnsOf) return before;
  const start = emptyDraft(context.listFrom);
  for (const column of context.columns.columns) {
    const value = column.whenAbsent?.value ?? '';
    if (value !== '') fieldReader(column.field, -1, column.heading, context)?.(value, start, false);
  }
  // Take-back is said by its charge too; what a line does not say is decided when all of it was read.
  start.takesBack = null;
  const tasks = columnsOf.map((field, at): ColumnTask | undefined => {
    if (field === null) return undefined;
    const column = columnOf(context.columns, field);
    const heading = context.headings[at] ?? column.heading;
    const read = fieldReader(field, at, heading, context);
    if (read === undefined) return undefined;
    const price = field === 'unitPrice' || breakPairs.some((each) => each.price === field);
    const longest = column.longest ?? longestCell;
    return { at, field, heading, kind: column.kind, required: column.required, longest, price, read };
  });
  const prepared: Prepared = {
    columnsOf,
    tasks,
    required: missing,
    headings: fieldHeadings(context.headings, columnsOf, context.columns),
    start,
    hasBreaks: columnsOf.some((field) => breakPairs.some((each) => each.quantity === field || each.price === field)),
    breaksInHeading: breakPairs.map((pair) => {
      const at = columnsOf.indexOf(pair.price);
      return at < 0 || columnsOf.includes(pair.quantity) ? undefined : quantityInHeading(context.headings[at] ?? '');
    }),
  };
  preparations.set(context, prepared);
  return prepared;
}

/** The quantity a price's heading begins at: 10 of `10+`, `Price 10-24` and `Unit price (from 10)`. */
export function quantityInHeading(heading: string): number | undefined {
  const found =
    /(\d{1,7})\s*(?:\+|-\s*\d|–\s*\d|to\s*\d|or more|and over|and above)|(?:from|qty|over|>=|≥)\s*(\d{1,7})/i.exec(
      heading,
    );
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? undefined : Number(digits);
}

const blank: LineReading = { kind: 'blank', line: null, problems: [], repairs: [] };
const none: readonly never[] = [];

/**
 * Reads one row of a price list: a line, or what is wrong with it; and the repairs a person may accept. Pure: the same row and
 * context give the same reading. The context is prepared once, so keep one object of it, and one of `columnsOf`, for a file.
 */
export function readPriceLine(
  row: TableRow,
  columnsOf: readonly (PriceField | null)[],
  context: LineContext,
): LineReading {
  const prepared = prepare(columnsOf, context);
  const reader = new RowReader(row.row, prepared);
  const { cells } = row;
  let filled = 0;
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at];
    if (cell === undefined || cell === '') continue;
    const raw = typeof cell === 'string' ? cell : cell.text;
    const text = cleanCell(raw);
    if (text === '' && (typeof cell === 'string' || cell.kind !== 'error')) continue;
    filled += 1;
    const task = prepared.tasks[at];
    if (task !== undefined) reader.cell(task, cell, raw, text);
    else if (at >= context.headings.length) reader.beyond(text);
  }
  if (filled === 0) return blank;
  if (filled === 1 && prepared.required.length > 1) return skipped(row, 'row-not-a-line', context);
  if (reader.problems !== undefined && repeatsHeadings(row, context)) return skipped(row, 'headings-again', context);
  if (/^EXAMPLE-\d+$/i.test(reader.draft.supplierSku))
    reader.tell('example-left', 'supplierSku', reader.draft.supplierSku);
  reader.missing();
  const line = finishLine(row.row, reader.draft, context, prepared.breaksInHeading, reader.tellOfSeveral());
  const wrong = reader.errors > 0;
  return {
    kind: wrong ? 'wrong' : 'line',
    line: wrong ? null : line,
    problems: reader.problems ?? none,
    repairs: reader.repairs ?? none,
  };
}

function skipped(row: TableRow, code: 'row-not-a-line' | 'headings-again', context: LineContext): LineReading {
  const at = row.cells.findIndex((each) => cleanCell(typeof each === 'string' ? each : each.text) !== '');
  const cell = row.cells[at] ?? '';
  const value = typeof cell === 'string' ? cell : cell.text;
  const problem = lineProblem(code, { row: row.row, column: context.headings[at] ?? '', value, field: null });
  return { kind: 'skipped', line: null, problems: [problem], repairs: none };
}

/** Whether the row is the headings once more, as at the top of every printed page. */
function repeatsHeadings(row: TableRow, context: LineContext): boolean {
  let same = 0;
  for (const [at, cell] of row.cells.entries()) {
    const text = typeof cell === 'string' ? cell : cell.text;
    if (text === '') continue;
    if (headingKey(text) !== headingKey(context.headings[at] ?? '')) return false;
    same += 1;
  }
  return same > 1;
}

class RowReader {
  readonly draft: LineDraft;
  problems: LineProblem[] | undefined;
  repairs: Repair[] | undefined;
  errors = 0;
  readonly #row: number;
  readonly #prepared: Prepared;

  constructor(row: number, prepared: Prepared) {
    this.#row = row;
    this.#prepared = prepared;
    this.draft = prepared.hasBreaks
      ? { ...prepared.start, breakQuantities: [], breakPrices: [] }
      : { ...prepared.start };
  }

  /** Reads a filled cell: what the spreadsheet knows of it first, then its text. */
  cell(task: ColumnTask, cell: Cell, raw: string, text: string): void {
    if (typeof cell !== 'string') {
      if (cell.kind === 'error') {
        this.#wrong(task, 'cell-error', raw);
        return;
      }
      if (cell.kind === 'formula') {
        if (task.price) {
          this.#wrong(task, 'formula-in-price', raw);
          return;
        }
        this.#add(task, 'formula-used', raw);
      }
      if (cell.kind === 'boolean' && task.kind === 'flag') {
        task.read(/^(true|1)$/i.test(text) ? 'yes' : 'no', this.draft, false);
        return;
      }
      this.#read(task, raw, text, cell.kind === 'number' || cell.kind === 'formula');
      return;
    }
    if (text.startsWith('#') && isErrorValue(text)) {
      this.#wrong(task, 'cell-error', raw);
      return;
    }
    this.#read(task, raw, text, false);
  }

  /** A cell right of the last heading: a comma too many has moved the cells before it too. */
  beyond(text: string): void {
    if (this.problems?.some((each) => each.code === 'cells-beyond-headings') === true) return;
    this.#push(lineProblem('cells-beyond-headings', { row: this.#row, column: '', value: text, field: null }));
  }

  readonly tell: TellField = (code, field, value, facts) => {
    const column = this.#prepared.headings[field] ?? '';
    this.#push(lineProblem(code, { row: this.#row, column, value, field }, facts));
  };

  /** Tells what cells say together, but not where one of them could not be read. */
  tellOfSeveral(): TellField {
    const unread = this.errors === 0 ? none : (this.problems ?? none).filter((each) => each.severity === 'error');
    if (unread.length === 0) return this.tell;
    return (code, field, value, facts) => {
      if (unread.some((each) => each.field !== null && judgedTogether(each.field, field))) return;
      this.tell(code, field, value, facts);
    };
  }

  /** What every line must say and this one does not. */
  missing(): void {
    const { supplierSku, manufacturerId, mpn, unitPrice } = this.draft;
    if (supplierSku !== '' && manufacturerId !== '' && mpn !== '' && unitPrice !== '') return;
    const said = { supplierSku, manufacturer: manufacturerId, mpn, unitPrice };
    for (const { field, code } of this.#prepared.required) {
      if (said[field] !== '' || this.problems?.some((each) => each.field === field) === true) continue;
      this.tell(code, field, '');
    }
  }

  #read(task: ColumnTask, raw: string, cleaned: string, numeric: boolean): void {
    let text = cleaned;
    let code: RepairCode | undefined = raw === cleaned ? undefined : 'spaces';
    const first = cleaned.charCodeAt(0);
    if (first === 61 || first === 39) {
      text = cleanCell(withoutGuard(cleaned));
      if (text.startsWith('=') && !cleaned.startsWith("'=")) {
        this.#wrong(task, 'formula-text', raw);
        return;
      }
      if (/^(="|'\d)/.test(cleaned)) code = 'apostrophe';
      if (text === '') return;
    }
    if (text.includes('\u{fffd}')) {
      this.#wrong(task, 'character-lost', raw);
      return;
    }
    if (text.length > task.longest) {
      this.#wrong(task, 'text-too-long', raw, { length: text.length, longest: task.longest });
      return;
    }
    if (isPlaceholder(text) && task.kind !== 'code' && task.kind !== 'mpn') {
      if (!task.required) this.#repair(task, raw, '', 'placeholder', 'It says nothing, so the cell is left empty.');
      return;
    }
    this.#took(task, raw, text, code, task.read(text, this.draft, numeric));
  }

  #took(task: ColumnTask, raw: string, text: string, code: RepairCode | undefined, found: CellReading<unknown>): void {
    if ('wrong' in found) {
      this.#wrong(task, found.wrong, raw, found.facts);
      return;
    }
    if (found.warn !== undefined) this.#add(task, found.warn, raw);
    if (found.mend !== undefined) {
      this.#repair(task, raw, found.mend.to, found.mend.code, found.mend.why);
      return;
    }
    if (code === 'spaces')
      this.#repair(task, raw, text, code, 'Spaces and characters that cannot be seen are taken away.');
    if (code === 'apostrophe') {
      this.#repair(task, raw, text, code, 'What only kept a spreadsheet from calculating is taken away.');
    }
  }

  #repair(task: ColumnTask, raw: string, to: string, code: RepairCode, why: string): void {
    // A spreadsheet's number, date or yes needs no new text where only its look differs.
    if (raw === to) return;
    const repair = { row: this.#row, column: task.heading, at: task.at, field: task.field, from: raw, to, code, why };
    if (this.repairs === undefined) this.repairs = [repair];
    else this.repairs.push(repair);
  }

  #wrong(task: ColumnTask, code: LineProblemCode, raw: string, facts?: ProblemFacts): void {
    this.#add(task, code, raw, facts);
  }

  #add(task: ColumnTask, code: LineProblemCode, raw: string, facts?: ProblemFacts): void {
    this.#push(lineProblem(code, { row: this.#row, column: task.heading, value: raw, field: task.field }, facts));
  }

  #push(problem: LineProblem): void {
    if (problem.severity === 'error') this.errors += 1;
    if (this.problems === undefined) this.problems = [problem];
    else this.problems.push(problem);
  }
}
