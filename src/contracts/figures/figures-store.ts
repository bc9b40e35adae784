import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { within } from '../scope-clauses-store.ts';
import type { FigureGroup, FigureRow, FigureScope } from './figure.ts';

/** Groups of an answer: far above the months, lots, classes of buyers and suppliers there can be. */
const mostGroups = 20_000;

const keys = {
  month: sql`to_char(o.placed_at at time zone 'Europe/London', 'YYYY-MM')`,
  lot: sql`o.agreement || ' ' || o.lot`,
  sector: sql`coalesce(b.buyer_class, 'unknown')`,
  supplier: sql`o.supplier_id`,
  buyer: sql`o.organisation_id`,
} as const;

/**
 * Orders that bind or may yet: as agreed last, or as placed while nobody has answered; those declined, cancelled or lapsed left
 * out. `waiting` and `binding` are the kinds of a last event after which an order waits for an answer and binds.
 */
const counted = (scope: FigureScope, kinds: OrderKinds, now: string) => sql`
  select o.id, o.placed_at, o.agreement, o.lot, o.organisation_id, o.site_id, o.supplier_id, e.version
  from call_off_order o
  join lateral (select kind, version, answer_by from call_off_order_event e where e.order_id = o.id
    order by e.position desc limit 1) e on true
  where ${scope.of === undefined ? sql`o.agreement = any(${[...scope.agreements]}::text[])` : within('o', { ...scope.of, agreements: [] }, true)}
    and o.placed_at >= (${scope.from}::date::timestamp at time zone 'Europe/London')
    and o.placed_at < ((${scope.to}::date + 1)::timestamp at time zone 'Europe/London')
    and (e.kind = any(${[...kinds.binding]}::text[])
      or (e.kind = any(${[...kinds.waiting]}::text[]) and (e.answer_by is null or e.answer_by >= ${now}::timestamptz)))`;

/** Kinds of a last event. */
export interface OrderKinds {
  readonly binding: readonly string[];
  readonly waiting: readonly string[];
}

/** Spend by group, in the order of the keys. Served by `call_off_order_of_agreement`, `…_of_organisation` and `…_of_supplier`; one pass over the orders of the days. */
export async function readFigures(
  handle: Handle,
  scope: FigureScope,
  by: FigureGroup,
  kinds: OrderKinds,
  now: string,
): Promise<readonly FigureRow[]> {
  const found = await sql<FigureRow>`
    with orders as (${counted(scope, kinds, now)}), sums as (
      select o.id, v.net, s.size <> 'large' as sme,
        coalesce((select sum(l.net) from call_off_order_line l where l.order_id = o.id and l.version = o.version
          and l.kind = 'goods'), 0) as goods,
        coalesce((select sum(l.net) from call_off_order_line l where l.order_id = o.id and l.version = o.version
          and l.kind = 'goods' and l.condition in ('refurbished', 'remanufactured')), 0) as second_life
      from orders o
      join call_off_order_version v on v.order_id = o.id and v.version = o.version
      join supplier s on s.id = o.supplier_id)
    select ${keys[by]} as key, count(*)::int as orders, count(distinct o.organisation_id)::int as buyers,
      sum(sums.net)::text as spend, coalesce(sum(sums.net) filter (where sums.sme), 0)::text as sme,
      sum(sums.goods)::text as goods, sum(sums.second_life)::text as "secondLife"
    from orders o join sums on sums.id = o.id join organisation b on b.id = o.organisation_id
    group by 1 order by 1 limit ${mostGroups}`.execute(handle);
  return found.rows;
}

/** Buyers with an order in the days. */
export async function countBuyers(handle: Handle, scope: FigureScope, kinds: OrderKinds, now: string): Promise<number> {
  const found = await sql<{ buyers: number }>`with orders as (${counted(scope, kinds, now)})
    select count(distinct organisation_id)::int as buyers from orders`.execute(handle);
  return found.rows[0]?.buyers ?? 0;
}

/** Call-offs under the agreement that end after the day; those without a last day end with their delivery. */
export async function callOffsEndingAfter(handle: Handle, agreement: string, day: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from call_off
    where agreement = ${agreement} and ends_on > ${day}::date`.execute(handle);
  return found.rows[0]?.count ?? 0;
}
