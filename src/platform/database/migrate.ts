import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';

/** Migrations of one module, keyed `NNNN_module_what`. Forward only: there is no way down. */
export type Migrations = Readonly<Record<string, (handle: Kysely<unknown>) => Promise<void>>>;

/** Brings the database up to date; returns the names applied. Safe to call from many processes at once. */
export async function migrate(database: Database, ...sets: readonly Migrations[]): Promise<readonly string[]> {
  const all: Record<string, Migration> = {};
  for (const set of sets) {
    for (const [name, up] of Object.entries(set)) {
      if (name in all) throw new Error(`Two migrations are called ${name}`);
      all[name] = { up };
    }
  }
  const migrator = new Migrator({
    db: database.handle,
    provider: { getMigrations: () => Promise.resolve(all) },
    // A module may gain a migration that sorts before another module's newest.
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('Migration failed', { cause: error });
  return (results ?? []).map((each) => each.migrationName);
}

/** Runs several statements of SQL text, separated by `;` at line ends. For migrations only. */
export async function runStatements(handle: Kysely<unknown>, text: string): Promise<void> {
  for (const statement of text.split(/;\s*$/m)) {
    if (statement.trim() !== '') await sql.raw(statement).execute(handle);
  }
}
