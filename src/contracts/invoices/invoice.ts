import { addDays, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { type Dated, inForce } from '../../kernel/dated.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { InvoiceEvent, InvoiceRecord, StoredLine } from './invoice-record.ts';
import {
  type InvoiceMoney,
  invoiceStanding,
  type InvoiceState,
  type LineEventKind,
  lineStateOf,
  type LineState,
} from './rules/invoice-state.ts';
import { chargeInstalments, termLine } from './rules/instalment-match.ts';
import type { OrderedLine } from './rules/invoice.ts';
import type { Difference, LineSoFar } from './rules/matching.ts';

/** A dated rule: days to pay a valid and undisputed invoice, with where it was read. */
export interface DaysToPay extends Dated {
  readonly days: number;
}

/** A line and where it stands. */
export interface LineOnInvoice extends StoredLine {
  readonly state: LineState;
  /** As found when it arrived, or when it was last disputed. */
  readonly differences: readonly Difference[];
  readonly events: readonly InvoiceEvent[];
  /** Given back in settlement of a dispute, pounds without VAT. */
  readonly creditedNet: DecimalText;
  /** Given back after it was agreed, pounds without VAT. */
  readonly gaveBackNet: DecimalText;
  /** Given back in all, pounds with VAT. */
  readonly credited: DecimalText;
  /** When it has to be paid at the latest; null while it need not. */
  readonly due: IsoDate | null;
}

/** An invoice and where it stands. */
export interface Invoice extends Omit<InvoiceRecord, 'lines'> {
  readonly lines: readonly LineOnInvoice[];
  readonly state: InvoiceState;
  readonly money: InvoiceMoney;
  /** When what is agreed has to be paid, the first of its lines' days; null where there is nothing (left) to pay. */
  readonly due: IsoDate | null;
  /** The rule the day follows from; undefined where none was in force. */
  readonly rule: DaysToPay | undefined;
}

/** Everything that follows from what an invoice says and what happened to it. */
export function standingOf(record: InvoiceRecord, rules: readonly DaysToPay[]): Invoice {
  const rule = inForce(rules, record.receivedOn);
  const lines = record.lines.map((line) => lineOf(record, line, rule));
  const paid = record.events.reduce(
    (sum, each) => (each.kind === 'paid' ? sum.plus(exact(each.facts.amount ?? '0')) : sum),
    exact('0'),
  );
  const { state: derived, ...money } = invoiceStanding(
    lines.map(({ state, net, vat, credited }) => ({ state, net, vat, credited })),
    paid.toFixed(2),
  );
  // Pence between VAT by line and by rate belong to what is agreed.
  const rounding = exact(record.vat).minus(record.lines.reduce((sum, each) => sum.plus(exact(each.vat)), exact('0')));
  const payable = exact(money.payable).isZero() ? exact('0') : exact(money.payable).plus(rounding);
  const state =
    record.kind === 'credit-note' ? 'settled' : derived === 'paid' && paid.lessThan(payable) ? 'to-pay' : derived;
  const open = record.kind === 'invoice' && paid.lessThan(payable);
  const over = paid.minus(payable);
  const days = lines.flatMap((each) => each.due ?? []).toSorted();
  return {
    ...record,
    lines,
    state,
    money: {
      ...money,
      payable: payable.toFixed(2),
      overpaid: (over.isNegative() ? exact('0') : over).toFixed(2),
    },
    due: open ? (days[0] ?? null) : null,
    rule,
  };
}

function lineOf(record: InvoiceRecord, line: StoredLine, rule: DaysToPay | undefined): LineOnInvoice {
  const events = record.events.filter((each) => each.line === line.number);
  const kinds = events.flatMap((each): LineEventKind[] => (each.kind === 'paid' ? [] : [each.kind]));
  const state = lineStateOf(kinds);
  if (state === 'new') throw new Error(`Line ${String(line.number)} of invoice ${record.id} was never matched`);
  const sum = (of: 'net' | 'vat', kinds: readonly InvoiceEvent['kind'][]) =>
    events.reduce(
      (total, each) => (kinds.includes(each.kind) ? total.plus(exact(each.facts[of] ?? '0')) : total),
      exact('0'),
    );
  const both = ['credited', 'gave-back'] as const;
  return {
    ...line,
    state,
    differences: events.findLast((each) => each.facts.differences !== undefined)?.facts.differences ?? [],
    events,
    creditedNet: sum('net', ['credited']).toFixed(2),
    gaveBackNet: sum('net', ['gave-back']).toFixed(2),
    credited: sum('net', both).plus(sum('vat', both)).toFixed(2),
    due: dueDay(record, state, events, rule),
  };
}

const agreedStates: readonly LineState[] = ['matched', 'accepted', 'claimed', 'credited'];

/** Whether some of what a line charges is paid already: what is left to pay is less than the line. */
export function isPaid(invoice: Invoice, line: LineOnInvoice): boolean {
  const left = exact(invoice.money.payable).minus(exact(invoice.money.paid));
  return left.lessThan(exact(line.net).plus(exact(line.vat)).minus(exact(line.credited)));
}

/** Time runs from the invoice where it was right, and from the settlement where it was disputed. */
function dueDay(
  record: InvoiceRecord,
  state: LineState,
  events: readonly InvoiceEvent[],
  rule: DaysToPay | undefined,
): IsoDate | null {
  if (rule === undefined || !agreedStates.includes(state)) return null;
  const settled = events.findLast((each) => each.kind === 'accepted' || each.kind === 'credited')?.at;
  const from = settled === undefined ? record.receivedOn : londonDay(settled);
  return addDays(from, rule.days);
}

/** The London day of an instant. */
export function londonDay(instant: string): IsoDate {
  return isoDate(Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString());
}

/**
 * What invoices of an order charge so far, by line of the order. What is disputed or withdrawn does not count: a right
 * invoice may follow a wrong one. Goods given back count as not charged.
 */
export function chargedSoFar(
  invoices: readonly Invoice[],
  kept: ReadonlyMap<number, number>,
  lines: readonly OrderedLine[],
): ReadonlyMap<number, LineSoFar> {
  const soFar = new Map<number, LineSoFar>();
  for (const [line, count] of kept) soFar.set(line, { received: String(count), invoiced: '0', invoicedNet: '0' });
  for (const invoice of invoices) {
    for (const line of invoice.lines) {
      if (line.orderLine === null || ['disputed', 'answered', 'withdrawn'].includes(line.state)) continue;
      // What a credit note took off a line in dispute is counted there, not twice.
      const back = invoice.kind === 'credit-note';
      if (back && settlesDispute(invoice, line, invoices)) continue;
      const before = soFar.get(line.orderLine) ?? { received: '0', invoiced: '0', invoicedNet: '0' };
      const sign = back ? -1 : 1;
      const ordered = lines.find((each) => each.number === line.orderLine);
      const quantity = countedQuantity(invoice, line, ordered?.unitPrice ?? '0');
      const term = termLine(ordered);
      const charged = { quantity, period: line.period ?? null, back };
      soFar.set(line.orderLine, {
        received: before.received,
        invoiced: exact(before.invoiced).plus(exact(quantity).times(sign)).toFixed(),
        invoicedNet: exact(before.invoicedNet)
          .plus(exact(line.net).times(sign))
          .minus(exact(line.creditedNet))
          .toFixed(),
        ...(term === undefined
          ? {}
          : { byInstalment: chargeInstalments(term, before.byInstalment ?? new Map(), charged) }),
      });
    }
  }
  return soFar;
}

function settlesDispute(note: Invoice, line: LineOnInvoice, invoices: readonly Invoice[]): boolean {
  return invoices.some((each) =>
    each.lines.some(
      (one) =>
        one.orderLine === line.orderLine &&
        one.events.some((event) => event.kind === 'credited' && event.facts.creditNote === note.id),
    ),
  );
}

/** A line credited in full charges nothing any more; a credit below the price lowers it and takes no goods back. */
function countedQuantity(invoice: Invoice, line: LineOnInvoice, price: DecimalText): DecimalText {
  if (invoice.kind === 'invoice') return exact(line.creditedNet).lessThan(exact(line.net)) ? line.quantity : '0';
  return exact(line.unitPrice).lessThan(exact(price)) ? '0' : line.quantity;
}
