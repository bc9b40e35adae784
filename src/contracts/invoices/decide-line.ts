import { exact, formatMoney } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { type Invoice, isPaid, type LineOnInvoice } from './invoice.ts';
import type { InvoiceEvent } from './invoice-record.ts';
import { acceptanceProblems } from './rules/acceptable.ts';
import { type LineEventKind, mayFollow } from './rules/invoice-state.ts';

export const buyerActs = ['dispute', 'accept', 'uphold', 'claim', 'drop'] as const;
export const supplierActs = ['evidence', 'withdraw'] as const;
/** What a buyer decides about a line, and what a supplier answers. */
export type BuyerAct = (typeof buyerActs)[number];
export type SupplierAct = (typeof supplierActs)[number];

/** An act on a line of an invoice, as a form sends it. */
export interface LineAct {
  readonly line: number;
  readonly act: BuyerAct | SupplierAct;
  /** The reason, or the evidence, in words. */
  readonly note: string;
  /** How many events the page showed: an act on something else is not done. */
  readonly seen: number;
}

const kinds: Readonly<Record<BuyerAct | SupplierAct, LineEventKind>> = {
  dispute: 'disputed',
  accept: 'accepted',
  uphold: 'upheld',
  evidence: 'answered',
  withdraw: 'withdrawn',
  claim: 'claimed',
  drop: 'claim-dropped',
};

type NewEvent = Pick<InvoiceEvent, 'kind' | 'line' | 'facts' | 'note'>;

/** What follows from an act; `repeated` when it was done already, by a second click. */
export function decideLine(
  invoice: Invoice,
  act: LineAct,
): Outcome<
  { readonly repeated: true } | { readonly repeated: false; readonly line: LineOnInvoice; readonly event: NewEvent }
> {
  const line = invoice.lines.find((each) => each.number === act.line);
  if (line === undefined) return fail(noSuchLine);
  const kind = line.state === 'claimed' && act.act === 'evidence' ? 'claim-answered' : kinds[act.act];
  const note = cleanLine(act.note).slice(0, 1000);
  const last = line.events.at(-1);
  if (last?.kind === kind && last.note === note && last.position > act.seen) return succeed({ repeated: true });
  if (!mayFollow(line.state, kind) || invoice.kind === 'credit-note') return fail(changed);
  if (note === '') return fail({ ...reasonMissing, path: `note-${String(act.line)}` });
  if (kind === 'disputed' && line.state !== 'waiting' && isPaid(invoice, line)) return fail(paidAlready);
  if (kind === 'claimed' && !isPaid(invoice, line)) return fail(notPaidYet);
  if (act.act === 'accept') {
    const problems = acceptanceProblems(line.differences);
    if (problems.length > 0) return fail(...problems);
  }
  return succeed({ repeated: false, line, event: { kind, line: act.line, facts: {}, note } });
}

export interface Payment {
  readonly amount: string;
  readonly paidOn: IsoDate;
  readonly reference: string;
  readonly seen: number;
}

/** Whether a payment can be noted: no more than is agreed, not before the invoice, not in the future. */
export function decidePayment(
  invoice: Invoice,
  payment: Payment,
  day: IsoDate,
): Outcome<{ readonly repeated: true } | { readonly repeated: false; readonly event: NewEvent }> {
  const reference = cleanLine(payment.reference).slice(0, 100);
  const amount = exact(payment.amount);
  const same = invoice.events.some(
    ({ kind, facts, position }) =>
      kind === 'paid' && position > payment.seen && facts.reference === reference && amount.equals(facts.amount ?? '0'),
  );
  if (same) return succeed({ repeated: true });
  const problems: Problem[] = [];
  const add = (path: string, message: string, remedy: string): void => {
    problems.push({ code: 'payment', path, message, remedy });
  };
  const left = exact(invoice.money.payable).minus(exact(invoice.money.paid));
  if (invoice.kind === 'credit-note') add('amount', 'A credit note is not paid.', 'Note the payment with its invoice.');
  else if (amount.lessThanOrEqualTo(0) || amount.decimalPlaces() > 2)
    add('amount', 'That is no amount in pounds and pence.', 'Write it such as 395.00.');
  else if (amount.greaterThan(left))
    add(
      'amount',
      `${formatMoney(left)} is agreed and not paid yet.`,
      'Pay only what is agreed; decide on the lines in dispute first.',
    );
  if (payment.paidOn > day) add('paidOn', 'The day is still to come.', 'Write the day it was paid.');
  if (payment.paidOn < invoice.issuedOn) add('paidOn', 'The day is before the invoice.', 'Write the day it was paid.');
  if (reference === '')
    add('reference', 'The reference of the payment is missing.', 'Write what the bank statement says.');
  if (problems.length > 0) return fail(...problems);
  const facts = { amount: amount.toFixed(2), paidOn: payment.paidOn, reference };
  return succeed({ repeated: false, event: { kind: 'paid', line: null, facts, note: '' } });
}

const noSuchLine: Problem = {
  code: 'no-such-line',
  message: 'The invoice has no such line.',
  remedy: 'Look at the invoice again.',
};
const changed: Problem = {
  code: 'changed-meanwhile',
  message: 'The line stands differently by now, so this cannot be done any more.',
  remedy: 'Look at the invoice again and decide anew.',
};
const reasonMissing: Problem = {
  code: 'reason-missing',
  message: 'Say why, in a few words.',
  remedy: 'The other side reads it.',
};
const paidAlready: Problem = {
  code: 'paid-already',
  message: 'The line is paid, so it cannot be disputed any more.',
  remedy: 'Claim a credit for it.',
};
const notPaidYet: Problem = {
  code: 'not-paid',
  message: 'The line is not paid yet, so there is nothing to claim back.',
  remedy: 'Dispute it.',
};
