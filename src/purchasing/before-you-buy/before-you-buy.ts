import type { Agreements } from '../../agreements/index.ts';
import { orderQuantity, parseOfferQuery, type Products, type Search, unitPriceAt } from '../../catalogue/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Suppliers } from '../../organisations/index.ts';
import type { BasketView } from '../basket/basket-view.ts';
import { atLeastComparable, type Equivalent } from './equivalents.ts';

/** What an organisation has already that could do instead; a register of assets fills it. */
export type KnownAssets = (
  organisation: string,
  categories: readonly string[],
) => Promise<readonly { readonly title: string; readonly href: string }[]>;

/** What there is besides buying new. */
export interface BeforeYouBuyView {
  /** The cheapest equivalents of each thing that is new in the basket, cheapest first. */
  readonly equivalents: readonly Equivalent[];
  readonly assets: Awaited<ReturnType<KnownAssets>>;
}

export interface BeforeYouBuy {
  look(view: BasketView): Promise<BeforeYouBuyView>;
}

/** Offers looked through for each thing, and equivalents shown of it. */
const most = { looked: 50, shown: 3 } as const;

export function createBeforeYouBuy({
  search,
  products,
  suppliers,
  agreements,
  clock,
  assets,
}: {
  readonly search: Pick<Search, 'search'>;
  readonly products: Products;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly agreements: Agreements;
  readonly clock: Clock;
  readonly assets: KnownAssets;
}): BeforeYouBuy {
  return {
    look: async (view) => {
      const on = today(clock);
      const found: Equivalent[] = [];
      for (const { listed, quantity } of view.open) {
        if (listed?.offer.condition !== 'new') continue;
        const { category, specification, id } = listed.product;
        const query = parseOfferQuery(
          {
            ...{ agreement: view.basket.agreement, category, condition: ['refurbished', 'remanufactured'] },
            ...{ quantity: String(quantity), sort: 'price', limit: String(most.looked) },
          },
          { day: on, unknown: 'ignore', places: agreements.reference.deliveryPlaces },
        );
        const page = query.ok ? await search.search(query.value) : query;
        if (!page.ok) continue;
        const facts = products.categories.attributesOf(category).filter((each) => each.compare !== undefined);
        const offers = await products.offers(
          page.value.items.map((each) => each.offer),
          on,
        );
        const names = await suppliers.summaries(new Set(offers.map((each) => each.offer.supplierId)), on);
        const like = offers
          .filter(({ product }) => product.id === id || atLeastComparable(product.specification, specification, facts))
          .map(({ offer, product }): Equivalent => ({
            ...{ offer: offer.id, title: product.title, slug: product.slug, condition: offer.condition },
            supplier: names.get(offer.supplierId)?.name ?? offer.supplierId,
            unitPrice: unitPriceAt(offer, orderQuantity(offer, quantity)),
            against: listed.unitPrice,
            ...{ warrantyMonths: offer.warrantyMonths, leadTimeDays: offer.leadTimeDays },
            carbonKg: offer.declaredFootprint?.typical ?? null,
          }))
          .toSorted((a, b) => exact(a.unitPrice).comparedTo(b.unitPrice) || (a.offer < b.offer ? -1 : 1));
        found.push(...like.slice(0, most.shown));
      }
      const categories = [...new Set(view.open.flatMap((each) => each.listed?.product.category ?? []))];
      return { equivalents: found, assets: await assets(view.basket.organisation, categories) };
    },
  };
}
