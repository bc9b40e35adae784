import type { Agreements } from '../agreements/index.ts';
import type { Problem } from '../kernel/outcome.ts';
import { notFound } from '../platform/http/index.ts';
import type { Baskets, BasketView } from './basket/basket-service.ts';
import type { BeforeYouBuy } from './before-you-buy/before-you-buy.ts';
import { bandContext, type PriceBands } from './price-band/price-bands.ts';
import type { Purchases } from './purchase/purchase-service.ts';
import { purchasingPaths } from './purchasing-paths.ts';

export interface PurchasingPageServices {
  readonly baskets: Baskets;
  readonly purchases: Purchases;
  readonly agreements: Agreements;
  readonly priceBands: PriceBands;
  readonly beforeYouBuy: BeforeYouBuy;
  /** Where somebody signs in and comes back from. */
  readonly signInHref: (next: string) => string;
  /** Where somebody gives their second factor and comes back to the address. */
  readonly confirmHref: (next: string) => string;
  /** Where an order is shown. */
  readonly orderHref: (id: string) => string;
}

/** Problems as the summary of errors shows them: each leads to its field. */
export const shownProblems = (problems: readonly Problem[]) =>
  problems.map((each) => ({
    ...each,
    href: each.path === undefined || each.path === '' ? undefined : `#${each.path}`,
  }));

export const nothingThere = () =>
  notFound('There is nothing at this address that you may see.', 'Look at your baskets and purchases.', [
    { text: 'Basket', href: purchasingPaths.basket() },
    { text: 'Purchases', href: purchasingPaths.purchases() },
  ]);

/** Goods with the price asked now. */
export interface Priced {
  readonly title: string;
  readonly mpn: string;
  readonly condition: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

/** What was paid before for the goods, where enough is known. */
export async function bandsOf(priceBands: PriceBands, goods: readonly Priced[]) {
  const found = await Promise.all(
    goods.map(async (each) => {
      const band = await priceBands.find(each);
      return band === undefined ? [] : [bandContext(each.title, each.unitPrice, band, priceBands.limits)];
    }),
  );
  return found.flat();
}
export const bandsOfBasket = (priceBands: PriceBands, view: BasketView) =>
  bandsOf(
    priceBands,
    view.open.flatMap(({ listed, quantity, title }) =>
      listed === undefined
        ? []
        : [
            {
              title,
              quantity,
              mpn: listed.product.mpn,
              condition: listed.offer.condition,
              unitPrice: listed.unitPrice,
            },
          ],
    ),
  );
