import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Repair } from './price-lists.ts';

interface FoundRow {
  readonly row: number;
  readonly from: string;
  readonly to: string;
  readonly total: number;
}

/**
 * Part numbers that were found by letters and digits alone, as repairs: the catalogue's spelling in place of the file's.
 * The first of them, and how many there are in all. Served by `price_list_change_by_key`.
 */
export async function partNumberRepairs(
  transaction: Handle,
  listId: string,
  column: string,
  limit: number,
): Promise<{ readonly repairs: readonly Repair[]; readonly total: number }> {
  const found = await sql<FoundRow>`
    select l.row, l.mpn as from, p.mpn as to, (count(*) over ())::int as total
    from price_list_change c join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line
    join product p on p.id = c.product_id
    where c.price_list_id = ${listId}::bigint and c.by_key order by l.row limit ${Math.max(1, limit)}`.execute(
    transaction,
  );
  return {
    repairs: found.rows
      .slice(0, limit)
      .map(({ row, from, to }) => ({ row, column, field: 'mpn', from, to, why: partNumberWhy })),
    total: found.rows[0]?.total ?? 0,
  };
}

/** Why a part number is written as the catalogue has it. */
export const partNumberWhy =
  'The maker has one product with these letters and digits; the catalogue writes its part number so.';

/** The catalogue's spelling for each row whose part number was found by letters and digits alone. */
export async function partNumbersByRow(handle: Handle, listId: string): Promise<ReadonlyMap<number, string>> {
  const found = await sql<{ row: number; mpn: string }>`
    select c.line::int as row, p.mpn from price_list_change c join product p on p.id = c.product_id
    where c.price_list_id = ${listId}::bigint and c.by_key`.execute(handle);
  return new Map(found.rows.map((each) => [each.row, each.mpn]));
}
