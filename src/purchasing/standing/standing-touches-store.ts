import { sql } from 'kysely';
import type { StandingReach } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Purchase } from '../purchase/purchase.ts';
import { purchaseColumns } from '../purchase/purchase-store.ts';

/** Most of each kind that is read: far above what waits with one supplier at a time. */
const most = 2000;

/** A basket or a quote that is open, and who began it. */
export interface OpenThing {
  readonly id: string;
  readonly organisation: string;
  /** `person:<id>` or `key:<id>`. */
  readonly by: string;
  readonly title: string;
}

const ofLots = ({ supplier, lots }: StandingReach) => sql`b.supplier_id = ${supplier}
  and b.agreement || ' ' || b.lot = any(${lots.map((each) => `${each.agreement} ${each.lot}`)}::text[])`;

/** Open baskets that hold something of the supplier on the lots. Served by `basket_of_supplier`. */
export async function openBaskets(handle: Handle, reach: StandingReach): Promise<readonly OpenThing[]> {
  const found = await sql<OpenThing>`select b.id, b.organisation_id as organisation, b.owner as "by",
      (select l.title from basket_line l where l.basket_id = b.id order by l.added_at, l.offer_id limit 1) as title
    from basket b where ${ofLots(reach)} and b.closed_at is null
      and exists (select from basket_line l where l.basket_id = b.id)
    order by b.made_at, b.id limit ${most}`.execute(handle);
  return found.rows;
}

/** Quotes that wait for the supplier, or are firm and may still be bought from. Served by `basket_of_supplier`. */
export async function openQuotes(handle: Handle, reach: StandingReach, now: string): Promise<readonly OpenThing[]> {
  const found = await sql<OpenThing>`select q.id, q.organisation_id as organisation, q.asked_by as "by",
      q.draft->>'title' as title
    from basket b join quote q on q.basket_id = b.id
      left join lateral (select kind, valid_until from quote_event e where e.quote_id = q.id
        order by e.position desc limit 1) e on true
    where ${ofLots(reach)} and (e.kind is null or e.kind = 'indicative'
      or (e.kind = 'firm' and e.valid_until >= ${now}::timestamptz))
    order by q.asked_at, q.id limit ${most}`.execute(handle);
  return found.rows;
}

/** Requests to buy that nothing ended; some of them have lapsed. Served by `basket_of_supplier`. */
export async function unendedPurchases(handle: Handle, reach: StandingReach): Promise<readonly Purchase[]> {
  const found = await sql<Purchase>`select ${purchaseColumns} from basket b join purchase p on p.basket_id = b.id
    where ${ofLots(reach)} and p.basket_version = b.version
      and not exists (select from purchase_event e where e.purchase_id = p.id and e.kind <> 'approved')
    order by p.asked_at, p.id limit ${most}`.execute(handle);
  return found.rows;
}
