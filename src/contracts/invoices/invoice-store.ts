import { sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import { insertMany, type Handle } from '../../platform/database/index.ts';
import type { ContractScope } from '../contract-scope.ts';
import { type ListCursor, within } from '../scope-clauses-store.ts';
import type { InvoiceEvent, InvoiceHead, InvoiceRecord, StoredLine } from './invoice-record.ts';

const instant = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

// `o` is the invoice here: it has the order's organisation, site, supplier and agreement, which scopes are about.
const head = sql`o.id, o.supplier_id as supplier, o.organisation_id as organisation, o.order_id as "order",
  p.number as "orderNumber", p.title as "orderTitle", o.call_off_id as "callOff", o.site_id as site, o.agreement, o.kind,
  o.number, o.credits, o.issued_on::text as "issuedOn", o.received_on::text as "receivedOn", o.net::text as net,
  o.vat::text as vat, o.gross::text as gross, ${instant('o.sent_at')} as "sentAt"`;
const from = sql`from supplier_invoice o join call_off_order p on p.id = o.order_id`;

/** The invoice with its lines and events, if the scope reaches it. Served by the primary keys. */
export async function findInvoice(
  handle: Handle,
  scope: ContractScope,
  id: string,
): Promise<InvoiceRecord | undefined> {
  const found = await sql<InvoiceHead>`select ${head} ${from}
    where o.id = ${id} and ${within('o', scope, true)}`.execute(handle);
  return (await withDetails(handle, found.rows))[0];
}

/** Every invoice and credit note of an order that was found within somebody's scope, as sent. Served by `supplier_invoice_of_order`. */
export async function invoicesOfOrder(handle: Handle, order: string): Promise<readonly InvoiceRecord[]> {
  const found = await sql<InvoiceHead>`select ${head} ${from} where o.order_id = ${order}
    order by o.sent_at, o.id`.execute(handle);
  return withDetails(handle, found.rows);
}

/** As `invoicesOfOrder`, of several orders. */
export async function invoicesOfOrders(handle: Handle, orders: readonly string[]): Promise<readonly InvoiceRecord[]> {
  const found = await sql<InvoiceHead>`select ${head} ${from} where o.order_id = any(${[...orders]}::text[])
    order by o.sent_at, o.id`.execute(handle);
  return withDetails(handle, found.rows);
}

/** Invoices received since a day that nothing was paid of, oldest first, after an id. Served by `supplier_invoice_received`. */
export async function unpaidInvoices(
  handle: Handle,
  since: string,
  after: { readonly on: string; readonly id: string },
  limit: number,
): Promise<readonly InvoiceRecord[]> {
  const found = await sql<InvoiceHead>`select ${head} ${from}
    where o.kind = 'invoice' and o.received_on >= ${since}::date and (o.received_on, o.id) > (${after.on}::date, ${after.id})
      and not exists (select from supplier_invoice_event e where e.invoice_id = o.id and e.kind = 'paid')
    order by o.received_on, o.id limit ${limit}`.execute(handle);
  return withDetails(handle, found.rows);
}

/** Newest first, after the cursor. Served by `supplier_invoice_of_organisation`, `…_of_supplier`, `…_of_agreement`. */
export async function listInvoices(
  handle: Handle,
  scope: ContractScope,
  wanted: { readonly after?: ListCursor | undefined; readonly limit: number },
): Promise<readonly InvoiceRecord[]> {
  const { after, limit } = wanted;
  const older = after === undefined ? sql`` : sql`and (o.sent_at, o.id) < (${after.at}::timestamptz, ${after.id})`;
  const found = await sql<InvoiceHead>`select ${head} ${from} where ${within('o', scope, true)} ${older}
    order by o.sent_at desc, o.id desc limit ${Math.min(limit, 500)}`.execute(handle);
  return withDetails(handle, found.rows);
}

/** Invoices received between two days, by id after the one before. Served by the primary key. */
export async function invoicesDue(
  handle: Handle,
  scope: ContractScope,
  received: { readonly from: string; readonly to: string },
  page: { readonly after: string; readonly limit: number },
): Promise<readonly InvoiceRecord[]> {
  const found = await sql<InvoiceHead>`select ${head} ${from} where ${within('o', scope, true)} and o.kind = 'invoice'
    and o.received_on between ${received.from}::date and ${received.to}::date and o.id > ${page.after}
    order by o.id limit ${Math.min(page.limit, 500)}`.execute(handle);
  return withDetails(handle, found.rows);
}

async function withDetails(handle: Handle, heads: readonly InvoiceHead[]): Promise<readonly InvoiceRecord[]> {
  if (heads.length === 0) return [];
  const ids = heads.map((each) => each.id);
  const lines = await sql<StoredLine & { readonly invoice: string }>`
    select invoice_id as invoice, number, order_line as "orderLine", mpn, title,
      trim_scale(quantity)::text as quantity, trim_scale(unit_price)::text as "unitPrice", net::text as net,
      trim_scale(vat_percent)::text as "vatPercent", vat::text as vat, source_line as source,
      case when period_from is null then null else json_build_object('from', period_from::text, 'to', period_to::text) end
        as period
    from supplier_invoice_line where invoice_id = any(${ids}::text[]) order by number`.execute(handle);
  const events = await sql<InvoiceEvent & { readonly invoice: string }>`
    select invoice_id as invoice, position, kind, line, facts, note, actor, ${instant('at')} as at
    from supplier_invoice_event where invoice_id = any(${ids}::text[]) order by position`.execute(handle);
  return heads.map((each) => ({
    ...each,
    lines: lines.rows.flatMap(({ invoice, ...line }) => (invoice === each.id ? line : [])),
    events: events.rows.flatMap(({ invoice, ...event }) => (invoice === each.id ? event : [])),
  }));
}

/** Id of the order with the number, if the scope reaches it. */
export async function findOrderId(handle: Handle, scope: ContractScope, number: string): Promise<string | undefined> {
  const found = await sql<{ id: string }>`select o.id from call_off_order o
    where upper(o.number) = upper(${number}) and ${within('o', scope, true)} limit 1`.execute(handle);
  return found.rows[0]?.id;
}

export interface InvoiceToAdd extends Omit<InvoiceHead, 'orderNumber' | 'orderTitle'> {
  readonly numberKey: string;
  readonly fingerprint: string;
  readonly source: string;
  readonly actor: string;
  readonly lines: readonly StoredLine[];
}

/** Writes an invoice with its lines. False when the supplier has sent that number before. */
export async function addInvoice(transaction: Handle, invoice: InvoiceToAdd): Promise<boolean> {
  const { id, lines } = invoice;
  const made = await sql`
    insert into supplier_invoice (id, supplier_id, organisation_id, order_id, call_off_id, site_id, agreement, kind, number,
      number_key, credits, issued_on, received_on, net, vat, gross, fingerprint, source, actor, sent_at)
    values (${id}, ${invoice.supplier}, ${invoice.organisation}, ${invoice.order}, ${invoice.callOff}, ${invoice.site},
      ${invoice.agreement}, ${invoice.kind}, ${invoice.number}, ${invoice.numberKey}, ${invoice.credits},
      ${invoice.issuedOn}::date, ${invoice.receivedOn}::date, ${invoice.net}::numeric, ${invoice.vat}::numeric,
      ${invoice.gross}::numeric, ${invoice.fingerprint}, ${invoice.source}, ${invoice.actor}, ${invoice.sentAt}::timestamptz)
    on conflict (supplier_id, number_key) do nothing returning id`.execute(transaction);
  if (made.rows.length === 0) return false;
  await insertMany(transaction, 'supplier_invoice_line', [
    { name: 'invoice_id', type: 'text', values: lines.map(() => id) },
    { name: 'number', type: 'integer', values: lines.map((each) => each.number) },
    { name: 'order_line', type: 'integer', values: lines.map((each) => each.orderLine) },
    { name: 'mpn', type: 'text', values: lines.map((each) => each.mpn) },
    { name: 'title', type: 'text', values: lines.map((each) => each.title) },
    { name: 'quantity', type: 'numeric', values: lines.map((each) => each.quantity) },
    { name: 'unit_price', type: 'numeric', values: lines.map((each) => each.unitPrice) },
    { name: 'net', type: 'numeric', values: lines.map((each) => each.net) },
    { name: 'vat_percent', type: 'numeric', values: lines.map((each) => each.vatPercent) },
    { name: 'vat', type: 'numeric', values: lines.map((each) => each.vat) },
    { name: 'period_from', type: 'date', values: lines.map((each) => each.period?.from ?? null) },
    { name: 'period_to', type: 'date', values: lines.map((each) => each.period?.to ?? null) },
    { name: 'source_line', type: 'text', values: lines.map((each) => each.source ?? '') },
  ]);
  return true;
}

/** What the supplier sent under the number before. Served by the unique index of both. */
export async function findNumber(
  handle: Handle,
  supplier: string,
  numberKey: string,
): Promise<{ readonly id: string; readonly order: string; readonly fingerprint: string } | undefined> {
  const found = await sql<{ id: string; order: string; fingerprint: string }>`
    select id, order_id as "order", fingerprint from supplier_invoice
    where supplier_id = ${supplier} and number_key = ${numberKey}`.execute(handle);
  return found.rows[0];
}

/** Adds what happened; the order is locked. Two with one position cannot both be stored. */
export async function addInvoiceEvents(
  transaction: Handle,
  invoice: string,
  events: readonly InvoiceEvent[],
): Promise<void> {
  await insertMany(transaction, 'supplier_invoice_event', [
    { name: 'invoice_id', type: 'text', values: events.map(() => invoice) },
    { name: 'position', type: 'integer', values: events.map((each) => each.position) },
    { name: 'kind', type: 'text', values: events.map((each) => each.kind) },
    { name: 'line', type: 'integer', values: events.map((each) => each.line) },
    { name: 'facts', type: 'jsonb', values: events.map((each) => JSON.stringify(each.facts)) },
    { name: 'note', type: 'text', values: events.map((each) => each.note) },
    { name: 'actor', type: 'text', values: events.map((each) => each.actor) },
    { name: 'at', type: 'timestamptz', values: events.map((each) => each.at) },
  ]);
}

/** What a line of an invoice counts for on the meter of its call-off, pounds without VAT; undefined: it never did. Served by `call_off_spend_of_call_off`. */
export async function countedNet(handle: Handle, callOff: string, source: string): Promise<DecimalText | undefined> {
  const found = await sql<{ net: DecimalText | null }>`
    select sum(case kind when 'invoiced' then net else -net end)::text as net from call_off_spend
    where call_off_id = ${callOff} and (source = ${source} or starts_with(source, ${`${source}:`}))`.execute(handle);
  return found.rows[0]?.net ?? undefined;
}
