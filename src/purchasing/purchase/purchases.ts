import type { OrderDraft, Ordering } from '../../contracts/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Budget } from '../approvals/budget-store.ts';
import type { BasketOptions, Baskets, BasketView, By } from '../basket/basket-service.ts';
import type { SecondLifeAnswer } from '../before-you-buy/equivalents.ts';
import type { PurchaseCheck } from '../checks/purchase-check.ts';
import type { ComparedOffer, Purchase, PurchaseStatus, QuotedFrom } from './purchase.ts';
import type { PurchaseRules } from './purchase-rules.ts';

export interface PurchaseOptions extends BasketOptions {
  readonly ordering: Ordering;
  readonly baskets: Baskets;
  readonly rules: PurchaseRules;
}

/** What is answered when something is to be bought. */
export interface PurchaseAsked {
  readonly budget: string | null;
  readonly reason: string;
  readonly likeOrders: string;
  readonly conditions: Readonly<Record<string, string>>;
  readonly secondLife?: SecondLifeAnswer;
  /** Why it should be bought although its budget has too little left; not read where it has enough. */
  readonly overBudget?: string;
}

/** The same of a basket as it was shown. */
export interface AskToBuy extends PurchaseAsked {
  readonly basket: string;
  readonly version: number;
}

/** What is to be bought, whatever it comes from. */
export interface WantedPurchase {
  readonly organisation: string;
  readonly site: string;
  readonly basket: string;
  readonly basketVersion: number;
  /** The order it is to become. */
  draft(purchase: string, on: IsoDate): OrderDraft;
  readonly categories: readonly string[];
  comparison(): Promise<readonly ComparedOffer[]>;
  readonly quote?: QuotedFrom;
  /** Holds what it comes from until the end of the transaction: the purchase that was made of it before, if any, or why it cannot be. */
  hold(transaction: Handle): Promise<Outcome<string | undefined>>;
  /** Writes down, in the transaction, that it became the purchase. */
  made?(transaction: Handle, purchase: string): Promise<void>;
}

export interface PurchaseView {
  readonly purchase: Purchase;
  readonly status: PurchaseStatus;
  readonly organisationName: string;
  readonly supplierName: string;
  readonly heldUntil: IsoDate | null;
  /** As they stood when the order was placed; before that as they stand now. */
  readonly checks: readonly PurchaseCheck[];
  /** When the checks were frozen, ISO 8601, UTC; null while they move with the day. */
  readonly checksFrozenAt: string | null;
  readonly budget: Budget | undefined;
  /** Names of those who did something, by person. */
  readonly names: ReadonlyMap<string, string>;
  /** The step that waits, where the actor may decide it. */
  readonly maysDecide: number | undefined;
  /** Why the actor cannot decide the step that waits, where they are an approver. */
  readonly whyNot: string | undefined;
  /** By how much its budget has too little left, where the actor may allow that: pounds without VAT. */
  readonly mayAllowExcess: DecimalText | undefined;
  readonly mayPlace: boolean;
  readonly mayWithdraw: boolean;
}

/** What an approver decides of the step they saw. */
export interface PurchaseDecision {
  readonly id: string;
  readonly step: number;
  readonly approve: boolean;
  /** Needed to refuse. */
  readonly reason: string;
}

export interface PurchasesWanted {
  readonly limit?: number;
  readonly after?: string;
}

/** From a basket to its order. What an actor's roles do not reach is not there. */
export interface Purchases {
  ask(by: By, asked: AskToBuy): Promise<Outcome<string>>;
  /** As `ask`, of something else than a basket as it is now. */
  askFor(by: By, wanted: WantedPurchase, asked: PurchaseAsked): Promise<Outcome<string>>;
  get(actor: Actor, id: string): Promise<PurchaseView | undefined>;
  /** Newest first, a hundred unless told; `after` is the id of the last one before. */
  list(actor: Actor, wanted?: PurchasesWanted): Promise<readonly (Purchase & { readonly status: PurchaseStatus })[]>;
  decide(by: By, decision: PurchaseDecision): Promise<Outcome<undefined>>;
  /** Lets the purchase exceed its budget by what is missing now. The same again changes nothing. */
  allowExcess(by: By, wanted: { readonly id: string; readonly reason: string }): Promise<Outcome<undefined>>;
  withdraw(by: By, id: string): Promise<Outcome<undefined>>;
  /** Places the order at the approved price, or not at all. The same purchase again gives the same order. */
  place(by: By, id: string): Promise<Outcome<{ readonly id: string }>>;
  /** Offers for the first thing of a basket on its lot, cheapest first: what an award is decided on. */
  compare(basket: BasketView): Promise<readonly ComparedOffer[]>;
  budgets(organisation: string): Promise<readonly Budget[]>;
}
