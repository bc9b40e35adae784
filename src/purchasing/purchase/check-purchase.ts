import { offersById, orderQuantity, unitPriceAt } from '../../catalogue/index.ts';
import type { OrderDraftLine } from '../../contracts/index.ts';
import { addMonths, type IsoDate, today } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { eligibilityOn } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { type Budget, readBudget } from '../approvals/budget-store.ts';
import { capsOf } from '../checks/price-caps.ts';
import type { PurchaseCheck } from '../checks/purchase-check.ts';
import { type BudgetFacts, purchaseChecks } from '../checks/purchase-checks.ts';
import { heldUntil, mayExceedBy, type Purchase } from './purchase.ts';
import * as store from './purchase-store.ts';
import type { PurchaseOptions } from './purchases.ts';

/** Everything that is looked at before the purchase becomes an order, as it stands today. */
export async function checkPurchase(options: PurchaseOptions, purchase: Purchase): Promise<readonly PurchaseCheck[]> {
  return checkWithBudget(options, purchase, await budgetOf(options, purchase));
}

/** The budget the purchase is to take of, whatever its year; undefined where none was chosen. */
export async function budgetOf(
  { database }: Pick<PurchaseOptions, 'database'>,
  { organisation, budget }: Pick<Purchase, 'organisation' | 'budget'>,
): Promise<Budget | undefined> {
  return budget === null ? undefined : readBudget(database.handle, organisation, budget);
}

/** As `checkPurchase`, with its budget at hand. */
export async function checkWithBudget(
  options: PurchaseOptions,
  purchase: Purchase,
  budget: Budget | undefined,
): Promise<readonly PurchaseCheck[]> {
  const { database, clock, agreements, suppliers, organisations, products, rules } = options;
  const on = today(clock);
  const { draft, organisation, answers } = purchase;
  const pack = agreements.find(draft.agreement);
  if (pack === undefined) throw new Error(`The agreement ${draft.agreement} is not installed`);
  const months = rules.likeMonths;
  const [buyer, found, names, supplierTrades, listed, like, offered] = await Promise.all([
    organisations.buyerFacts(organisation, on),
    organisations.organisation(organisation),
    suppliers.summaries([draft.supplier], on),
    suppliers.mayTrade(draft.supplier, draft.agreement, draft.lot, on),
    listedPrices(database.handle, purchase, on),
    store.likeOrders(database.handle, organisation, answers.categories, addMonths(on, -months.value)),
    products.offers(
      draft.lines.flatMap((each) => each.offer ?? []),
      on,
    ),
  ]);
  return purchaseChecks({
    ...{
      on,
      pack,
      reference: agreements.reference,
      buyer,
      supplierTrades,
      draft,
      listed,
      budget: budgetFacts(purchase, budget),
    },
    ...{ like: { ...like, months }, caps: capsOf(pack, draft.lot, offered) },
    eligibility: eligibilityOn(
      pack,
      { buyerClass: found?.buyerClass ?? null, authorityBasis: found?.authorityBasis ?? null },
      on,
    ),
    supplierName: names.get(draft.supplier)?.name ?? draft.supplier,
    heldUntil: purchase.steps.length === 0 ? null : heldUntil(purchase),
    ...{ quote: answers.quote, secondLife: answers.secondLife },
    now: clock.now(),
    likeAnswer: answers.likeOrders,
  });
}

/**
 * A line whose listed price of the day is no longer the one asked for: it must be the one shown; an approved or quoted one
 * (`held`) may have risen since, never fallen, because the list is a maximum.
 */
export async function movedLine(
  handle: Handle,
  purchase: Purchase,
  on: IsoDate,
  held: boolean,
): Promise<OrderDraftLine | undefined> {
  const listed = await listedPrices(handle, purchase, on);
  return purchase.draft.lines.find((line) => {
    if (line.offer === null) return false;
    const now = listed.get(line.offer);
    if (now === undefined) return true;
    return held ? exact(now).lt(line.unitPrice) : !exact(now).eq(line.unitPrice);
  });
}

async function listedPrices(
  handle: Handle,
  purchase: Purchase,
  on: IsoDate,
): Promise<ReadonlyMap<string, DecimalText>> {
  const goods = purchase.draft.lines.flatMap((each) => (each.offer === null ? [] : [each]));
  const found = await offersById(
    handle,
    goods.map((each) => each.offer ?? ''),
    on,
  );
  const offers = new Map(found.map((each) => [each.id, each]));
  return new Map(
    goods.flatMap((line) => {
      const offer = offers.get(line.offer ?? '');
      // An order that no longer keeps whole packs or the smallest order is not on offer.
      if (offer === undefined || orderQuantity(offer, line.quantity) !== line.quantity) return [];
      return [[offer.id, unitPriceAt(offer, line.quantity)] as const];
    }),
  );
}

/** What the checks say of the budget, with leave to exceed it; undefined where none was chosen. */
function budgetFacts(purchase: Purchase, budget: Budget | undefined): BudgetFacts | undefined {
  if (budget === undefined) return undefined;
  const last = purchase.events.findLast((each) => each.kind === 'budget-exception');
  return {
    ...{ name: budget.name, amount: budget.amount, committed: budget.committed },
    exception: last === undefined ? undefined : { amount: mayExceedBy(purchase), reason: last.reason },
  };
}
