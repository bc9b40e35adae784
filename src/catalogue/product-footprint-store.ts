import { sql, type RawBuilder } from 'kysely';
import type { Handle } from '../platform/database/index.ts';

/** Which published footprints are wanted. */
export interface FootprintFilter {
  /** Words that each stand in the maker's or the model's name. */
  readonly words: readonly string[];
  readonly manufacturer: string | undefined;
  /** Category paths, leaves; empty for all. */
  readonly categories: readonly string[];
}

export interface FootprintSlice {
  /** By what making it emits, least first; else by name. Only of one maker: figures of two cannot be compared. */
  readonly byEmissions: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface FootprintCounts {
  readonly total: number;
  readonly makers: readonly { readonly id: string; readonly name: string; readonly count: number }[];
  readonly categories: readonly { readonly id: string; readonly count: number }[];
}

const from = sql`from product_footprint f join product p on p.id = f.product_id join manufacturer m on m.id = p.manufacturer_id`;

interface Left {
  readonly manufacturer?: boolean;
  readonly categories?: boolean;
}

/** What the filter asks, without the parts that are left out for counting their choices. */
function where(filter: FootprintFilter, left: Left = {}): RawBuilder<unknown> {
  const { manufacturer, categories, words } = filter;
  const conditions = [
    ...(manufacturer === undefined || left.manufacturer === true ? [] : [sql`p.manufacturer_id = ${manufacturer}`]),
    ...(categories.length === 0 || left.categories === true ? [] : [sql`p.category = any(${[...categories]}::text[])`]),
    ...words.map((word) => sql`(m.name || ' ' || p.name) ilike ${`%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`}`),
  ];
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}

/** Ids of the products in order. Published footprints are some thousands beside the offers: read whole. */
export async function footprintIds(
  handle: Handle,
  filter: FootprintFilter,
  slice: FootprintSlice,
): Promise<readonly string[]> {
  const order = slice.byEmissions
    ? sql`f.total_kg * (1 - f.use_share) nulls last, lower(p.name), p.id`
    : sql`lower(m.name), m.id, lower(p.name), p.id`;
  const found = await sql<{ id: string }>`select p.id::text as id ${from} ${where(filter)} order by ${order}
    offset ${slice.offset} limit ${slice.limit}`.execute(handle);
  return found.rows.map((each) => each.id);
}

/** How many there are, and how many of each maker and category there would be. */
export async function footprintCounts(handle: Handle, filter: FootprintFilter): Promise<FootprintCounts> {
  const total = await sql<{ total: number }>`select count(*)::int as total ${from} ${where(filter)}`.execute(handle);
  const makers = await sql<FootprintCounts['makers'][number]>`select m.id, m.name, count(*)::int as count
    ${from} ${where(filter, { manufacturer: true })} group by m.id, m.name order by lower(m.name), m.id limit 500`.execute(
    handle,
  );
  const categories = await sql<FootprintCounts['categories'][number]>`select p.category as id, count(*)::int as count
    ${from} ${where(filter, { categories: true })} group by p.category order by 2 desc, 1 limit 500`.execute(handle);
  return { total: total.rows[0]?.total ?? 0, makers: makers.rows, categories: categories.rows };
}

export async function countFootprints(handle: Handle): Promise<number> {
  const found = await sql<{ total: number }>`select count(*)::int as total from product_footprint`.execute(handle);
  return found.rows[0]?.total ?? 0;
}
