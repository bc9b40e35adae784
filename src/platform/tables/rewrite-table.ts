import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvLine } from './csv-text.ts';
import { type Cell, cellText, type OpenTable, type TableRow } from './table.ts';
import { type RowToWrite, writeXlsx } from './write-xlsx.ts';

/** What a row becomes: all its cells, and the columns (from 0) to be drawn attention to where the format can. */
export interface EditedRow {
  readonly cells: readonly (Cell | number | null)[];
  readonly marked?: readonly number[];
}

export interface RewriteOptions {
  readonly from: OpenTable;
  readonly sheet: number;
  /** The path of the new file. */
  readonly to: string;
  /** What becomes of a row; undefined leaves it as it stands. Called once for every row that holds anything, in order. */
  edit(row: TableRow): EditedRow | undefined;
  /** The row of the headings, which an .xlsx file keeps in sight. */
  readonly headingRow?: number;
}

const widest = 60;

/**
 * Writes a table anew, streamed, in the format it came in: rows keep their numbers, CSV its delimiter. CSV is always written as UTF-8 with
 * a byte order mark and safe against formulas; an .xlsx file gets the one sheet, formulas as the values they had. Throws a TableProblem as
 * reading does, and then leaves no file.
 */
export async function rewriteTable(options: RewriteOptions): Promise<void> {
  if (options.from.format === 'csv') await rewriteCsv(options);
  else await rewriteXlsx(options);
}

async function* editedRows(options: RewriteOptions): AsyncGenerator<readonly RowToWrite[]> {
  for await (const batch of options.from.rows(options.sheet)) {
    yield batch.map((row) => ({ row: row.row, ...(options.edit(row) ?? { cells: row.cells }) }));
  }
}

async function rewriteCsv(options: RewriteOptions): Promise<void> {
  try {
    await pipeline(Readable.from(csvPieces(options)), createWriteStream(options.to));
  } catch (error) {
    await rm(options.to, { force: true });
    throw error;
  }
}

async function* csvPieces(options: RewriteOptions): AsyncGenerator<string> {
  const delimiter = options.from.delimiter ?? ',';
  let written = 0;
  yield '\uFEFF';
  for await (const batch of editedRows(options)) {
    let text = '';
    for (const { row = written + 1, cells } of batch) {
      // Empty rows were left out in reading and are put back, or every row below would have another number.
      for (; written + 1 < row; written += 1) text += '\r\n';
      text += csvLine(
        cells.map((cell) => (typeof cell === 'object' && cell !== null ? cellText(cell) : cell)),
        delimiter,
      );
      written = row;
    }
    yield text;
  }
}

async function rewriteXlsx(options: RewriteOptions): Promise<void> {
  const batches = editedRows(options);
  const first = await batches.next();
  const start = first.done === true ? [] : first.value;
  async function* rows(): AsyncGenerator<RowToWrite> {
    yield* start;
    for await (const batch of batches) yield* batch;
  }
  await writeXlsx(options.to, [
    {
      name: options.from.sheets[options.sheet]?.name ?? 'Sheet1',
      widths: widthsOf(start),
      rows: rows(),
      ...(options.headingRow === undefined ? {} : { headingRow: options.headingRow }),
    },
  ]);
}

/** Widths that show the cells of the first rows. */
function widthsOf(rows: readonly RowToWrite[]): readonly number[] {
  const widths: number[] = [];
  for (const { cells } of rows) {
    cells.forEach((cell, column) => {
      const text = cell === null ? '' : typeof cell === 'number' ? String(cell) : cellText(cell);
      widths[column] = Math.max(widths[column] ?? 9, Math.min(widest, text.length + 2));
    });
  }
  return Array.from(widths, (width: number | undefined) => width ?? 9);
}
