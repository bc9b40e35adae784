import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { ContractScope } from '../contract-scope.ts';
import { instant, type ListCursor, rowsOf, within } from '../scope-clauses-store.ts';
import type { Order, OrderEvent, OrderHead, OrderLine, OrderRow, OrderVersion } from './order.ts';

interface HeadRow extends Omit<OrderHead, 'deliverTo'> {
  readonly deliverName: string;
  readonly deliverAddress: string;
  readonly deliverPostcode: string;
}

const head = sql`o.id, o.number, o.call_off_id as "callOff", c.number as "callOffNumber", o.organisation_id as organisation,
  o.site_id as site, o.supplier_id as supplier, o.agreement, o.lot, o.title, o.buyer_reference as "buyerReference",
  o.deliver_name as "deliverName", o.deliver_address as "deliverAddress", o.deliver_postcode as "deliverPostcode",
  o.invoice_to as "invoiceTo", ${instant('o.placed_at')} as "placedAt", o.starts_on::text as starts, o.ends_on::text as ends,
  o.purchase`;

/** Pounds with two decimals, finer where the price is. */
const unitPrice = sql`round(unit_price, greatest(2, scale(trim_scale(unit_price))))::text`;

const event = sql`e.position, e.kind, e.version, e.proposed_version as "proposedVersion",
  ${instant('e.answer_by')} as "answerBy", e.actor, e.reason, ${instant('e.at')} as at`;

interface Parts {
  readonly versions: readonly Omit<OrderVersion, 'lines'>[];
  readonly lines: readonly (OrderLine & { readonly version: number })[];
  readonly events: readonly OrderEvent[];
}

/** What hangs on an order, each kind as one column: an order is read in one go. */
const parts = sql`
  ${rowsOf(
    sql`select version, expected_by::text as "expectedBy", net::text as net, vat::text as vat, gross::text as gross,
      commitment_net::text as "commitmentNet", commitment_gross::text as "commitmentGross", note
    from call_off_order_version where order_id = o.id order by version`,
  )} as versions,
  ${rowsOf(
    sql`select version, number, kind, offer, service, product, mpn, title, condition, unit, quantity,
      ${unitPrice} as "unitPrice", net::text as net, vat_category as "vatCategory",
      trim_scale(vat_percent)::text as "vatPercent", vat::text as vat, gross::text as gross, follows
    from call_off_order_line where order_id = o.id order by version, number`,
  )} as lines,
  ${rowsOf(sql`select ${event} from call_off_order_event e where e.order_id = o.id order by e.position`)} as events`;

function toHead(row: HeadRow): OrderHead {
  const { deliverName, deliverAddress, deliverPostcode, ...rest } = row;
  return { ...rest, deliverTo: { name: deliverName, address: deliverAddress, postcode: deliverPostcode } };
}

/** The order with its lines and events, if the scope reaches it. Served by the primary keys. */
export async function findOrder(handle: Handle, scope: ContractScope, id: string): Promise<Order | undefined> {
  const found = await sql<HeadRow & Parts>`select ${head}, ${parts}
    from call_off_order o join call_off c on c.id = o.call_off_id
    where o.id = ${id} and ${within('o', scope, true)}`.execute(handle);
  const row = found.rows[0];
  if (row === undefined) return undefined;
  const { versions, lines, events, ...rest } = row;
  return {
    ...toHead(rest),
    versions: versions.map((each) => ({
      ...each,
      lines: lines.flatMap(({ version, ...line }) => (version === each.version ? line : [])),
    })),
    events,
  };
}

/**
 * As `findOrder`, and nobody else changes the order until the transaction ends. Locks the call-off first, as everything
 * does that moves what is committed under it.
 */
export async function lockOrder(transaction: Handle, scope: ContractScope, id: string): Promise<Order | undefined> {
  const found = await sql`select c.id from call_off c join call_off_order o on o.call_off_id = c.id
    where o.id = ${id} and ${within('o', scope, true)} for update of c, o`.execute(transaction);
  return found.rows.length === 0 ? undefined : findOrder(transaction, scope, id);
}

/** The order the purchase became, wherever it is: for whoever made the purchase. */
export async function findOrderOfPurchase(
  handle: Handle,
  purchase: string,
): Promise<{ readonly id: string; readonly number: string; readonly callOff: string } | undefined> {
  const found = await sql<{ id: string; number: string; callOff: string }>`
    select id, number, call_off_id as "callOff" from call_off_order where purchase = ${purchase}`.execute(handle);
  return found.rows[0];
}

/**
 * Newest first, `limit` at the most, after the cursor; only one call-off's when it is named. Served by
 * `call_off_order_of_organisation`, `…_of_supplier`, `…_of_agreement`, `…_of_call_off`.
 */
export async function listOrders(
  handle: Handle,
  scope: ContractScope,
  wanted: { readonly callOff?: string; readonly after?: ListCursor | undefined; readonly limit: number },
): Promise<readonly OrderRow[]> {
  const { after, callOff = null, limit } = wanted;
  const older = after === undefined ? sql`` : sql`and (o.placed_at, o.id) < (${after.at}::timestamptz, ${after.id})`;
  const one = callOff === null ? sql`` : sql`and o.call_off_id = ${callOff}`;
  const found = await sql<
    HeadRow & OrderEvent & { expectedBy: IsoDate | null; net: DecimalText; gross: DecimalText }
  >`select ${head}, ${event}, v.expected_by::text as "expectedBy", v.net::text as net, v.gross::text as gross
    from call_off_order o join call_off c on c.id = o.call_off_id
    join lateral (select * from call_off_order_event e where e.order_id = o.id order by e.position desc limit 1) e on true
    join call_off_order_version v on v.order_id = o.id and v.version = e.version
    where ${within('o', scope, true)} ${one} ${older}
    order by o.placed_at desc, o.id desc limit ${Math.min(limit, 500)}`.execute(handle);
  return found.rows.map((row) => {
    const { position, kind, version, proposedVersion, answerBy, actor, reason, at, expectedBy, net, gross, ...rest } =
      row;
    const last = { position, kind, version, proposedVersion, answerBy, actor, reason, at };
    return { ...toHead(rest), last, expectedBy, net, gross };
  });
}
