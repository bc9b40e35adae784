import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { cleanLine } from '../../../kernel/text.ts';
import { readSmallTable, type TextRow } from '../../../platform/tables/index.ts';

/** What a serial number may look like. None begins as a formula does. */
export const serialPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._/:#-]{0,59}$/u;

/** What makes two serial numbers the same: case and spaces do not count. */
export function serialKey(serial: string): string {
  return serial.toUpperCase().replace(/\s+/gu, '');
}

/** Serial numbers typed or pasted, divided by line ends, commas, semicolons or tabs. */
export function serialsIn(text: string): readonly string[] {
  return text
    .split(/[\r\n,;\t]+/u)
    .map(cleanLine)
    .filter((each) => each !== '');
}

const fileLimits = { maxBytes: 2_097_152, maxRows: 20_000 };

/**
 * Serial numbers from a table file, by line of the order: a column of them, with or without a heading, and where the file
 * has one, a column for the order's line. Rows without a line go to `line`.
 */
export async function serialsOfFile(
  bytes: Uint8Array,
  line: number,
): Promise<Outcome<ReadonlyMap<number, readonly string[]>>> {
  const read = await readSmallTable(bytes, fileLimits);
  if (!read.ok) return read;
  const { rows, serialAt, lineAt } = columnsOf(read.value);
  const found = new Map<number, string[]>();
  for (const { row, cells } of rows) {
    const serial = cleanLine(cells[serialAt] ?? '');
    if (serial === '') continue;
    const written = lineAt < 0 ? '' : cleanLine(cells[lineAt] ?? '');
    if (written !== '' && !/^\d{1,6}$/.test(written)) {
      return fail({
        code: 'order-line',
        row,
        column: 'order line',
        value: written.slice(0, 40),
        message: `Row ${String(row)}: "${written.slice(0, 40)}" is no line of the order.`,
        remedy: 'Write its number, such as 1, or nothing.',
      });
    }
    const at = written === '' ? line : Number(written);
    found.set(at, [...(found.get(at) ?? []), serial]);
  }
  if (found.size === 0) {
    return fail({
      code: 'no-serials',
      message: 'There is no serial number in the file.',
      remedy: 'Put them in one column, headed serial number.',
    });
  }
  return succeed(found);
}

function columnsOf(rows: readonly TextRow[]): {
  readonly rows: readonly TextRow[];
  readonly serialAt: number;
  readonly lineAt: number;
} {
  const heading = rows[0]?.cells.map((cell) => cleanLine(cell).toLowerCase()) ?? [];
  const serialAt = heading.findIndex((each) => /^serial( (number|no\.?))?s?$/.test(each.replace(/[_-]/g, ' ')));
  const lineAt = heading.findIndex((each) => /^(order )?line$/.test(each.replace(/[_-]/g, ' ')));
  return serialAt < 0 ? { rows, serialAt: 0, lineAt: -1 } : { rows: rows.slice(1), serialAt, lineAt };
}
