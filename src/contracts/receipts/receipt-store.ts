import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import { insertMany } from '../../platform/database/index.ts';
import type { Receipt, ReceiptLine } from './rules/receipt.ts';
import { serialKey } from './rules/serials.ts';

interface HeadRow {
  readonly id: string;
  readonly position: number;
  readonly receivedOn: IsoDate;
  readonly reverses: string | null;
  readonly note: string;
  readonly actor: string;
  readonly recordedAt: string;
}

/** Receipts of an order that was found within somebody's scope, oldest first. Served by the unique index of its position. */
export async function receiptsOf(handle: Handle, order: string): Promise<readonly Receipt[]> {
  const heads = await sql<HeadRow>`select id, position, received_on::text as "receivedOn", reverses, note, actor,
      to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "recordedAt"
    from order_receipt where order_id = ${order} order by position`.execute(handle);
  const ids = heads.rows.map((each) => each.id);
  const lines = await sql<Omit<ReceiptLine, 'serials'> & { receipt: string; serials: readonly string[] }>`
    select l.receipt_id as receipt, l.line, l.kept, l.rejected, l.reason,
      array(select s.serial from order_receipt_serial s where s.receipt_id = l.receipt_id and s.line = l.line
        order by s.serial_key) as serials
    from order_receipt_line l where l.receipt_id = any(${ids}::text[]) order by l.line`.execute(handle);
  return heads.rows.map((head) => ({
    ...head,
    lines: lines.rows.flatMap(({ receipt, ...line }) => (receipt === head.id ? line : [])),
  }));
}

/** The receipt that was recorded for the same form; undefined when there is none. */
export async function findByKey(handle: Handle, order: string, key: string): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select id from order_receipt where order_id = ${order} and unique_key = ${key}`.execute(handle);
  return found.rows[0]?.id;
}

export interface ReceiptToAdd extends Omit<Receipt, 'position'> {
  readonly order: string;
  readonly organisation: string;
  readonly key: string;
  /** Part number of each line of the order. */
  readonly mpns: ReadonlyMap<number, string>;
}

/** Writes a receipt with its lines and serial numbers. The order is locked. */
export async function addReceipt(transaction: Handle, receipt: ReceiptToAdd): Promise<void> {
  const { id, lines, organisation } = receipt;
  await sql`insert into order_receipt (id, order_id, position, received_on, reverses, note, actor, unique_key, recorded_at)
    select ${id}, ${receipt.order}, coalesce(max(position), 0) + 1, ${receipt.receivedOn}::date, ${receipt.reverses},
      ${receipt.note}, ${receipt.actor}, ${receipt.key}, ${receipt.recordedAt}::timestamptz
    from order_receipt where order_id = ${receipt.order}`.execute(transaction);
  await insertMany(transaction, 'order_receipt_line', [
    { name: 'receipt_id', type: 'text', values: lines.map(() => id) },
    { name: 'line', type: 'integer', values: lines.map((each) => each.line) },
    { name: 'kept', type: 'integer', values: lines.map((each) => each.kept) },
    { name: 'rejected', type: 'integer', values: lines.map((each) => each.rejected) },
    { name: 'reason', type: 'text', values: lines.map((each) => each.reason) },
  ]);
  const serials = lines.flatMap(({ line, serials: of }) => of.map((serial) => ({ line, serial })));
  await insertMany(transaction, 'order_receipt_serial', [
    { name: 'receipt_id', type: 'text', values: serials.map(() => id) },
    { name: 'line', type: 'integer', values: serials.map((each) => each.line) },
    { name: 'organisation_id', type: 'text', values: serials.map(() => organisation) },
    { name: 'mpn', type: 'text', values: serials.map((each) => receipt.mpns.get(each.line) ?? '') },
    { name: 'serial', type: 'text', values: serials.map((each) => each.serial) },
    { name: 'serial_key', type: 'text', values: serials.map((each) => serialKey(each.serial)) },
  ]);
}

/** One at a time records serial numbers of an organisation, until the transaction ends. */
export async function lockSerials(transaction: Handle, organisation: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`order_receipt_serial:${organisation}`}, 0))`.execute(
    transaction,
  );
}

/** Which of these serial numbers the organisation has received already, and on which order; reversed receipts do not count. */
export async function knownSerials(
  handle: Handle,
  organisation: string,
  serials: readonly { readonly mpn: string; readonly serial: string }[],
): Promise<readonly { readonly mpn: string; readonly serialKey: string; readonly order: string }[]> {
  if (serials.length === 0) return [];
  const keys = serials.map((each) => serialKey(each.serial));
  const mpns = serials.map((each) => each.mpn);
  const found = await sql<{ mpn: string; serialKey: string; order: string }>`
    select distinct s.mpn, s.serial_key as "serialKey", o.number as "order"
    from unnest(${keys}::text[], ${mpns}::text[]) as wanted (key, mpn)
    join order_receipt_serial s on s.organisation_id = ${organisation} and s.serial_key = wanted.key and s.mpn = wanted.mpn
    join order_receipt r on r.id = s.receipt_id join call_off_order o on o.id = r.order_id
    where not exists (select 1 from order_receipt later where later.reverses = r.id) limit 100`.execute(handle);
  return found.rows;
}

/** What is kept of each line, by order: orders that were found within somebody's scope. Served by the unique index of its position. */
export async function keptOfOrders(
  handle: Handle,
  orders: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const found = await sql<{ order: string; line: number; kept: number }>`
    select r.order_id as "order", l.line, sum(l.kept)::int as kept
    from order_receipt r join order_receipt_line l on l.receipt_id = r.id
    where r.order_id = any(${[...orders]}::text[]) and r.reverses is null
      and not exists (select 1 from order_receipt later where later.reverses = r.id)
    group by r.order_id, l.line`.execute(handle);
  const kept = new Map<string, Map<number, number>>();
  for (const { order, line, kept: count } of found.rows) {
    const of = kept.get(order) ?? new Map<number, number>();
    kept.set(order, of.set(line, count));
  }
  return kept;
}
