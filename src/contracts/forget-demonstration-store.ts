import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import { removeFile } from '../platform/files/index.ts';

/** Contracts between somebody invented and somebody real: none of them may be taken away. */
export async function mixedContracts(handle: Handle): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from call_off c
    join organisation o on o.id = c.organisation_id join supplier s on s.id = c.supplier_id
    where o.demonstration <> s.demonstration`.execute(handle);
  return found.rows[0]?.count ?? 0;
}

/**
 * Takes away, within the transaction, every call-off of invented buyers with invented suppliers and all that hangs on it: orders,
 * receipts, invoices, signatures. Numbers go on from where they were. Gives how many orders there were.
 */
export async function forgetDemonstrationContracts(transaction: Handle): Promise<number> {
  const run = (statement: ReturnType<typeof sql>) => statement.execute(transaction);
  const callOffs = sql`select c.id from call_off c join organisation o on o.id = c.organisation_id and o.demonstration
    join supplier s on s.id = c.supplier_id and s.demonstration`;
  const orders = sql`select id from call_off_order where call_off_id in (${callOffs})`;
  const invoices = sql`select id from supplier_invoice where call_off_id in (${callOffs})`;
  const receipts = sql`select id from order_receipt where order_id in (${orders})`;
  for (const table of ['supplier_invoice_event', 'supplier_invoice_line']) {
    await run(sql`delete from ${sql.table(table)} where invoice_id in (${invoices})`);
  }
  await run(sql`delete from supplier_invoice where call_off_id in (${callOffs})`);
  for (const table of ['order_receipt_serial', 'order_receipt_line']) {
    await run(sql`delete from ${sql.table(table)} where receipt_id in (${receipts})`);
  }
  await run(sql`delete from order_receipt where order_id in (${orders})`);
  await run(sql`delete from call_off_spend where call_off_id in (${callOffs})`);
  for (const table of ['call_off_order_event', 'call_off_order_line', 'call_off_order_version']) {
    await run(sql`delete from ${sql.table(table)} where order_id in (${orders})`);
  }
  const gone = await sql`delete from call_off_order where call_off_id in (${callOffs}) returning id`.execute(
    transaction,
  );
  const files = await sql<{ id: string | null }>`delete from call_off_signed_copy where call_off_id in (${callOffs})
    returning file_id::text as id`.execute(transaction);
  for (const table of [
    'call_off_publication',
    'call_off_signature',
    'call_off_document',
    'call_off_variation',
    'call_off_price',
    'call_off_site',
  ]) {
    await run(sql`delete from ${sql.table(table)} where call_off_id in (${callOffs})`);
  }
  await run(sql`delete from call_off where id in (${callOffs})`);
  const ids = files.rows.flatMap((each) => each.id ?? []);
  for (const id of ids) await removeFile(transaction, id);
  return gone.rows.length;
}
