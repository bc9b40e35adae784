import type { IsoDate } from '../../../kernel/dates.ts';
import { type DecimalText, exact, type Exact } from '../../../kernel/money.ts';
import { lineNet, vatOf } from './arithmetic.ts';
import type { InvoiceDocument, InvoiceLine, InvoicePeriod, OrderedLine } from './invoice.ts';
import {
  type ByInstalment,
  chargeInstalments,
  instalmentsIn,
  openInstalments,
  takeInstalments,
  termLine,
  type TermLine,
} from './instalment-match.ts';
import { isDelivery, isPassedOnCharge, resolveLine } from './resolve-line.ts';

export const differenceKinds = [
  'price-above',
  'quantity-above-ordered',
  'quantity-above-received',
  'not-ordered',
  'delivery-not-agreed',
  'charge-passed-on',
  'vat-rate',
  'line-arithmetic',
  'period-not-agreed',
  'instalment-not-due',
  'instalment-invoiced',
  'above-committed',
  'credit-above-invoiced',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** One thing that differs between a line of an invoice and the order or what arrived. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** By how much it is charged too much, pounds without VAT (of `vat-rate`: the VAT). Negative: too little. */
  readonly amount: DecimalText;
  /** What the order or the receipts say, and what the invoice says: decimals; null where the order says nothing. */
  readonly expected: DecimalText | null;
  readonly found: DecimalText | null;
  /** Of instalments: the period it is about. */
  readonly period?: InvoicePeriod;
}

export interface MatchedLine {
  readonly line: InvoiceLine;
  /** Number of the order's line it charges; null: none. */
  readonly orderLine: number | null;
  /** What it charges for: as it says, or of a line paid again and again, the instalments it was found to charge. */
  readonly period: InvoicePeriod | null;
  readonly differences: readonly Difference[];
  readonly net: DecimalText;
  readonly vat: DecimalText;
  /** `matched`: pay it. `waiting`: right, but not received yet. `differs`: not as ordered. */
  readonly verdict: 'matched' | 'waiting' | 'differs';
}

/** What is known of an order's line apart from the order itself. */
export interface LineSoFar {
  /** Received and kept. */
  readonly received: DecimalText;
  /** Charged by other invoices that were not refused, less credits: quantity, and pounds without VAT. */
  readonly invoiced: DecimalText;
  readonly invoicedNet: DecimalText;
  /** Quantity charged of each instalment; absent: none. */
  readonly byInstalment?: ByInstalment;
}

export interface OrderToMatch {
  readonly lines: readonly OrderedLine[];
  /** By number of the order's line; absent: nothing was received or charged. */
  readonly soFar: ReadonlyMap<number, LineSoFar>;
  /** From which day of its period an instalment may be charged; absent: from any. */
  readonly instalmentsDue?: 'first-day' | 'last-day' | undefined;
}

const nothing: LineSoFar = { received: '0', invoiced: '0', invoicedNet: '0' };

/**
 * Holds every line of an invoice or credit note against the order and what arrived. Lines are taken in their order: what one
 * charges counts as charged for the next. A price or quantity below what was ordered is no difference.
 */
export function matchInvoice(document: InvoiceDocument, order: OrderToMatch): readonly MatchedLine[] {
  const soFar = new Map(order.soFar);
  return document.lines.map((line) => {
    const ordered = resolveLine(line, order.lines);
    const before = (ordered === undefined ? undefined : soFar.get(ordered.number)) ?? nothing;
    const back = document.kind === 'credit-note';
    const term = termLine(ordered);
    const byInstalment = before.byInstalment ?? new Map<number, DecimalText>();
    const said = line.period ?? null;
    const period =
      back || term === undefined ? said : (takeInstalments(term, byInstalment, line.quantity, said)?.period ?? said);
    const differences = back
      ? creditDifferences(line, ordered, before)
      : chargeDifferences({ ...line, period }, ordered, before, { ...order, issuedOn: document.issuedOn });
    if (ordered !== undefined) {
      const sign = back ? -1 : 1;
      soFar.set(ordered.number, {
        received: before.received,
        invoiced: exact(before.invoiced).plus(exact(line.quantity).times(sign)).toFixed(),
        invoicedNet: exact(before.invoicedNet).plus(exact(line.net).times(sign)).toFixed(),
        ...(term === undefined
          ? {}
          : { byInstalment: chargeInstalments(term, byInstalment, { quantity: line.quantity, period, back }) }),
      });
    }
    const waits = differences.length > 0 && differences.every((each) => each.kind === 'quantity-above-received');
    return {
      line,
      orderLine: ordered?.number ?? null,
      period,
      differences,
      net: exact(line.net).toFixed(2),
      vat: vatOf(line.net, line.vatPercent).toFixed(2),
      verdict: differences.length === 0 ? 'matched' : waits ? 'waiting' : 'differs',
    };
  });
}

