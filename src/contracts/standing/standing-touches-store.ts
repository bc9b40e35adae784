import { sql } from 'kysely';
import type { StandingReach } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { waitingKinds } from '../orders/order-life.ts';

const ofLots = (
  table: 'o' | 'c',
  { supplier, lots }: StandingReach,
) => sql`${sql.ref(`${table}.supplier_id`)} = ${supplier}
  and ${sql.ref(`${table}.agreement`)} || ' ' || ${sql.ref(`${table}.lot`)}
    = any(${lots.map((each) => `${each.agreement} ${each.lot}`)}::text[])`;

/** An order or call-off with the supplier. */
export interface GoesOn {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly organisation: string;
  readonly site: string | null;
  /** Who placed the order: `person:<id>` or `key:<id>`; empty of call-offs. */
  readonly by: string;
}

/** Most that are read: far above what waits with one supplier at a time. */
const most = 2000;

/** Orders with the supplier that wait for an answer at an instant. Served by `call_off_order_event_waits`. */
export async function ordersWaiting(handle: Handle, reach: StandingReach, now: string): Promise<readonly GoesOn[]> {
  const found = await sql<GoesOn>`select o.id, o.number, o.title, o.organisation_id as organisation, o.site_id as site,
      (select f.actor from call_off_order_event f where f.order_id = o.id and f.position = 1) as "by"
    from call_off_order_event e join call_off_order o on o.id = e.order_id
    where e.answer_by is not null and not e.lapse_told and e.answer_by >= ${now}::timestamptz
      and e.kind = any(${[...waitingKinds]}::text[]) and ${ofLots('o', reach)}
      and not exists (select from call_off_order_event f where f.order_id = e.order_id and f.position > e.position)
    order by o.placed_at desc, o.id limit ${most}`.execute(handle);
  return found.rows;
}

/** Call-offs that were formed, can be ordered from and run on the day. Served by `call_off_of_supplier`. */
export async function callOffsRunning(handle: Handle, reach: StandingReach): Promise<readonly GoesOn[]> {
  const { on } = reach;
  const found =
    await sql<GoesOn>`select c.id, c.number, c.title, c.organisation_id as organisation, null as site, '' as "by"
    from call_off c where ${ofLots('c', reach)} and c.ends_on is not null and c.starts_on <= ${on}::date
      and coalesce((select v.ends_on from call_off_variation v where v.call_off_id = c.id and v.ends_on is not null
        order by v.number desc limit 1), c.ends_on) >= ${on}::date
      and (c.formation = 'imported' or exists (select from call_off_signed_copy s where s.call_off_id = c.id)
        or (select count(*) from call_off_signature s where s.call_off_id = c.id and s.signed_at is not null) = 2
        or (c.formation = 'purchase-order' and exists (select from call_off_order o where o.call_off_id = c.id)))
    order by c.made_at desc, c.id limit ${most}`.execute(handle);
  return found.rows;
}
