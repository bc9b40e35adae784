import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';

/**
 * The next number of a series, as people see it: `O-000042`. The series stays locked until the transaction ends, so that a
 * change that is rolled back leaves no gap: take it as late as can be.
 */
export async function nextNumber(transaction: Handle, series: 'order' | 'call-off'): Promise<string> {
  const taken = await sql<{ pattern: string; digits: number; last: string }>`
    update contract_number_series set last = last + 1 where series = ${series}
    returning pattern, digits, last::text as last`.execute(transaction);
  const row = taken.rows[0];
  if (row === undefined) throw new Error(`No numbers for ${series}`);
  return row.pattern.replace('{n}', row.last.padStart(row.digits, '0'));
}
