import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** A list with lines whose rise waits for the authority. */
export interface WaitingRise {
  readonly list: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  /** The first day the supplier asks the new prices for. */
  readonly from: IsoDate;
  readonly lines: number;
  /** The steepest of them, percent of the old price; null: the old price is nothing. */
  readonly steepest: DecimalText | null;
}

/** Most lists looked at; far above what waits at one time. */
const mostLists = 500;

/** Lists in force with lines that wait, oldest first. Served by `price_list_change_held`. */
export async function waitingRises(handle: Handle, agreements: readonly string[]): Promise<readonly WaitingRise[]> {
  const found = await sql<WaitingRise>`
    select p.id::text as list, p.supplier_id as "supplierId", p.agreement, p.lot, p.valid_from::text as "from",
      count(*)::int as lines,
      max(round((c.rise_to - c.rise_from) * 100 / nullif(c.rise_from, 0), 1))::text as steepest
    from price_list_change c join price_list p on p.id = c.price_list_id
    where c.held is not null and c.held = 'waiting' and p.agreement = any(${[...agreements]}::text[])
      and exists (select 1 from price_list_event e where e.price_list_id = p.id and e.kind = 'accepted')
    group by p.id order by p.valid_from, p.id limit ${mostLists}`.execute(handle);
  return found.rows;
}

/** What another supplier asks for the product of a line, in its condition and for as many. */
export interface OtherPrice {
  readonly line: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly price: DecimalText;
}

/** Prices of others on the day for the products of the lines. Served by `offer_product`. */
export async function pricesOfOthers(
  handle: Handle,
  list: string,
  lines: readonly string[],
  on: IsoDate,
): Promise<readonly OtherPrice[]> {
  const found = await sql<OtherPrice>`
    select c.line::text as line, o.supplier_id as "supplierId", o.agreement, o.lot,
      coalesce((select i.break_prices[n] from generate_subscripts(i.break_quantities, 1) n
        where i.break_quantities[n] <= coalesce(c.rise_quantity, 1)
        order by i.break_quantities[n] desc limit 1), i.unit_price)::text as price
    from price_list_change c
    join price_list p on p.id = c.price_list_id
    join offer mine on mine.id = c.offer_id
    join offer o on o.product_id = mine.product_id and o.condition = mine.condition and o.supplier_id <> p.supplier_id
    join offer_interval i on i.offer_id = o.id and i.valid_from <= ${on}::date
      and (i.valid_to is null or i.valid_to >= ${on}::date)
    where c.price_list_id = ${list}::bigint and c.line = any(${[...lines]}::bigint[])
    limit 20000`.execute(handle);
  return found.rows;
}

/** A change of the supplier's own price that came into force. */
export interface PastChange {
  readonly line: string;
  readonly on: IsoDate;
  readonly before: DecimalText;
  readonly after: DecimalText;
}

/** The last change of each line's own price of one since a day, up to and including another. Served by the primary key. */
export async function lastChanges(
  handle: Handle,
  list: string,
  lines: readonly string[],
  since: IsoDate,
  until: IsoDate,
): Promise<readonly PastChange[]> {
  const found = await sql<PastChange>`
    select distinct on (line) line::text as line, valid_from::text as "on", before::text as before, unit_price::text as after
    from (
      select c.line, i.valid_from, i.unit_price, lag(i.unit_price) over (partition by i.offer_id order by i.valid_from) as before
      from price_list_change c join offer_interval i on i.offer_id = c.offer_id
      where c.price_list_id = ${list}::bigint and c.line = any(${[...lines]}::bigint[]) and i.valid_from <= ${until}::date
    ) steps
    where before is not null and before <> unit_price and valid_from >= ${since}::date
    order by line, valid_from desc`.execute(handle);
  return found.rows;
}
