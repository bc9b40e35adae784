import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { allMigrations } from '../../src/migrations.ts';
import { type Database, type Engine, migrate, openDatabase } from '../../src/platform/database/index.ts';
import { freshPostgresAddress } from './databases.ts';

/** Where a database lies that several processes open one after another, as when one of them is killed. */
export async function databasePlace(t: TestContext, engine: Engine) {
  if (engine === 'postgres') {
    const { url, drop } = await freshPostgresAddress();
    t.after(drop);
    return { url, dataDir: '', open: () => openDatabase({ url, dataDir: '', poolSize: 2 }) };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'calloff-place-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const open = async (): Promise<Database> => {
    const database = await openDatabase({ url: '', dataDir, poolSize: 1 });
    await migrate(database, ...allMigrations);
    return database;
  };
  return { url: '', dataDir, open };
}
