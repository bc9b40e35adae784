import { type Agreements, holidaysOf, readDeliveryPlace } from '../../agreements/index.ts';
import type { Offer, Product, Products } from '../../catalogue/index.ts';
import { addWorkingDays, type Clock, type IsoDate, today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Baskets } from '../basket/basket-service.ts';
import { readBaskets } from '../basket/basket-store.ts';
import type { Purchases } from '../purchase/purchase-service.ts';
import { comparisonSentence, type WeighedOffer, whyNotFit } from './offer-fit.ts';

/** Offers side by side for what a basket or a purchase is for. */
export interface Comparison {
  readonly on: IsoDate;
  readonly neededBy: IsoDate | null;
  /** How many are needed: as in the basket or purchase. */
  readonly quantity: number;
  readonly sentence: string;
  /** The chosen one first. */
  readonly offers: readonly (WeighedOffer & { readonly whyNot: readonly string[] })[];
}

/** Undefined: nothing there that the actor may see. */
export interface Comparisons {
  ofBasket(actor: Actor, id: string): Promise<Comparison | undefined>;
  ofPurchase(actor: Actor, id: string): Promise<Comparison | undefined>;
}

/** Offers shown at the most; others on the lot fill up to so many. */
const most = { shown: 4, filled: 3 } as const;

interface Wanted {
  readonly organisation: string;
  readonly owner: string;
  readonly site: string;
  readonly agreement: string;
  readonly lot: string;
  readonly offer: string;
  readonly quantity: number;
  readonly neededBy: IsoDate | null;
}

export function createComparisons({
  database,
  clock,
  agreements,
  products,
  suppliers,
  organisations,
  baskets,
  purchases,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly products: Products;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly organisations: Pick<Organisations, 'sites'>;
  readonly baskets: Pick<Baskets, 'get'>;
  readonly purchases: Pick<Purchases, 'get'>;
}): Comparisons {
  function carbonOf(offer: Offer, product: Product): WeighedOffer['carbon'] {
    const own = offer.declaredFootprint;
    if (own !== null) return { ...numbers(own), of: 'seller' };
    const typical = products.categories.get(product.category)?.footprint?.embodiedKg;
    return offer.condition === 'new' && typical !== undefined ? { ...numbers(typical), of: 'category' } : null;
  }

  /** Those its asker gathered in baskets for the same kind of thing and number; then others for the same product on the lot, cheapest first. */
  async function compare(wanted: Wanted): Promise<Comparison | undefined> {
    const on = today(clock);
    const [chosen] = await products.offers([wanted.offer], on);
    if (chosen === undefined) return undefined;
    const { organisation, owner, quantity, neededBy } = wanted;
    const kept = await readBaskets(database.handle, { organisations: [organisation], owner });
    const gathered = await products.offers(
      [
        ...new Set(
          kept.flatMap(({ lines }) => lines.flatMap((line) => (line.quantity === quantity ? [line.offer] : []))),
        ),
      ].filter((id) => id !== wanted.offer),
      on,
    );
    const alike = gathered.filter(({ product }) => product.category === chosen.product.category);
    const known = new Set([wanted.offer, ...alike.map((each) => each.offer.id)]);
    const others = (await products.offersOf(chosen.product.id, on))
      .filter(({ id, agreement, lot }) => agreement === wanted.agreement && lot === wanted.lot && !known.has(id))
      .map((offer) => ({ offer, product: chosen.product }));
    const site = (await organisations.sites(organisation)).find((each) => each.id === wanted.site);
    const place =
      site === undefined ? undefined : readDeliveryPlace(site.postcode, agreements.reference.deliveryPlaces);
    const to = place?.ok === true ? place.value : undefined;
    const priced = (all: typeof gathered) =>
      all
        .map((each) => ({ ...each, price: products.price(each.offer, quantity, on, to) }))
        .toSorted((a, b) => exact(a.price.deliveredNet).comparedTo(b.price.deliveredNet));
    const rest = priced(alike).slice(0, most.shown - 1);
    const filled = priced(others).slice(0, Math.max(0, most.filled - 1 - rest.length));
    const all = [...priced([chosen]), ...rest, ...filled];
    const names = await suppliers.summaries(new Set(all.map((each) => each.offer.supplierId)), on);
    const holidays = holidaysOf(agreements.reference, 'england-and-wales');
    const offers = all.map(({ offer, product, price }): WeighedOffer => ({
      ...{ offer: offer.id, title: product.title, mpn: product.mpn, slug: product.slug },
      supplier: names.get(offer.supplierId)?.name ?? offer.supplierId,
      ...{ agreement: offer.agreement, lot: offer.lot, condition: offer.condition },
      ...{ quantity: price.orderQuantity, unitPrice: price.unitPrice },
      ...{ deliveredNet: price.deliveredNet, deliveredGross: price.deliveredGross },
      arrives: addWorkingDays(on, offer.leadTimeDays, holidays),
      ...{ warrantyMonths: offer.warrantyMonths, stock: offer.stock, backOrder: offer.backOrder },
      carbon: carbonOf(offer, product),
      chosen: offer.id === wanted.offer,
    }));
    return {
      ...{ on, neededBy, quantity, sentence: comparisonSentence(offers, neededBy) },
      offers: offers.map((each) => ({ ...each, whyNot: whyNotFit(each, neededBy) })),
    };
  }

  return {
    ofBasket: async (actor, id) => {
      const view = await baskets.get(actor, id);
      const line = view?.open[0];
      if (view === undefined || line === undefined) return undefined;
      const { basket } = view;
      return compare({ ...basket, offer: line.offer, quantity: line.quantity });
    },
    ofPurchase: async (actor, id) => {
      const draft = (await purchases.get(actor, id))?.purchase;
      const line = draft?.draft.lines.find((each) => each.kind === 'goods');
      if (draft === undefined || line?.offer == null) return undefined;
      const { organisation, site, agreement, lot, neededBy = null } = draft.draft;
      const { offer, quantity } = line;
      return compare({ organisation, owner: draft.askedBy, site, agreement, lot, offer, quantity, neededBy });
    },
  };
}

function numbers({ low, typical, high }: Readonly<Record<'low' | 'typical' | 'high', number | string>>) {
  return { low: Number(low), typical: Number(typical), high: Number(high) };
}
