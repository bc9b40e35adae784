import { type IsoDate, isoDate, parseIsoDate } from '../../../kernel/dates.ts';
import { exact, isDecimalText } from '../../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import { cleanLine, plural } from '../../../kernel/text.ts';
import { type Order, versionInForce } from '../../orders/order.ts';
import { lineNet, withTotals } from '../rules/arithmetic.ts';
import { invoiceLimits } from '../rules/invoice-limits.ts';
import { chargedSoFar, type Invoice } from '../invoice.ts';
import { openInstalments, termLine } from '../rules/instalment-match.ts';
import { type InvoiceDocument, type InvoiceLine, withInstalments } from '../rules/invoice.ts';
import { dateField, dateParts, type Fields, moneyField } from './form-fields.ts';

/** A line of the form, as text. */
export interface FormLine {
  readonly number: number;
  readonly orderLine: string;
  readonly mpn: string;
  readonly title: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly vatPercent: string;
  /** Sum of the line as its file says it, for the quantity and price it says; empty: quantity times price. */
  readonly net: string;
  /** How the file it came from numbers it. */
  readonly source: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  /** Of a line of the order that is paid again and again: its instalments that are open. */
  readonly instalments?: string;
}

/** Lines that are typed in besides those of the order, such as delivery. */
const extraLines = 2;

const unsaid = { net: '', source: '', periodFrom: '', periodTo: '' } as const;

function emptyLine(number: number): FormLine {
  return { number, orderLine: '', mpn: '', title: '', quantity: '', unitPrice: '', vatPercent: '20', ...unsaid };
}

/** The form for an order: its lines with what is not charged by these invoices, and room for a few more. */
export function linesOfOrder(order: Order | undefined, invoices: readonly Invoice[]): readonly FormLine[] {
  const ordered = order === undefined ? [] : withInstalments(versionInForce(order).lines, order);
  const charged = chargedSoFar(invoices, new Map(), ordered);
  const lines = ordered.map((line, index): FormLine => {
    const { invoiced = '0', byInstalment = new Map<number, string>() } = charged.get(line.number) ?? {};
    const term = termLine(line);
    const open = term === undefined ? [] : openInstalments(term, byInstalment);
    const [next] = open;
    const before = term === undefined ? invoiced : (byInstalment.get(next?.number ?? 0) ?? '0');
    const left = term !== undefined && next === undefined ? exact(0) : exact(line.quantity).minus(exact(before));
    return {
      number: index + 1,
      orderLine: String(line.number),
      mpn: line.mpn,
      title: line.title,
      quantity: left.greaterThan(0) ? left.toFixed() : '',
      unitPrice: line.unitPrice,
      vatPercent: line.vatPercent ?? '',
      ...unsaid,
      ...(next === undefined ? {} : { periodFrom: next.from, periodTo: next.to }),
      ...(term === undefined
        ? {}
        : { instalments: `${String(open.length)} of ${plural(term.instalments.length, 'instalment')} to charge` }),
    };
  });
  return [...lines, ...Array.from({ length: extraLines }, (_each, at) => emptyLine(lines.length + at + 1))];
}

/** The form as a file fills it. */
export function formOf(document: InvoiceDocument): { readonly fields: Fields; readonly lines: readonly FormLine[] } {
  return {
    fields: {
      orderNumber: document.orderNumber,
      number: document.number,
      credits: document.credits ?? '',
      ...dateParts('issuedOn', document.issuedOn),
      vat: document.vat,
    },
    lines: document.lines.map((line) => ({
      number: line.number,
      orderLine: line.orderLine === null ? '' : String(line.orderLine),
      mpn: line.mpn,
      title: line.title,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      vatPercent: line.vatPercent ?? '',
      net: `${line.quantity}|${line.unitPrice}|${line.net}`,
      source: line.source ?? '',
      periodFrom: line.period?.from ?? '',
      periodTo: line.period?.to ?? '',
    })),
  };
}

