import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** Which of these were imported before. Served by the unique index of `made_from`. */
export async function importedBefore(handle: Handle, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{
    key: string;
  }>`select made_from as key from call_off where made_from = any(${[...keys]}::text[])`.execute(handle);
  return new Set(found.rows.map((each) => each.key));
}

/** One import at a time, until the transaction ends. */
export async function lockImports(transaction: Handle): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('call_off_import', 0))`.execute(transaction);
}
