import { type RawBuilder, sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { ControlledProduct, PriceLine } from '../price-lines/index.ts';
import { doubts } from './price-list-compare-store.ts';
import { problemsKept } from './price-list-problem-store.ts';

/** A line that a check found, with what its message needs. `total`: lines the check found in all. */
export interface FoundLine {
  readonly row: number;
  readonly value: string;
  readonly total: number;
  readonly facts: Readonly<Record<string, string | number>>;
}

const title = (product: string, maker: string): RawBuilder<string> =>
  sql`case when ${sql.ref(`${maker}.kind`)} = 'service' then ${sql.ref(`${product}.name`)}
    else ${sql.ref(`${maker}.name`)} || ' ' || ${sql.ref(`${product}.name`)} end`;

/** The first lines that a query of `row`, `value` and `facts` finds, and how many there are. */
async function found(transaction: Handle, query: RawBuilder<unknown>): Promise<readonly FoundLine[]> {
  const result = await sql<FoundLine>`
    select row::int as row, coalesce(value, '') as value, facts, (count(*) over ())::int as total from (${query}) as lines
    order by row limit ${problemsKept}`.execute(transaction);
  return result.rows;
}

const matched = sql`price_list_change c
  join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line
  join product p on p.id = c.product_id join manufacturer m on m.id = p.manufacturer_id`;

const ofList = (listId: string): RawBuilder<unknown> => sql`c.price_list_id = ${listId}::bigint`;

/** Lines whose maker and part number name no product, or more than one. */
export function linesWithoutProduct(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.mpn as value, json_build_object('mpn', l.mpn, 'maker', m.name, 'makerId', m.id) as facts
    from price_list_line l join manufacturer m on m.id = l.manufacturer_id
    where l.price_list_id = ${listId}::bigint and not exists (
      select 1 from price_list_change c where c.price_list_id = l.price_list_id and c.line = l.row)`,
  );
}

/** Part numbers of a maker that begin alike: where a misspelt one is looked for. Served by `product_mpn_key`. */
export async function partNumbersLike(transaction: Handle, makerId: string, key: string): Promise<readonly string[]> {
  const begins = key.slice(0, 2);
  const near = await sql<{ mpn: string }>`select mpn from product
    where manufacturer_id = ${makerId} and mpn_key >= ${begins} and mpn_key < ${`${begins}~`}
    order by mpn_key limit 3000`.execute(transaction);
  return near.rows.map((each) => each.mpn);
}

/** Lines with a code that an earlier line has. */
export function codesTwice(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.supplier_sku as value, json_build_object('first', f.first) as facts from price_list_line l
    join (select supplier_sku, min(row) as first from price_list_line where price_list_id = ${listId}::bigint
      group by supplier_sku having count(*) > 1) f on f.supplier_sku = l.supplier_sku
    where l.price_list_id = ${listId}::bigint and l.row > f.first`,
  );
}

/** Lines for a product in the same state as an earlier line's. */
export function productsTwice(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  const state = sql`l.condition, l.cosmetic_grade, l.functional_grade, l.battery_percent, l.pack_size, c.unit`;
  return found(
    transaction,
    sql`select t.row, t.mpn as value, json_build_object('product', ${title('p', 'm')}, 'first', t.first,
      'sku', e.supplier_sku) as facts
    from (select l.row, l.mpn, c.product_id, min(l.row) over (partition by c.product_id, ${state}) as first
      from price_list_change c join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line
      where ${ofList(listId)} and c.product_id in (select product_id from price_list_change
        where price_list_id = ${listId}::bigint and kind <> 'removed' group by product_id having count(*) > 1)) t
    join price_list_line e on e.price_list_id = ${listId}::bigint and e.row = t.first
    join product p on p.id = t.product_id join manufacturer m on m.id = p.manufacturer_id
    where t.row > t.first and e.supplier_sku <> (select x.supplier_sku from price_list_line x
      where x.price_list_id = ${listId}::bigint and x.row = t.row)`,
  );
}

/** Lines for products of categories that the lot does not cover. */
export function linesOffTheLot(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.mpn as value, json_build_object('product', ${title('p', 'm')}, 'category', p.category) as facts
    from ${matched} where ${ofList(listId)} and c.clash = 'lot'`,
  );
}

/** Lines whose code is that of another product, or of the product in another condition or unit. */
export function codesOfOthers(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.supplier_sku as value, json_build_object('product', ${title('op', 'om')} || case c.clash
      when 'condition' then ', ' || o.condition when 'unit' then ', by the ' || o.unit else '' end) as facts
    from ${matched} join offer o on o.id = c.offer_id join product op on op.id = o.product_id
    join manufacturer om on om.id = op.manufacturer_id
    where ${ofList(listId)} and c.clash in ('product', 'unit', 'condition')`,
  );
}

/** The compared lines with one of the `doubts`. */
const doubted = (listId: string, doubt: number): RawBuilder<unknown> =>
  sql`c.price_list_id = ${listId}::bigint and c.doubts & ${doubt}::smallint <> 0`;

