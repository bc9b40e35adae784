export { csvText } from './csv-text.ts';
export { openTable } from './open-table.ts';
export { readSmallTable, type SmallTableLimits, type TextRow } from './read-small-table.ts';
export { type EditedRow, rewriteTable, type RewriteOptions } from './rewrite-table.ts';
export { safeForSpreadsheets } from './safe-cell.ts';
export {
  type Cell,
  columnLetters,
  type OpenTable,
  type Sheet,
  type TableDelimiter,
  type TableEncoding,
  tableLimits,
  type TableLimits,
  type TableRow,
  type TypedCell,
} from './table.ts';
export { type ColumnChoice, type RowToWrite, type SheetToWrite, writeXlsx } from './write-xlsx.ts';
