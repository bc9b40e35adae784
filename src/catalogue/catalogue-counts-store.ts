import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';

/** Offers that stand on a day, counted by everything counts are asked for. */
export interface CountRow {
  readonly category: string;
  readonly secondLife: boolean;
  readonly agreement: string;
  readonly lot: string;
  readonly supplierId: string;
  readonly offers: number;
}

/** Reads every offer once: for counts that are kept for a while, not for each request. */
export async function countOffers(handle: Handle, on: IsoDate): Promise<readonly CountRow[]> {
  const found = await sql<CountRow>`
    select p.category, o.condition <> 'new' as "secondLife", o.agreement, o.lot,
      o.supplier_id as "supplierId", count(*)::int as offers
    from offer_interval i
    join offer o on o.id = i.offer_id
    join product p on p.id = o.product_id
    where i.valid_from <= ${on}::date and (i.valid_to is null or i.valid_to >= ${on}::date)
    group by 1, 2, 3, 4, 5`.execute(handle);
  return found.rows;
}

/** Products in the catalogue; models that are there only for their published footprint do not count until somebody offers them. */
export async function countProducts(handle: Handle): Promise<number> {
  const found = await sql<{ products: number }>`select count(*)::int as products from product p
    where p.identified_by = 'part-number' or exists (select 1 from offer o where o.product_id = p.id)`.execute(handle);
  return found.rows[0]?.products ?? 0;
}
