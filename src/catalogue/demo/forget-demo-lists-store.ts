import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { removeFile } from '../../platform/files/index.ts';

/** Takes away, within the transaction, the price lists of invented suppliers with their files. Gives how many there were. */
export async function forgetDemoPriceLists(transaction: Handle): Promise<number> {
  await sql`delete from price_list_mapping where supplier_id in (select id from supplier where demonstration)`.execute(
    transaction,
  );
  const invented = sql`select id from price_list where demonstration
    and supplier_id in (select id from supplier where demonstration)`;
  for (const table of ['line', 'change', 'problem', 'problem_count', 'repair']) {
    await sql`delete from ${sql.table(`price_list_${table}`)} where price_list_id in (${invented})`.execute(
      transaction,
    );
  }
  const gone = await sql<{
    file: string;
  }>`delete from price_list where id in (${invented}) returning file_id as file`.execute(transaction);
  for (const { file } of gone.rows) await removeFile(transaction, file);
  return gone.rows.length;
}
