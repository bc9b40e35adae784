import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Rows in the text format `copyText` writes, cut anywhere. */
export type CopyChunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** Bytes given to the embedded engine at a time: it serves nobody else while it reads them. */
const EMBEDDED_BATCH = 1_048_576;

/** Bytes written to a connection at a time: a write of megabytes would keep the process from everything else. */
const NETWORK_PIECE = 65_536;

const LINE_FEED = 10;

/** COPY into PostgreSQL on a connection of its own from the pool; gives the number of rows. */
export async function copyIntoPostgres(
  pool: pg.Pool,
  table: string,
  columns: readonly string[],
  chunks: CopyChunks,
  signal?: AbortSignal,
): Promise<number> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  let broken = true;
  try {
    const copy = client.query(copyFrom(`copy ${target(table, columns)} from stdin`));
    await pipeline(Readable.from(pieces(chunks), { objectMode: true, highWaterMark: 1 }), copy, {
      ...(signal === undefined ? {} : { signal }),
    });
    broken = false;
    return copy.rowCount;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    // Whatever state a failed COPY left the connection in, nobody else gets it; its rows are rolled back with it.
    client.release(broken);
  }
}

/**
 * COPY into the embedded engine, in batches of whole lines within one transaction. The engine's one session is taken
 * until all is read: `chunks` must not wait for the database, and few rows at a time keep others from waiting.
 */
export async function copyIntoEmbedded(
  pool: pg.Pool,
  lite: PGlite,
  table: string,
  columns: readonly string[],
  chunks: CopyChunks,
  signal?: AbortSignal,
): Promise<number> {
  signal?.throwIfAborted();
  const session = await pool.connect();
  try {
    return await lite.transaction(async (transaction) => {
      let rows = 0;
      for await (const batch of wholeLines(chunks, signal)) {
        const statement = `copy ${target(table, columns)} from '/dev/blob'`;
        const done = await transaction.query(statement, [], { blob: new Blob(batch) });
        rows += done.affectedRows ?? 0;
      }
      return rows;
    });
  } finally {
    session.release();
  }
}

async function* pieces(chunks: CopyChunks): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += NETWORK_PIECE) yield chunk.subarray(at, at + NETWORK_PIECE);
  }
}

/** Gathers chunks into batches that end at line ends: a line feed inside a value is written `\n`. */
async function* wholeLines(chunks: CopyChunks, signal: AbortSignal | undefined): AsyncGenerator<Buffer<ArrayBuffer>[]> {
  let waiting: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (size + chunk.length >= EMBEDDED_BATCH && end > 0) {
      yield [...waiting, Buffer.from(chunk.subarray(0, end))];
      waiting = [Buffer.from(chunk.subarray(end))];
      size = chunk.length - end;
    } else {
      waiting.push(Buffer.from(chunk));
      size += chunk.length;
    }
  }
  if (size > 0) yield waiting;
}

function target(table: string, columns: readonly string[]): string {
  return `${quoted(table)} (${columns.map(quoted).join(', ')})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
