import { today } from '../../kernel/dates.ts';
import { fail, type Outcome } from '../../kernel/outcome.ts';
import type { Organisations } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { OrderDraft } from '../order-draft.ts';
import type { Ordering, OrderingOptions, PlacedOrder } from '../ordering.ts';
import type { By } from '../orders/order-service.ts';
import { type AccessOptions, buyersScope, unknownCallOff } from './call-off-access.ts';
import { orderDraftFrom, type WantedOrder } from './call-off-order.ts';
import { findCallOff } from './call-off-store.ts';

export interface OrderUnderOptions extends AccessOptions, OrderingOptions {
  readonly database: Database;
  readonly organisations: Organisations;
  readonly ordering: Ordering;
}

/** The order a site wants, priced by the call-off's own list; the site must be one the actor may order for. */
export async function draftUnder(
  options: OrderUnderOptions,
  actor: Actor,
  id: string,
  wanted: WantedOrder,
): Promise<Outcome<OrderDraft>> {
  const { database, clock, organisations } = options;
  const scope = await buyersScope(options, 'call-offs.order', actor);
  const callOff = await findCallOff(database.handle, scope, id, clock.now().toString());
  if (callOff === undefined) return fail(unknownCallOff(id));
  const limited = !scope.organisations.includes(callOff.organisation) && !scope.sites.includes(wanted.site);
  const site = limited ? undefined : await organisations.site(callOff.organisation, wanted.site);
  return orderDraftFrom(callOff, wanted, site, today(clock));
}

/** Places it. The same key again gives the same order. */
export async function orderUnder(
  options: OrderUnderOptions,
  { actor, requestId }: By,
  id: string,
  wanted: WantedOrder & { readonly key: string },
): Promise<Outcome<PlacedOrder>> {
  const made = await draftUnder(options, actor, id, wanted);
  if (!made.ok) return made;
  const draft = { ...made.value, purchase: `call-off:${id}:${wanted.key}` };
  return options.database.transact((transaction) => options.ordering.placeOrder(transaction, actor, draft, requestId));
}
