import { createReadStream } from 'node:fs';
import { detectDelimiter } from './csv-delimiter.ts';
import { CsvRecords } from './csv-records.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { withoutSafetyMark } from './safe-cell.ts';
import { type OpenTable, TableProblem, type TableLimits, type TableRow } from './table.ts';
import { fileProblems, nulBytes, tooManyRows, unknownEncoding } from './table-problems.ts';
import { detectEncoding, type TextForm } from './text-encoding.ts';

const batchRows = 500;
const pieceBytes = 65_536;

/** Opens a text file as a table: finds out its encoding and its delimiter. `head` is the first bytes of the file. */
export async function openCsv(path: string, head: Buffer, limits: TableLimits): Promise<Outcome<OpenTable>> {
  const form = await detectEncoding(path, head);
  if (!form.ok) return form;
  const { encoding, mark } = form.value;
  // A character cut in two at the end of the head is of no weight here.
  const start = new TextDecoder(encoding).decode(head.subarray(mark));
  if (start.trim() === '' && head.length < pieceBytes) return fail(fileProblems.empty);
  if (/^\s*<(\?xml|!doctype|html|table|!--)/i.test(start)) return fail(fileProblems.web);
  const { delimiter, skip } = detectDelimiter(start, limits);
  return succeed({
    format: 'csv',
    encoding,
    delimiter,
    sheets: [{ index: 0, name: 'CSV', hidden: false }],
    rows: (sheet) => readRows(path, sheet, { form: form.value, delimiter, skip, limits }),
    close: () => Promise.resolve(),
  });
}

interface CsvForm {
  readonly form: TextForm;
  readonly delimiter: string;
  readonly skip: number;
  readonly limits: TableLimits;
}

async function* readRows(path: string, sheet: number, csv: CsvForm): AsyncGenerator<readonly TableRow[]> {
  if (sheet !== 0) throw new RangeError(`A CSV file has one sheet, not sheet ${sheet}.`);
  const reader = new CsvRecords(csv.delimiter, csv.limits);
  const rows = new RowNumbers(csv.limits);
  const source = createReadStream(path, { start: csv.form.mark, highWaterMark: pieceBytes }) as AsyncIterable<Buffer>;
  try {
    for await (const piece of decoded(source, csv, rows)) {
      reader.push(piece);
      rows.add(reader.take());
      if (rows.batch.length >= batchRows) yield rows.take();
    }
    reader.end();
    rows.add(reader.take());
  } catch (error) {
    // The rows before the mistake come first, so that the reader knows how far the file was sound.
    if (error instanceof TableProblem) {
      rows.add(reader.take());
      if (rows.batch.length > 0) yield rows.take();
    }
    throw error;
  }
  if (rows.batch.length > 0) yield rows.take();
}

/** Numbers records as rows, empty ones too, and keeps those that hold anything. */
class RowNumbers {
  readonly #limits: TableLimits;
  batch: TableRow[] = [];
  row = 0;
  #filled = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  add(records: readonly string[][]): void {
    for (const record of records) {
      this.row += 1;
      if (record.every((cell) => cell === '')) continue;
      this.#filled += 1;
      if (this.#filled > this.#limits.maxRows) throw new TableProblem(tooManyRows(this.#limits, this.row));
      this.batch.push({ row: this.row, cells: record.map(withoutSafetyMark) });
    }
  }

  take(): readonly TableRow[] {
    const batch = this.batch;
    this.batch = [];
    return batch;
  }
}

/** The text of the file in pieces. */
async function* decoded(source: AsyncIterable<Buffer>, csv: CsvForm, rows: RowNumbers): AsyncGenerator<string> {
  const decoder = new TextDecoder(csv.form.encoding, { fatal: true, ignoreBOM: true });
  let skip = csv.skip;
  const decode = (chunk?: Buffer): string => {
    let text: string;
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new TableProblem(unknownEncoding(rows.row + 1));
    }
    if (text.includes('\0')) throw new TableProblem(nulBytes(rows.row + 1));
    const taken = Math.min(skip, text.length);
    skip -= taken;
    return taken > 0 ? text.slice(taken) : text;
  };
  for await (const chunk of source) yield decode(chunk);
  yield decode();
}
