import { today } from '../../kernel/dates.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { mayCommit } from '../checks/purchase-check.ts';
import { allowableTo } from './allow-excess.ts';
import { budgetOf, checkWithBudget } from './check-purchase.ts';
import { heldUntil, type Purchase, type PurchaseStatus, purchaseStatus } from './purchase.ts';
import { decidersAmong, decisionOf } from './purchase-deciders.ts';
import { whyNot } from './purchase-refusals.ts';
import * as store from './purchase-store.ts';
import { scopeOf } from './purchase-trace.ts';
import type { PurchaseOptions, PurchasesWanted, PurchaseView } from './purchases.ts';

const shownAtMost = 100;

/** A purchase as the actor may see it, with what is looked at before it becomes an order. */
export async function readPurchase(
  options: PurchaseOptions,
  actor: Actor,
  id: string,
): Promise<PurchaseView | undefined> {
  const { database, clock, suppliers, organisations, policies } = options;
  const purchase = await store.findPurchase(database.handle, scopeOf(policies, 'purchases.read', actor), id);
  if (purchase === undefined) return undefined;
  const on = today(clock);
  const { organisation: within, draft } = purchase;
  const placed = purchase.events.find((each) => each.kind === 'placed');
  const [budget, organisation, names, everybody] = await Promise.all([
    budgetOf(options, purchase),
    organisations.organisation(within),
    suppliers.summaries([draft.supplier], on),
    organisations.members(within),
  ]);
  // Those of a placed one stand as they were; nothing is said of them where they were not kept.
  const checks = placed === undefined ? await checkWithBudget(options, purchase, budget) : (placed.checks ?? []);
  const status = purchaseStatus(purchase, on);
  const own = purchase.askedBy === actorReference(actor);
  const holds = (action: string) => policies.scope(action, actor).filter((each) => each.organisation === within);
  const decision =
    status === 'waiting-for-approval' && actor.kind === 'person' && holds('purchases.approve').length > 0
      ? decisionOf(actor.personId, purchase, await decidersAmong(options, within, everybody))
      : undefined;
  const open = status === 'ready' || status === 'waiting-for-approval';
  return {
    ...{ purchase, status, checks, budget },
    checksFrozenAt: placed?.checks == null ? null : placed.at,
    organisationName: organisation?.name ?? within,
    supplierName: names.get(draft.supplier)?.name ?? draft.supplier,
    heldUntil: heldUntil(purchase),
    names: new Map(everybody.map((each) => [each.person, each.name])),
    maysDecide: decision?.may === true ? decision.waiting : undefined,
    whyNot: decision?.may === false ? whyNot[decision.why] : undefined,
    mayPlace:
      status === 'ready' &&
      mayCommit(checks) &&
      holds('purchases.place').some((each) => own || each.roles.includes('buyer')),
    mayAllowExcess: open ? await allowableTo(options, actor, purchase, budget) : undefined,
    mayWithdraw: (open || status === 'lapsed') && own,
  };
}

/** The purchases the actor may see, newest first. */
export async function listPurchases(
  { database, clock, policies }: PurchaseOptions,
  actor: Actor,
  { limit = shownAtMost, after }: PurchasesWanted = {},
): Promise<readonly (Purchase & { readonly status: PurchaseStatus })[]> {
  const on = today(clock);
  const found = await store.listPurchases(database.handle, scopeOf(policies, 'purchases.read', actor), limit, after);
  return found.map((each) => ({ ...each, status: purchaseStatus(each, on) }));
}
