import { sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** Which accepted prices are looked for: of one part number, between two quantities, accepted since an instant. */
export interface PaidPriceQuery {
  readonly mpn: string;
  /** New, refurbished, remanufactured: prices of different conditions are not compared. */
  readonly condition: string;
  readonly leastQuantity: number;
  readonly mostQuantity: number;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** What one order paid for one. */
export interface PaidPrice {
  readonly order: string;
  readonly buyer: string;
  /** Pounds without VAT, without services and delivery. */
  readonly unitPrice: DecimalText;
}

/** Most orders read: far more than a distribution needs. */
const most = 10_000;

/** Unit prices of the goods as they stand in the version agreed last, of orders that bind, newest first. */
export async function paidPrices(
  handle: Handle,
  query: PaidPriceQuery,
  binding: readonly string[],
): Promise<readonly PaidPrice[]> {
  const found = await sql<PaidPrice>`
    select o.id as "order", o.organisation_id as buyer, l.unit_price::text as "unitPrice"
    from call_off_order_line l
    join call_off_order o on o.id = l.order_id
    join lateral (select kind, version, at from call_off_order_event e where e.order_id = o.id
      order by e.position desc limit 1) e on e.version = l.version
    where l.kind = 'goods' and l.mpn = ${query.mpn} and l.condition = ${query.condition}
      and l.quantity between ${query.leastQuantity} and ${query.mostQuantity}
      and e.kind = any(${[...binding]}::text[]) and e.at >= ${query.since}::timestamptz
    order by e.at desc, o.id desc limit ${most}`.execute(handle);
  return found.rows;
}
