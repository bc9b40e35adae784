import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import * as budgetStore from '../approvals/budget-store.ts';
import type { By } from '../basket/basket-service.ts';
import { closeBasket } from '../basket/basket-store.ts';
import { quoteHolds } from '../checks/purchase-checks.ts';
import { checkPurchase, movedLine } from './check-purchase.ts';
import { mayExceedBy, type Purchase, purchaseStatus } from './purchase.ts';
import { fits, notNow, overBudget, problem, quoteOver, unknownPurchase } from './purchase-refusals.ts';
import * as store from './purchase-store.ts';
import { happened, scopeOf, traceOf } from './purchase-trace.ts';
import type { PurchaseOptions } from './purchases.ts';

/** Places the order at the approved price, or not at all. The same purchase again gives the same order. */
export async function placePurchase(
  options: PurchaseOptions,
  by: By,
  id: string,
): Promise<Outcome<{ readonly id: string }>> {
  const { database, clock, policies, ordering } = options;
  const scope = scopeOf(policies, 'purchases.place', by.actor);
  const seen = await store.findPurchase(database.handle, scope, id);
  if (seen === undefined) return unknownPurchase;
  const own = seen.askedBy === actorReference(by.actor);
  const roles = policies.scope('purchases.place', by.actor).filter((each) => each.organisation === seen.organisation);
  if (!own && !roles.some((each) => each.roles.includes('buyer'))) return unknownPurchase;
  const placed = placedAs(seen);
  if (placed !== undefined) return succeed(placed);
  const checks = await checkPurchase(options, seen);
  // The budget is looked at once it is held: whoever takes its last money first has it.
  const stops = checks.filter((each) => each.state === 'stop' && each.id !== 'budget');
  if (stops.length > 0) {
    return fail(
      ...stops.map((each) => ({
        code: `check-${each.id}`,
        path: each.id,
        message: each.text,
        remedy: 'Change the basket and ask anew.',
      })),
    );
  }
  try {
    return await database.transact(async (transaction) => {
      const purchase = await store.lockPurchase(transaction, scope, id);
      if (purchase === undefined) return unknownPurchase;
      const before = placedAs(purchase);
      if (before !== undefined) return succeed(before);
      const on = today(clock);
      if (purchaseStatus(purchase, on) !== 'ready') return notNow;
      const { quote } = purchase.answers;
      if (quote !== undefined && !quoteHolds(quote, clock.now())) return quoteOver;
      const held = purchase.steps.length > 0 || quote !== undefined;
      const moved = await movedLine(transaction, purchase, on, held);
      const { draft, organisation } = purchase;
      if (moved !== undefined) {
        return problem(
          'price-moved',
          '',
          `The price of ${moved.title} is no longer the one shown.`,
          'Look at the basket again and ask anew.',
        );
      }
      if (purchase.budget !== null) {
        const budget = await budgetStore.lockBudget(transaction, organisation, purchase.budget);
        if (budget === undefined || !fits(budget, draft.commitmentNet, mayExceedBy(purchase)))
          return overBudget(budget, draft.commitmentNet);
        await budgetStore.commitBudget(transaction, organisation, {
          ...{ budget: budget.id, purchase: id, amount: draft.commitmentNet, at: clock.now().toString() },
        });
      }
      const written = new Set<string>();
      const write = async (order: string): Promise<void> => {
        written.add(order);
        await happened(transaction, clock, by, purchase, { kind: 'placed', order, checks });
        await closeBasket(transaction, organisation, purchase.basket, clock.now().toString());
        await recordAudit(transaction, by.actor, traceOf(by, 'purchases.place', id, { order, gross: draft.gross }));
      };
      const order = await ordering.placeOrder(transaction, by.actor, draft, by.requestId, write);
      // Nothing stays of what cannot be placed.
      if (!order.ok) throw new NotPlaced(order.problems);
      if (!written.has(order.value.id)) await write(order.value.id);
      return succeed(order.value);
    });
  } catch (error) {
    if (error instanceof NotPlaced) return fail(...error.problems);
    throw error;
  }
}

/** Rolls the transaction back when the order cannot be made. */
class NotPlaced extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('The order was not placed');
    this.problems = problems;
  }
}

function placedAs({ events }: Purchase): { readonly id: string } | undefined {
  const placed = events.find((each) => each.kind === 'placed');
  return placed?.order == null ? undefined : { id: placed.order };
}
