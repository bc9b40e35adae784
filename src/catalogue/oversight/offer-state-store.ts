import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

const running = (on: IsoDate) => sql`i.valid_from <= ${on}::date and (i.valid_to is null or i.valid_to >= ${on}::date)`;

/** How many offers of a supplier have a price on a lot on a day. */
export interface LotOffers {
  readonly agreement: string;
  readonly lot: string;
  readonly offers: number;
}

/** Served by the unique key of `offer`, which begins with the supplier. */
export async function offersOfSupplier(handle: Handle, supplier: string, on: IsoDate): Promise<readonly LotOffers[]> {
  const found = await sql<LotOffers>`select o.agreement, o.lot, count(*)::int as offers
    from offer o join offer_interval i on i.offer_id = o.id and ${running(on)}
    where o.supplier_id = ${supplier} group by o.agreement, o.lot order by o.agreement, length(o.lot), o.lot`.execute(
    handle,
  );
  return found.rows;
}

/** Offers of a supplier in a category of a lot on a day. */
export interface CategoryOffers {
  readonly agreement: string;
  readonly lot: string;
  readonly category: string;
  readonly supplierId: string;
  readonly offers: number;
}

/** Reads every offer of the agreements once: for a page of the authority, not for each request. */
export async function offersByCategory(
  handle: Handle,
  agreements: readonly string[],
  on: IsoDate,
): Promise<readonly CategoryOffers[]> {
  const found = await sql<CategoryOffers>`select o.agreement, o.lot, p.category, o.supplier_id as "supplierId",
      count(*)::int as offers
    from offer_interval i join offer o on o.id = i.offer_id join product p on p.id = o.product_id
    where ${running(on)} and o.agreement = any(${[...agreements]}::text[])
    group by 1, 2, 3, 4`.execute(handle);
  return found.rows;
}

/** An offer whose price of one is above what the lot allows. */
export interface OfferAbove {
  readonly offer: string;
  readonly supplierId: string;
  readonly lot: string;
  readonly slug: string;
  readonly title: string;
  readonly mpn: string;
  readonly category: string;
  readonly price: DecimalText;
}

/** Offers of the lot that cost more than so much on the day, dearest first; those in the branches alone where any is named. */
export async function offersAbove(
  handle: Handle,
  of: {
    readonly agreement: string;
    readonly lot: string;
    readonly maximum: DecimalText;
    readonly branches: readonly string[];
    readonly mpn: string | null;
  },
  on: IsoDate,
  limit: number,
): Promise<readonly OfferAbove[]> {
  const found = await sql<OfferAbove>`select o.id::text as offer, o.supplier_id as "supplierId", o.lot, p.slug,
      m.name || ' ' || p.name as title, p.mpn, p.category, i.unit_price::text as price
    from offer o join offer_interval i on i.offer_id = o.id and ${running(on)}
    join product p on p.id = o.product_id join manufacturer m on m.id = p.manufacturer_id
    where o.agreement = ${of.agreement} and o.lot = ${of.lot} and i.unit_price > ${of.maximum}::numeric
      and (${of.branches.length === 0 && of.mpn === null}
        or lower(p.mpn) = lower(${of.mpn}::text)
        or exists (select 1 from unnest(${[...of.branches]}::text[]) b where p.category = b or p.category like b || '/%'))
    order by i.unit_price desc, o.id limit ${limit}`.execute(handle);
  return found.rows;
}
