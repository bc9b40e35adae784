import { today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { BasketView } from '../basket/basket-service.ts';
import type { ComparedOffer } from './purchase.ts';
import type { PurchaseOptions } from './purchases.ts';

const comparedAtMost = 20;

/** Offers for the first thing of a basket on its lot, cheapest first: what an award is decided on. */
export async function compareOffers(
  { clock, products }: PurchaseOptions,
  view: BasketView,
): Promise<readonly ComparedOffer[]> {
  const on = today(clock);
  const first = view.open[0];
  if (first?.listed === undefined) return [];
  const found = await products.offersOf(first.listed.product.id, on);
  return found
    .filter((each) => each.agreement === view.basket.agreement && each.lot === view.basket.lot)
    .map((each) => {
      const price = products.price(each, first.quantity, on);
      const { unitPrice, deliveredNet: delivered } = price;
      return { offer: each.id, supplier: each.supplierId, unitPrice, delivered, chosen: each.id === first.offer };
    })
    .toSorted((a, b) => exact(a.delivered).comparedTo(b.delivered) || (a.offer < b.offer ? -1 : 1))
    .slice(0, comparedAtMost);
}