/** Lines whose GTIN is not that of the product they name. */
export function otherGtins(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.gtin as value, json_build_object('product', ${title('p', 'm')}, 'gtin', p.gtin) as facts
    from ${matched} where ${doubted(listId, doubts.gtin)}`,
  );
}

/** Lines that are not new, of things there are only new. */
export function usedLines(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.condition as value, json_build_object('product', ${title('p', 'm')}, 'category', p.category) as facts
    from ${matched} where ${doubted(listId, doubts.condition)}`,
  );
}

/** Lines that give a stock of what cannot be in stock; it is taken away. */
export async function stockedLines(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  const lines = await found(
    transaction,
    sql`select l.row, l.stock::text as value, json_build_object('product', ${title('p', 'm')}) as facts
    from ${matched} where ${doubted(listId, doubts.stock)}`,
  );
  if (lines.length > 0) {
    await sql`update price_list_line l set stock = null, search_stock = -1 from price_list_change c
      where ${doubted(listId, doubts.stock)} and l.price_list_id = c.price_list_id and l.row = c.line`.execute(
      transaction,
    );
  }
  return lines;
}

/** Lines for products that their makers stop selling before the line begins. */
export function linesOffSale(transaction: Handle, listId: string): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select l.row, l.mpn as value, json_build_object('product', ${title('p', 'm')}, 'date', p.end_of_sale) as facts
    from ${matched} where ${doubted(listId, doubts.offSale)}`,
  );
}

const movement = sql`json_build_object('before', c.old_price::text,
  'percent', round(abs(c.new_price - c.old_price) * 100 / c.old_price, 2)::text)`;

/**
 * Lines that wait for the authority because they rise too much: most for one, or most from a price break on. `reached` of the
 * facts: how many price breaks of the line are reached there. Served by `price_list_change_held`.
 */
export function heldRises(
  transaction: Handle,
  listId: string,
  where: 'for-one' | 'at-break',
): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select c.line as row, c.rise_to::text as value, json_build_object('before', c.rise_from::text,
      'percent', round((c.rise_to - c.rise_from) * 100 / nullif(c.rise_from, 0), 2)::text, 'quantity', c.rise_quantity,
      'reached', (select count(*) from unnest(l.break_quantities) as q where q <= c.rise_quantity)) as facts
    from price_list_change c join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line
    where ${ofList(listId)} and c.held = 'waiting' and (c.rise_quantity = 1) = ${where === 'for-one'}`,
  );
}

/** Lines that fall by more than the percentage. */
export function largeFalls(transaction: Handle, listId: string, percent: DecimalText): Promise<readonly FoundLine[]> {
  return found(
    transaction,
    sql`select c.line as row, c.new_price::text as value, ${movement} as facts
    from price_list_change c where ${ofList(listId)} and c.kind = 'down'
      and c.new_price < c.old_price * (1 - ${percent}::numeric / 100)`,
  );
}

/** Rows that cannot be taken as they are, each counted once. */
export async function countRejected(transaction: Handle, listId: string): Promise<number> {
  const counted = await sql<{ rows: number }>`
    select count(*)::int as rows from price_list_line l
    left join price_list_change c on c.price_list_id = l.price_list_id and c.line = l.row
    left join (select supplier_sku, min(row) as first from price_list_line where price_list_id = ${listId}::bigint
      group by supplier_sku having count(*) > 1) f on f.supplier_sku = l.supplier_sku
    where l.price_list_id = ${listId}::bigint and (c.line is null or c.clash is not null or l.row > f.first or l.row in (
      select row from price_list_problem where price_list_id = ${listId}::bigint and severity = 'error'))`.execute(
    transaction,
  );
  return counted.rows[0]?.rows ?? 0;
}

/** A line with what price controls look at. */
export interface ControlledLine {
  readonly line: Pick<PriceLine, 'row' | 'unitPrice' | 'costPrice' | 'listPrice'>;
  readonly product: ControlledProduct;
}

interface ControlledRow {
  readonly row: number;
  readonly unitPrice: DecimalText;
  readonly costPrice: DecimalText | null;
  readonly listPrice: DecimalText | null;
  readonly category: string;
  readonly mpn: string;
  readonly makerId: string;
  readonly maker: string;
  readonly aliases: readonly string[];
}

/** Lines after a row whose products are in the branches, or all of them. Served by the keys of staging. */
export async function controlledLines(
  transaction: Handle,
  listId: string,
  after: number,
  limit: number,
  branches: readonly string[] | undefined,
): Promise<readonly ControlledLine[]> {
  const lines = await sql<ControlledRow>`
    select l.row, l.unit_price::text as "unitPrice", l.cost_price::text as "costPrice",
      l.list_price::text as "listPrice", p.category, p.mpn, m.id as "makerId", m.name as maker, m.aliases
    from ${matched}
    where ${ofList(listId)} and c.line > ${after} and c.kind <> 'removed' and (${branches === undefined} or exists (
      select 1 from unnest(${branches ?? []}::text[]) as branch
      where p.category = branch or starts_with(p.category, branch || '/')))
    order by c.line limit ${limit}`.execute(transaction);
  return lines.rows.map(({ category, mpn, makerId, maker, aliases, ...line }) => ({
    line,
    product: { category, mpn, manufacturer: { id: makerId, name: maker, aliases } },
  }));
}
