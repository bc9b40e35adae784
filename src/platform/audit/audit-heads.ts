import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Clock, today } from '../../kernel/dates.ts';
import type { Handle } from '../database/index.ts';
import { readHead } from './audit-store.ts';

/** The file the heads of the chain are exported to, outside the database, so that a cut tail shows. */
export interface HeadsFile {
  readonly file: string;
  readonly clock: Clock;
}

const lineSchema = Type.Object({
  /** The London date and the instant of the export. */
  date: Type.String(),
  at: Type.String(),
  position: Type.Integer(),
  head: Type.String(),
});
export type ExportedHead = Static<typeof lineSchema>;

/** Appends the head unless this day has one already, or, with `always`, unless it is the last one exported. */
export async function exportHead(handle: Handle, heads: HeadsFile, always: boolean): Promise<void> {
  const date = today(heads.clock);
  const last = (await readHeads(heads.file)).at(-1);
  if (!always && last?.date === date) return;
  const head = await readHead(handle);
  if (head.seal === null || head.seal === last?.head) return;
  const line: ExportedHead = { date, at: heads.clock.now().toString(), position: head.position, head: head.seal };
  await mkdir(dirname(heads.file), { recursive: true, mode: 0o700 });
  await appendFile(heads.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** The exported heads, oldest first; lines that are damaged are left out. */
export async function readHeads(file: string): Promise<readonly ExportedHead[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return Value.Check(lineSchema, value) ? [value] : [];
    } catch {
      return [];
    }
  });
}
