import type { CallOffs, OrderRow, Orders, OrderStatus } from '../contracts/index.ts';
import { type IsoDate, today } from '../kernel/dates.ts';
import type { Organisations, Suppliers } from '../organisations/index.ts';
import { type Actor, membershipsOf } from '../platform/access/index.ts';

/** What the desks of buyers and suppliers read of orders and call-offs. */
export interface OrderReads {
  readonly orders: Pick<Orders, 'list'>;
  readonly callOffs: Pick<CallOffs, 'list'>;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
}

/** Orders and call-offs a desk looks through, newest first: what waits longer is found in their lists. */
export const lookedThrough = 200;

export type ReadOrder = OrderRow & { readonly status: OrderStatus };

/** The London day of an instant. */
export function dayOfInstant(instant: string): IsoDate {
  const at = Temporal.Instant.from(instant);
  return today({ now: () => at });
}

/** Whether the actor acts for any organisation of the kind: nobody else's orders are read at all. */
export function actsAs(actor: Actor, kind: 'buyer' | 'supplier'): boolean {
  return membershipsOf(actor).some((each) => each.kind === kind);
}

/** The organisation in which the actor acts for the supplier. */
export function organisationFor(actor: Actor, supplier: string): string | undefined {
  return membershipsOf(actor).find((each) => each.supplier === supplier)?.organisation;
}
