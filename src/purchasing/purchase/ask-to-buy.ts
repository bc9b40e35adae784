import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { approvalSteps } from '../approvals/approval-rules.ts';
import * as approvals from '../approvals/approval-store.ts';
import * as budgetStore from '../approvals/budget-store.ts';
import type { By } from '../basket/basket-service.ts';
import { lockBasket } from '../basket/basket-store.ts';
import { compareOffers } from './compare-offers.ts';
import { conditionsOf } from './conditions.ts';
import { makeDraft } from './make-draft.ts';
import { mayAllow } from './allow-excess.ts';
import { askForException } from './purchase-notices.ts';
import { decidersOf, tellDeciders } from './purchase-deciders.ts';
import { changed, fits, overBudget, problem, unknownBasket } from './purchase-refusals.ts';
import * as store from './purchase-store.ts';
import { traceOf } from './purchase-trace.ts';
import type { AskToBuy, PurchaseAsked, PurchaseOptions, WantedPurchase } from './purchases.ts';

/** Asks to buy a basket as it was shown. */
export async function askToBuy(options: PurchaseOptions, by: By, asked: AskToBuy): Promise<Outcome<string>> {
  const { agreements, baskets } = options;
  const view = await baskets.get(by.actor, asked.basket);
  if (view === undefined) return unknownBasket;
  const { basket, route } = view;
  if (basket.version !== asked.version) return changed;
  if (view.open.length === 0 || view.open.length < view.lines.length) {
    return problem(
      'basket-not-buyable',
      'lines',
      'Something in the basket cannot be bought today.',
      'Take it out, then go on.',
    );
  }
  if (view.lines.some((each) => each.changes.length > 0)) {
    return problem(
      'basket-changes',
      'lines',
      'Something changed since you last looked.',
      'Look at the changes and update the basket first.',
    );
  }
  if (route === undefined) {
    return problem(
      'route',
      'lines',
      `Lot ${basket.lot} is bought by a further competition only.`,
      'Keep the basket for a competition.',
    );
  }
  if (view.paidAgain && basket.termMonths === null) {
    return problem(
      'term-missing',
      'term',
      'Something in the basket is paid by the month or year.',
      'Say in the basket for how many months you want it: approval and budget look at the whole term.',
    );
  }
  const { organisation, site, owner } = basket;
  return askFor(
    options,
    by,
    {
      ...{ organisation, site, basket: basket.id, basketVersion: basket.version },
      draft: (purchase, on) => makeDraft(view, { purchase, route, on, agreements }),
      categories: [...new Set(view.open.flatMap((each) => each.listed?.product.category ?? []))],
      comparison: () => (route === 'catalogue' ? Promise.resolve([]) : compareOffers(options, view)),
      hold: async (transaction) => {
        const locked = await lockBasket(transaction, { organisations: [organisation], owner }, basket.id);
        return locked?.version === asked.version ? succeed(undefined) : changed;
      },
    },
    asked,
  );
}

/** Asks to buy what is wanted, whatever it comes from: the order it is to become and its steps are fixed from here on. */
export async function askFor(
  options: PurchaseOptions,
  by: By,
  wanted: WantedPurchase,
  asked: PurchaseAsked,
): Promise<Outcome<string>> {
  const { database, clock, policies, rules } = options;
  const on = today(clock);
  const { organisation } = wanted;
  const membership = policies.scope('purchases.request', by.actor).find((each) => each.organisation === organisation);
  if (membership === undefined) return unknownBasket;
  const id = newId();
  const draft = wanted.draft(id, on);
  const conditions = conditionsOf(options, draft.agreement, draft.lot, draft.route);
  const missing = conditions.filter((each) => (asked.conditions[each.id] ?? '').trim() === '');
  if (missing.length > 0) {
    return fail(
      ...missing.map((each): Problem => ({
        code: 'condition-unanswered',
        path: `condition-${each.id}`,
        message: `Say how this is met: ${each.text}`,
        remedy: 'Write what you looked at and what you found.',
      })),
    );
  }
  const budgets = await budgetStore.readBudgets(database.handle, organisation, on);
  const budget = budgets.find((each) => each.id === asked.budget);
  if (asked.budget !== null && budget === undefined) {
    return problem('budget-unknown', 'budget', 'Choose a budget of this year.', 'Ask the administrator to add one.');
  }
  if (budgets.length > 0 && budget === undefined) {
    return problem('budget-missing', 'budget', 'Choose the budget this is paid from', 'Choose one of the list.');
  }
  const overBudgetReason = (asked.overBudget ?? '').trim().slice(0, 500);
  const over = budget !== undefined && !fits(budget, draft.commitmentNet);
  if (over && overBudgetReason === '') return overBudget(budget, draft.commitmentNet);
  const { categories } = wanted;
  const steps = approvalSteps(await approvals.readRules(database.handle, organisation), {
    ...{ commitmentGross: draft.commitmentGross, categories, budgetCode: budget?.code ?? null },
    askerIsBuyer: by.actor.kind === 'key' || membership.roles.includes('buyer'),
  });
  const comparison = await wanted.comparison();
  const { reason, likeOrders } = asked;
  const purchase = {
    ...{ id, organisation, site: wanted.site, askedBy: actorReference(by.actor) },
    ...{ askedAt: clock.now().toString(), basket: wanted.basket, basketVersion: wanted.basketVersion },
    ...{ budget: asked.budget, heldDays: rules.heldDays.value },
    ...{ draft, steps },
    answers: {
      ...{ reason, likeOrders, conditions: asked.conditions, comparison, categories },
      ...(wanted.quote === undefined ? {} : { quote: wanted.quote }),
      ...(asked.secondLife === undefined ? {} : { secondLife: asked.secondLife }),
      ...(over ? { overBudget: overBudgetReason } : {}),
    },
  };
  const known = await decidersOf(options, organisation);
  const asker = purchase.askedBy.replace(/^person:/, '');
  const mayExceed = over ? (await mayAllow(options, organisation, budget)).filter((each) => each !== asker) : [];
  return database.transact(async (transaction): Promise<Outcome<string>> => {
    const held = await wanted.hold(transaction);
    if (!held.ok) return held;
    if (held.value !== undefined) return succeed(held.value);
    const { id: stands, added } = await store.addPurchase(transaction, purchase);
    if (!added) return succeed(stands);
    await wanted.made?.(transaction, id);
    await recordAudit(
      transaction,
      by.actor,
      traceOf(by, 'purchases.request', id, { basket: wanted.basket, gross: draft.gross, steps: steps.length }),
    );
    const made = { ...purchase, basketNow: wanted.basketVersion, events: [] };
    await tellDeciders(transaction, made, known);
    await askForException(transaction, made, mayExceed);
    return succeed(id);
  });
}
