import { type IsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { settleNotices } from '../../organisations/index.ts';
import { type Actor, actorReference, type OrganisationKind, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import type { Spending } from '../call-offs/spending.ts';
import { type AgreementsOf, buyerScope, contractScope, type ContractScope } from '../contract-scope.ts';
import { findOrder, lockOrder } from '../orders/order-store.ts';
import type { Order } from '../orders/order.ts';
import type { By } from '../receipts/receipt-service.ts';
import { invoiceDueKey } from '../reminders/reminder-keys.ts';
import { receiptsOf } from '../receipts/receipt-store.ts';
import { keptByLine } from '../receipts/rules/receipt.ts';
import type { ListCursor } from '../scope-clauses-store.ts';
import { buyerActs, decideLine, decidePayment, type LineAct, type Payment } from './decide-line.ts';
import { type Invoice, standingOf } from './invoice.ts';
import type { InvoiceEvent, InvoiceSource } from './invoice-record.ts';
import { followLine } from './invoice-notices.ts';
import * as store from './invoice-store.ts';
import type { InvoiceDocument } from './rules/invoice.ts';
import type { InvoiceState } from './rules/invoice-state.ts';
import { countLine, spendOf, takeInvoice, type TakeWorld } from './take-invoice.ts';

/** An invoice with what it is held against. */
export interface InvoiceAndOrder {
  readonly invoice: Invoice;
  readonly order: Order;
  /** Kept, by number of the order's line. */
  readonly kept: ReadonlyMap<number, number>;
  /** Other documents of the same order, oldest first. */
  readonly others: readonly Invoice[];
}

export interface InvoicePage {
  readonly items: readonly Invoice[];
  readonly next: ListCursor | undefined;
}

export interface Invoices {
  /** Newest first, those the actor may see; only in the states named. */
  list(
    actor: Actor,
    wanted: {
      readonly states?: readonly InvoiceState[];
      readonly kind?: OrganisationKind;
      readonly after?: ListCursor | undefined;
      readonly limit: number;
    },
  ): Promise<InvoicePage>;
  /** Undefined for one the actor may not see. */
  show(actor: Actor, id: string): Promise<InvoiceAndOrder | undefined>;
  /** Documents of an order the actor may see; undefined for any other order. */
  ofOrder(
    actor: Actor,
    order: string,
  ): Promise<{ readonly order: Order; readonly invoices: readonly Invoice[] } | undefined>;
  /** A supplier sends one for the order it names. The same document again is the same invoice. */
  send(by: By, document: InvoiceDocument, source: InvoiceSource): Promise<Outcome<{ readonly id: string }>>;
  /** A buyer records one it received; undefined for an order the actor may not do that for. */
  record(
    by: By,
    order: string,
    document: InvoiceDocument,
    received: { readonly on: IsoDate; readonly source: InvoiceSource },
  ): Promise<Outcome<{ readonly id: string }> | undefined>;
  /** Decides on a line or answers a dispute; undefined for an invoice the actor may not do that to. */
  act(by: By, id: string, act: LineAct): Promise<Outcome<{ readonly id: string }> | undefined>;
  /** Notes a payment. */
  pay(by: By, id: string, payment: Payment): Promise<Outcome<{ readonly id: string }> | undefined>;
}

export interface InvoiceWorld extends TakeWorld {
  readonly database: Database;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly agreementsOf: AgreementsOf;
  readonly spending: Spending;
}

/** Rows looked through for one page of a list, so that a rare state costs no more than this. */
const mostSeen = 2000;
const batch = 100;

export function createInvoices(world: InvoiceWorld): Invoices {
  const { database, clock, policies, agreementsOf, rules } = world;

  /** Buyers act for buyers and suppliers for suppliers, whatever roles and keys say. */
  const scopeOf = (action: string, actor: Actor, kind?: OrganisationKind): Promise<ContractScope> =>
    contractScope(
      policies.scope(action, actor).filter((each) => kind === undefined || each.kind === kind),
      agreementsOf,
    );

  const read = async (handle: Handle, scope: ContractScope, id: string): Promise<Invoice | undefined> => {
    const record = await store.findInvoice(handle, scope, id);
    return record === undefined ? undefined : standingOf(record, rules);
  };

  /** Finds the invoice, locks its order, reads the invoice again, and does the work on it. */
  const onLocked = async <T>(
    scope: ContractScope,
    id: string,
    work: (transaction: Handle, invoice: Invoice, order: Order) => Promise<T>,
  ): Promise<T | undefined> =>
    database.transact(async (transaction) => {
      const found = await store.findInvoice(transaction, scope, id);
      const order = found === undefined ? undefined : await lockOrder(transaction, scope, found.order);
      const invoice = order === undefined ? undefined : await read(transaction, scope, id);
      return invoice === undefined || order === undefined ? undefined : work(transaction, invoice, order);
    });

  const addEvent = async (
    transaction: Handle,
    invoice: Invoice,
    event: Pick<InvoiceEvent, 'kind' | 'line' | 'facts' | 'note'>,
    by: By,
    action: string,
  ): Promise<void> => {
    const position = invoice.events.length + 1;
    const at = clock.now().toString();
    await store.addInvoiceEvents(transaction, invoice.id, [
      { ...event, position, actor: actorReference(by.actor), at },
    ]);
    await recordAudit(transaction, by.actor, {
      action,
      subject: `invoice:${invoice.id}`,
      detail: { kind: event.kind, ...(event.line === null ? { ...event.facts } : { line: event.line }) },
      requestId: by.requestId,
    });
  };

  return {
    list: async (actor, { states, kind, after, limit }) => {
      const scope = await scopeOf('invoices.read', actor, kind);
      const items: Invoice[] = [];
      let cursor = after;
      for (let seen = 0; seen < mostSeen; seen += batch) {
        const rows = await store.listInvoices(database.handle, scope, { after: cursor, limit: batch });
        for (const row of rows) {
          const invoice = standingOf(row, rules);
          if (states !== undefined && !states.includes(invoice.state)) continue;
          if (items.length === limit) return { items, next: cursorOf(items.at(-1)) };
          items.push(invoice);
        }
        const last = rows.at(-1);
        if (rows.length < batch || last === undefined) return { items, next: undefined };
        cursor = { at: last.sentAt, id: last.id };
      }
      return { items, next: cursor };
    },

    show: async (actor, id) => {
      const scope = await scopeOf('invoices.read', actor);
      const invoice = await read(database.handle, scope, id);
      if (invoice === undefined) return undefined;
      const order = await findOrder(database.handle, scope, invoice.order);
      if (order === undefined) return undefined;
      const all = await store.invoicesOfOrder(database.handle, order.id);
      return {
        invoice,
        order,
        kept: keptByLine(await receiptsOf(database.handle, order.id)),
        others: all.filter((each) => each.id !== id).map((each) => standingOf(each, rules)),
      };
    },

    ofOrder: async (actor, id) => {
      const order = await findOrder(database.handle, await scopeOf('invoices.read', actor), id);
      if (order === undefined) return undefined;
      const all = await store.invoicesOfOrder(database.handle, id);
      return { order, invoices: all.map((each) => standingOf(each, rules)) };
    },

    send: async (by, document, source) => {
      const scope = await scopeOf('invoices.send', by.actor, 'supplier');
      return database.transact(async (transaction) => {
        const id = await store.findOrderId(transaction, scope, document.orderNumber);
        const order = id === undefined ? undefined : await lockOrder(transaction, scope, id);
        if (order === undefined) return fail(orderUnknown(document.orderNumber));
        return takeInvoice(world, transaction, order, { document, source, receivedOn: today(clock) }, by);
      });
    },

    record: async (by, id, document, { on, source }) => {
      const scope = await scopeOf('invoices.decide', by.actor, 'buyer');
      return database.transact(async (transaction) => {
        const order = await lockOrder(transaction, scope, id);
        if (order === undefined) return undefined;
        if (document.orderNumber !== '' && document.orderNumber.toUpperCase() !== order.number.toUpperCase())
          return fail(otherOrder(document.orderNumber, order.number));
        return takeInvoice(world, transaction, order, { document, source, receivedOn: on }, by);
      });
    },

    act: async (by, id, act) => {
      const ofBuyer = buyerActs.some((each) => each === act.act);
      const action = ofBuyer ? 'invoices.decide' : 'invoices.send';
      const scope = await scopeOf(action, by.actor, ofBuyer ? 'buyer' : 'supplier');
      return onLocked(scope, id, async (transaction, invoice, order) => {
        const decided = decideLine(invoice, act);
        if (!decided.ok) return decided;
        if (decided.value.repeated) return succeed({ id });
        const { line, event } = decided.value;
        const counted = { line: line.number, on: today(clock), position: invoice.events.length + 1 };
        // What was matched before, and counted, does so no more.
        if (event.kind === 'disputed')
          await countLine(world, transaction, { id, order }, { ...counted, net: line.gaveBackNet });
        if (event.kind === 'accepted') {
          // What was not ordered may not take the call-off above its ceiling either.
          const row = await spendOf(transaction, { id, order }, { ...counted, net: line.net });
          const spent =
            row === undefined
              ? succeed(undefined)
              : await world.spending.recordSpend(transaction, buyerScope(order.organisation), row);
          if (!spent.ok) return spent;
        }
        await followLine(transaction, invoice, { kind: event.kind, note: event.note, line: act.line });
        await addEvent(transaction, invoice, event, by, action);
        return succeed({ id });
      });
    },

    pay: async (by, id, payment) => {
      const scope = await scopeOf('invoices.decide', by.actor, 'buyer');
      return onLocked(scope, id, async (transaction, invoice) => {
        const decided = decidePayment(invoice, payment, today(clock));
        if (!decided.ok) return decided;
        if (!decided.value.repeated) {
          await addEvent(transaction, invoice, decided.value.event, by, 'invoices.decide');
          const after = await read(transaction, scope, id);
          if (after?.due === null) await settleNotices(transaction, invoiceDueKey(id));
        }
        return succeed({ id });
      });
    },
  };
}

function cursorOf(invoice: Invoice | undefined): ListCursor | undefined {
  return invoice === undefined ? undefined : { at: invoice.sentAt, id: invoice.id };
}

function orderUnknown(number: string) {
  return {
    code: 'order-unknown',
    path: '/orderNumber',
    value: number.slice(0, 60),
    message:
      number === '' ? 'The invoice names no order.' : `There is no order ${number.slice(0, 60)} placed with you.`,
    remedy: 'Write the number as it stands on the order.',
  };
}

/** What is wrong with a document that names another order than the one it is recorded for. */
export function otherOrder(named: string, number: string) {
  return {
    code: 'other-order',
    path: '/orderNumber',
    value: named.slice(0, 60),
    message: `The invoice names order ${named.slice(0, 60)}, not ${number}.`,
    remedy: 'Record it for the order it names, or ask the supplier to correct it.',
  };
}
