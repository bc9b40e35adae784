import { today } from '../../kernel/dates.ts';
import { readBudgets } from '../approvals/budget-store.ts';
import { allowExcess } from './allow-excess.ts';
import { askFor, askToBuy } from './ask-to-buy.ts';
import { compareOffers } from './compare-offers.ts';
import { decidePurchase, withdrawPurchase } from './decide-purchase.ts';
import { placePurchase } from './place-purchase.ts';
import type { PurchaseOptions, Purchases } from './purchases.ts';
import { listPurchases, readPurchase } from './read-purchases.ts';

export { conditionsOf } from './conditions.ts';
export type { PurchaseAsked, Purchases, PurchaseView } from './purchases.ts';

export function createPurchases(options: PurchaseOptions): Purchases {
  const { database, clock } = options;
  return {
    ask: (by, asked) => askToBuy(options, by, asked),
    askFor: (by, wanted, asked) => askFor(options, by, wanted, asked),
    compare: (basket) => compareOffers(options, basket),
    get: (actor, id) => readPurchase(options, actor, id),
    list: (actor, wanted) => listPurchases(options, actor, wanted),
    decide: (by, decision) => decidePurchase(options, by, decision),
    allowExcess: (by, wanted) => allowExcess(options, by, wanted),
    withdraw: (by, id) => withdrawPurchase(options, by, id),
    place: (by, id) => placePurchase(options, by, id),
    budgets: (organisation) => readBudgets(database.handle, organisation, today(clock)),
  };
}
