import { type Cell, TableProblem, type TableLimits, type TableRow } from '../table.ts';
import { cellTooLong, fileProblems, tooManyColumns, tooManyRows } from '../table-problems.ts';
import { cellText } from '../table.ts';
import { type CellContext, cellValue } from './cell-value.ts';
import { readXml, type XmlReader } from './xml-events.ts';

const batchRows = 500;
/** The last row and column that a sheet can have. */
const lastRow = 1_048_576;
const lastColumn = 16_384;

/** The rows of a sheet's part in batches, read as they are inflated. */
export async function* readSheetRows(
  chunks: AsyncIterable<Buffer>,
  context: CellContext,
  limits: TableLimits,
): AsyncGenerator<readonly TableRow[]> {
  const reader = new SheetReader(context, limits);
  const pieces = readXml(chunks, reader);
  for (;;) {
    let done: boolean | undefined;
    try {
      done = (await pieces.next()).done;
    } catch (error) {
      // What was read before the mistake comes first, so that the reader knows how far the file was sound.
      if (error instanceof TableProblem && reader.rows.length > 0) yield reader.take();
      throw error;
    }
    if (reader.rows.length >= batchRows || (done === true && reader.rows.length > 0)) yield reader.take();
    if (done === true) return;
  }
}

type Inside = 'value' | 'inline' | undefined;

class SheetReader implements XmlReader {
  readonly #context: CellContext;
  readonly #limits: TableLimits;
  rows: TableRow[] = [];
  #row = 0;
  #column = -1;
  #filled = 0;
  #cells: Cell[] = [];
  #inData = false;
  #inCell = false;
  #inside: Inside;
  #phonetic = false;
  #type = '';
  #style = '';
  #value = '';
  #inline = '';
  #formula = false;

  constructor(context: CellContext, limits: TableLimits) {
    this.#context = context;
    this.#limits = limits;
  }

  take(): readonly TableRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!this.#inData) {
      this.#inData = name === 'sheetData';
      return;
    }
    switch (name) {
      case 'c':
        this.#beginCell(attributes);
        return;
      case 'v':
        if (this.#inCell) this.#inside = 'value';
        return;
      case 't':
        if (this.#inCell && !this.#phonetic) this.#inside = 'inline';
        return;
      case 'f':
        this.#formula = true;
        return;
      case 'rPh':
        this.#phonetic = true;
        return;
      case 'row':
        this.#beginRow(attributes['r']);
        return;
    }
  }

  close(name: string): void {
    if (!this.#inData) return;
    switch (name) {
      case 'v':
      case 't':
        this.#inside = undefined;
        return;
      case 'c':
        this.#endCell();
        return;
      case 'rPh':
        this.#phonetic = false;
        return;
      case 'row':
        this.#endRow();
        return;
      case 'sheetData':
        this.#inData = false;
        return;
    }
  }

  text(text: string): void {
    if (this.#inside === 'value') this.#value += text;
    else if (this.#inside === 'inline') this.#inline += text;
    else return;
    // Escapes of seven characters may stand for one.
    if (this.#value.length + this.#inline.length > this.#limits.maxCellLength * 8) this.#tooLong(text);
  }

  #beginRow(stated: string | undefined): void {
    const row = stated === undefined ? this.#row + 1 : Number(stated);
    if (!Number.isInteger(row) || row <= this.#row || row > lastRow) throw new TableProblem(fileProblems.broken);
    this.#row = row;
    this.#column = -1;
    this.#cells = [];
  }

  #beginCell(attributes: Readonly<Record<string, string>>): void {
    const stated = attributes['r'];
    this.#column = stated === undefined ? this.#column + 1 : columnOf(stated);
    if (this.#column < 0 || this.#column >= lastColumn || this.#inCell) throw new TableProblem(fileProblems.broken);
    this.#inCell = true;
    this.#type = attributes['t'] ?? '';
    this.#style = attributes['s'] ?? '';
    this.#value = '';
    this.#inline = '';
    this.#formula = false;
  }

  #endCell(): void {
    this.#inCell = false;
    const cell = cellValue(
      {
        type: this.#type,
        style: this.#style,
        value: this.#value,
        inline: this.#inline,
        formula: this.#formula,
      },
      this.#context,
    );
    if (cell === undefined) throw new TableProblem(fileProblems.broken);
    if (cell === '') return;
    if (this.#column >= this.#limits.maxColumns) throw new TableProblem(tooManyColumns(this.#limits, this.#row));
    const text = cellText(cell);
    if (text.length > this.#limits.maxCellLength) this.#tooLong(text);
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = cell;
  }

  #endRow(): void {
    if (this.#cells.length === 0) return;
    this.#filled += 1;
    if (this.#filled > this.#limits.maxRows) throw new TableProblem(tooManyRows(this.#limits, this.#row));
    this.rows.push({ row: this.#row, cells: this.#cells });
    this.#cells = [];
  }

  #tooLong(text: string): never {
    throw new TableProblem(cellTooLong(this.#limits, this.#row, this.#column, text));
  }
}

/** The column, from 0, of a reference such as `AB12`; -1 when it names none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length && at < 4; at += 1) {
    const code = reference.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
