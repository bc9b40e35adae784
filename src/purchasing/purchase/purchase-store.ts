import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Purchase, PurchaseEvent } from './purchase.ts';

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** The organisations, or within them the sites, somebody may see purchases of. */
export interface PurchaseScope {
  readonly organisations: readonly string[];
  readonly sites: readonly string[];
}

/** Only what the scope names stands in the clause: each part is served by its index. */
const within = ({ organisations, sites }: PurchaseScope) => {
  const parts = [
    ...(organisations.length === 0 ? [] : [sql`p.organisation_id = any(${[...organisations]}::text[])`]),
    ...(sites.length === 0 ? [] : [sql`p.site_id = any(${[...sites]}::text[])`]),
  ];
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
};

/** Of `purchase p` joined with its `basket b`. */
export const purchaseColumns = sql`p.id, p.organisation_id as organisation, p.site_id as site, p.asked_by as "askedBy",
  ${instant('p.asked_at')} as "askedAt", p.basket_id as basket, p.basket_version as "basketVersion",
  b.version as "basketNow", p.budget_id as budget, p.held_days as "heldDays", p.draft, p.steps, p.answers,
  coalesce((select json_agg(json_build_object('position', e.position, 'kind', e.kind, 'step', e.step, 'actor', e.actor,
    'forPerson', e.for_person, 'reason', e.reason, 'order', e.order_id, 'checks', e.checks, 'amount', e.amount::text, 'at', ${instant('e.at')}) order by e.position)
    from purchase_event e where e.purchase_id = p.id), '[]') as events`;

/** Stores it unless that version of the basket was asked for already; gives the id of the one that stands. */
export async function addPurchase(
  transaction: Handle,
  purchase: Omit<Purchase, 'events' | 'basketNow'>,
): Promise<{ readonly id: string; readonly added: boolean }> {
  const { id, organisation, site, askedBy, basket, basketVersion, budget, askedAt } = purchase;
  const added = await sql<{ id: string }>`
    insert into purchase (id, organisation_id, site_id, asked_by, basket_id, basket_version, budget_id,
      held_days, draft, steps, answers, asked_at)
    values (${id}, ${organisation}, ${site}, ${askedBy}, ${basket}, ${basketVersion}, ${budget}, ${purchase.heldDays},
      ${JSON.stringify(purchase.draft)}::jsonb, ${JSON.stringify(purchase.steps)}::jsonb,
      ${JSON.stringify(purchase.answers)}::jsonb, ${askedAt})
    on conflict (basket_id, basket_version) do nothing returning id`.execute(transaction);
  if (added.rows[0] !== undefined) return { id, added: true };
  const before = await sql<{ id: string }>`
    select id from purchase where basket_id = ${basket} and basket_version = ${basketVersion}
      and organisation_id = ${organisation}`.execute(transaction);
  return { id: before.rows[0]?.id ?? id, added: false };
}

/** The purchase if it is within the scope. */
export async function findPurchase(handle: Handle, scope: PurchaseScope, id: string): Promise<Purchase | undefined> {
  const found = await sql<Purchase>`select ${purchaseColumns} from purchase p join basket b on b.id = p.basket_id
    where p.id = ${id} and ${within(scope)}`.execute(handle);
  return found.rows[0];
}

/** As `findPurchase`, held with its basket until the end of the transaction: nobody else decides, places or changes it. */
export async function lockPurchase(handle: Handle, scope: PurchaseScope, id: string): Promise<Purchase | undefined> {
  await sql`select 1 from purchase p join basket b on b.id = p.basket_id
    where p.id = ${id} and ${within(scope)} for update of p, b`.execute(handle);
  return findPurchase(handle, scope, id);
}

/** Newest first, at most `limit`; from the one after that with the id `after`, which has to be within the scope too. */
export async function listPurchases(
  handle: Handle,
  scope: PurchaseScope,
  limit: number,
  after?: string,
): Promise<readonly Purchase[]> {
  const later =
    after === undefined
      ? sql``
      : sql`and (p.asked_at, p.id) < (select p.asked_at, p.id from purchase p where p.id = ${after} and ${within(scope)})`;
  const found = await sql<Purchase>`select ${purchaseColumns} from purchase p join basket b on b.id = p.basket_id
    where ${within(scope)} ${later} order by p.asked_at desc, p.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

/** Those with the ids: for work of the service itself, which is nobody's in particular. */
export async function purchasesById(handle: Handle, ids: readonly string[]): Promise<readonly Purchase[]> {
  const found = await sql<Purchase>`select ${purchaseColumns} from purchase p join basket b on b.id = p.basket_id
    where p.id = any(${[...ids]}::text[])`.execute(handle);
  return found.rows;
}

/** Adds what happened; the purchase is locked. */
export async function addPurchaseEvent(
  transaction: Handle,
  purchase: Pick<Purchase, 'id' | 'organisation'>,
  event: PurchaseEvent,
): Promise<void> {
  await sql`insert into purchase_event (purchase_id, position, kind, step, actor, for_person, reason, order_id,
      checks, amount, at)
    select id, ${event.position}, ${event.kind}, ${event.step}, ${event.actor}, ${event.forPerson}, ${event.reason},
      ${event.order}, ${event.checks === null ? null : JSON.stringify(event.checks)}::jsonb,
      ${event.amount}::numeric, ${event.at}::timestamptz from purchase where id = ${purchase.id} and organisation_id = ${purchase.organisation}`.execute(
    transaction,
  );
}

/** How many purchases of the organisation in these categories became orders since a day, and what they come to with VAT. */
export async function likeOrders(
  handle: Handle,
  organisation: string,
  categories: readonly string[],
  since: string,
): Promise<{ readonly count: number; readonly gross: string }> {
  const found = await sql<{ count: number; gross: string }>`
    select count(*)::int as count, coalesce(sum((p.draft->>'commitmentGross')::numeric), 0)::numeric(14, 2)::text as gross
    from purchase p cross join lateral (select 1 from purchase_event e where e.purchase_id = p.id and e.kind = 'placed'
        and e.at >= ${since}::date offset 0) e
    where p.organisation_id = ${organisation}
      and exists (select 1 from jsonb_array_elements_text(p.answers->'categories') as c(path)
        where c.path = any(${[...categories]}::text[]))`.execute(handle);
  return found.rows[0] ?? { count: 0, gross: '0.00' };
}

/** Who asked for the purchase of the organisation: `person:<id>` or `key:<id>`; undefined for what came otherwise. */
export async function askedByOf(handle: Handle, organisation: string, id: string): Promise<string | undefined> {
  const found = await sql<{ askedBy: string }>`select asked_by as "askedBy" from purchase
    where id = ${id} and organisation_id = ${organisation}`.execute(handle);
  return found.rows[0]?.askedBy;
}
