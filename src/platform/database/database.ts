import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { type CopyChunks, copyIntoEmbedded, copyIntoPostgres } from './copy-rows.ts';
import { PreparedClient } from './prepared-client.ts';

export type Engine = 'pglite' | 'postgres';

/** Any Kysely handle: the pool's or a transaction's. Stores take one, so that a use case decides the transaction. */
export type Handle = Kysely<unknown>;

/** The one database. Modules see their own tables through `handle.withTables<TheirTables>()`. */
export interface Database {
  readonly engine: Engine;
  readonly handle: Handle;
  /** Runs the work in one transaction; a throw rolls it back. */
  transact<T>(work: (transaction: Transaction<unknown>) => Promise<T>): Promise<T>;
  /**
   * Writes many rows fast: `COPY … FROM STDIN` of lines made by `copyText`, in a transaction of its own on a connection
   * of its own. Gives the number of rows. A source that throws, a row that cannot be stored or an aborted signal rejects
   * and leaves nothing. On the embedded engine the one session is taken meanwhile: the source must not ask the database.
   */
  copyRows(table: string, columns: readonly string[], chunks: CopyChunks, signal?: AbortSignal): Promise<number>;
  /** Connections of the pool: open, free, and requests that wait for one. */
  connections(): { readonly open: number; readonly free: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL address; empty for the embedded engine. */
  readonly url: string;
  /** Folder of the embedded database; `memory` keeps it in memory. */
  readonly dataDir: string;
  readonly poolSize: number;
  /** An image made by PGlite's dumpDataDir, to start an in-memory database from (tests). */
  readonly image?: Blob;
  /** Shows the embedded engine once it is open (tests copy it). */
  readonly onOpen?: (engine: PGlite) => void;
}

/** Opens the database. The embedded engine's folder must be locked by the caller first (see `lock.ts`). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === '' ? openEmbedded(options) : openPostgres(options);
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const inMemory = options.dataDir === 'memory';
  if (!inMemory) await mkdir(options.dataDir, { recursive: true });
  const lite = await PGlite.create({
    dataDir: inMemory ? 'memory://' : join(options.dataDir, 'database'),
    ...(options.image === undefined ? {} : { loadDataDir: options.image }),
  });
  options.onOpen?.(lite);
  // One session only: a second query waits for the first, and inside a transaction only its own handle may be used.
  const pool = new pg.Pool(Object.assign(createPgConfig(lite), { max: 1 }));
  const handle = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await sql`select 1`.execute(handle);
  return assemble({
    engine: 'pglite',
    handle,
    pool,
    copyRows: (...copied) => copyIntoEmbedded(pool, lite, ...copied),
    end: async () => {
      await handle.destroy();
      if (!lite.closed) await lite.close();
    },
  });
}

/** Plans are kept with a connection: after this many seconds a new one plans with what the tables hold then. */
const planSeconds = 120;

async function openPostgres(options: DatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    Client: PreparedClient,
    maxLifetimeSeconds: planSeconds,
    application_name: 'calloff',
    connectionTimeoutMillis: 10_000,
  });
  // A connection lost while idle is replaced on next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // A connection lost while in use fails its query; the client's own event would end the process as well.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  const handle = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await sql`select 1`.execute(handle);
  return assemble({
    engine: 'postgres',
    handle,
    pool,
    copyRows: (...copied) => copyIntoPostgres(pool, ...copied),
    end: () => handle.destroy(),
  });
}

function assemble(parts: {
  readonly engine: Engine;
  readonly handle: Kysely<unknown>;
  readonly pool: pg.Pool;
  readonly copyRows: Database['copyRows'];
  readonly end: () => Promise<void>;
}): Database {
  const { engine, handle, pool, copyRows, end } = parts;
  let closed: Promise<void> | undefined;
  return {
    engine,
    handle,
    transact: (work) => handle.transaction().execute(work),
    copyRows,
    connections: () => ({ open: pool.totalCount, free: pool.idleCount, waiting: pool.waitingCount }),
    close: () => (closed ??= end()),
  };
}
