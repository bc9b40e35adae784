import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Database, Handle } from '../database/index.ts';
import { plainFileName } from './file-name.ts';
import * as store from './file-store.ts';

/** Bytes of a chunk. */
const CHUNK = 1_048_576;
const MEGABYTE = 1_048_576;

/** An unfinished file that had nothing added for this long has lost its sender. */
const FORSAKEN_MS = 3_600_000;

export interface FileToStore {
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array>;
  /** Bytes. */
  readonly maxBytes: number;
}

/**
 * Keeps a file in the database, chunk by chunk, never whole in memory. A file that is too large is refused; a source that
 * throws makes this throw. Either way nothing of it stays.
 */
export async function storeFile(
  { handle }: Pick<Database, 'handle'>,
  { name, source, maxBytes }: FileToStore,
): Promise<Outcome<store.StoredFile>> {
  const plain = plainFileName(name);
  const hash = createHash('sha256');
  const id = await store.insertFile(handle, plain);
  let size = 0;
  let whole = false;
  try {
    let position = 0;
    for await (const chunk of chunksOf(source)) {
      size += chunk.length;
      if (size > maxBytes) return fail(tooLarge(maxBytes));
      hash.update(chunk);
      if (!(await store.insertChunk(handle, id, position, chunk))) throw new Error('The file was removed meanwhile');
      position += 1;
    }
    const sha256 = hash.digest('hex');
    whole = await store.finishFile(handle, id, size, sha256);
    if (!whole) throw new Error('The file was removed meanwhile');
    return succeed({ id, name: plain, size, sha256 });
  } finally {
    if (!whole) await store.deleteFile(handle, id);
  }
}

/** What a file that is larger than allowed is refused with, everywhere. */
export function tooLarge(maxBytes: number): Problem {
  return {
    code: 'file-too-large',
    message: `The file is larger than ${inMegabytes(maxBytes)}, which is the most that is taken.`,
    remedy: 'Split it into smaller files and send one after the other, or ask the operator to raise the limit.',
  };
}

function inMegabytes(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes} bytes` : `${Math.floor((bytes / MEGABYTE) * 10) / 10} MB`;
}

/** Gathers what arrives into chunks of one size, the last one smaller. */
async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  for await (const part of source) {
    let at = 0;
    while (at < part.length) {
      const taken = part.subarray(at, at + CHUNK - filled);
      chunk.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === CHUNK) {
        yield chunk;
        chunk = Buffer.allocUnsafe(CHUNK);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** The file with this id; undefined when there is none, or not yet. */
export function findFile(handle: Handle, id: string): Promise<store.StoredFile | undefined> {
  return store.findFile(handle, id);
}

/** The bytes of a file, a chunk at a time, each read by a query of its own. Throws for a file that is not there whole. */
export async function* readFileChunks(handle: Handle, id: string): AsyncGenerator<Buffer> {
  const file = await store.findFile(handle, id);
  if (file === undefined) throw new Error(`There is no file ${id}`);
  const hash = createHash('sha256');
  let read = 0;
  for (let position = 0; read < file.size; position += 1) {
    const chunk = await store.readChunk(handle, id, position);
    if (chunk === undefined) throw new Error(`The file ${id} was removed, or lacks a chunk`);
    hash.update(chunk);
    read += chunk.length;
    yield chunk;
  }
  if (hash.digest('hex') !== file.sha256) throw new Error(`The file ${id} is not as it was stored`);
}

/** Writes a file's bytes to a path, readable by its owner alone: whole, or not at all. */
export async function copyToPath(handle: Handle, id: string, path: string): Promise<void> {
  try {
    await pipeline(readFileChunks(handle, id), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Removes a file and its bytes; one that is not there is fine. */
export function removeFile(handle: Handle, id: string): Promise<void> {
  return store.deleteFile(handle, id);
}

/**
 * Removes what senders left half-way: to be called at the start. `alone` says that no other server uses the database, so
 * that every unfinished file is one whose server died. Gives how many.
 */
export function sweepUnfinishedFiles(handle: Handle, alone: boolean): Promise<number> {
  return store.deleteUnfinished(handle, alone ? 0 : FORSAKEN_MS);
}
