import { type Agreements, holidaysOf } from '../agreements/index.ts';
import { addWorkingDays, type Clock, today } from '../kernel/dates.ts';
import { type DecimalText, exact } from '../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { type Actor, actorReference } from '../platform/access/index.ts';
import { recordAudit } from '../platform/audit/index.ts';
import type { Handle } from '../platform/database/index.ts';
import { newId } from '../platform/operator/index.ts';
import { type CallOffRulesOf, formationFor } from './call-off-rules.ts';
import type { CallOff, CallOffHead, CallOffPrice } from './call-offs/call-off.ts';
import { lockCallOff } from './call-offs/call-off-store.ts';
import { addCallOff } from './call-offs/call-off-write-store.ts';
import { orderProblems } from './call-offs/order-from-call-off.ts';
import { meterOf, readFigures } from './call-offs/read-meter.ts';
import { fitsUnder, type SpendMeter } from './call-offs/spend-meter.ts';
import { tellOfSpend } from './call-offs/call-off-notices.ts';
import { nextNumber } from './contract-number-store.ts';
import { buyerScope } from './contract-scope.ts';
import type { OrderDraft } from './order-draft.ts';
import type { OrderEventKind } from './orders/order-life.ts';
import { draftProblems } from './orders/order-draft-check.ts';
import { findOrderOfPurchase } from './orders/order-store.ts';
import { addOrder, holdPurchase } from './orders/order-write-store.ts';

/** Something that happened to an order. */
export interface ToldOfOrder {
  readonly order: string;
  /** `lapsed`: nobody answered in time. */
  readonly kind: OrderEventKind | 'lapsed';
  /** Number of the event it became; with the order, what makes it one. */
  readonly position: number;
  readonly organisation: string;
  readonly site: string;
  readonly supplier: string;
  readonly number: string;
  readonly title: string;
  readonly purchase: string;
  /** Kind and id of who placed the order. */
  readonly placedBy: string;
  /** Why, as far as it was said. */
  readonly reason: string;
  /** Until when the other side has to answer; an instant, or null where nobody has to. */
  readonly answerBy: string | null;
  /** Pounds, of the lines in force after it: with VAT, and the commitment over the whole term without. */
  readonly gross: DecimalText;
  readonly commitmentNet: DecimalText;
}

/** Tells those who should hear of it. Written in the transaction of the change. */
export type TellOfOrder = (transaction: Handle, told: ToldOfOrder) => Promise<void>;

export interface PlacedOrder {
  readonly id: string;
  readonly number: string;
  readonly callOff: string;
}

/** The door by which purchasing makes orders. */
export interface Ordering {
  /**
   * Places the order in the caller's transaction. The caller has found that the actor may, and that the prices are those
   * that were approved: they are taken as they are. The same purchase placed again gives the order it became. What the
   * caller writes of a new order by its id, it writes in `before`: once the number is taken, everybody else who orders waits.
   */
  placeOrder(
    transaction: Handle,
    actor: Actor,
    draft: OrderDraft,
    requestId?: string,
    before?: (order: string) => Promise<void>,
  ): Promise<Outcome<PlacedOrder>>;
  /**
   * Makes a call-off contract without an order, in the caller's transaction; gives its id and number. It binds as its
   * formation says. Throws where the same thing made one already.
   */
  makeCallOff(
    transaction: Handle,
    actor: Actor,
    draft: CallOffDraft,
    requestId?: string,
  ): Promise<{ readonly id: string; readonly number: string }>;
}

/** A contract an award makes, from which sites then order. Amounts are pounds over the whole term. */
export type CallOffDraft = Omit<CallOffHead, 'id' | 'number' | 'madeAt'> & {
  readonly sites: readonly string[];
  readonly prices: readonly Omit<CallOffPrice, 'number'>[];
  /** What it is made from, such as `award:ID`: the same never makes two. */
  readonly madeFrom: string;
};

export interface OrderingOptions {
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'reference'>;
  readonly rules: CallOffRulesOf;
  readonly tell?: TellOfOrder;
}

