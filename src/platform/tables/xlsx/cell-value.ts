import type { Cell } from '../table.ts';
import { unescapeText } from './escaped-text.ts';
import { plainNumber } from '../plain-number.ts';
import { serialDate } from './serial-date.ts';
import type { CellStyle } from './styles.ts';

/** A cell as the sheet's part states it. */
export interface StoredCell {
  /** `s` shared text, `str` a formula's text, `inlineStr`, `b`, `e`, `d`, `n` or nothing for a number. */
  readonly type: string;
  readonly style: string;
  readonly value: string;
  readonly inline: string;
  readonly formula: boolean;
}

export interface CellContext {
  readonly strings: readonly string[];
  readonly styles: readonly CellStyle[];
  readonly from1904: boolean;
}

const plain: CellStyle = { date: false };

/** What a stored cell says; undefined when it points to a text that is not there. */
export function cellValue(cell: StoredCell, context: CellContext): Cell | undefined {
  const value = rawValue(cell, context);
  if (value === undefined || !cell.formula || (typeof value !== 'string' && value.kind === 'error')) return value;
  if (typeof value === 'string') return { kind: 'formula', text: value };
  return { ...value, kind: 'formula' };
}

function rawValue(cell: StoredCell, context: CellContext): Cell | undefined {
  switch (cell.type) {
    case 's':
      return cell.value === '' ? '' : context.strings[Number(cell.value)];
    case 'inlineStr':
      return unescapeText(cell.inline);
    case 'str':
      return unescapeText(cell.value);
    case 'b':
      return cell.value === '' ? '' : { kind: 'boolean', text: cell.value.trim() === '1' ? 'TRUE' : 'FALSE' };
    case 'e':
      return { kind: 'error', text: cell.value };
    case 'd':
      return cell.value === '' ? '' : dated(cell.value, style(cell, context));
    default:
      return cell.value === '' ? '' : numeric(cell.value, style(cell, context), context.from1904);
  }
}

function style(cell: StoredCell, context: CellContext): CellStyle {
  return context.styles[cell.style === '' ? 0 : Number(cell.style)] ?? plain;
}

function numeric(stored: string, { date, format }: CellStyle, from1904: boolean): Cell {
  if (date) {
    const text = serialDate(Number(stored), from1904);
    if (text !== undefined) return format === undefined ? { kind: 'date', text } : { kind: 'date', text, format };
  }
  const text = plainNumber(stored);
  if (text === undefined) return stored;
  return format === undefined ? { kind: 'number', text } : { kind: 'number', text, format };
}

/** A date written as ISO 8601 in the file. */
function dated(stored: string, { format }: CellStyle): Cell {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?$/.exec(stored.trim());
  if (found === null) return stored;
  const [, date = '', time = '00:00:00'] = found;
  const text = time === '00:00:00' ? date : `${date}T${time}`;
  return format === undefined ? { kind: 'date', text } : { kind: 'date', text, format };
}
