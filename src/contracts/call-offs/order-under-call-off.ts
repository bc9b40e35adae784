import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Organisations } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { OrderDraft } from '../order-draft.ts';
import { type Ordering, type OrderingOptions, overCeiling, type PlacedOrder } from '../ordering.ts';
import type { By } from '../orders/order-service.ts';
import { type AccessOptions, buyersScope, unknownCallOff } from './call-off-access.ts';
import { orderDraftFrom, type WantedOrder } from './call-off-order.ts';
import type { CallOff } from './call-off.ts';
import { findCallOff } from './call-off-store.ts';
import { readMeter } from './read-meter.ts';
import { fitsUnder } from './spend-meter.ts';

export interface OrderUnderOptions extends AccessOptions, OrderingOptions {
  readonly database: Database;
  readonly organisations: Organisations;
  readonly ordering: Ordering;
}

/**
 * The order a site wants, priced by the call-off's own list; the site must be one the actor may order for, and the call-off
 * must have enough left for it as it stands now.
 */
export async function draftUnder(
  options: OrderUnderOptions,
  actor: Actor,
  id: string,
  wanted: WantedOrder,
): Promise<Outcome<OrderDraft>> {
  const made = await pricedUnder(options, actor, id, wanted);
  if (!made.ok) return made;
  const { callOff, draft } = made.value;
  const meter = await readMeter(options.database.handle, callOff, options.rules, options.clock.now().toString());
  return fitsUnder(meter, draft.commitmentNet)
    ? succeed(draft)
    : fail(overCeiling(callOff, meter.left, draft.commitmentNet));
}

async function pricedUnder(
  options: OrderUnderOptions,
  actor: Actor,
  id: string,
  wanted: WantedOrder,
): Promise<Outcome<{ readonly callOff: CallOff; readonly draft: OrderDraft }>> {
  const { database, clock, organisations } = options;
  const scope = await buyersScope(options, 'call-offs.order', actor);
  const callOff = await findCallOff(database.handle, scope, id, clock.now().toString());
  if (callOff === undefined) return fail(unknownCallOff(id));
  const limited = !scope.organisations.includes(callOff.organisation) && !scope.sites.includes(wanted.site);
  const site = limited ? undefined : await organisations.site(callOff.organisation, wanted.site);
  const draft = orderDraftFrom(callOff, wanted, site, today(clock));
  return draft.ok ? succeed({ callOff, draft: draft.value }) : draft;
}

/** Places it. The same key again gives the same order, also when it took the last of the ceiling. */
export async function orderUnder(
  options: OrderUnderOptions,
  { actor, requestId }: By,
  id: string,
  wanted: WantedOrder & { readonly key: string },
): Promise<Outcome<PlacedOrder>> {
  const made = await pricedUnder(options, actor, id, wanted);
  if (!made.ok) return made;
  const draft = { ...made.value.draft, purchase: `call-off:${id}:${wanted.key}` };
  return options.database.transact((transaction) => options.ordering.placeOrder(transaction, actor, draft, requestId));
}
