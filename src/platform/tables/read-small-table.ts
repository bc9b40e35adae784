import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { openTable } from './open-table.ts';
import { cellText, TableProblem, tableLimits } from './table.ts';

/** A row as text: its number as a spreadsheet shows it, and its cells. */
export interface TextRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface SmallTableLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
}

/**
 * The first sheet of a table file that is small enough to be kept in memory, whatever it is: CSV or a workbook. Fails with
 * what to do for a file that is too large or no table.
 */
export async function readSmallTable(
  bytes: Uint8Array,
  { maxBytes, maxRows }: SmallTableLimits,
): Promise<Outcome<readonly TextRow[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-table-'));
  try {
    const path = join(folder, 'table');
    await writeFile(path, bytes, { mode: 0o600 });
    const limits = { ...tableLimits, maxBytes, maxRows, maxInflatedBytes: 10 * maxBytes, maxCellLength: 2000 };
    const opened = await openTable(path, limits);
    if (!opened.ok) return opened;
    try {
      const rows: TextRow[] = [];
      for await (const batch of opened.value.rows(0)) {
        for (const { row, cells } of batch) rows.push({ row, cells: cells.map(cellText) });
      }
      return succeed(rows);
    } finally {
      await opened.value.close();
    }
  } catch (error) {
    if (error instanceof TableProblem) return fail(error.problem);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
