import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Database, Handle } from '../database/index.ts';
import {
  type BackupHeader,
  type BackupRow,
  type BackupTable,
  endLine,
  headerLine,
  rowLine,
  sequenceLine,
  tableLine,
} from './backup-format.ts';
import * as store from './backup-store.ts';

export interface RestoreResult {
  readonly tables: number;
  readonly rows: number;
  /** When the backup was made, ISO 8601. */
  readonly madeAt: string;
}

/** Why a file cannot be restored, in words for people. */
export class RestoreRefused extends Error {}

/** Rows written at a time, and the characters after which they are written sooner: a chunk of a file has two million. */
const BATCH = 500;
const BATCH_LENGTH = 4_000_000;

/**
 * Replaces everything the database holds by what a backup holds, in one transaction: a file that is damaged, cut off or
 * made by another version changes nothing. Throws RestoreRefused with the reason.
 */
export async function restoreBackup(
  database: Database,
  input: Readable,
  onProgress: (rows: number) => void,
): Promise<RestoreResult> {
  const source = input.pipe(createGunzip());
  input.once('error', (error) => source.destroy(error));
  // Whoever reads the lines learns of it; before anybody reads, it must not end the process.
  source.on('error', () => undefined);
  try {
    return await database.transact((transaction) => load(transaction, splitLines(source), onProgress));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw new RestoreRefused('The file is not a backup, or it is damaged.');
    throw error;
  } finally {
    source.destroy();
    input.destroy();
  }
}

/** Lines end with a line feed only: texts may hold what other readers take for line ends. */
async function* splitLines(source: Readable): AsyncGenerator<string> {
  // The beginnings of the line at hand: joined once, however long it grows.
  let begun: string[] = [];
  source.setEncoding('utf8');
  for await (const chunk of source) {
    const [first = '', ...others] = String(chunk).split('\n');
    begun.push(first);
    for (const next of others) {
      yield begun.join('');
      begun = [next];
    }
  }
  const rest = begun.join('');
  if (rest !== '') yield rest;
}

async function load(
  transaction: Handle,
  lines: AsyncIterable<string>,
  onProgress: (rows: number) => void,
): Promise<RestoreResult> {
  await store.fixTextForms(transaction);
  const tables = new Map((await store.listTables(transaction)).map((each) => [each.table, each]));
  const hash = createHash('sha256');
  let header: BackupHeader | undefined;
  let resume: (() => Promise<void>) | undefined;
  let table: BackupTable | undefined;
  let waiting: BackupRow[] = [];
  let length = 0;
  const counted = { tables: 0, rows: 0 };
  let ended = false;
  const flush = async (): Promise<void> => {
    if (table !== undefined && waiting.length > 0) await store.writeRows(transaction, table, waiting);
    waiting = [];
    length = 0;
  };
  for await (const text of lines) {
    const value = parse(text);
    if (header === undefined) {
      header = expectLine(headerLine, value);
      await sameMigrations(transaction, header);
      resume = await store.suspendChecks(transaction, [...tables.values()]);
      await store.emptyTables(transaction, [...tables.values()]);
    } else if (table !== undefined && Array.isArray(value)) {
      const row = expectLine(rowLine, value);
      if (row.length !== table.columns.length) throw damaged();
      waiting.push(row);
      length += text.length;
      counted.rows += 1;
      if (waiting.length === BATCH || length >= BATCH_LENGTH) {
        await flush();
        onProgress(counted.rows);
      }
    } else if (Value.Check(tableLine, value)) {
      await flush();
      table = sameTable(tables.get(value.table), value);
      counted.tables += 1;
    } else if (Value.Check(sequenceLine, value)) {
      await flush();
      table = undefined;
      await store.setSequence(transaction, value);
    } else {
      await flush();
      const end = expectLine(endLine, value);
      if (end.sha256 !== hash.digest('hex') || end.rows !== counted.rows || end.tables !== counted.tables)
        throw damaged();
      ended = true;
      break;
    }
    hash.update(`${text}\n`);
  }
  if (header === undefined || !ended) throw damaged();
  await resume?.();
  return { ...counted, madeAt: header.madeAt };
}

/** The tables must be as they were when the backup was made; its names and types are then ours, not the file's. */
function sameTable(ours: BackupTable | undefined, theirs: BackupTable): BackupTable {
  if (ours === undefined || JSON.stringify(ours) !== JSON.stringify({ table: theirs.table, columns: theirs.columns })) {
    throw new RestoreRefused(`The backup's table ${theirs.table} is not like the one here.`);
  }
  return ours;
}

async function sameMigrations(handle: Handle, header: BackupHeader): Promise<void> {
  const ours = await store.listMigrations(handle);
  const missing = header.migrations.filter((each) => !ours.includes(each));
  const more = ours.filter((each) => !header.migrations.includes(each));
  if (missing.length > 0) {
    throw new RestoreRefused(`The backup was made by a newer version (it knows ${missing.join(', ')}). Update first.`);
  }
  if (more.length > 0) {
    throw new RestoreRefused(
      `The backup was made by an older version (it does not know ${more.join(', ')}). Restore it with that version, then update.`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

function expectLine<S extends TSchema>(schema: S, value: unknown): Static<S> {
  if (!Value.Check(schema, value)) throw damaged();
  return value;
}

function damaged(): RestoreRefused {
  return new RestoreRefused('The file is not a backup, or it is damaged. Nothing was changed.');
}
