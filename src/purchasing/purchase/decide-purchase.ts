import { today } from '../../kernel/dates.ts';
import { type Outcome, succeed } from '../../kernel/outcome.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { By } from '../basket/basket-service.ts';
import { turnBasket } from '../basket/basket-store.ts';
import { movedLine } from './check-purchase.ts';
import { heldUntil, nextStep, purchaseStatus } from './purchase.ts';
import { decidersOf, decisionOf, tellDeciders } from './purchase-deciders.ts';
import { settleException, settleStep, tellApproved, tellRefused } from './purchase-notices.ts';
import { notNow, problem, unknownPurchase, whyNot } from './purchase-refusals.ts';
import * as store from './purchase-store.ts';
import { happened, scopeOf, traceOf } from './purchase-trace.ts';
import type { PurchaseDecision, PurchaseOptions } from './purchases.ts';

/** Approves or refuses the step that waits. The same decision of the same person again changes nothing. */
export async function decidePurchase(
  options: PurchaseOptions,
  by: By,
  { id, step, approve, reason }: PurchaseDecision,
): Promise<Outcome<undefined>> {
  const { database, clock, policies } = options;
  const scope = scopeOf(policies, 'purchases.approve', by.actor);
  const seen = await store.findPurchase(database.handle, scope, id);
  if (seen === undefined || by.actor.kind !== 'person') return unknownPurchase;
  const { personId } = by.actor;
  if (!approve && reason.trim() === '')
    return problem('reason-missing', 'reason', 'Say why you refuse', 'Whoever asked reads it.');
  const known = await decidersOf(options, seen.organisation);
  return database.transact(async (transaction): Promise<Outcome<undefined>> => {
    const purchase = await store.lockPurchase(transaction, scope, id);
    if (purchase === undefined) return unknownPurchase;
    const before = purchase.events.find((each) => each.step === step);
    // The same click again.
    if (before !== undefined && before.actor === `person:${personId}` && (before.kind === 'approved') === approve)
      return succeed(undefined);
    if (purchaseStatus(purchase, today(clock)) !== 'waiting-for-approval' || nextStep(purchase) !== step) return notNow;
    const may = decisionOf(personId, purchase, known);
    if (may?.may !== true)
      return problem('may-not-decide', '', whyNot[may?.why ?? 'not-the-approver'], 'Leave it to another approver.');
    if (approve) {
      const moved = await movedLine(transaction, purchase, today(clock), purchase.answers.quote !== undefined);
      if (moved !== undefined) {
        return problem(
          'price-moved',
          '',
          `The price of ${moved.title} is no longer the one asked for.`,
          'Refuse it, so that it is asked for anew at today’s price.',
        );
      }
    }
    await happened(transaction, clock, by, purchase, {
      kind: approve ? 'approved' : 'refused',
      step,
      forPerson: may.standingFor,
      reason,
    });
    if (!approve) await turnBasket(transaction, purchase.organisation, purchase.basket);
    await settleStep(transaction, id, step);
    const after = (await store.findPurchase(transaction, scope, id)) ?? purchase;
    if (!approve) await settleException(transaction, id);
    if (!approve) await tellRefused(transaction, after, reason);
    else if (nextStep(after) === undefined) await tellApproved(transaction, after, heldUntil(after));
    else await tellDeciders(transaction, after, known);
    await recordAudit(
      transaction,
      by.actor,
      traceOf(by, approve ? 'purchases.approve' : 'purchases.refuse', id, { step, gross: purchase.draft.gross }),
    );
    return succeed(undefined);
  });
}

/** Takes back a request of the actor's own. */
export function withdrawPurchase(
  { database, clock, policies }: PurchaseOptions,
  by: By,
  id: string,
): Promise<Outcome<undefined>> {
  return database.transact(async (transaction): Promise<Outcome<undefined>> => {
    const purchase = await store.lockPurchase(transaction, scopeOf(policies, 'purchases.request', by.actor), id);
    if (purchase === undefined || purchase.askedBy !== actorReference(by.actor)) return unknownPurchase;
    const status = purchaseStatus(purchase, today(clock));
    if (status === 'withdrawn' || status === 'superseded') return succeed(undefined);
    if (status === 'placed' || status === 'refused') return notNow;
    await happened(transaction, clock, by, purchase, { kind: 'withdrawn' });
    for (const step of purchase.steps.keys()) await settleStep(transaction, id, step + 1);
    await settleException(transaction, id);
    await turnBasket(transaction, purchase.organisation, purchase.basket);
    await recordAudit(transaction, by.actor, traceOf(by, 'purchases.withdraw', id));
    return succeed(undefined);
  });
}
