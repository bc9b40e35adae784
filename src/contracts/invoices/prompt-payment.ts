import { daysBetween, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { type Invoice, londonDay } from './invoice.ts';

/** How an invoice that had to be paid was paid. */
export interface PaidInvoice {
  readonly organisation: string;
  /** The last day to pay what was agreed first. */
  readonly due: IsoDate;
  /** The day everything agreed was paid; null: it is not. */
  readonly paidOn: IsoDate | null;
  /** Days late by now, or when it was paid; 0: in time. */
  readonly daysLate: number;
  /** Pounds with VAT, agreed. */
  readonly payable: DecimalText;
}

/**
 * When an invoice had to be paid and when it was; undefined while nothing was agreed, where no rule was in force, and for
 * credit notes. Time counts as `Invoice.due` counts it; for a paid invoice from the last of its lines that was agreed.
 */
export function paymentOf(invoice: Invoice, on: IsoDate): PaidInvoice | undefined {
  const { rule, organisation, money } = invoice;
  if (invoice.kind !== 'invoice' || rule === undefined) return undefined;
  const days = invoice.lines.flatMap((each) => each.due ?? []).toSorted();
  const paid = exact(money.paid);
  const all = paid.greaterThan(0) && paid.greaterThanOrEqualTo(exact(money.payable));
  const due = all ? days.at(-1) : (invoice.due ?? days[0]);
  if (due === undefined || (exact(money.payable).isZero() && paid.isZero())) return undefined;
  const last = invoice.events.findLast((each) => each.kind === 'paid');
  const paidOn = all && last !== undefined ? (last.facts.paidOn ?? londonDay(last.at)) : null;
  return { organisation, due, paidOn, daysLate: daysAfter(due, paidOn ?? on), payable: money.payable };
}

function daysAfter(due: IsoDate, day: IsoDate): number {
  return day <= due ? 0 : daysBetween(due, day);
}

/** What a buyer paid in time and what not, of invoices whose last day lies in a period that is over. */
export interface PromptPayment {
  readonly organisation: string;
  readonly invoices: number;
  readonly inTime: number;
  readonly late: number;
  /** Of the late ones: not paid yet. */
  readonly unpaid: number;
  /** Percent 0-100, one decimal, rounded down; null: nothing was due. */
  readonly percent: DecimalText | null;
  /** Pounds with VAT of what was late. */
  readonly lateGross: DecimalText;
  /** Mean days late of what was late, one decimal; null: nothing was. */
  readonly meanDaysLate: DecimalText | null;
}

/** Adds up what was due from the first day to the last, both included. */
export function promptPayment(
  organisation: string,
  paid: readonly PaidInvoice[],
  { from, to }: { readonly from: IsoDate; readonly to: IsoDate },
): PromptPayment {
  const counted = paid.filter((each) => each.due >= from && each.due <= to && (each.due < to || each.paidOn !== null));
  const late = counted.filter((each) => each.daysLate > 0);
  const sum = late.reduce((all, each) => all.plus(exact(each.payable)), exact('0'));
  const days = late.reduce((all, each) => all + each.daysLate, 0);
  const inTime = counted.length - late.length;
  return {
    organisation,
    ...{ invoices: counted.length, inTime, late: late.length },
    unpaid: late.filter((each) => each.paidOn === null).length,
    percent: counted.length === 0 ? null : exact(inTime).times(100).dividedBy(counted.length).toFixed(1, 1),
    lateGross: sum.toFixed(2),
    meanDaysLate: late.length === 0 ? null : exact(days).dividedBy(late.length).toFixed(1),
  };
}
