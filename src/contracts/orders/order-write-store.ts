import { sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { OrderEvent, OrderHead, OrderVersion } from './order.ts';

/** Makes whoever else orders from the same purchase wait until the transaction ends. */
export async function holdPurchase(transaction: Handle, purchase: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`order:${purchase}`}, 0))`.execute(transaction);
}

/**
 * Writes an order as it is placed, with its first version and event, in one statement: the number it has keeps everybody
 * else waiting. Fails when the purchase became an order already.
 */
export async function addOrder(
  transaction: Handle,
  order: Omit<OrderHead, 'callOffNumber'>,
  version: OrderVersion,
  event: OrderEvent,
): Promise<void> {
  const { deliverTo } = order;
  await sql`with placed as (
      insert into call_off_order (id, number, call_off_id, organisation_id, site_id, supplier_id, agreement, lot, title,
        buyer_reference, deliver_name, deliver_address, deliver_postcode, invoice_to, placed_at, starts_on,
        ends_on, purchase)
      values (${order.id}, ${order.number}, ${order.callOff}, ${order.organisation}, ${order.site}, ${order.supplier},
        ${order.agreement}, ${order.lot}, ${order.title}, ${order.buyerReference}, ${deliverTo.name}, ${deliverTo.address},
        ${deliverTo.postcode}, ${order.invoiceTo}, ${order.placedAt}::timestamptz,
        ${order.starts}::date, ${order.ends}::date, ${order.purchase})),
    version as (${insertVersion(order.id, version, order.placedAt)}), line as (${insertLines(order.id, version)})
    ${insertEvent(order.id, event)}`.execute(transaction);
}

/** Writes a version with its lines; it stays as written. */
export async function addVersion(
  transaction: Handle,
  order: string,
  version: OrderVersion,
  madeAt: string,
): Promise<void> {
  await sql`with version as (${insertVersion(order, version, madeAt)}) ${insertLines(order, version)}`.execute(
    transaction,
  );
}

/** Adds what happened. Two with one position cannot both be stored. */
export async function addOrderEvent(transaction: Handle, order: string, event: OrderEvent): Promise<void> {
  await insertEvent(order, event).execute(transaction);
}

function insertVersion(order: string, version: OrderVersion, madeAt: string) {
  return sql`insert into call_off_order_version (order_id, version, expected_by, net, vat, gross, commitment_net,
      commitment_gross, note, made_at)
    values (${order}, ${version.version}, ${version.expectedBy}::date, ${version.net}::numeric, ${version.vat}::numeric,
      ${version.gross}::numeric, ${version.commitmentNet}::numeric, ${version.commitmentGross}::numeric,
      ${version.note}, ${madeAt}::timestamptz)`;
}

function insertLines(order: string, version: OrderVersion) {
  const rows = version.lines.map(
    (line) => sql`(${order}, ${version.version}::int, ${line.number}::int, ${line.kind},
    ${line.offer}, ${line.service}, ${line.product}, ${line.mpn}, ${line.title}, ${line.condition}, ${line.unit},
    ${line.quantity}::int, ${line.unitPrice}::numeric, ${line.net}::numeric, ${line.vatCategory},
    ${line.vatPercent}::numeric, ${line.vat}::numeric, ${line.gross}::numeric, ${line.follows}::int)`,
  );
  return sql`insert into call_off_order_line (order_id, version, number, kind, offer, service, product, mpn, title,
      condition, unit, quantity, unit_price, net, vat_category, vat_percent, vat, gross, follows)
    values ${sql.join(rows)}`;
}

function insertEvent(order: string, event: OrderEvent) {
  return sql`insert into call_off_order_event (order_id, position, kind, version, proposed_version, answer_by, actor, reason, at)
    values (${order}, ${event.position}, ${event.kind}, ${event.version}, ${event.proposedVersion},
      ${event.answerBy}::timestamptz, ${event.actor}, ${event.reason}, ${event.at}::timestamptz)`;
}

/** What orders without an answer and accepted orders take of a call-off's ceiling; pounds without VAT. */
export interface TakenOfCeiling {
  readonly waiting: DecimalText;
  readonly accepted: DecimalText;
}

/**
 * What live orders of a call-off take of its ceiling at an instant. `waitingKinds` and `bindingKinds` are those of
 * order-life.ts. Served by `call_off_order_of_call_off`.
 */
export async function sumCommitments(
  handle: Handle,
  callOff: string,
  kinds: { readonly waiting: readonly string[]; readonly binding: readonly string[] },
  now: string,
): Promise<TakenOfCeiling> {
  const found = await sql<TakenOfCeiling>`
    select coalesce(sum(v.commitment_net) filter (where e.kind = any(${[...kinds.waiting]}::text[])
        and (e.answer_by is null or e.answer_by >= ${now}::timestamptz)), 0)::text as waiting,
      coalesce(sum(v.commitment_net) filter (where e.kind = any(${[...kinds.binding]}::text[])), 0)::text as accepted
    from call_off_order o
    join lateral (select * from call_off_order_event e where e.order_id = o.id order by e.position desc limit 1) e on true
    join call_off_order_version v on v.order_id = o.id and v.version = e.version
    where o.call_off_id = ${callOff}`.execute(handle);
  return found.rows[0] ?? { waiting: '0', accepted: '0' };
}
