import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { ContractScope } from '../contract-scope.ts';
import { bindingKinds } from '../orders/order-life.ts';
import { within } from '../scope-clauses-store.ts';

/** An order that binds and of which goods have not arrived, though some have or all should have. */
export interface MissingGoods {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly organisation: string;
  readonly supplier: string;
  readonly expectedBy: IsoDate | null;
  /** Goods ordered and kept, of every line together. */
  readonly ordered: number;
  readonly kept: number;
  /** When the last of them came; null: none has. */
  readonly lastOn: IsoDate | null;
}

/** Months after which what never arrived is no longer pointed out. */
const months = 6;
const most = 100;

/**
 * Orders within the scope of which goods are missing on the day, by the day they were expected. Looks through the orders of the
 * last months; served by `call_off_order_of_organisation`.
 */
export async function missingGoods(
  handle: Handle,
  scope: ContractScope,
  on: IsoDate,
): Promise<readonly MissingGoods[]> {
  const found = await sql<MissingGoods>`
    select o.id, o.number, o.title, o.organisation_id as organisation, o.supplier_id as supplier,
      v.expected_by::text as "expectedBy", g.ordered, r.kept, r."lastOn"
    from call_off_order o
    join lateral (select kind, version from call_off_order_event e where e.order_id = o.id
      order by e.position desc limit 1) e on e.kind = any(${[...bindingKinds]}::text[])
    join call_off_order_version v on v.order_id = o.id and v.version = e.version
    cross join lateral (select coalesce(sum(l.quantity), 0)::int as ordered from call_off_order_line l
      where l.order_id = o.id and l.version = e.version and l.kind = 'goods') g
    cross join lateral (select coalesce(sum(l.kept), 0)::int as kept, max(t.received_on)::text as "lastOn"
      from order_receipt t join order_receipt_line l on l.receipt_id = t.id
        join call_off_order_line n on n.order_id = o.id and n.version = e.version and n.number = l.line and n.kind = 'goods'
      where t.order_id = o.id and t.reverses is null
        and not exists (select from order_receipt b where b.reverses = t.id)) r
    where ${within('o', scope, true)} and o.placed_at >= ${on}::date - make_interval(months => ${months}::int)
      and r.kept < g.ordered and (r.kept > 0 or v.expected_by < ${on}::date)
    order by v.expected_by nulls last, o.id limit ${most}`.execute(handle);
  return found.rows;
}
