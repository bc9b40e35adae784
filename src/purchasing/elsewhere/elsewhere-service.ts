import { orderQuantity, type Products } from '../../catalogue/index.ts';
import { type Order, type Orders, type OrderStatus, versionInForce } from '../../contracts/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor, PolicyTable } from '../../platform/access/index.ts';
import type { Baskets, By } from '../basket/basket-service.ts';
import { type OtherOffer, type OtherSupplier, otherSuppliers, standsIn, type StillWanted } from './other-offers.ts';

export interface ElsewhereOptions {
  readonly clock: Clock;
  readonly products: Pick<Products, 'offersOf' | 'price'>;
  readonly orders: Pick<Orders, 'get'>;
  readonly baskets: Baskets;
  readonly policies: Pick<PolicyTable, 'scope'>;
}

/** An order that did not come about, and who else offers what was ordered. */
export interface ElsewhereView {
  readonly order: Order;
  readonly wanted: readonly StillWanted[];
  readonly suppliers: readonly OtherSupplier[];
}

/** Ordering from somebody else what a supplier declined or let lapse. Undefined: nothing the actor may order again. */
export interface Elsewhere {
  may(actor: Actor, order: Pick<Order, 'organisation' | 'site'>, status: OrderStatus): boolean;
  find(actor: Actor, order: string): Promise<ElsewhereView | undefined>;
  /** Puts it into the actor's basket with the supplier, quantities, site and purchase order number kept; gives the basket. */
  put(by: By, order: string, supplier: string): Promise<Outcome<string> | undefined>;
}

const cameToNothing: ReadonlySet<OrderStatus> = new Set(['declined', 'lapsed', 'cancelled']);

export function createElsewhere(options: ElsewhereOptions): Elsewhere {
  const { clock, products, orders, baskets, policies } = options;

  const may: Elsewhere['may'] = (actor, order, status) =>
    cameToNothing.has(status) &&
    policies
      .scope('baskets.edit', actor)
      .some((each) => each.organisation === order.organisation && (each.site === null || each.site === order.site));

  async function find(actor: Actor, id: string): Promise<ElsewhereView | undefined> {
    const found = await orders.get(actor, id);
    if (found === undefined || !may(actor, found.order, found.status)) return undefined;
    const { order } = found;
    const on = today(clock);
    const wanted = versionInForce(order).lines.flatMap(({ product, title, condition, quantity }) =>
      product === null ? [] : [{ product, title, condition, quantity }],
    );
    const offers = await Promise.all(
      wanted.map(async (each): Promise<readonly OtherOffer[]> =>
        (await products.offersOf(each.product, on))
          .filter((offer) => standsIn(offer, order, each))
          .map((offer) => {
            const quantity = orderQuantity(offer, each.quantity);
            const { unitPrice, deliveredNet } = products.price(offer, quantity, on);
            const { id: of, supplierId: supplier, leadTimeDays } = offer;
            return {
              wanted: each,
              offer: of,
              supplier,
              quantity,
              unitPrice,
              delivered: deliveredNet,
              leadDays: leadTimeDays,
            };
          }),
      ),
    );
    return { order, wanted, suppliers: otherSuppliers(wanted, offers.flat()) };
  }

  return {
    may,
    find,
    put: async (by, id, supplier) => {
      const view = await find(by.actor, id);
      if (view === undefined) return undefined;
      const chosen = view.suppliers.find((each) => each.supplier === supplier);
      if (chosen === undefined) return notOffered;
      const { organisation, site, buyerReference } = view.order;
      let basket = '';
      for (const { offer, quantity } of chosen.offers) {
        const put = await baskets.put(by, { organisation, offer, quantity });
        if (!put.ok) return put;
        basket = put.value;
      }
      const filled = await baskets.get(by.actor, basket);
      if (filled === undefined) return notOffered;
      const { version, site: now, reference } = filled.basket;
      if (now === site && reference === buyerReference) return succeed(basket);
      const kept = filled.lines.map(({ offer, quantity, services }) => ({ offer, quantity, services }));
      const changed = await baskets.change(by, basket, { version, site, reference: buyerReference, lines: kept });
      return changed.ok ? succeed(basket) : changed;
    },
  };
}

const notOffered = fail({
  code: 'supplier-offers-nothing',
  path: 'supplier',
  message: 'This supplier does not offer it any more.',
  remedy: 'Choose another supplier.',
});
