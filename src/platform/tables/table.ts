import type { Problem } from '../../kernel/outcome.ts';

/**
 * What a spreadsheet knows of a cell. `text` is what a person would see or type: numbers as plain decimals (never an exponent), dates
 * as YYYY-MM-DD (with THH:MM:SS where there is a time), a formula as the value it had when the file was saved.
 */
export interface TypedCell {
  readonly kind: 'number' | 'date' | 'boolean' | 'formula' | 'error';
  readonly text: string;
  /** The code of the number format, where there is one, such as `0.00%`. */
  readonly format?: string;
}

/** Plain text, or a typed cell; `''` is an empty cell. */
export type Cell = string | TypedCell;

export interface TableRow {
  /** As a person counts in a spreadsheet, from 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

export interface TableLimits {
  /** Of the file as it lies on the disk. */
  readonly maxBytes: number;
  /** Of everything inflated from one workbook while it is open. */
  readonly maxInflatedBytes: number;
  /** Rows of a sheet that hold anything. */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Characters of a cell. */
  readonly maxCellLength: number;
}

/** What a price list of a hundred thousand lines needs several times over; 32,767 is what a spreadsheet's cell can hold. */
export const tableLimits: TableLimits = {
  maxBytes: 100_000_000,
  maxInflatedBytes: 1_000_000_000,
  maxRows: 500_000,
  maxColumns: 300,
  maxCellLength: 32_767,
};

export interface Sheet {
  readonly index: number;
  readonly name: string;
  readonly hidden: boolean;
}

export type TableEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type TableDelimiter = ',' | ';' | '\t' | '|';

/** A table file that was recognised and can be read. Close it when done. */
export interface OpenTable {
  readonly format: 'csv' | 'xlsx';
  readonly encoding: TableEncoding;
  readonly delimiter: TableDelimiter | null;
  /** One for CSV. */
  readonly sheets: readonly Sheet[];
  /**
   * Rows of a sheet in batches of some hundreds, streamed; empty rows are left out and the others keep their numbers. Rows may be of
   * unequal length. May be asked again. Throws a TableProblem for what cannot be read, such as a limit met on the way.
   */
  rows(sheet: number): AsyncIterable<readonly TableRow[]>;
  close(): Promise<void>;
}

/** Thrown where a file turns out to be unreadable while its rows are being read. */
export class TableProblem extends Error {
  override readonly name = 'TableProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Text of a cell, whatever the spreadsheet knew of it. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return typeof cell === 'string' ? cell : cell.text;
}

/** `A` for 0, `AA` for 26, as spreadsheets name columns. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
