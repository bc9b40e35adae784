import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Quote, QuoteEvent } from './quote.ts';

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** Whose quotes: those asked for by organisations, or within them at sites, and those asked of suppliers. */
export interface QuoteScope {
  readonly organisations: readonly string[];
  readonly sites: readonly string[];
  readonly suppliers: readonly string[];
}

/** Only what the scope names stands in the clause: each part is served by its index. */
const within = ({ organisations, sites, suppliers }: QuoteScope) => {
  const parts = [
    ...(organisations.length === 0 ? [] : [sql`q.organisation_id = any(${[...organisations]}::text[])`]),
    ...(sites.length === 0 ? [] : [sql`q.site_id = any(${[...sites]}::text[])`]),
    ...(suppliers.length === 0 ? [] : [sql`q.supplier_id = any(${[...suppliers]}::text[])`]),
  ];
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
};

const columns = sql`q.id, q.organisation_id as organisation, q.site_id as site, q.supplier_id as supplier,
  q.asked_by as "askedBy", ${instant('q.asked_at')} as "askedAt", q.message, q.basket_id as basket, q.draft, q.categories,
  coalesce((select json_agg(json_build_object('position', e.position, 'kind', e.kind, 'actor', e.actor, 'note', e.note,
    'prices', e.prices, 'leadTimeDays', e.lead_time_days, 'validUntil', ${instant('e.valid_until')},
    'purchase', e.purchase_id, 'at', ${instant('e.at')}) order by e.position)
    from quote_event e where e.quote_id = q.id), '[]') as events`;

/** Stores it with the frozen copy of its basket, unless that version of the basket was asked for already; gives the id that stands. */
export async function addQuote(
  transaction: Handle,
  quote: Omit<Quote, 'events'>,
  from: { readonly basket: string; readonly version: number },
): Promise<{ readonly id: string; readonly added: boolean }> {
  const before = await sql<{ id: string }>`select id from quote where asked_from = ${from.basket}
    and asked_version = ${from.version} and organisation_id = ${quote.organisation}`.execute(transaction);
  const [found] = before.rows;
  if (found !== undefined) return { id: found.id, added: false };
  // A copy of its own, closed from the beginning: nobody changes what a quote is for.
  await sql`insert into basket (id, organisation_id, owner, site_id, supplier_id, agreement, lot, reference, made_at, closed_at)
    select ${quote.basket}, organisation_id, owner, site_id, supplier_id, agreement, lot, reference, ${quote.askedAt},
      ${quote.askedAt} from basket where id = ${from.basket} and organisation_id = ${quote.organisation}`.execute(
    transaction,
  );
  await sql`insert into basket_line (basket_id, offer_id, title, quantity, seen_price, added_at)
    select ${quote.basket}, offer_id, title, quantity, seen_price, added_at from basket_line
    where basket_id = ${from.basket}`.execute(transaction);
  await sql`insert into basket_service (basket_id, offer_id, service_id, name, quantity, seen_price)
    select ${quote.basket}, offer_id, service_id, name, quantity, seen_price from basket_service
    where basket_id = ${from.basket}`.execute(transaction);
  await sql`insert into quote (id, organisation_id, site_id, supplier_id, asked_by, asked_at, message, asked_from,
      asked_version, basket_id, draft, categories)
    values (${quote.id}, ${quote.organisation}, ${quote.site}, ${quote.supplier}, ${quote.askedBy}, ${quote.askedAt},
      ${quote.message}, ${from.basket}, ${from.version}, ${quote.basket}, ${JSON.stringify(quote.draft)}::jsonb,
      ${JSON.stringify(quote.categories)}::jsonb)`.execute(transaction);
  return { id: quote.id, added: true };
}

/** The quote if it is within the scope. */
export async function findQuote(handle: Handle, scope: QuoteScope, id: string): Promise<Quote | undefined> {
  const found = await sql<Quote>`select ${columns} from quote q where q.id = ${id} and ${within(scope)}`.execute(
    handle,
  );
  return found.rows[0];
}

/** As `findQuote`, held until the end of the transaction. */
export async function lockQuote(handle: Handle, scope: QuoteScope, id: string): Promise<Quote | undefined> {
  await sql`select 1 from quote q where q.id = ${id} and ${within(scope)} for update`.execute(handle);
  return findQuote(handle, scope, id);
}

/** Newest first, at most `limit`. */
export async function listQuotes(handle: Handle, scope: QuoteScope, limit: number): Promise<readonly Quote[]> {
  const found = await sql<Quote>`select ${columns} from quote q where ${within(scope)}
    order by q.asked_at desc, q.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

/** Adds what happened; the quote is locked. */
export async function addQuoteEvent(
  transaction: Handle,
  quote: Pick<Quote, 'id' | 'organisation'>,
  event: QuoteEvent,
): Promise<void> {
  const prices = event.prices === null ? null : JSON.stringify(event.prices);
  await sql`insert into quote_event (quote_id, position, kind, actor, note, prices, lead_time_days, valid_until, purchase_id, at)
    select id, ${event.position}, ${event.kind}, ${event.actor}, ${event.note}, ${prices}::jsonb, ${event.leadTimeDays},
      ${event.validUntil}::timestamptz, ${event.purchase}, ${event.at}
    from quote where id = ${quote.id} and organisation_id = ${quote.organisation}`.execute(transaction);
}