interface Known {
  readonly issuedOn: IsoDate;
  readonly instalmentsDue?: OrderToMatch['instalmentsDue'];
}

function chargeDifferences(
  line: InvoiceLine,
  ordered: OrderedLine | undefined,
  before: LineSoFar,
  known: Known,
): readonly Difference[] {
  const whole = exact(line.net);
  // A line that charges nothing cannot differ in money.
  if (whole.isZero() && exact(line.unitPrice).isZero()) return [];
  // An allowance is a lower price under another name.
  if (ordered === undefined && whole.isNegative()) return arithmeticDifference(line);
  const whollyWrong = (kind: DifferenceKind, expected: DecimalText | null): readonly Difference[] => [
    { kind, amount: whole.toFixed(2), expected, found: whole.toFixed(2) },
  ];
  if (isPassedOnCharge(line) && ordered === undefined) return whollyWrong('charge-passed-on', null);
  if (ordered === undefined) {
    return whollyWrong(isDelivery(line) ? 'delivery-not-agreed' : 'not-ordered', isDelivery(line) ? '0.00' : null);
  }
  if (ordered.kind === 'delivery' && exact(ordered.net).isZero()) return whollyWrong('delivery-not-agreed', '0.00');
  const term = termLine(ordered);
  const found = [
    ...priceDifference(line, ordered),
    ...(term === undefined ? quantityDifferences(line, ordered, before) : termDifferences(line, term, before, known)),
    ...vatDifference(line, ordered),
    ...arithmeticDifference(line),
  ];
  return [...found, ...committedDifference(line, ordered, before, found)];
}

/** Which instalments a line charges: those of the order, from their day, each once, and of what arrived. */
function termDifferences(
  line: InvoiceLine,
  ordered: OrderedLine & TermLine,
  before: LineSoFar,
  { issuedOn, instalmentsDue }: Known,
): readonly Difference[] {
  const byInstalment = before.byInstalment ?? new Map<number, DecimalText>();
  const said = line.period ?? null;
  const taken = takeInstalments(ordered, byInstalment, line.quantity, said);
  const money = (quantity: Exact): DecimalText =>
    lineNet({ quantity: quantity.toFixed(), unitPrice: line.unitPrice }).toFixed(2);
  if (taken === undefined) {
    const next = openInstalments(ordered, byInstalment)[0];
    const amount = exact(line.net).toFixed(2);
    const period = next === undefined ? {} : { period: { from: next.from, to: next.to } };
    return [{ kind: 'period-not-agreed', amount, expected: null, found: amount, ...period }];
  }
  const differences: Difference[] = [];
  const about = (
    kind: DifferenceKind,
    amount: Exact,
    expected: Exact,
    found: Exact,
    of: InvoicePeriod | null,
  ): void => {
    differences.push({
      ...{ kind, amount: money(amount), expected: expected.toFixed(), found: found.toFixed() },
      ...(of === null ? {} : { period: { from: of.from, to: of.to } }),
    });
  };
  if (taken.over.greaterThan(0)) {
    const range = said === null ? ordered.instalments : (instalmentsIn(ordered, said) ?? []);
    const charged = range.reduce((sum, each) => sum.plus(exact(byInstalment.get(each.number) ?? '0')), exact('0'));
    const kind = charged.isZero() ? 'quantity-above-ordered' : 'instalment-invoiced';
    const [first] = range;
    const last = range.at(-1);
    const whole = first === undefined || last === undefined ? null : { from: first.from, to: last.to };
    about(kind, taken.over, exact(ordered.quantity).times(range.length), charged.plus(exact(line.quantity)), whole);
  }
  const early = taken.instalments.filter(({ instalment }) =>
    instalmentsDue === undefined
      ? false
      : issuedOn < (instalmentsDue === 'first-day' ? instalment.from : instalment.to),
  );
  const sum = (of: typeof taken.instalments): Exact => of.reduce((all, each) => all.plus(each.quantity), exact('0'));
  if (early.length > 0) about('instalment-not-due', sum(early), exact('0'), sum(early), early[0]?.instalment ?? null);
  const missing = taken.instalments.map(({ instalment, quantity }) => {
    const charged = exact(byInstalment.get(instalment.number) ?? '0').plus(quantity);
    return { charged, missing: smaller(charged.minus(exact(before.received)), quantity) };
  });
  const short = missing.filter((each) => each.missing.greaterThan(0));
  if (short.length > 0) {
    const amount = short.reduce((all, each) => all.plus(each.missing), exact('0'));
    about('quantity-above-received', amount, exact(before.received), short[0]?.charged ?? exact('0'), null);
  }
  return differences;
}

