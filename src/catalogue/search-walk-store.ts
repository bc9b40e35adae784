import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';
import { amountOf, emissionsOf, hits, offerRows, resultClauses, type Sql } from './search-clauses-store.ts';
import { comparePositions, type Position, positionFor, type Wanted } from './search-wanted.ts';

/** A row found by walking the order itself, of a set too large to sort here. */
export interface WalkedRow {
  readonly offer: number;
  readonly product: number;
  readonly condition: number;
  readonly amount: number;
  readonly leadDays: number;
  readonly position: Position;
}

interface Row {
  readonly offer_id: string;
  readonly product_id: string;
  readonly condition: number;
  readonly amount: string;
  readonly lead_days: number;
  readonly rank: number;
  readonly emissions: number;
}

/** The keys of each sort, and whether they fall. */
function orderOf(wanted: Wanted): { readonly keys: readonly Sql[]; readonly falling: boolean } {
  switch (wanted.sort) {
    case 'relevance':
      return { keys: [sql`-offers.rank`, sql`offers.amount`, sql`offers.offer_id`], falling: false };
    case 'price':
    case 'deliveredPrice':
      return { keys: [sql`offers.amount`, sql`offers.offer_id`], falling: false };
    case '-price':
      return { keys: [sql`offers.amount`, sql`offers.offer_id`], falling: true };
    case 'leadTime':
      return { keys: [sql`offers.lead_days`, sql`offers.amount`, sql`offers.offer_id`], falling: false };
    case 'emissions':
      return { keys: [sql`offers.emissions`, sql`offers.amount`, sql`offers.offer_id`], falling: false };
  }
}

/** A position as the keys of the sort have it. */
function keysOf(position: Position, wanted: Wanted): readonly number[] {
  const [key, tie, offer] = position;
  switch (wanted.sort) {
    case 'relevance':
    case 'leadTime':
    case 'emissions':
      return [key, tie, offer];
    case 'price':
    case 'deliveredPrice':
      return [key, offer];
    case '-price':
      return [-key, -offer];
  }
}

/** What is known of an offer's price without the quantity comes first: an index has it in order. */
function roughOrder(wanted: Wanted): Sql {
  if (wanted.sort === 'leadTime') return sql`offers.lead_days, offers.lowest, offers.offer_id`;
  return wanted.sort === '-price'
    ? sql`offers.highest desc, offers.offer_id desc`
    : sql`offers.lowest, offers.offer_id`;
}

/**
 * What every row holds that may stand before the last of `rows` in the true order. No price of an offer is below its
 * `lowest` or above its `highest`, so whatever is dearer than these rows by its lowest price is dearer for certain.
 */
function within(rows: readonly WalkedRow[], wanted: Wanted): Sql {
  const amounts = rows.map((each) => each.amount);
  switch (wanted.sort) {
    case 'relevance':
    case 'price':
      return sql`o.lowest <= ${Math.max(...amounts)}`;
    case 'deliveredPrice':
      // Half a penny of rounding aside, an order is never less than its quantity at the lowest price.
      return sql`o.lowest <= ${Math.max(0, Math.ceil((Math.max(...amounts) + 50) / wanted.quantity))}`;
    case '-price':
      return sql`o.highest >= ${Math.min(...amounts)}`;
    case 'leadTime': {
      const lead = Math.max(...rows.map((each) => each.leadDays));
      const last = rows.filter((each) => each.leadDays === lead).map((each) => each.amount);
      return sql`row(o.lead_days, o.lowest) <= row(${lead}::smallint, ${Math.max(...last)}::bigint)`;
    }
    case 'emissions':
      // They have no rough order.
      return sql`true`;
  }
}

/**
 * The next `limit` results in order after a position. Prices depend on the quantity, so no index has their order: as many
 * rows as wanted are walked in rough order, and then everything looked at that could come before the last of them.
 */
export async function walkMatches(
  handle: Handle,
  wanted: Wanted,
  options: { readonly after: Position | undefined; readonly limit: number },
): Promise<readonly WalkedRow[]> {
  const { keys, falling } = orderOf(wanted);
  const order = sql.join(keys.map((each) => (falling ? sql`${each} desc` : each)));
  const beyond = options.after === undefined ? sql`true` : after(options.after, wanted);
  const picks = sql`o.offer_id, o.product_id, o.condition, o.lead_days, o.lowest, o.highest,
    (${amountOf(wanted)})::bigint as amount, ${wanted.words === null ? sql`0` : sql`d.rank`} as rank,
    ${emissionsOf(wanted)} as emissions`;
  const read = async (clauses: readonly Sql[], by: Sql): Promise<readonly WalkedRow[]> => {
    const rows = offerRows(wanted, picks, clauses);
    const result = await sql<Row>`${hits(wanted, sql`with `)}
      select offers.* from ${rows} where ${beyond} order by ${by} limit ${options.limit}`.execute(handle);
    return result.rows.map((each) => walked(each, wanted));
  };
  const clauses = resultClauses(wanted);
  // The products that hold words or are one maker's are known beforehand; their offers are sorted as they are.
  if (wanted.words !== null || wanted.sort === 'emissions') return read(clauses, order);
  const rough = await read(clauses, roughOrder(wanted));
  if (rough.length < options.limit) {
    return rough.toSorted((one, other) => comparePositions(one.position, other.position));
  }
  return read([...clauses, within(rough, wanted)], order);
}

/** Rows beyond a position. */
function after(position: Position, wanted: Wanted): Sql {
  const { keys, falling } = orderOf(wanted);
  const from = sql.join(keysOf(position, wanted).map((each) => sql`${String(each)}::bigint`));
  return falling ? sql`row(${sql.join(keys)}) < row(${from})` : sql`row(${sql.join(keys)}) > row(${from})`;
}

function walked(row: Row, wanted: Wanted): WalkedRow {
  const [offer, amount] = [Number(row.offer_id), Number(row.amount)];
  return {
    offer,
    product: Number(row.product_id),
    condition: row.condition,
    amount,
    leadDays: row.lead_days,
    position: positionFor(wanted.sort, {
      offer,
      amount,
      leadDays: row.lead_days,
      rank: row.rank,
      emissions: row.emissions,
    }),
  };
}

/** Of products in a condition: the offer that leads each, and how many results it leads. */
export async function readGroups(
  handle: Handle,
  wanted: Wanted,
  products: readonly number[],
): Promise<
  readonly { readonly product: number; readonly condition: number; readonly offer: number; readonly offers: number }[]
> {
  const clauses = [sql`o.product_id = any(${`{${products.join(',')}}`}::bigint[])`, ...resultClauses(wanted)];
  const leads: Partial<Record<Wanted['sort'], Sql>> = {
    leadTime: sql`o.lead_days, `,
    emissions: sql`${emissionsOf(wanted)}, `,
  };
  const lead = leads[wanted.sort] ?? sql``;
  const result = await sql<{ product_id: string; condition: number; offer: string; offers: number }>`
    select o.product_id, o.condition, count(*)::int as offers,
      (array_agg(o.offer_id order by ${lead}${amountOf(wanted)}, o.offer_id))[1] as offer
    from search_offer as o join search_product as d on d.product_id = o.product_id
    where ${sql.join(clauses, sql` and `)} group by o.product_id, o.condition`.execute(handle);
  return result.rows.map((row) => ({
    product: Number(row.product_id),
    condition: row.condition,
    offer: Number(row.offer),
    offers: row.offers,
  }));
}
