import { createHash } from 'node:crypto';
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
  /** Whether there are things of it in other conditions than new, and any that can be in stock. */
  readonly second: boolean;
  readonly stocked: boolean;
}

/** What is doubtful about a line that was compared, as bits of its change: checks look only at such lines. */
export const doubts = { gtin: 1, condition: 2, stock: 4, offSale: 8 } as const;

const unitList = sql`${[...units]}::text[]`;

const doubtful = sql`(case when ltrim(l.gtin, '0') <> ltrim(p.gtin, '0') then ${doubts.gtin} else 0 end
  | case when l.condition <> 'new' and not c.second then ${doubts.condition} else 0 end
  | case when l.stock is not null and not c.stocked then ${doubts.stock} else 0 end
  | case when p.end_of_sale < l.valid_from then ${doubts.offSale} else 0 end)::smallint`;

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
  'delivery_off_mainland',
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

/**
 * Where line `l` raises what each costs in interval `i` by more than so many percent (`price_rise`); null: nowhere. Most lines
 * have the breaks they had, or none: the price of one tells then, without the walk through both lists.
 */
const riseAbove = (percent: DecimalText | null): RawBuilder<unknown> => sql`case
  when ${percent}::numeric is null or i.offer_id is null or (l.break_quantities = i.break_quantities
    and l.break_prices = i.break_prices and l.unit_price <= i.unit_price * (1 + ${percent}::numeric / 100)) then null
  else price_rise(i.unit_price, i.break_quantities, i.break_prices, l.unit_price, l.break_quantities, l.break_prices,
    ${percent}::numeric) end`;

/** Columns a price list sets on an offer that is there: what the supplier says of the thing itself. */
export const statedColumns: readonly string[] = stated;

/** Columns of terms, in both staging and intervals. */
export const termColumns: readonly string[] = [...terms, 'funding_models'];

/**
 * What a list is compared with, as a text that differs whenever that may have changed: the rules it stands under, names and
 * products (every writer of products raises the version of search), and the versions of the rows of offers and intervals of
 * the supplier's lot.
 */
export async function comparedWith(handle: Handle, scope: CompareScope): Promise<string> {
  const { listId: _list, ...rules } = scope;
  const found = await sql<{ text: string }>`
    select concat_ws(' ', (select version from search_state),
      (select concat_ws(' ', count(*), sum(hashint8extended(o.id, o.xmin::text::bigint)),
          sum(hashint8extended(i.offer_id, i.xmin::text::bigint # (i.valid_from - date '2000-01-01'))))
        from offer o left join offer_interval i on i.offer_id = o.id
        where o.supplier_id = ${scope.supplierId} and o.agreement = ${scope.agreement} and o.lot = ${scope.lot}))
      as text`.execute(handle);
  return `${createHash('sha256').update(JSON.stringify(rules)).digest('hex')} ${found.rows[0]?.text ?? ''}`;
}

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
  const second = categories.map((each) => each.second);
  const stocked = categories.map((each) => each.stocked);
  const known = await categoryCodes(transaction, ids);
  const codes = ids.map((each) => known.get(each) ?? null);
  await sql`
    insert into price_list_change (price_list_id, line, kind, offer_id, fresh, product_id, category, unit, search_unit,
      restated, starts, ends, live_from, old_price, new_price, replaces_later, termed, by_key, clash, doubts, held,
      rise_quantity, rise_from, rise_to)
    select ${scope.listId}::bigint, x.row,
      case when x.live_from is null then 'added' when x.unit_price > x.live_price then 'up'
        when x.unit_price < x.live_price then 'down'
        when x.termed or x.restated or x.ends is distinct from x.live_to or x.replaces_later then 'changed'
        else 'same' end,
      coalesce(x.offer_id, nextval('offer_id_seq')), x.offer_id is null, x.product_id, x.category,
      x.unit, x.search_unit, x.restated, x.starts, x.ends, x.live_from, x.live_price, x.unit_price, x.replaces_later,
      x.termed, x.by_key, x.clash, x.doubts,
      case when x.rise is not null then 'waiting' end, x.rise[1]::integer, x.rise[2], x.rise[3]
    from (
      select l.row, l.unit_price, l.valid_from as starts, l.valid_to as ends, o.id as offer_id, p.id as product_id,
        c.code as category, w.unit, (array_position(${unitList}, w.unit) - 1)::smallint as search_unit, i.valid_from as live_from, i.valid_to as live_to,
        i.unit_price as live_price, i.offer_id is not null and ${termsDiffer} as termed,
        o.id is not null and ${row('l', stated)} is distinct from ${row('o', stated)} as restated,
        o.id is not null and (i.offer_id is null or i.valid_to is not null) and exists (
          select 1 from offer_interval later where later.offer_id = o.id and later.valid_from > l.valid_from)
          as replaces_later,
        exactly.id is null as by_key, r.rise,
        case when not coalesce(c.on_lot, false) then 'lot' when o.product_id <> p.id then 'product'
          when o.unit <> w.unit then 'unit' when o.condition <> l.condition then 'condition' end as clash,
        ${doubtful} as doubts
      from price_list_line l
      left join product exactly on exactly.manufacturer_id = l.manufacturer_id and exactly.mpn = l.mpn
      left join lateral (
        select min(n.id) as id, min(n.category) as category, min(n.gtin) as gtin, min(n.end_of_sale) as end_of_sale
        from product n where exactly.id is null and n.manufacturer_id = l.manufacturer_id and n.mpn_key = l.mpn_key
          and l.mpn_key <> ''
        having count(*) = 1) near on true
      cross join lateral (
        select coalesce(exactly.id, near.id) as id, coalesce(exactly.category, near.category) as category,
          case when exactly.id is null then near.gtin else exactly.gtin end as gtin,
          case when exactly.id is null then near.end_of_sale else exactly.end_of_sale end as end_of_sale) p
      left join unnest(${ids}::text[], ${unitNames}::text[], ${allowed}::boolean[], ${second}::boolean[],
          ${stocked}::boolean[], ${codes}::integer[]) as c(id, unit, on_lot, second, stocked, code)
        on c.id = p.category
      cross join lateral (select coalesce(l.unit, c.unit, 'each') as unit) w
      left join offer o on o.supplier_id = ${scope.supplierId} and o.agreement = ${scope.agreement}
        and o.lot = ${scope.lot} and o.supplier_sku = l.supplier_sku
      left join offer_interval i on i.offer_id = o.id and i.valid_from <= l.valid_from
        and (i.valid_to is null or i.valid_to >= l.valid_from)
      cross join lateral (select ${riseAbove(scope.allowedRise)} as rise offset 0) r
      where p.id is not null and l.price_list_id = ${scope.listId}::bigint and l.row > ${between.after} and l.row <= ${between.upTo}
        and (${between.rows === undefined} or l.row = any(${between.rows ?? []}::integer[]))
    ) x`.execute(transaction);
}

/** Search's codes of categories; one without a code has no products in search yet. */
async function categoryCodes(handle: Handle, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ value: string; code: number }>`
    select value, code from search_code where kind = 'category' and value = any(${ids}::text[])`.execute(handle);
  return new Map(found.rows.map((each) => [each.value, each.code]));
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
