import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** What an offer listed for so many on a day. */
export interface ListedPrice {
  readonly offer: string;
  readonly on: IsoDate;
  readonly quantity: number;
  readonly price: DecimalText;
  readonly category: string;
}

/** The price of the list in force for each offer, day and quantity; those without one are left out. Served by the primary key of `offer_interval`. */
export async function listedPrices(
  handle: Handle,
  wanted: readonly { readonly offer: string; readonly on: IsoDate; readonly quantity: number }[],
): Promise<readonly ListedPrice[]> {
  const known = wanted.filter((each) => /^\d{1,18}$/.test(each.offer));
  if (known.length === 0) return [];
  const found = await sql<ListedPrice>`
    select w.offer::text as offer, w.day::text as "on", w.quantity, p.category,
      coalesce((select i.break_prices[n] from generate_subscripts(i.break_quantities, 1) n
        where i.break_quantities[n] <= w.quantity order by i.break_quantities[n] desc limit 1), i.unit_price)::text as price
    from unnest(${known.map((each) => each.offer)}::bigint[], ${known.map((each) => each.on)}::date[],
        ${known.map((each) => each.quantity)}::int[]) as w(offer, day, quantity)
    join offer o on o.id = w.offer join product p on p.id = o.product_id
    join offer_interval i on i.offer_id = w.offer and i.valid_from <= w.day and (i.valid_to is null or i.valid_to >= w.day)`.execute(
    handle,
  );
  return found.rows;
}
