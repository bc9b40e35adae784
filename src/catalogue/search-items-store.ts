import { sql } from 'kysely';
import type { IsoDate } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';

/** What is shown of an offer and its product. Amounts are ten-thousandths of a pound, as text. */
export interface ItemRow {
  readonly offer_id: string;
  readonly product_id: string;
  readonly unit_price: string;
  readonly break_quantities: readonly number[] | null;
  readonly break_prices: readonly string[] | null;
  readonly minimum_quantity: number;
  readonly pack_size: number;
  readonly delivery_charge: string;
  readonly delivery_free_over: string;
  readonly delivery_off_mainland: string | null;
  readonly lead_days: number;
  readonly stock: number;
  readonly condition: number;
  readonly funding: number;
  readonly flags: number;
  /** Codes. */
  readonly supplier: number;
  readonly lot: number;
  /** Places in the lists of units and VAT categories. */
  readonly unit: number;
  readonly vat: number;
  readonly grades: string;
  readonly declared_kg: readonly number[] | null;
  readonly published_kg: readonly number[] | null;
  readonly slug: string;
  readonly title: string;
  readonly manufacturer_name: string;
  readonly mpn: string;
  readonly category_path: string;
  readonly summary: string;
  /** Of products, codes and words: the same in all rows. */
  readonly version: string;
}

/** Reads the offers of one page, in any order. */
export async function readItems(handle: Handle, offers: readonly number[], on: IsoDate): Promise<readonly ItemRow[]> {
  if (offers.length === 0) return [];
  const result = await sql<ItemRow>`
    select o.offer_id, o.product_id, o.unit_price, o.break_quantities, o.break_prices, o.minimum_quantity, o.pack_size,
      o.delivery_charge, o.delivery_free_over, o.delivery_off_mainland, o.lead_days, o.stock, o.condition, o.funding, o.flags,
      o.supplier, o.lot, o.unit, o.vat, o.grades, o.declared_kg,
      p.slug, p.title, p.manufacturer_name, p.mpn, p.category_path, p.summary, p.published_kg,
      (select version::text from search_state) as version
    from search_offer as o join search_product as p on p.product_id = o.product_id
    where o.offer_id = any(${`{${offers.join(',')}}`}::bigint[])
      and o.valid_from <= ${on}::date and o.valid_to >= ${on}::date`.execute(handle);
  return result.rows;
}
