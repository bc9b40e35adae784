import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { allMigrations } from '../../src/migrations.ts';
import { type Database, type Engine, migrate, openDatabase } from '../../src/platform/database/index.ts';

/** Where tests find a real PostgreSQL; absent or not answering, they run on the embedded engine and print a skip. */
const postgresUrl = process.env['CALLOFF_TEST_POSTGRES'] ?? 'postgres://root@127.0.0.1:5432/test';

/** A template is as old as the migrations: their text is its name. */
const fingerprint = createHash('sha256')
  .update(allMigrations.flatMap((set) => Object.entries(set).map(([name, up]) => `${name}${String(up)}`)).join('\n'))
  .digest('hex')
  .slice(0, 16);

async function postgresAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

const available = await postgresAnswers();

/** The engines to run database tests on, each with why it is skipped here (false: it is not). */
export const engines: readonly { readonly engine: Engine; readonly skip: string | false }[] = [
  { engine: 'pglite', skip: false },
  { engine: 'postgres', skip: available ? false : 'PostgreSQL does not answer (CALLOFF_TEST_POSTGRES)' },
];

/** A database of its own with every migration applied, copied from a template. Close it in `t.after`. */
export async function freshDatabase(engine: Engine): Promise<Database> {
  return engine === 'pglite' ? freshEmbedded() : freshPostgres();
}

async function freshEmbedded(): Promise<Database> {
  const folder = join(tmpdir(), `calloff-test-templates-${String(process.getuid?.() ?? 0)}`);
  const file = join(folder, `${fingerprint}.tar`);
  if (!existsSync(file)) {
    const database = await openDatabase({ url: '', dataDir: 'memory', poolSize: 1, onOpen: keepEngine });
    await migrate(database, ...allMigrations);
    const image = await lastEngine?.dumpDataDir('none');
    if (image === undefined) throw new Error('The embedded engine could not be copied');
    mkdirSync(folder, { recursive: true });
    const part = `${file}.${String(process.pid)}`;
    writeFileSync(part, Buffer.from(await image.arrayBuffer()));
    renameSync(part, file);
    await database.close();
  }
  // Read whole: a blob of a file cannot be read any more once another process has put its own in the place.
  return openDatabase({ url: '', dataDir: 'memory', poolSize: 1, image: new Blob([readFileSync(file)]) });
}

let lastEngine: PGlite | undefined;
function keepEngine(engine: PGlite): void {
  lastEngine = engine;
}

async function administer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(postgresUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

async function freshPostgres(): Promise<Database> {
  const { url, drop } = await freshPostgresAddress();
  const database = await openDatabase({ url, dataDir: '', poolSize: 8 });
  return {
    ...database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/** A database of its own on the real PostgreSQL, for what opens it by its address. Drop it once nothing has it open. */
export async function freshPostgresAddress(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const template = `calloff_template_${fingerprint}`;
  const name = `calloff_test_${randomBytes(6).toString('hex')}`;
  await administer(async (client) => {
    // One maker at a time: test files run side by side.
    await client.query('select pg_advisory_lock(760986098)');
    const made = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (made.rowCount === 0) {
      const draft = `${template}_draft`;
      await client.query(`drop database if exists ${draft} with (force)`);
      await client.query(`create database ${draft}`);
      const database = await openDatabase({ url: urlOf(draft), dataDir: '', poolSize: 1 });
      await migrate(database, ...allMigrations);
      await database.close();
      await client.query(`alter database ${draft} rename to ${template}`);
    }
    await client.query(`create database ${name} template ${template}`);
    await client.query('select pg_advisory_unlock(760986098)');
  });
  return {
    url: urlOf(name),
    drop: async () => {
      await administer((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
