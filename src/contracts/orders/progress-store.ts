import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { OrderLineKind } from '../order-draft.ts';

/** A line in force, with the term of its order. */
export interface ProgressLine {
  readonly order: string;
  readonly number: number;
  readonly kind: OrderLineKind;
  readonly mpn: string;
  readonly title: string;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly net: DecimalText;
  readonly vatPercent: DecimalText | null;
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
}

/** Lines of orders as last agreed; the orders were found within somebody's scope. Served by the primary keys. */
export async function linesInForce(handle: Handle, orders: readonly string[]): Promise<readonly ProgressLine[]> {
  const found = await sql<ProgressLine>`
    select l.order_id as "order", l.number, l.kind, l.mpn, l.title, l.unit, l.quantity, l.unit_price::text as "unitPrice",
      l.net::text as net, l.vat_percent::text as "vatPercent", o.starts_on::text as starts, o.ends_on::text as ends
    from call_off_order o
    join lateral (select version from call_off_order_event e where e.order_id = o.id order by e.position desc limit 1) e
      on true
    join call_off_order_line l on l.order_id = o.id and l.version = e.version
    where o.id = any(${[...orders]}::text[]) order by l.order_id, l.number`.execute(handle);
  return found.rows;
}
