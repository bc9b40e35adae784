import { type RawBuilder, sql } from 'kysely';
import { arrayLiteral } from './array-literal.ts';
import type { Handle } from './database.ts';

/** A column to write: its name, its PostgreSQL type, and one value a row (arrays are written as array literals). */
export interface ColumnOfValues {
  readonly name: string;
  readonly type: string;
  readonly values: readonly Cell[];
}

type Scalar = string | number | boolean | null;
type Cell = Scalar | readonly Scalar[];

/**
 * Writes many rows in one statement through `unnest`, on both engines and inside the caller's transaction.
 * A column whose own type is an array travels as text and is cast.
 */
export async function insertMany(
  handle: Handle,
  table: string,
  columns: readonly ColumnOfValues[],
  suffix: RawBuilder<unknown> = sql``,
): Promise<void> {
  if ((columns[0]?.values.length ?? 0) === 0) return;
  const names = sql.join(columns.map((each) => sql.ref(each.name)));
  const arrays = sql.join(
    columns.map((each) => {
      const nested = each.type.endsWith('[]');
      const values = nested ? each.values.map(arrayCell) : each.values;
      return sql`${values}::${sql.raw(nested ? 'text' : each.type)}[]`;
    }),
  );
  const picks = sql.join(columns.map((each, index) => sql.raw(`u.c${index}::${each.type}`)));
  const aliases = sql.raw(columns.map((_each, index) => `c${index}`).join(', '));
  await sql`insert into ${sql.table(table)} (${names}) select ${picks} from unnest(${arrays}) as u(${aliases}) ${suffix}`.execute(
    handle,
  );
}

function arrayCell(value: Cell): string | null {
  if (value === null) return null;
  if (typeof value !== 'object') throw new TypeError('An array column needs arrays');
  return arrayLiteral(value);
}
