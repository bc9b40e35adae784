import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';
import type { ContractScope } from './contract-scope.ts';
import { bindingKinds, waitingKinds } from './orders/order-life.ts';
import { within } from './scope-clauses-store.ts';

/** Orders that wait for an answer, or of which goods have still to arrive. */
export async function countOpenOrders(handle: Handle, scope: ContractScope, now: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from call_off_order o
    join lateral (select * from call_off_order_event e where e.order_id = o.id order by e.position desc limit 1) e on true
    where ${within('o', scope, true)} and (
      (e.kind = any(${[...waitingKinds]}::text[]) and (e.answer_by is null or e.answer_by >= ${now}))
      or (e.kind = any(${[...bindingKinds]}::text[]) and exists (
        select 1 from call_off_order_line l
        where l.order_id = o.id and l.version = e.version and l.kind = 'goods' and l.quantity > coalesce((
          select sum(a.kept) from order_receipt r join order_receipt_line a on a.receipt_id = r.id
          where r.order_id = o.id and a.line = l.number and r.reverses is null
            and not exists (select 1 from order_receipt back where back.reverses = r.id)), 0))))`.execute(handle);
  return found.rows[0]?.count ?? 0;
}

/** Call-offs with a last day that is still to come, as varied. One without a last day is over with its orders. */
export async function countRunningCallOffs(handle: Handle, scope: ContractScope, on: IsoDate): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from call_off c
    where ${within('c', scope, false)} and coalesce((
      select v.ends_on from call_off_variation v where v.call_off_id = c.id and v.ends_on is not null
      order by v.number desc limit 1), c.ends_on) >= ${on}`.execute(handle);
  return found.rows[0]?.count ?? 0;
}
