import { plainNumber } from './plain-number.ts';
import { safeForSpreadsheets } from './safe-cell.ts';

/** CSV text for downloads, safe against formulas, with line ends as RFC 4180 has them. */
export function csvText(rows: Iterable<readonly (string | number | null)[]>): string {
  let text = '';
  for (const row of rows) text += csvLine(row, ',');
  return text;
}

/** One line of CSV. A row of one empty cell is written as an empty cell in quotation marks, or it would be no row. */
export function csvLine(cells: readonly (string | number | null)[], delimiter: string): string {
  if (cells.length === 1 && (cells[0] === '' || cells[0] === null)) return '""\r\n';
  return `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;
}

function csvCell(cell: string | number | null, delimiter: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return plainNumber(String(cell)) ?? '';
  const text = safeForSpreadsheets(cell);
  // Spaces at the ends, so that no program takes them away.
  const quoted = /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter);
  return quoted ? `"${text.replaceAll('"', '""')}"` : text;
}
