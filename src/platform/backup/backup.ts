import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Clock } from '../../kernel/dates.ts';
import { listEvents } from '../audit/index.ts';
import type { Database, Handle } from '../database/index.ts';
import type { BackupTable } from './backup-format.ts';
import * as store from './backup-store.ts';

export interface BackupResult {
  readonly tables: number;
  readonly rows: number;
  /** Size of the file. */
  readonly bytes: number;
}

export interface BackupOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Rows read at a time; of tables with bytes, which hold a megabyte a row, only a few. */
function rowsAtATime({ columns }: BackupTable): number {
  return columns.some((each) => each.type === 'bytea') ? 2 : 500;
}

/**
 * Writes everything the database holds at this moment to a file. The file appears whole or not at all, readable by its
 * owner alone, because it holds fingerprints of keys. Others go on working meanwhile on PostgreSQL; on the embedded
 * database, which has one session, they wait.
 */
export async function writeBackup(database: Database, file: string, options: BackupOptions): Promise<BackupResult> {
  const part = `${file}.part`;
  const counted = { tables: 0, rows: 0 };
  try {
    await database.transact(async (transaction) => {
      await store.freeze(transaction);
      await store.fixTextForms(transaction);
      await pipeline(
        Readable.from(lines(transaction, counted, options)),
        createGzip({ level: 6 }),
        createWriteStream(part, { mode: 0o600 }),
        { signal: options.signal },
      );
    });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { ...counted, bytes: (await stat(file)).size };
}

async function* lines(
  transaction: Handle,
  counted: { tables: number; rows: number },
  { clock, onProgress }: BackupOptions,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const tables = await store.listTables(transaction);
  let total = 0;
  for (const { table } of tables) total += await store.countRows(transaction, table);
  const migrations = await store.listMigrations(transaction);
  yield line({ calloff: 'backup', version: 1, madeAt: clock.now().toString(), migrations });
  for (const table of tables) {
    yield line(table);
    for await (const rows of store.readRows(transaction, table, rowsAtATime(table))) {
      yield rows.map(line).join('');
      counted.rows += rows.length;
      onProgress(counted.rows, total);
    }
    counted.tables += 1;
  }
  for (const sequence of await store.listSequences(transaction)) yield line(sequence);
  yield `${JSON.stringify({ end: true, ...counted, sha256: hash.digest('hex') })}\n`;
}

/** Whether anything was ever changed here, which a restore would destroy: every change left an event. */
export async function holdsData(database: Database): Promise<boolean> {
  return (await listEvents(database.handle, 1)).length > 0;
}
