import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { BackupRow, BackupSequence, BackupTable } from './backup-format.ts';

/** What belongs to the migrator, not to the data. */
const own = sql`('kysely_migration', 'kysely_migration_lock')`;

/** Makes texts mean the same in every session: instants in UTC, full precision. For the transaction at hand. */
export async function fixTextForms(transaction: Handle): Promise<void> {
  for (const setting of [
    "timezone = 'UTC'",
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'iso_8601'",
    'extra_float_digits = 3',
  ]) {
    await sql.raw(`set local ${setting}`).execute(transaction);
  }
}

/** Every later read of this transaction sees one and the same state. Must be its first statement. */
export async function freeze(transaction: Handle): Promise<void> {
  await sql`set transaction isolation level repeatable read, read only`.execute(transaction);
}

export async function listMigrations(handle: Handle): Promise<readonly string[]> {
  const found = await sql<{ name: string }>`select name from kysely_migration order by name collate "C"`.execute(
    handle,
  );
  return found.rows.map((each) => each.name);
}

/** The tables with the columns that hold data of their own: computed columns make themselves anew. */
export async function listTables(handle: Handle): Promise<readonly BackupTable[]> {
  const found = await sql<{ table: string; columns: { name: string; type: string }[] }>`
    select c.relname as table,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ${own}
    group by c.relname order by c.relname`.execute(handle);
  return found.rows;
}

export async function countRows(handle: Handle, table: string): Promise<number> {
  const found = await sql<{ count: string }>`select count(*)::text as count from ${sql.table(table)}`.execute(handle);
  return Number(found.rows[0]?.count ?? 0);
}

/** The rows of a table, a batch at a time through a cursor, every column as text. */
export async function* readRows(
  transaction: Handle,
  { table, columns }: BackupTable,
  batch: number,
): AsyncGenerator<readonly BackupRow[]> {
  const texts = sql.join(columns.map((each) => sql`${sql.ref(each.name)}::text`));
  await sql`declare backup_rows no scroll cursor for select array[${texts}] as row from ${sql.table(table)}`.execute(
    transaction,
  );
  for (;;) {
    const found = await sql<{ row: (string | null)[] }>`fetch forward ${sql.lit(batch)} from backup_rows`.execute(
      transaction,
    );
    if (found.rows.length === 0) break;
    yield found.rows.map((each) => each.row);
  }
  await sql`close backup_rows`.execute(transaction);
}

export async function listSequences(handle: Handle): Promise<readonly BackupSequence[]> {
  const names = await sql<{ name: string }>`select relname as name from pg_class
    where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname`.execute(handle);
  const sequences: BackupSequence[] = [];
  for (const { name } of names.rows) {
    const state = await sql<{ value: string; called: boolean }>`
      select last_value::text as value, is_called as called from ${sql.table(name)}`.execute(handle);
    const row = state.rows[0];
    if (row !== undefined) sequences.push({ sequence: name, ...row });
  }
  return sequences;
}

/** Writes rows with the values they had, identities included. */
export async function writeRows(
  transaction: Handle,
  { table, columns }: BackupTable,
  rows: readonly BackupRow[],
): Promise<void> {
  const names = sql.join(columns.map((each) => sql.ref(each.name)));
  const values = sql.join(columns.map((_each, index) => sql`${rows.map((row) => row[index] ?? null)}::text[]`));
  const picks = sql.join(columns.map((each, index) => sql`${sql.ref(`u.c${String(index)}`)}::${sql.raw(each.type)}`));
  const aliases = sql.join(columns.map((_each, index) => sql.ref(`c${String(index)}`)));
  await sql`insert into ${sql.table(table)} (${names}) overriding system value
    select ${picks} from unnest(${values}) as u(${aliases})`.execute(transaction);
}

export async function setSequence(transaction: Handle, { sequence, value, called }: BackupSequence): Promise<void> {
  await sql`select setval(${sequence}::regclass, ${value}::bigint, ${called})`.execute(transaction);
}

/**
 * Takes foreign keys and triggers away, so that rows can be written in any order and as they were; gives what puts them
 * back, which checks every foreign key. Both in one transaction: nobody else sees the tables without them.
 */
export async function suspendChecks(transaction: Handle, tables: readonly BackupTable[]): Promise<() => Promise<void>> {
  const keys = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`.execute(transaction);
  for (const key of keys.rows)
    await sql.raw(`alter table ${key.table} drop constraint ${key.name}`).execute(transaction);
  for (const { table } of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(transaction);
  return async () => {
    for (const { table } of tables) await sql`alter table ${sql.table(table)} enable trigger user`.execute(transaction);
    for (const key of keys.rows) {
      await sql.raw(`alter table ${key.table} add constraint ${key.name} ${key.definition}`).execute(transaction);
    }
  };
}

export async function emptyTables(transaction: Handle, tables: readonly BackupTable[]): Promise<void> {
  await sql`truncate ${sql.join(tables.map((each) => sql.table(each.table)))}`.execute(transaction);
}
