import { type Cell, columnLetters } from '../table.ts';
import { escapeText } from './escaped-text.ts';
import { plainNumber } from '../plain-number.ts';
import { dateSerial } from './serial-date.ts';
import type { CellLook, SheetStyles } from './sheet-styles.ts';

/** The most a cell may hold in any spreadsheet program. */
const longest = 32_767;

/** A cell's XML. Formulas are written as the value they had, so that nothing in a written file is ever computed. */
export function cellXml(cell: Cell | number | null, row: number, column: number, look: CellLook, styles: SheetStyles) {
  if (cell === null || cell === '') {
    return look === 'plain' ? '' : `<c r="${columnLetters(column)}${row}" s="${styles.number('', look)}"/>`;
  }
  const value = valueOf(cell);
  const style = styles.number(value.format, look);
  const place = `<c r="${columnLetters(column)}${row}"${style === 0 ? '' : ` s="${style}"`}`;
  if (value.type === 'n') return `${place}><v>${value.text}</v></c>`;
  if (value.type === 'b') return `${place} t="b"><v>${value.text}</v></c>`;
  const text = escapeText(value.text.slice(0, longest));
  return `${place} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

interface ValueToWrite {
  readonly type: 'n' | 'b' | 'text';
  readonly text: string;
  readonly format: string;
}

function valueOf(cell: Cell | number): ValueToWrite {
  if (typeof cell === 'number') return { type: 'n', text: plainNumber(String(cell)) ?? '0', format: '' };
  if (typeof cell === 'string') return { type: 'text', text: cell, format: '' };
  const format = cell.format ?? '';
  switch (cell.kind) {
    case 'boolean':
      return { type: 'b', text: cell.text === 'TRUE' ? '1' : '0', format };
    case 'error':
      return { type: 'text', text: cell.text, format };
    case 'number':
    case 'date':
    case 'formula': {
      const serial = serialOf(cell.text);
      if (serial !== undefined) {
        const usual = serial.includes('.') ? 'yyyy-mm-dd hh:mm:ss' : 'yyyy-mm-dd';
        return { type: 'n', text: serial, format: format === '' ? usual : format };
      }
      // Zeros at the front are kept as text.
      const number = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(cell.text) ? plainNumber(cell.text) : undefined;
      return number === undefined ? { type: 'text', text: cell.text, format } : { type: 'n', text: number, format };
    }
  }
}

/** A date, with or without a time of day, as spreadsheets count it. */
function serialOf(text: string): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}):(\d{2}))?$/.exec(text);
  if (found === null) return undefined;
  const day = dateSerial(found[1] ?? '');
  if (day === undefined) return undefined;
  const seconds = Number(found[2] ?? 0) * 3600 + Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
  return seconds === 0 ? String(day) : plainNumber(String(day + seconds / 86_400));
}
