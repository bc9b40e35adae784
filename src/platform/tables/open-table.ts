import { open } from 'node:fs/promises';
import type { Problem } from '../../kernel/outcome.ts';
import { fail, type Outcome } from '../../kernel/outcome.ts';
import { compoundMark, compoundProblem } from './compound-file.ts';
import { openCsv } from './read-csv.ts';
import { openXlsx } from './read-xlsx.ts';
import { type OpenTable, tableLimits, type TableLimits } from './table.ts';
import { fileProblems, fileTooLarge } from './table-problems.ts';

const headBytes = 65_536;

/** What a file is by its first bytes, whatever its name says. */
const kinds: readonly (readonly [start: string, problem: Problem])[] = [
  ['%PDF', fileProblems.pdf],
  ['{\\rtf', fileProblems.richText],
  ['\x89PNG', fileProblems.picture],
  ['GIF8', fileProblems.picture],
  ['\xff\xd8\xff', fileProblems.picture],
  ['\x1f\x8b', fileProblems.compressed],
  ['BZh', fileProblems.compressed],
  ['7z\xbc\xaf', fileProblems.compressed],
  ['Rar!', fileProblems.compressed],
  ['\xfd7zXZ', fileProblems.compressed],
];

/**
 * Opens a table file by what it holds, not by its name. What cannot be read as a table is refused with what to do; only a path that cannot be
 * opened at all throws.
 */
export async function openTable(path: string, limits: TableLimits = tableLimits): Promise<Outcome<OpenTable>> {
  const { head, size } = await readHead(path);
  if (size === 0) return fail(fileProblems.empty);
  if (size > limits.maxBytes) return fail(fileTooLarge(limits));
  const start = head.toString('latin1', 0, 16);
  const known = kinds.find(([mark]) => start.startsWith(mark));
  if (known !== undefined) return fail(known[1]);
  if (start.startsWith(compoundMark)) return fail(await compoundProblem(path, head));
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/.test(start)) return openXlsx(path, limits);
  return openCsv(path, head, limits);
}

async function readHead(path: string): Promise<{ head: Buffer; size: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(headBytes, size));
    let filled = 0;
    while (filled < head.length) {
      const { bytesRead } = await file.read(head, filled, head.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { head: head.subarray(0, filled), size };
  } finally {
    await file.close();
  }
}
