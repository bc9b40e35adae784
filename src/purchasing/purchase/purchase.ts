import { addDays, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { OrderDraft } from '../../contracts/index.ts';
import type { PurchaseCheck } from '../checks/purchase-check.ts';
import type { SecondLifeAnswer } from '../before-you-buy/equivalents.ts';
import type { ApprovalStep } from '../approvals/approval-rules.ts';

/** `budget-exception`: somebody with authority lets it exceed its budget. */
export type PurchaseEventKind = 'approved' | 'refused' | 'withdrawn' | 'placed' | 'budget-exception';

export interface PurchaseEvent {
  readonly position: number;
  readonly kind: PurchaseEventKind;
  /** Of an approval: the step, from 1. */
  readonly step: number | null;
  /** `person:<id>` or `key:<id>`. */
  readonly actor: string;
  readonly forPerson: string | null;
  readonly reason: string;
  /** Id of the order it became. */
  readonly order: string | null;
  /** Of placing: every check as it stood then; null where they were not kept yet. */
  readonly checks: readonly PurchaseCheck[] | null;
  /** Of a budget exception: by how much the budget may be exceeded, pounds without VAT. */
  readonly amount: DecimalText | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** An offer that was compared when an award was decided on. */
export interface ComparedOffer {
  readonly offer: string;
  readonly supplier: string;
  readonly unitPrice: DecimalText;
  /** Goods with delivery, pounds without VAT. */
  readonly delivered: DecimalText;
  readonly chosen: boolean;
}

/** The firm quote a purchase was made from. */
export interface QuotedFrom {
  readonly id: string;
  /** The last instant its prices hold, ISO 8601, UTC. */
  readonly validUntil: string;
}

/** What was answered when it was asked for. */
export interface PurchaseAnswers {
  /** Why this was bought, for whoever approves; may be empty. */
  readonly reason: string;
  /** What was said of orders that together cross a limit; may be empty. */
  readonly likeOrders: string;
  /** Evidence by the id of the condition; empty for catalogue orders. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly comparison: readonly ComparedOffer[];
  /** Category paths of what is bought, by which like orders are found. */
  readonly categories: readonly string[];
  /** The quote its prices come from; absent where they are the listed ones. */
  readonly quote?: QuotedFrom;
  /** The used equivalent that was shown, and what was answered to it; absent where there was none. */
  readonly secondLife?: SecondLifeAnswer;
  /** Why it should be bought although its budget has too little left; absent where it had enough. */
  readonly overBudget?: string;
}

/** A version of a basket that somebody asked to buy. What it says never changes; what happens to it are events. */
export interface Purchase {
  readonly id: string;
  readonly organisation: string;
  readonly site: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly basket: string;
  readonly basketVersion: number;
  /** The version the basket has now: another one means that this purchase is past. */
  readonly basketNow: number;
  readonly budget: string | null;
  /** Days after the last approval on which its price holds: the rule it was asked for under. */
  readonly heldDays: number;
  readonly draft: OrderDraft;
  readonly steps: readonly ApprovalStep[];
  readonly answers: PurchaseAnswers;
  readonly events: readonly PurchaseEvent[];
}

export type PurchaseStatus =
  | 'waiting-for-approval'
  /** Everything needed was approved: it can be placed. */
  | 'ready'
  | 'placed'
  | 'refused'
  | 'withdrawn'
  /** The basket was changed after it was asked for. */
  | 'superseded'
  /** Its price is no longer held. */
  | 'lapsed';

const londonDay = (instant: string): IsoDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString() as IsoDate;

/**
 * Last day of the price: some days from the last approval; the day it was asked for where none is needed; null while one is.
 * A quoted price holds as long as the quote, and no longer.
 */
export function heldUntil({
  steps,
  events,
  askedAt,
  answers,
  heldDays,
}: Pick<Purchase, 'steps' | 'events' | 'askedAt' | 'heldDays'> & {
  readonly answers?: Pick<PurchaseAnswers, 'quote'>;
}): IsoDate | null {
  const approvals = events.filter((each) => each.kind === 'approved');
  const last = approvals.at(-1);
  if (approvals.length < steps.length) return null;
  if (answers?.quote !== undefined) return londonDay(answers.quote.validUntil);
  if (last === undefined) return londonDay(askedAt);
  return addDays(londonDay(last.at), heldDays);
}

/** Where a purchase stands on a day. The one place that says so. */
export function purchaseStatus(purchase: Purchase, on: IsoDate): PurchaseStatus {
  for (const { kind } of purchase.events) {
    if (kind === 'refused' || kind === 'withdrawn' || kind === 'placed') return kind;
  }
  if (purchase.basketNow !== purchase.basketVersion) return 'superseded';
  const until = heldUntil(purchase);
  if (until === null) return 'waiting-for-approval';
  return on <= until ? 'ready' : 'lapsed';
}

/** By how much the purchase may exceed its budget, pounds without VAT: everything that was allowed, together. */
export function mayExceedBy({ events }: Pick<Purchase, 'events'>): DecimalText {
  return events
    .reduce((sum, each) => sum.plus(each.kind === 'budget-exception' ? (each.amount ?? '0') : '0'), exact('0'))
    .toFixed(2);
}

/** The step that waits, from 1; undefined when none does. */
export function nextStep({ steps, events }: Pick<Purchase, 'steps' | 'events'>): number | undefined {
  const approved = events.filter((each) => each.kind === 'approved').length;
  return approved < steps.length ? approved + 1 : undefined;
}
