import { TableProblem, type TableLimits } from './table.ts';
import { cellTooLong, quoteMisplaced, quoteNotClosed, tooManyColumns } from './table-problems.ts';

const quote = 34;
const carriageReturn = 13;
const lineFeed = 10;
const space = 32;

/**
 * Splits CSV text that comes in pieces into records, blank lines included. As spreadsheet programs do, it takes any line end, and a
 * quotation mark within a cell that did not open with one for a character (15.6" of a screen). Throws a TableProblem that names where a
 * quotation mark went wrong. It keeps nothing but the cell and the record it is in.
 */
export class CsvRecords {
  readonly #delimiter: number;
  readonly #limits: TableLimits;
  /** What is left of the last piece: the start of a cell. */
  #rest = '';
  #record: string[] = [];
  #records: string[][] = [];
  #count = 0;
  #skipLineFeed = false;
  /** A delimiter was read, so a cell follows even if nothing else does. */
  #awaitsCell = false;

  constructor(delimiter: string, limits: TableLimits) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limits = limits;
  }

  /** Reads on. Records before a mistake can be taken even when this throws. */
  push(piece: string): void {
    this.#read(piece, false);
  }

  /** Reads the last record, when the text does not end with a line end. */
  end(): void {
    this.#read('', true);
  }

  /** The records that are whole and were not taken yet. */
  take(): string[][] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #read(piece: string, last: boolean): void {
    const text = this.#rest.length > 0 ? this.#rest + piece : piece;
    const length = text.length;
    let at = 0;
    while (at < length) {
      if (this.#skipLineFeed) {
        this.#skipLineFeed = false;
        if (text.charCodeAt(at) === lineFeed) {
          at += 1;
          continue;
        }
      }
      const end = this.#cell(text, at, last);
      if (end < 0) break;
      if (end >= length) {
        at = length;
        break;
      }
      const mark = text.charCodeAt(end);
      at = end + 1;
      if (mark !== this.#delimiter) {
        this.#skipLineFeed = mark === carriageReturn;
        this.#endRecord();
      } else {
        this.#awaitsCell = true;
      }
    }
    this.#rest = at < length ? text.slice(at) : '';
    if (last && this.#awaitsCell) this.#add('');
    if (last && this.#record.length > 0) this.#endRecord();
  }

  /** Reads the cell that begins here and answers where it ends; -1 when its end is not in this piece. */
  #cell(text: string, start: number, last: boolean): number {
    let first = start;
    while (text.charCodeAt(first) === space) first += 1;
    if (first >= text.length && !last) return this.#more(text, start);
    if (text.charCodeAt(first) === quote) return this.#quoted(text, start, first, last);
    let end = first;
    const length = text.length;
    for (; end < length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === this.#delimiter || code === lineFeed || code === carriageReturn) break;
    }
    if (end >= length && !last) return this.#more(text, start);
    this.#add(text.slice(start, end));
    return end;
  }

  #quoted(text: string, start: number, open: number, last: boolean): number {
    let from = open + 1;
    let doubled = false;
    for (;;) {
      const close = text.indexOf('"', from);
      if (close < 0) {
        if (last) throw new TableProblem(quoteNotClosed(this.#count + 1, this.#record.length, text.slice(open)));
        return this.#more(text, start);
      }
      if (close + 1 >= text.length && !last) return this.#more(text, start);
      if (text.charCodeAt(close + 1) === quote) {
        doubled = true;
        from = close + 2;
        continue;
      }
      let end = close + 1;
      while (text.charCodeAt(end) === space) end += 1;
      if (end >= text.length) {
        if (!last) return this.#more(text, start);
      } else {
        const code = text.charCodeAt(end);
        if (code !== this.#delimiter && code !== lineFeed && code !== carriageReturn) {
          throw new TableProblem(quoteMisplaced(this.#count + 1, this.#record.length, text.slice(open, close + 40)));
        }
      }
      const value = text.slice(open + 1, close);
      this.#add(doubled ? value.replaceAll('""', '"') : value);
      return end;
    }
  }

  /** Waits for the next piece, unless the cell is already longer than a cell may be (doubled quotation marks counted in). */
  #more(text: string, start: number): -1 {
    if (text.length - start > 2 * this.#limits.maxCellLength + 2) this.#tooLong(text.slice(start));
    return -1;
  }

  #add(value: string): void {
    this.#awaitsCell = false;
    if (value.length > this.#limits.maxCellLength) this.#tooLong(value);
    if (this.#record.length >= this.#limits.maxColumns && value !== '') {
      throw new TableProblem(tooManyColumns(this.#limits, this.#count + 1));
    }
    // Empty cells beyond the last column are what a spreadsheet writes of a sheet that was once wider.
    if (this.#record.length < this.#limits.maxColumns) this.#record.push(value);
  }

  #tooLong(value: string): never {
    if (value.trimStart().startsWith('"') && /[\r\n]/.test(value)) {
      throw new TableProblem(quoteNotClosed(this.#count + 1, this.#record.length, value));
    }
    throw new TableProblem(cellTooLong(this.#limits, this.#count + 1, this.#record.length, value));
  }

  #endRecord(): void {
    this.#records.push(this.#record);
    this.#record = [];
    this.#count += 1;
  }
}