/** What would take the line above what the order comes to over its whole term, beyond what other differences name. */
function committedDifference(
  line: InvoiceLine,
  ordered: OrderedLine,
  before: LineSoFar,
  named: readonly Difference[],
): readonly Difference[] {
  const committed = exact(ordered.net).times(Math.max(1, ordered.instalments?.length ?? 0));
  const charged = exact(before.invoicedNet).plus(exact(line.net));
  const already = named.reduce((sum, each) => {
    const inOtherWords = ['vat-rate', 'quantity-above-received', 'instalment-not-due'].includes(each.kind);
    return inOtherWords || exact(each.amount).isNegative() ? sum : sum.plus(exact(each.amount));
  }, exact('0'));
  const over = smaller(charged.minus(committed), exact(line.net)).minus(already);
  if (over.lessThanOrEqualTo(0)) return [];
  const [expected, found] = [committed.toFixed(2), charged.toFixed(2)];
  return [{ kind: 'above-committed', amount: over.toFixed(2), expected, found }];
}

function priceDifference(line: InvoiceLine, ordered: OrderedLine): readonly Difference[] {
  const above = exact(line.unitPrice).minus(exact(ordered.unitPrice));
  if (above.isNegative() || above.isZero()) return [];
  const amount = lineNet(line).minus(lineNet({ quantity: line.quantity, unitPrice: ordered.unitPrice }));
  return [{ kind: 'price-above', amount: amount.toFixed(2), expected: ordered.unitPrice, found: line.unitPrice }];
}

/** Delivery goes with its goods and needs no receipt of its own. */
function quantityDifferences(line: InvoiceLine, ordered: OrderedLine, before: LineSoFar): readonly Difference[] {
  const charged = exact(before.invoiced).plus(exact(line.quantity));
  const money = (quantity: Exact): DecimalText =>
    lineNet({ quantity: quantity.toFixed(), unitPrice: line.unitPrice }).toFixed(2);
  const found = charged.toFixed();
  const differences: Difference[] = [];
  const over = charged.minus(ordered.quantity);
  if (over.greaterThan(0)) {
    const expected = String(ordered.quantity);
    differences.push({
      kind: 'quantity-above-ordered',
      amount: money(smaller(over, exact(line.quantity))),
      expected,
      found,
    });
  }
  if (ordered.kind === 'delivery') return differences;
  const owed = smaller(charged, exact(ordered.quantity));
  const missing = owed.minus(exact(before.received));
  if (missing.greaterThan(0)) {
    const amount = money(smaller(missing, exact(line.quantity)));
    differences.push({ kind: 'quantity-above-received', amount, expected: before.received, found });
  }
  return differences;
}

function vatDifference(line: InvoiceLine, ordered: OrderedLine): readonly Difference[] {
  const expected = ordered.vatPercent ?? '0';
  const found = line.vatPercent ?? '0';
  if (exact(expected).equals(found)) return [];
  const amount = vatOf(line.net, found).minus(vatOf(line.net, expected));
  return [{ kind: 'vat-rate', amount: amount.toFixed(2), expected, found }];
}

function arithmeticDifference(line: InvoiceLine): readonly Difference[] {
  const expected = lineNet(line);
  const amount = exact(line.net).minus(expected);
  if (amount.isZero()) return [];
  return [
    {
      kind: 'line-arithmetic',
      amount: amount.toFixed(2),
      expected: expected.toFixed(2),
      found: exact(line.net).toFixed(2),
    },
  ];
}

/** A credit note gives back what was charged, and no more. One for a line that was never ordered undoes such a charge. */
function creditDifferences(
  line: InvoiceLine,
  ordered: OrderedLine | undefined,
  before: LineSoFar,
): readonly Difference[] {
  const differences = [...arithmeticDifference(line)];
  if (ordered === undefined) return differences;
  const above = exact(line.net).minus(exact(before.invoicedNet));
  if (above.greaterThan(0)) {
    const found = exact(line.net).toFixed(2);
    differences.push({ kind: 'credit-above-invoiced', amount: above.toFixed(2), expected: before.invoicedNet, found });
  }
  return differences;
}

function smaller(left: Exact, right: Exact): Exact {
  return left.lessThan(right) ? left : right;
}

/** What of a document may be paid and what may not, pounds with VAT. Pence of rounding stay with what may be paid. */
export function splitGross(
  document: Pick<InvoiceDocument, 'gross'>,
  lines: readonly Pick<MatchedLine, 'net' | 'vat' | 'verdict'>[],
): { readonly matched: DecimalText; readonly waiting: DecimalText; readonly disputed: DecimalText } {
  const sum = (verdict: MatchedLine['verdict']): Exact =>
    lines
      .filter((each) => each.verdict === verdict)
      .reduce((total, each) => total.plus(exact(each.net)).plus(exact(each.vat)), exact('0'));
  const waiting = sum('waiting');
  const disputed = sum('differs');
  const none = lines.every((each) => each.verdict !== 'matched');
  const matched = none ? exact('0') : exact(document.gross).minus(waiting).minus(disputed);
  return { matched: matched.toFixed(2), waiting: waiting.toFixed(2), disputed: disputed.toFixed(2) };
}
