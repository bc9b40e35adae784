import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** A line of an order that was made from an offer, as agreed last. */
export interface OrderedPrice {
  readonly order: string;
  readonly number: string;
  readonly organisation: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly line: number;
  readonly offer: string;
  readonly mpn: string;
  readonly title: string;
  readonly quantity: number;
  /** Of one, pounds without VAT. */
  readonly unitPrice: DecimalText;
  /** The London day on which this price was agreed on: the list of that day holds. */
  readonly on: IsoDate;
  /** Where a list of them goes on. */
  readonly placedAt: string;
}

/** Lines of orders under the agreements placed in the days, oldest first, after one of them. Served by `call_off_order_of_agreement`. */
export async function orderedPrices(
  handle: Handle,
  scope: { readonly agreements: readonly string[]; readonly from: IsoDate; readonly to: IsoDate },
  kinds: readonly string[],
  after: { readonly at: string; readonly order: string; readonly line: number } | undefined,
  limit: number,
): Promise<readonly OrderedPrice[]> {
  const later =
    after === undefined
      ? sql``
      : sql`and (o.placed_at, o.id, l.number) > (${after.at}::timestamptz, ${after.order}, ${after.line}::int)`;
  const found = await sql<OrderedPrice>`
    select o.id as "order", o.number, o.organisation_id as organisation, o.supplier_id as supplier, o.agreement, o.lot,
      l.number as line, l.offer, l.mpn, l.title, l.quantity, l.unit_price::text as "unitPrice",
      (v.made_at at time zone 'Europe/London')::date::text as "on",
      to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "placedAt"
    from call_off_order o
    join lateral (select kind, version from call_off_order_event e where e.order_id = o.id
      order by e.position desc limit 1) e on e.kind = any(${[...kinds]}::text[])
    join call_off_order_version v on v.order_id = o.id and v.version = e.version
    join call_off_order_line l on l.order_id = o.id and l.version = e.version and l.kind = 'goods' and l.offer is not null
    where o.agreement = any(${[...scope.agreements]}::text[])
      and o.placed_at >= (${scope.from}::date::timestamp at time zone 'Europe/London')
      and o.placed_at < ((${scope.to}::date + 1)::timestamp at time zone 'Europe/London') ${later}
    order by o.placed_at, o.id, l.number limit ${limit}`.execute(handle);
  return found.rows;
}
