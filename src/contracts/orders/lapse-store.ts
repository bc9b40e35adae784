import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { ContractScope } from '../contract-scope.ts';
import type { Order } from './order.ts';
import { lockOrder } from './order-store.ts';

/** Orders whose time to answer has passed, and that nobody was told of; served by `call_off_order_event_waits`. */
export async function newlyLapsed(
  handle: Handle,
  now: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly organisation: string }[]> {
  const found = await sql<{ id: string; organisation: string }>`
    select o.id, o.organisation_id as organisation from call_off_order_event e
    join call_off_order o on o.id = e.order_id
    where e.answer_by < ${now}::timestamptz and not e.lapse_told
      and not exists (select from call_off_order_event later
        where later.order_id = e.order_id and later.position > e.position)
    order by e.answer_by limit ${limit}`.execute(handle);
  return found.rows;
}

/** The order, locked, with its last event marked as told; undefined where that was done before. */
export async function takeLapsed(transaction: Handle, scope: ContractScope, id: string): Promise<Order | undefined> {
  const order = await lockOrder(transaction, scope, id);
  const last = order?.events.at(-1);
  if (order === undefined || last === undefined) return undefined;
  const marked = await sql`update call_off_order_event set lapse_told = true
    where order_id = ${id} and position = ${last.position} and not lapse_told returning position`.execute(transaction);
  return marked.rows.length === 0 ? undefined : order;
}
