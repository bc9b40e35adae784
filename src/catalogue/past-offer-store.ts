import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';
import type { ManufacturerKind } from './product.ts';

/** An offer whatever the day, with when it stood last and stands next. */
export interface TracedOffer {
  readonly id: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly slug: string;
  readonly name: string;
  readonly maker: string;
  readonly makerKind: ManufacturerKind;
  readonly standsToday: boolean;
  /** Last day of the latest stretch that is over; null when none is. */
  readonly ended: IsoDate | null;
  /** First day of the next stretch to come; null when none is known. */
  readonly begins: IsoDate | null;
}

/** What became of offers that cannot be bought on the day. */
export async function traceOffers(
  handle: Handle,
  ids: readonly string[],
  on: IsoDate,
): Promise<readonly TracedOffer[]> {
  if (ids.length === 0) return [];
  const found = await sql<TracedOffer>`
    select o.id::text as id, o.supplier_id as "supplierId", o.agreement, o.lot, p.slug, p.name,
      m.name as maker, m.kind as "makerKind",
      coalesce(bool_or(i.valid_from <= ${on}::date and (i.valid_to is null or i.valid_to >= ${on}::date)), false)
        as "standsToday",
      (max(i.valid_to) filter (where i.valid_to < ${on}::date))::text as ended,
      (min(i.valid_from) filter (where i.valid_from > ${on}::date))::text as begins
    from offer o
    join product p on p.id = o.product_id
    join manufacturer m on m.id = p.manufacturer_id
    left join offer_interval i on i.offer_id = o.id
    where o.id = any(${ids}::bigint[])
    group by o.id, p.slug, p.name, m.name, m.kind`.execute(handle);
  return found.rows;
}
