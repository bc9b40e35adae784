import { daysBetween, formatDate, type IsoDate } from '../../../kernel/dates.ts';
import { exact, formatMoney } from '../../../kernel/money.ts';
import { plural } from '../../../kernel/text.ts';
import { type Instalment, instalmentsOf } from '../../instalments.ts';
import { type Order, versionInForce } from '../../orders/order.ts';
import { type Invoice, isPaid, type LineOnInvoice, londonDay } from '../invoice.ts';
import type { InvoiceAndOrder } from '../invoice-service.ts';
import { acceptanceProblems, overcharge } from '../rules/acceptable.ts';
import { differenceInWords, differenceNames, periodInWords } from '../rules/difference-words.ts';
import type { InvoicePeriod } from '../rules/invoice.ts';
import { type LineEventKind, lineTransitions } from '../rules/invoice-state.ts';
import { invoicePaths as paths } from '../invoice-paths.ts';
import { eventWords, invoiceStateWords, lineStateWords } from './invoice-words.ts';

/** What an invoice comes to, in a sentence for its head and one for what it means. */
export function invoiceSays(invoice: Invoice): { readonly main: string; readonly also: string } {
  const { money, state, due } = invoice;
  if (invoice.kind === 'credit-note') {
    return {
      main: `Gives back ${formatMoney(invoice.gross)}.`,
      also: 'Take it off what you pay, or have it paid back.',
    };
  }
  const wrong = invoice.lines.filter((each) => each.state === 'disputed' || each.state === 'answered');
  const first = wrong[0]?.differences[0];
  const pay =
    due === null ? '' : `Pay ${formatMoney(exact(money.payable).minus(exact(money.paid)))} by ${formatDate(due)}.`;
  switch (state) {
    case 'in-dispute':
      return {
        main: `Invoice ${invoice.number} does not match. ${first === undefined ? 'The buyer disputes it.' : differenceInWords(first)}`,
        also: `${wrong.length === 1 ? 'Only that line is' : `Only those ${String(wrong.length)} lines are`} in dispute. ${pay}`.trim(),
      };
    case 'claimed':
      return {
        main: 'A credit is claimed for what was paid.',
        also: pay || 'The supplier sends a credit note or shows evidence.',
      };
    case 'waiting':
      return { main: `${formatMoney(money.waiting)} waits until the goods are received.`, also: pay };
    case 'to-pay':
      return { main: `Invoice ${invoice.number} matches the order and what was received.`, also: pay };
    case 'paid':
      return {
        main: `${formatMoney(money.paid)} is paid.`,
        also: exact(money.overpaid).isZero() ? '' : `${formatMoney(money.overpaid)} of it was given back since.`,
      };
    case 'settled':
      return { main: 'Nothing is left to pay.', also: '' };
  }
}

export function invoiceRow(invoice: Invoice, names: { buyer(id: string): string; supplier(id: string): string }) {
  return {
    href: paths.invoice(invoice.id),
    number: invoice.number,
    kind: invoice.kind === 'invoice' ? 'Invoice' : 'Credit note',
    order: invoice.orderNumber,
    title: invoice.orderTitle,
    buyer: names.buyer(invoice.organisation),
    supplier: names.supplier(invoice.supplier),
    state: invoiceStateWords[invoice.state],
    disputed: exact(invoice.money.disputed).isZero() ? '' : `${formatMoney(invoice.money.disputed)} in dispute`,
    due: invoice.due === null ? 'Nothing due' : formatDate(invoice.due),
    gross: formatMoney(invoice.kind === 'invoice' ? invoice.gross : exact(invoice.gross).negated()),
  };
}

/** Order, received, invoiced and difference of each line side by side, and what may be done about it. */
export function invoicePage(
  { invoice, order, kept, others }: InvoiceAndOrder,
  may: { readonly decide: boolean; readonly answer: boolean },
  on: IsoDate,
) {
  const credits = others.find((each) => each.id === invoice.credits);
  return {
    id: invoice.id,
    number: invoice.number,
    kind: invoice.kind,
    name: invoice.kind === 'invoice' ? `Invoice ${invoice.number}` : `Credit note ${invoice.number}`,
    state: invoiceStateWords[invoice.state],
    says: invoiceSays(invoice),
    seen: invoice.events.length,
    issued: formatDate(invoice.issuedOn),
    received: formatDate(invoice.receivedOn),
    net: formatMoney(invoice.net),
    vat: formatMoney(invoice.vat),
    gross: formatMoney(invoice.gross),
    payable: formatMoney(invoice.money.payable),
    disputed: formatMoney(invoice.money.disputed),
    waiting: formatMoney(invoice.money.waiting),
    paid: formatMoney(invoice.money.paid),
    overpaid: exact(invoice.money.overpaid).isZero() ? '' : formatMoney(invoice.money.overpaid),
    late: lateWords(invoice, on),
    left: exact(invoice.money.payable).minus(exact(invoice.money.paid)).toFixed(2),
    due: invoice.due === null ? '' : formatDate(invoice.due),
    rule:
      invoice.rule === undefined
        ? ''
        : `${plural(invoice.rule.days, 'day')} from a valid and undisputed invoice, in force since ${formatDate(invoice.rule.from)}`,
    ruleSource: invoice.rule?.source ?? '',
    credits: credits === undefined ? undefined : { text: `Invoice ${credits.number}`, href: paths.invoice(credits.id) },
    lines: invoice.lines.map((line) => lineView(invoice, line, order, kept, may, on)),
    mayPay:
      may.decide && invoice.kind === 'invoice' && exact(invoice.money.payable).greaterThan(exact(invoice.money.paid)),
    events: invoice.events.map((each) => ({
      when: formatDate(londonDay(each.at)),
      what: `${eventWords[each.kind] ?? each.kind}${each.line === null ? '' : `: ${invoice.lines.find((line) => line.number === each.line)?.title ?? ''}`}`,
      note:
        each.kind === 'paid' ? `${formatMoney(each.facts.amount ?? '0')}, ${each.facts.reference ?? ''}` : each.note,
    })),
    others: others.map((each) => ({
      href: paths.invoice(each.id),
      text: `${each.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${each.number}`,
      gross: formatMoney(each.gross),
      state: invoiceStateWords[each.state],
    })),
  };
}

