import type { Clock } from '../../kernel/dates.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { By } from '../basket/basket-service.ts';
import type { Purchase, PurchaseEvent } from './purchase.ts';
import * as store from './purchase-store.ts';

/** The organisations and sites in which the actor may do something with purchases. */
export function scopeOf(policies: Pick<PolicyTable, 'scope'>, action: string, actor: Actor): store.PurchaseScope {
  const memberships = policies.scope(action, actor);
  return {
    organisations: memberships.filter((each) => each.site === null).map((each) => each.organisation),
    sites: memberships.flatMap((each) => each.site ?? []),
  };
}

/** The audit event of an act on a purchase. */
export function traceOf(by: By, action: string, id: string, detail: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ action, subject: `purchase:${id}`, detail },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  };
}

/** Adds an event to a purchase that is locked. */
export async function happened(
  transaction: Handle,
  clock: Clock,
  by: By,
  purchase: Purchase,
  event: Pick<PurchaseEvent, 'kind'> & Partial<PurchaseEvent>,
): Promise<void> {
  await store.addPurchaseEvent(transaction, purchase, {
    ...{ step: null, forPerson: null, reason: '', order: null, checks: null, amount: null },
    ...{ position: purchase.events.length + 1, at: clock.now().toString(), actor: actorReference(by.actor) },
    ...event,
  });
}
