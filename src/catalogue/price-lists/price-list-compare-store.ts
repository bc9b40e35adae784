import { type RawBuilder, sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import { type Unit, units } from '../offer.ts';

/** Lines the file no longer has are numbered from here on, by offer. */
export const removedFrom = 10_000_000_000;

/** What the list is compared under. */
export interface CompareScope {
  readonly listId: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  /** A rise of more than this percentage waits for the authority; null: none does. */
  readonly allowedRise: DecimalText | null;
  readonly categories: readonly CategoryOnLot[];
}

/** A category that holds products: what one is counted in, and whether it may be sold on the lot. */
export interface CategoryOnLot {
  readonly id: string;
  readonly name: string;
  readonly unit: Unit;
  readonly onLot: boolean;
}

const terms = [
  'unit_price',
  'vat_category',
  'break_quantities',
  'break_prices',
  'minimum_quantity',
  'pack_size',
  'lead_time_days',
  'delivery_charge',
  'delivery_free_over',
  'next_day_charge',
  'warranty_months',
  'warranty_type',
  'takes_back',
  'take_back_charge',
] as const;

const stated = [
  'cosmetic_grade',
  'functional_grade',
  'battery_percent',
  'condition_evidence',
  'embodied_kg_low',
  'embodied_kg_typical',
  'embodied_kg_high',
  'embodied_source',
  'stock',
  'back_order',
] as const;

const row = (alias: string, columns: readonly string[]): RawBuilder<unknown> =>
  sql`(${sql.join(columns.map((each) => sql.ref(`${alias}.${each}`)))})`;

/** Whether the terms of line `l` differ from those of interval `i`. */
const termsDiffer = sql`(${row('l', terms)} is distinct from ${row('i', terms)}
  or not (l.funding_models <@ i.funding_models and l.funding_models @> i.funding_models))`;

/** Columns a price list sets on an offer that is there: what the supplier says of the thing itself. */
export const statedColumns: readonly string[] = stated;

/** Columns of terms, in both staging and intervals. */
export const termColumns: readonly string[] = [...terms, 'funding_models'];

/** Forgets what the list was found to change. */
export async function clearChanges(transaction: Handle, listId: string): Promise<void> {
  await sql`delete from price_list_change where price_list_id = ${listId}::bigint`.execute(transaction);
}

/**
 * Finds each line's product (maker and part number, else its letters and digits where only one product has them) and what
 * it does to what is on offer on its first day. Lines without a product get no row. `between`: lines after the one row up
 * to and including the other; with `rows`, those
 * alone. Served by the keys of product, `product_mpn_key`, offer's unique key and the intervals' key.
 */
export async function compareLines(
  transaction: Handle,
  scope: CompareScope,
  between: { readonly after: number; readonly upTo: number; readonly rows?: readonly number[] },
): Promise<void> {
  const { categories } = scope;
  const ids = categories.map((each) => each.id);
  const unitNames = categories.map((each) => each.unit);
  const allowed = categories.map((each) => each.onLot);
  await sql`
    insert into price_list_change (price_list_id, line, kind, offer_id, fresh, product_id, category, unit, search_unit,
      restated, starts, ends, live_from, old_price, new_price, replaces_later, termed, by_key, clash, held)
    select ${scope.listId}::bigint, x.row,
      case when x.live_from is null then 'added' when x.unit_price > x.live_price then 'up'
        when x.unit_price < x.live_price then 'down'
        when x.termed or x.restated or x.ends is distinct from x.live_to or x.replaces_later then 'changed'
        else 'same' end,
      coalesce(x.offer_id, nextval(pg_get_serial_sequence('offer', 'id'))), x.offer_id is null, x.product_id, x.category,
      x.unit, x.search_unit, x.restated, x.starts, x.ends, x.live_from, x.live_price, x.unit_price, x.replaces_later,
      x.termed, x.by_key, x.clash,
      case when x.unit_price > x.live_price * (1 + ${scope.allowedRise}::numeric / 100) then 'waiting' end
    from (
      select l.row, l.unit_price, l.valid_from as starts, l.valid_to as ends, o.id as offer_id, p.id as product_id,
        code.code as category, w.unit, (w.place - 1)::smallint as search_unit, i.valid_from as live_from, i.valid_to as live_to,
        i.unit_price as live_price, i.offer_id is not null and ${termsDiffer} as termed,
        o.id is not null and ${row('l', stated)} is distinct from ${row('o', stated)} as restated,
        o.id is not null and (i.offer_id is null or i.valid_to is not null) and exists (
          select 1 from offer_interval later where later.offer_id = o.id and later.valid_from > l.valid_from)
          as replaces_later,
        exactly.id is null as by_key,
        case when not coalesce(c.on_lot, false) then 'lot' when o.product_id <> p.id then 'product'
          when o.unit <> w.unit then 'unit' when o.condition <> l.condition then 'condition' end as clash
      from price_list_line l
      left join product exactly on exactly.manufacturer_id = l.manufacturer_id and exactly.mpn = l.mpn
      left join lateral (
        select min(near.id) as id from product near
        where exactly.id is null and near.manufacturer_id = l.manufacturer_id and near.mpn_key = l.mpn_key
          and l.mpn_key <> ''
        having count(*) = 1) near on true
      join product p on p.id = coalesce(exactly.id, near.id)
      left join unnest(${ids}::text[], ${unitNames}::text[], ${allowed}::boolean[]) as c(id, unit, on_lot)
        on c.id = p.category
      left join search_code code on code.kind = 'category' and code.value = p.category
      join unnest(${[...units]}::text[]) with ordinality as w(unit, place) on w.unit = coalesce(l.unit, c.unit, 'each')
      left join offer o on o.supplier_id = ${scope.supplierId} and o.agreement = ${scope.agreement}
        and o.lot = ${scope.lot} and o.supplier_sku = l.supplier_sku
      left join offer_interval i on i.offer_id = o.id and i.valid_from <= l.valid_from
        and (i.valid_to is null or i.valid_to >= l.valid_from)
      where l.price_list_id = ${scope.listId}::bigint and l.row > ${between.after} and l.row <= ${between.upTo}
        and (${between.rows === undefined} or l.row = any(${between.rows ?? []}::integer[]))
    ) x`.execute(transaction);
}

/** Finds the offers that run on the list's first day, or later, and have no line any more. */
export async function compareRemoved(transaction: Handle, scope: CompareScope): Promise<void> {
  const from = scope.validFrom;
  await sql`
    insert into price_list_change (price_list_id, line, kind, offer_id, fresh, product_id, category, unit, search_unit,
      restated, starts, ends, live_from, old_price, new_price, replaces_later, termed, by_key)
    select ${scope.listId}::bigint, ${removedFrom}::bigint + o.id, 'removed', o.id, false, o.product_id, null, o.unit, 0,
      false, ${from}::date, null, i.valid_from, i.unit_price, null, later.there, false, false
    from offer o
    left join offer_interval i on i.offer_id = o.id and i.valid_from <= ${from}::date
      and (i.valid_to is null or i.valid_to >= ${from}::date)
    cross join lateral (select (i.offer_id is null or i.valid_to is not null) and exists (
      select 1 from offer_interval n where n.offer_id = o.id and n.valid_from > ${from}::date) as there) later
    where o.supplier_id = ${scope.supplierId} and o.agreement = ${scope.agreement} and o.lot = ${scope.lot}
      and (i.offer_id is not null or later.there)
      and not exists (select 1 from price_list_line l
        where l.price_list_id = ${scope.listId}::bigint and l.supplier_sku = o.supplier_sku)`.execute(transaction);
}

/** Tells the planner what staging holds: statistics come late for rows that have just been written. */
export async function analyseStaging(transaction: Handle): Promise<void> {
  await sql`analyze price_list_line (price_list_id, row, manufacturer_id, mpn, supplier_sku, valid_from)`.execute(
    transaction,
  );
  await sql`analyze price_list_change`.execute(transaction);
}