export function createOrdering(options: OrderingOptions): Ordering {
  const { clock, rules } = options;
  return {
    makeCallOff: async (transaction, actor, { madeFrom, prices, ...draft }, requestId) => {
      const id = newId();
      const number = await nextNumber(transaction, 'call-off');
      const made = await addCallOff(
        transaction,
        {
          ...draft,
          ...{ id, number, madeAt: clock.now().toString() },
          prices: prices.map((price, index) => ({ ...price, number: index + 1 })),
        },
        madeFrom,
      );
      if (!made) throw new Error(`${madeFrom} made a call-off already`);
      await recordAudit(transaction, actor, {
        action: 'call-offs.make',
        subject: `call-off:${id}`,
        detail: { number, madeFrom, ceiling: draft.ceiling },
        ...(requestId === undefined ? {} : { requestId }),
      });
      return { id, number };
    },
    placeOrder: async (transaction, actor, draft, requestId, before) => {
      await holdPurchase(transaction, draft.purchase);
      const known = await findOrderOfPurchase(transaction, draft.purchase);
      if (known !== undefined) return succeed(known);
      const now = clock.now().toString();
      const problems = draftProblems(draft);
      const found = draft.callOff === null ? undefined : await lock(transaction, draft, now);
      if (problems.length > 0) return fail(...problems);
      const from = draft.callOff === null ? succeed(undefined) : await checked(transaction, options, draft, found, now);
      if (!from.ok) return from;
      const id = newId();
      const callOff = draft.callOff ?? newId();
      const { organisation, site, supplier, agreement, lot, title, buyerReference, deliverTo, invoiceTo } = draft;
      const { expectedBy, net, vat, gross, commitmentNet, commitmentGross } = draft;
      const lines = draft.lines.map((line, index) => ({ ...line, number: index + 1 }));
      const until = answerBy(options, agreement, 'supplier');
      if (found !== undefined && from.value !== undefined) await tellOfSpend(transaction, found, from.value);
      await before?.(id);
      // The numbers last: from here on everybody else who orders waits.
      if (draft.callOff === null) await makeOwnCallOff(transaction, draft, callOff, now, rules);
      const number = await nextNumber(transaction, 'order');
      await addOrder(
        transaction,
        {
          ...{ id, number, callOff, organisation, site, supplier, agreement, lot, title, buyerReference, deliverTo },
          ...{ invoiceTo, placedAt: now, starts: draft.starts, ends: draft.ends, purchase: draft.purchase },
        },
        { version: 1, expectedBy, net, vat, gross, commitmentNet, commitmentGross, note: '', lines },
        {
          ...{ position: 1, kind: 'placed', version: 1, proposedVersion: null, reason: '', at: now },
          ...{ actor: actorReference(actor), answerBy: until },
        },
      );
      await recordAudit(transaction, actor, {
        action: 'orders.place',
        subject: `order:${id}`,
        detail: { number, callOff, purchase: draft.purchase, supplier, gross },
        ...(requestId === undefined ? {} : { requestId }),
      });
      await options.tell?.(transaction, {
        ...{ order: id, kind: 'placed', position: 1, organisation, site, supplier, number, title, reason: '' },
        ...{ purchase: draft.purchase, placedBy: actorReference(actor), answerBy: until, gross, commitmentNet },
      });
      return succeed({ id, number, callOff });
    },
  };
}

/** Until when a party has to answer: the end of the day that many working days from today. */
export function answerBy(
  { clock, agreements, rules }: OrderingOptions,
  agreement: string,
  party: 'supplier' | 'buyer',
): string | null {
  const days = rules(agreement)?.answerWithin[party].value;
  if (days === undefined) return null;
  const last = addWorkingDays(today(clock), days, holidaysOf(agreements.reference, 'england-and-wales'));
  return Temporal.PlainDate.from(last)
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: '23:59:59' })
    .toInstant()
    .toString();
}

function lock(transaction: Handle, draft: OrderDraft, now: string): Promise<CallOff | undefined> {
  return lockCallOff(transaction, buyerScope(draft.organisation), draft.callOff ?? '', now);
}

/** Whether the call-off takes the order: its state, term, sites, prices and ceiling; gives its meter with the order. It is locked. */
async function checked(
  transaction: Handle,
  { clock, rules }: OrderingOptions,
  draft: OrderDraft,
  callOff: CallOff | undefined,
  now: string,
): Promise<Outcome<SpendMeter>> {
  if (callOff === undefined) {
    return fail({
      code: 'call-off-unknown',
      path: '/callOff',
      message: 'There is no such call-off contract in this organisation.',
      remedy: 'Choose one of your call-offs.',
    });
  }
  const problems: Problem[] = [...orderProblems(callOff, draft, today(clock))];
  const figures = await readFigures(transaction, callOff, now);
  const meter = meterOf(figures, callOff, rules);
  if (!fitsUnder(meter, draft.commitmentNet)) problems.push(overCeiling(callOff, meter.left, draft.commitmentNet));
  if (problems.length > 0) return fail(...problems);
  const waiting = exact(figures.waiting).plus(exact(draft.commitmentNet)).toFixed(2);
  return succeed(meterOf({ ...figures, waiting }, callOff, rules));
}

/** An order takes more than the call-off has left; pounds without VAT. */
export function overCeiling(callOff: CallOff, left: DecimalText, wanted: DecimalText): Problem {
  const over = exact(wanted).minus(exact(left)).toFixed(2);
  return {
    code: 'over-ceiling',
    path: '/commitmentNet',
    value: over,
    message: `The order is £${over} more than what is left of ${callOff.number}: £${left} without VAT.`,
    remedy: 'Order less, or have a variation of the call-off decided first.',
  };
}

/** A call-off of the order's own: its ceiling is what the order commits, its price list the order's prices. */
async function makeOwnCallOff(
  transaction: Handle,
  draft: OrderDraft,
  id: string,
  now: string,
  rules: CallOffRulesOf,
): Promise<void> {
  const known = rules(draft.agreement);
  const number = await nextNumber(transaction, 'call-off');
  const { organisation, supplier, agreement, lot, route, title, starts, ends, commencedOn } = draft;
  const made = await addCallOff(
    transaction,
    {
      ...{ id, number, organisation, supplier, agreement, lot, route, title, starts, ends, commencedOn },
      formation: known === undefined ? 'signatures' : formationFor(known, route, draft.commitmentGross),
      ceiling: draft.commitmentNet,
      valueGross: draft.commitmentGross,
      madeAt: now,
      sites: [draft.site],
      prices: draft.lines.map((line, index): CallOffPrice => ({ ...line, number: index + 1 })),
    },
    `purchase:${draft.purchase}`,
  );
  if (!made) throw new Error(`The purchase ${draft.purchase} has a call-off already`);
}
