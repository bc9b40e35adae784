import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';

/** A file kept in the database. Its bytes never change. */
export interface StoredFile {
  /** bigint as text. */
  readonly id: string;
  /** What it was called where it came from, made plain. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

export async function insertFile(handle: Handle, name: string): Promise<string> {
  const made = await sql<{
    id: string;
  }>`insert into stored_file (name) values (${name}) returning id::text as id`.execute(handle);
  const id = made.rows[0]?.id;
  if (id === undefined) throw new Error('A file was not stored');
  return id;
}

/** Adds the next chunk. False when the file is gone: somebody swept or removed it meanwhile. */
export async function insertChunk(handle: Handle, id: string, position: number, bytes: Buffer): Promise<boolean> {
  const written = await sql`
    with file as (update stored_file set touched_at = clock_timestamp() where id = ${id}::bigint returning id)
    insert into stored_file_chunk (file_id, position, bytes)
    select id, ${position}::integer, ${bytes}::bytea from file returning position`.execute(handle);
  return written.rows.length === 1;
}

/** Marks the file as whole. False when it is gone. */
export async function finishFile(handle: Handle, id: string, size: number, sha256: string): Promise<boolean> {
  const finished = await sql`
    update stored_file set size = ${size}, sha256 = ${sha256}, finished_at = clock_timestamp()
    where id = ${id}::bigint returning id`.execute(handle);
  return finished.rows.length === 1;
}

/** A whole file; one that is still arriving is not there yet. */
export async function findFile(handle: Handle, id: string): Promise<StoredFile | undefined> {
  const found = await sql<{ id: string; name: string; size: string; sha256: string }>`
    select id::text as id, name, size::text as size, sha256 from stored_file
    where id = ${id}::bigint and finished_at is not null`.execute(handle);
  const row = found.rows[0];
  return row === undefined ? undefined : { ...row, size: Number(row.size) };
}

export async function readChunk(handle: Handle, id: string, position: number): Promise<Buffer | undefined> {
  const found = await sql<{ bytes: Buffer }>`
    select bytes from stored_file_chunk where file_id = ${id}::bigint and position = ${position}`.execute(handle);
  return found.rows[0]?.bytes;
}

export async function deleteFile(handle: Handle, id: string): Promise<void> {
  await sql`delete from stored_file where id = ${id}::bigint`.execute(handle);
}

/** Deletes files that never became whole and had no chunk added for so long; gives how many. */
export async function deleteUnfinished(handle: Handle, idleMs: number): Promise<number> {
  const gone = await sql`
    delete from stored_file
    where finished_at is null and touched_at <= clock_timestamp() - ${idleMs} * interval '1 millisecond'
    returning id`.execute(handle);
  return gone.rows.length;
}
