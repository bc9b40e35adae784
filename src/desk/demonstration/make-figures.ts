import { findLot, findRoute } from '../../agreements/index.ts';
import type { OrderDraft, OrderDraftLine } from '../../contracts/index.ts';
import { today } from '../../kernel/dates.ts';
import { exact, toPence } from '../../kernel/money.ts';
import { type DemoOffer, demoOffers } from './demonstration-store.ts';
import { type DemoWorld, done, requestId } from './demonstration-world.ts';
import { acceptOrder } from './make-order.ts';
import type { DemoWork } from './work-definition.ts';

/** Goods of the demonstration carry the standard rate. */
const vatPercent = '20';

/** Places and accepts one of the small orders of the last twelve months; the same number is the same order. */
export async function makeFigureOrder(
  world: DemoWorld,
  { orders, most, buyers, sellers }: DemoWork['figures'],
  index: number,
): Promise<void> {
  // Spread by numbers without a common factor, so that every run makes the same.
  const suppliers = Object.entries(sellers);
  const [supplier, seller] = suppliers[(index * 5) % suppliers.length] ?? [];
  const buyer = buyers[(index * 3) % buyers.length];
  if (supplier === undefined || seller === undefined || buyer === undefined) return;
  // More of them lately than a year ago.
  const days = 26 + Math.floor(334 * (1 - Math.sqrt((index + 1) / orders)));
  world.back(days, index % 7);
  const offers = await demoOffers(
    world.database.handle,
    { agreement: world.agreement, supplier },
    today(world.present),
  );
  // What the supplier pays for, such as devices taken back, is no spend.
  const priced = offers.filter((each) => exact(each.price).gt(0) && exact(each.price).lt(most));
  const fitting = priced.filter((each) => routeOf(world, each) !== undefined);
  const offer = fitting[(index * 37) % Math.max(1, fitting.length)];
  const route = offer === undefined ? undefined : routeOf(world, offer);
  if (offer === undefined || route === undefined) return;
  const actor = await world.actor(buyer.by);
  const site = await world.organisations.site(`demo${buyer.organisation}`, `demo${buyer.site}`);
  const fits = Math.floor(Number(exact(most).div(offer.price).toFixed(4)));
  const quantity = Math.max(1, Math.min(fits, 4 + ((index * 11) % 40)));
  const line = lineOf(offer, quantity);
  const { net, vat, gross } = line;
  const on = today(world.clock);
  const place = { name: site?.name ?? '', address: site?.address ?? '', postcode: site?.postcode ?? '' };
  const draft: OrderDraft = {
    ...{ organisation: `demo${buyer.organisation}`, site: `demo${buyer.site}`, supplier, agreement: world.agreement },
    ...{
      lot: offer.lot,
      route,
      callOff: null,
      title: `${quantity} × ${offer.title}`,
      buyerReference: `PO-${4000 + index}`,
    },
    ...{ deliverTo: place, invoiceTo: place.name, expectedBy: null, commencedOn: on, lines: [line] },
    ...{ net, vat, gross, commitmentNet: net, commitmentGross: gross, starts: on, ends: null },
    purchase: `demonstration:figures:${index}`,
  };
  const placed = await world.database.transact((transaction) =>
    world.contracts.ordering.placeOrder(transaction, actor, draft, requestId),
  );
  world.back(days, 8 + (index % 7));
  await acceptOrder(world, { actor: await world.actor(seller), requestId }, done(`ordering ${index}`, placed).id);
}

function routeOf({ agreements, agreement }: DemoWorld, { lot }: DemoOffer): 'catalogue' | 'direct-award' | undefined {
  const pack = agreements.find(agreement);
  const found = pack === undefined ? undefined : findLot(pack, lot);
  return (['catalogue', 'direct-award'] as const).find((kind) => {
    const route = found === undefined ? undefined : findRoute(found, kind);
    return route !== undefined && route.allowed.value !== 'no';
  });
}

function lineOf(offer: DemoOffer, quantity: number): OrderDraftLine {
  const net = toPence(exact(offer.price).mul(quantity));
  const vat = toPence(net.mul(vatPercent).div(100));
  return {
    ...{ kind: 'goods', offer: offer.id, service: null, product: offer.product, mpn: offer.mpn, title: offer.title },
    ...{ condition: offer.condition, unit: offer.unit, quantity, unitPrice: offer.price, net: net.toFixed(2) },
    ...{ vatCategory: 'standard', vatPercent, vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2), follows: null },
  };
}