/** The lines as they were sent, to be shown again. */
export function linesSent(fields: Fields): readonly FormLine[] {
  const numbers = Object.keys(fields)
    .flatMap((name) => /^title-(\d{1,4})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .slice(0, invoiceLimits.lines);
  return numbers.map((number) => {
    const text = (name: string): string => cleanLine(fields[`${name}-${String(number)}`] ?? '');
    return {
      number,
      orderLine: text('orderLine'),
      mpn: text('mpn').slice(0, invoiceLimits.mpn),
      title: text('title').slice(0, invoiceLimits.title),
      quantity: text('quantity'),
      unitPrice: moneyField(fields, `unitPrice-${String(number)}`),
      vatPercent: text('vatPercent').replace(/%$/, ''),
      net: text('net').slice(0, 80),
      source: text('source').slice(0, invoiceLimits.number),
      periodFrom: text('periodFrom').slice(0, 40),
      periodTo: text('periodTo').slice(0, 40),
    };
  });
}

/** The document a form describes. Lines without a number charged are left out. */
export function readSendForm(fields: Fields): Outcome<InvoiceDocument> {
  const problems: Problem[] = [];
  const add = (path: string, message: string, remedy: string): void => {
    problems.push({ code: 'form', path, message, remedy });
  };
  const number = cleanLine(fields['number'] ?? '');
  if (number === '' || number.length > invoiceLimits.number)
    add('number', 'The number of the invoice is missing or too long.', 'Write the supplier’s own number.');
  const issuedOn = dateField(fields, 'issuedOn');
  if (issuedOn === undefined) add('issuedOn-day', 'The date of the invoice is no date.', 'Write day, month and year.');
  const lines = linesSent(fields).filter((each) => each.quantity !== '' && each.quantity !== '0');
  if (lines.length === 0) add('title-1', 'No line is charged.', 'Write the number charged of at least one line.');
  const read = lines.map((line, index): InvoiceLine => {
    const decimal = (value: string, field: string, what: string): string => {
      // What a file takes off the whole invoice is a line of a negative price.
      const mayBeNegative = field === 'unitPrice' && line.source !== '';
      if (isDecimalText(value) && value.length <= invoiceLimits.digits && (mayBeNegative || !value.startsWith('-')))
        return value;
      add(
        `${field}-${String(line.number)}`,
        `${what} of line ${String(line.number)} is not a number.`,
        'Write it with digits and a point, such as 395.00.',
      );
      return '0';
    };
    if (line.title === '')
      add(`title-${String(line.number)}`, `Line ${String(line.number)} does not say what it is.`, 'Write a few words.');
    const quantity = decimal(line.quantity, 'quantity', 'The number charged');
    const unitPrice = decimal(line.unitPrice, 'unitPrice', 'The price');
    const vatPercent = line.vatPercent === '' ? null : decimal(line.vatPercent, 'vatPercent', 'The VAT');
    if (vatPercent !== null && Number(vatPercent) > 100)
      add(`vatPercent-${String(line.number)}`, 'VAT cannot be above 100%.', 'Correct it.');
    const [first, last] = [parseIsoDate(line.periodFrom), parseIsoDate(line.periodTo)];
    if (`${line.periodFrom}${line.periodTo}` !== '' && (first === undefined || last === undefined))
      add(
        `periodFrom-${String(line.number)}`,
        `The period of line ${String(line.number)} is not two dates.`,
        'Write both days such as 2026-12-01, or leave both empty.',
      );
    return {
      number: index + 1,
      period: first === undefined || last === undefined ? null : { from: first, to: last },
      source: line.source,
      orderLine: /^\d{1,6}$/.test(line.orderLine) ? Number(line.orderLine) : null,
      mpn: line.mpn,
      title: line.title,
      quantity,
      unitPrice,
      net: netOf(line, { quantity, unitPrice }),
      vatPercent,
    };
  });
  if (problems.length > 0) return fail(...problems);
  const credits = cleanLine(fields['credits'] ?? '').slice(0, invoiceLimits.number);
  const whole = withTotals({
    kind: credits === '' ? 'invoice' : 'credit-note',
    number,
    issuedOn: issuedOn ?? isoDate('1970-01-01'),
    orderNumber: cleanLine(fields['orderNumber'] ?? '').slice(0, invoiceLimits.number),
    credits: credits === '' ? null : credits,
    lines: read,
  });
  const vat = moneyField(fields, 'vat');
  if (vat === '') return succeed(whole);
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(vat)) {
    add('vat', 'The total of VAT is no amount in pounds and pence.', 'Write it such as 79.00, or leave it empty.');
    return fail(...problems);
  }
  return succeed({ ...whole, vat: exact(vat).toFixed(2), gross: exact(whole.net).plus(exact(vat)).toFixed(2) });
}

/** The sum its file gives, as long as quantity and price are those of the file; else quantity times price. */
function netOf(line: FormLine, now: { readonly quantity: string; readonly unitPrice: string }): string {
  const [quantity, unitPrice, net = ''] = line.net.split('|');
  const same = quantity === now.quantity && unitPrice === now.unitPrice;
  return same && /^-?\d{1,12}\.\d{2}$/.test(net) ? net : lineNet(now).toFixed(2);
}

/** Which field of the form a problem of the service is about. */
export function onForm(problem: Problem): Problem {
  const fields: Readonly<Record<string, string>> = {
    '/number': 'number',
    '/orderNumber': 'orderNumber',
    '/credits': 'credits',
    '/net': 'title-1',
    '/gross': 'vat',
    '/issuedOn': 'issuedOn-day',
    '/receivedOn': 'receivedOn-day',
  };
  const line = /^\/lines\/(\d+)/.exec(problem.path ?? '')?.[1];
  const path =
    fields[problem.path ?? ''] ??
    (line === undefined ? (problem.path ?? 'number').replace(/^\//, '') : `title-${String(Number(line) + 1)}`);
  return { ...problem, path };
}

/** A day that is always there for a form to begin with. */
export function beginWith(day: IsoDate): Fields {
  return { ...dateParts('issuedOn', day), ...dateParts('receivedOn', day) };
}
