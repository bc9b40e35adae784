import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { systemClock } from '../src/kernel/dates.ts';
import { readConfig } from '../src/platform/config/index.ts';
import type { Engine } from '../src/platform/database/index.ts';
import { sessionSeconds } from './bench-server.ts';
import { openServices, type Services } from '../src/services.ts';
import { counted, firstShare, grow, type Grown } from './grow.ts';

/** Where benchmarks find a real PostgreSQL: where the tests do. */
const postgresUrl = process.env['CALLOFF_TEST_POSTGRES'] ?? 'postgres://root@127.0.0.1:5432/test';

/** A database of its own, filled with the demonstration. */
export interface BenchDatabase {
  readonly engine: Engine;
  /** Address of the database; undefined for the embedded engine. */
  readonly url: string | undefined;
  /** Environment a server needs to run on it. */
  readonly env: Readonly<Record<string, string>>;
  /** The services on it, in this process. The embedded engine is for one process: close them before a server starts. */
  open(): Promise<Services>;
  /** Seconds of processor time its sessions have used; undefined for the embedded engine and from another machine. */
  cpuSeconds(): Promise<number | undefined>;
  drop(): Promise<void>;
}

/**
 * Makes the database; nothing is in it yet. On PostgreSQL, with `keep` it has that name, is taken as it is when it is there,
 * and stays; with `from` it is a copy of the database of that name, which nobody may be using.
 */
export async function createBenchDatabase(
  engine: Engine,
  { keep, from }: { readonly keep?: string | undefined; readonly from?: string | undefined } = {},
): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-bench-'));
  const name = keep ?? `calloff_bench_${randomBytes(6).toString('hex')}`;
  if (![name, from ?? name].every((each) => /^[a-z0-9_]{1,60}$/.test(each)))
    throw new Error('A database name has small letters, digits and _');
  const url = new URL(postgresUrl);
  if (engine === 'postgres') {
    const there = await administer('select 1 from pg_database where datname = $1', [name]);
    if (there.length === 0) await administer(`create database ${name}${from === undefined ? '' : ` template ${from}`}`);
  }
  url.pathname = `/${name}`;
  const env = {
    DATABASE_URL: engine === 'postgres' ? url.toString() : '',
    CALLOFF_DATA_DIR: folder,
    CALLOFF_DEMO: 'off',
    CALLOFF_RATE_LIMIT: '0',
    CALLOFF_LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    PORT: '0',
  };
  return {
    engine,
    url: engine === 'postgres' ? url.toString() : undefined,
    env,
    open: () => openServices(readConfig(env), { clock: systemClock, logger: pino({ level: 'silent' }) }),
    cpuSeconds: async () => {
      if (engine === 'pglite') return undefined;
      const sessions = await administer('select pid from pg_stat_activity where datname = $1', [name]);
      const used = sessionSeconds(sessions.map((each) => Number(each['pid'])));
      return used > 0 ? used : undefined;
    },
    drop: async () => {
      if (engine === 'postgres' && keep === undefined) await administer(`drop database if exists ${name} with (force)`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(statement: string, values: readonly string[] = []): Promise<readonly pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    return (await client.query<pg.QueryResultRow>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

/**
 * Loads the demonstration, lets it grow where more is wanted than it should make, and leaves the tables as a quiet PostgreSQL
 * would: vacuumed. Says what there is and the seconds the demonstration and the growing took.
 */
export async function fill(
  services: Services,
  offers: number,
  seed: number,
): Promise<Grown & { readonly seconds: number; readonly growing: number }> {
  const before = await counted(services.database.handle);
  if (before.offers >= offers) return { ...before, seconds: 0, growing: 0 };
  const began = performance.now();
  const asked = await services.demonstration.request({ offers: firstShare(offers), seed }, 'system');
  if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
  await services.jobs.complete(asked.value, { signal: new AbortController().signal, onProgress: () => undefined });
  const seconds = (performance.now() - began) / 1000;
  await sql`vacuum analyze`.execute(services.database.handle);
  const grown = await grow(services, offers, seed);
  const growing = (performance.now() - began) / 1000 - seconds;
  await sql`vacuum analyze`.execute(services.database.handle);
  return { ...grown, seconds, growing };
}
