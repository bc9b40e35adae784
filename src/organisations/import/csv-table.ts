import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { cleanLine } from '../../kernel/text.ts';
import { type ColumnKey, columnList, headingKey } from './columns.ts';
import type { ProblemList } from './problem-list.ts';

/** A row of the file: its number as a spreadsheet shows it, and its cells as they stand. */
export interface TableRow {
  readonly row: number;
  readonly cells: ReadonlyMap<ColumnKey, string>;
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** Columns the file has: what a missing one would say stays as it is. */
  readonly present: ReadonlySet<ColumnKey>;
}

/** The most rows a file may have. */
export const mostRows = 20_000;
/** Rows above the headings, such as a title, that are passed over. */
const headingSearch = 15;

/** The mark between cells: the one the heading line has most of. */
function delimiterOf(text: string): string {
  const line = text.split(/\r?\n|\r/, headingSearch).find((each) => /\bagreement\b/i.test(each)) ?? '';
  const counts = [',', ';', '\t'].map((mark) => [mark, line.split(mark).length] as const);
  counts.sort((a, b) => b[1] - a[1]);
  return counts[0]?.[0] ?? ',';
}

/** Reads the rows of a CSV text, streaming. Mistakes of form go to the problems; the rows before them are kept. */
export async function readTable(text: string, problems: ProblemList): Promise<Table> {
  const parser = Readable.from(chunks(text)).pipe(
    parse({ delimiter: delimiterOf(text), relax_column_count: true, max_record_size: 200_000 }),
  );
  const rows: TableRow[] = [];
  let headings: readonly (ColumnKey | undefined)[] | undefined;
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<readonly string[]>) {
      number += 1;
      if (headings === undefined) {
        headings = readHeadings(record, number, problems);
        if (headings === undefined && number >= headingSearch) break;
      } else if (record.some((cell) => cell.trim() !== '')) {
        if (rows.length >= mostRows) {
          problems.add(
            { row: number },
            'too-many-rows',
            `The file has more than ${mostRows} rows.`,
            'Import it in parts.',
          );
          break;
        }
        rows.push({ row: number, cells: cellsOf(record, headings, number, problems) });
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Rows read before the mistake may be lost with the stream; the error knows how many there were.
    const records: unknown = error['records'];
    const row = (typeof records === 'number' ? records : number) + 1;
    problems.add({ row }, 'csv-broken', ...csvMistake(error));
  }
  if (headings === undefined && problems.isEmpty) missingHeadings(problems, rows.length === 0 && number === 0);
  if (headings !== undefined && rows.length === 0 && problems.isEmpty) {
    problems.add({}, 'no-rows', 'There is no row below the headings.', 'Add one row for each supplier and lot.');
  }
  return { rows, present: new Set((headings ?? []).filter((each) => each !== undefined)) };
}

function* chunks(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += 65_536) yield text.slice(start, start + 65_536);
}

function csvMistake(error: CsvError): [message: string, remedy: string] {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return [
      'The row is longer than any row should be.',
      'A quotation mark is probably not closed: look at the rows above.',
    ];
  }
  return [
    'A quotation mark is not closed, or stands where none may.',
    'Write cells that hold commas, line breaks or quotation marks in quotation marks, and double those inside.',
  ];
}

function missingHeadings(problems: ProblemList, empty: boolean): void {
  const needed = columnList.filter((each) => each.required === true).map((each) => each.heading);
  if (empty)
    problems.add({}, 'file-empty', 'The file is empty.', 'Begin with the template: calloff suppliers template.');
  else {
    problems.add(
      {},
      'no-headings',
      `No row has the headings ${needed.join(', ')}.`,
      'Begin with the template: calloff suppliers template.',
    );
  }
}

/** The column of each heading, when the row is the heading row: it names every column that must be there. */
function readHeadings(
  record: readonly string[],
  row: number,
  problems: ProblemList,
): readonly (ColumnKey | undefined)[] | undefined {
  const keys = record.map((cell) => {
    const wanted = headingKey(cleanLine(cell));
    return columnList.find((each) => headingKey(each.heading) === wanted)?.key;
  });
  const known = keys.filter((each) => each !== undefined);
  if (known.length < 2) return undefined;
  for (const column of columnList) {
    const count = known.filter((each) => each === column.key).length;
    if (column.required === true && count === 0) {
      const message = `The column ${column.heading} is missing.`;
      problems.add({ row, column: column.heading }, 'column-missing', message, 'Add it, with a value in every row.');
    }
    if (count > 1) {
      const message = `The column ${column.heading} is there ${count} times.`;
      problems.add({ row, column: column.heading }, 'column-twice', message, 'Keep one of them.');
    }
  }
  record.forEach((cell, index) => {
    const heading = cleanLine(cell);
    if (keys[index] !== undefined || heading === '') return;
    problems.add(
      { row, column: heading, value: heading },
      'column-unknown',
      'The file has a column that is not known.',
      `Take it out, or name it as one of: ${columnList.map((each) => each.heading).join(', ')}.`,
    );
  });
  return keys;
}

function cellsOf(
  record: readonly string[],
  headings: readonly (ColumnKey | undefined)[],
  row: number,
  problems: ProblemList,
): ReadonlyMap<ColumnKey, string> {
  const surplus = record.slice(headings.length).filter((each) => each.trim() !== '');
  if (surplus.length > 0) {
    problems.add(
      { row, value: surplus.join(', ') },
      'cells-beyond-headings',
      'The row has more cells than there are headings.',
      'A cell with a comma in it needs quotation marks around it.',
    );
  }
  const cells = new Map<ColumnKey, string>();
  headings.forEach((key, index) => {
    if (key !== undefined) cells.set(key, record[index] ?? '');
  });
  return cells;
}
