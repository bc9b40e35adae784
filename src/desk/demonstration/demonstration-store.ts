import { sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** Steps that were done. */
export async function doneSteps(handle: Handle): Promise<ReadonlySet<string>> {
  const found = await sql<{ step: string }>`select step from demonstration_step`.execute(handle);
  return new Set(found.rows.map((each) => each.step));
}

export async function noteStep(handle: Handle, step: string, now: string): Promise<void> {
  await sql`insert into demonstration_step (step, done_at) values (${step}, ${now}) on conflict do nothing`.execute(
    handle,
  );
}

/** Forgets what was done: the next start does it anew. */
export async function forgetSteps(transaction: Handle): Promise<void> {
  await sql`delete from demonstration_step`.execute(transaction);
}

/** An invented offer as it stands on a day. */
export interface DemoOffer {
  readonly id: string;
  readonly product: string;
  readonly mpn: string;
  readonly title: string;
  readonly maker: string;
  readonly sku: string;
  readonly lot: string;
  readonly supplier: string;
  readonly condition: string;
  readonly unit: string;
  readonly price: DecimalText;
  readonly lead: number;
  readonly breakQuantities: readonly number[];
  readonly breakPrices: readonly DecimalText[];
}

/** Invented offers of the supplier on the day, in the order of their ids. */
export async function demoOffers(
  handle: Handle,
  wanted: { readonly agreement: string; readonly supplier: string; readonly lot?: string; readonly mpn?: string },
  on: string,
): Promise<readonly DemoOffer[]> {
  const { agreement, supplier, lot, mpn } = wanted;
  const found = await sql<DemoOffer>`
    select o.id::text as id, p.id::text as product, p.mpn, m.name || ' ' || p.name as title, m.name as maker,
      o.supplier_sku as sku, o.lot, o.supplier_id as supplier, o.condition, o.unit, i.unit_price::text as price,
      i.lead_time_days as lead, i.break_quantities as "breakQuantities", i.break_prices::text[] as "breakPrices"
    from offer o join product p on p.id = o.product_id join manufacturer m on m.id = p.manufacturer_id
      join offer_interval i on i.offer_id = o.id and i.valid_from <= ${on}::date
        and (i.valid_to is null or i.valid_to >= ${on}::date)
    where o.demonstration and o.supplier_id = ${supplier} and o.agreement = ${agreement}
      and (${lot ?? null}::text is null or o.lot = ${lot ?? null}::text)
      and (${mpn ?? null}::text is null or p.mpn = ${mpn ?? null}::text)
    order by o.id limit 500`.execute(handle);
  return found.rows;
}
