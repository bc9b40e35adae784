import { TableProblem } from '../table.ts';
import { fileProblems } from '../table-problems.ts';
import { formatCode, isDateFormat } from './number-formats.ts';
import { readWholeXml } from './xml-events.ts';

/** What a style says about the numbers in its cells. */
export interface CellStyle {
  readonly format?: string;
  readonly date: boolean;
}

/** More than any program writes: Excel stops at 65,490. */
const mostStyles = 100_000;

/** The number format of each cell style, in order. */
export async function readStyles(chunks: AsyncIterable<Buffer>): Promise<readonly CellStyle[]> {
  const custom = new Map<number, string>();
  const ids: number[] = [];
  let inCellStyles = false;
  await readWholeXml(chunks, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), (attributes['formatCode'] ?? '').slice(0, 255));
      else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) ids.push(Number(attributes['numFmtId'] ?? 0));
      if (ids.length > mostStyles || custom.size > mostStyles) throw new TableProblem(fileProblems.broken);
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return ids.map((id) => {
    const format = formatCode(id, custom);
    return format === undefined ? { date: false } : { format, date: isDateFormat(format) };
  });
}