function lineView(
  invoice: Invoice,
  line: LineOnInvoice,
  order: Order,
  kept: ReadonlyMap<number, number>,
  may: { readonly decide: boolean; readonly answer: boolean },
  on: IsoDate,
) {
  const found = versionInForce(order).lines.find((each) => each.number === line.orderLine);
  const follows = (kind: LineEventKind): boolean =>
    invoice.kind === 'invoice' && lineTransitions[line.state][kind] !== undefined;
  const disputedAt = line.events.find((each) => each.kind === 'disputed')?.at;
  const open = line.state === 'disputed' || line.state === 'answered';
  const claimed = line.state === 'claimed';
  const agreed = line.state === 'matched' || line.state === 'accepted';
  const paid = isPaid(invoice, line);
  const instalments = found === undefined ? [] : instalmentsOf(found.unit, order);
  const refused = acceptanceProblems(line.differences);
  return {
    number: line.number,
    title: line.title,
    mpn: line.mpn,
    state: lineStateWords[line.state],
    open,
    claimed,
    source: line.source ?? '',
    period: line.period == null ? '' : instalmentWords(line.period, instalments),
    ordered: found === undefined ? 'Not on the order' : each(String(found.quantity), found.unitPrice),
    received:
      found === undefined || found.kind === 'delivery' ? 'Needs no receipt' : String(kept.get(found.number) ?? 0),
    invoiced: each(line.quantity, line.unitPrice),
    net: formatMoney(line.net),
    vat: line.vatPercent === null ? 'No VAT' : `${line.vatPercent}%`,
    credited: exact(line.creditedNet).isZero() ? '' : formatMoney(line.creditedNet),
    differences: line.differences.map((difference) => ({
      name: differenceNames[difference.kind],
      says: differenceInWords(difference),
      amount: formatMoney(difference.amount),
    })),
    overcharge: open ? formatMoney(overcharge(line.differences, line.net)) : '',
    since: disputedAt === undefined ? '' : sinceWords(londonDay(disputedAt), on),
    last: line.events.findLast((event) => event.note !== '')?.note ?? '',
    due: line.due === null ? '' : formatDate(line.due),
    may: {
      dispute: may.decide && follows('disputed') && (line.state === 'waiting' || !paid),
      claim: may.decide && follows('claimed') && paid,
      drop: may.decide && follows('claim-dropped'),
      accept: may.decide && follows('accepted') && refused.length === 0,
      uphold: may.decide && follows('upheld'),
      evidence: may.answer && (follows('answered') || follows('claim-answered')),
      withdraw: may.answer && follows('withdrawn'),
    },
    agreed,
    refused: may.decide && open ? refused.map((problem) => `${problem.message} ${problem.remedy}`) : [],
  };
}

function each(quantity: string, price: string): string {
  return `${quantity} at ${formatMoney(price)}`;
}

function sinceWords(day: IsoDate, on: IsoDate): string {
  const days = daysBetween(day, on);
  return days === 0 ? 'since today' : `for ${plural(days, 'day')}, since ${formatDate(day)}`;
}

/** `1 December 2026 to 31 December 2026, instalment 1 of 36`. */
function instalmentWords(period: InvoicePeriod, instalments: readonly Instalment[]): string {
  const first = instalments.find((each) => each.from === period.from)?.number;
  const last = instalments.find((each) => each.to === period.to)?.number;
  if (first === undefined || last === undefined) return periodInWords(period);
  const which = first === last ? `instalment ${String(first)}` : `instalments ${String(first)} to ${String(last)}`;
  return `${periodInWords(period)}, ${which} of ${String(instalments.length)}`;
}

/** How late what is agreed is; empty while it is not. */
function lateWords(invoice: Invoice, on: IsoDate): string {
  return invoice.due === null || invoice.due >= on ? '' : `${plural(daysBetween(invoice.due, on), 'day')} late`;
}
