import { type Agreements, type DeliveryPlace, statusOn } from '../agreements/index.ts';
import type { IsoDate } from '../kernel/dates.ts';
import type { Suppliers } from '../organisations/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { CategoryTree } from './category-tree.ts';
import type { AssociatedService, Condition, Offer } from './offer.ts';
import {
  lowestPrices,
  priceLine,
  type PricedLine,
  type PricePoint,
  unitPriceAt,
  vatPercentOn,
} from './offer-pricing.ts';
import {
  type NamedOffer,
  offersById,
  offersNamed,
  offersOfProduct,
  priceIntervalsOf,
  servicesOf,
} from './offer-store.ts';
import type { Product } from './product.ts';
import { countFootprints, type FootprintCounts, footprintCounts, footprintIds } from './product-footprint-store.ts';
import { catalogueHolds, findProduct, findProducts, listProducts, serviceMakers } from './product-store.ts';

export interface ProductsOptions {
  readonly database: Database;
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  readonly suppliers: Pick<Suppliers, 'closedPositions'>;
}

export interface ProductQuery {
  /** Category path; a branch or a shortcut stands for what is below it. */
  readonly category?: string | undefined;
  /** Manufacturer id. */
  readonly manufacturer?: string | undefined;
  /** Only products whose maker published what they emit. */
  readonly footprint?: boolean | undefined;
  readonly limit: number;
  /** The id the page before ended with. */
  readonly cursor?: string | undefined;
}

export interface ProductPage {
  readonly items: readonly Product[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

/** Which published footprints are looked for. */
export interface FootprintQuery {
  /** As a person typed it. */
  readonly text: string;
  readonly manufacturer?: string | undefined;
  readonly category?: string | undefined;
  /** Least for making first; only kept where one maker is named, because figures of two cannot be compared. */
  readonly byEmissions: boolean;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface FootprintPage extends FootprintCounts {
  readonly items: readonly Product[];
}

/** An offer and what it is for. */
export interface OfferOfProduct {
  readonly offer: Offer;
  readonly product: Product;
}

/** What the catalogue knows of products and of what suppliers ask for them. */
export interface Products {
  readonly categories: CategoryTree;
  get(slug: string): Promise<Product | undefined>;
  byIds(ids: readonly string[]): Promise<readonly Product[]>;
  list(query: ProductQuery): Promise<ProductPage>;
  /** Products with a published footprint, by maker and name. */
  footprints(query: FootprintQuery): Promise<FootprintPage>;
  footprintCount(): Promise<number>;
  /** Ids of makers that stand for services without a maker of their own. */
  serviceMakers(): Promise<ReadonlySet<string>>;
  /** Offers for the product that stand on the day, from suppliers that may trade on the lot, on agreements in force. */
  offersOf(productId: string, on: IsoDate): Promise<readonly Offer[]>;
  /** The named offers in the order asked for; those that do not stand, or may not be bought, on the day are left out. */
  offers(ids: readonly string[], on: IsoDate): Promise<readonly OfferOfProduct[]>;
  /** What a supplier asks on a lot for a part number on the day; several where conditions or agreements differ. */
  offersNamed(wanted: NamedOffer, on: IsoDate): Promise<readonly Offer[]>;
  /** What the supplier adds to the offer, in the supplier's order. */
  servicesFor(offer: Offer, product: Pick<Product, 'category'>, on: IsoDate): Promise<readonly AssociatedService[]>;
  /** The line an order of `quantity` comes to on the day, delivered to a place (somewhere on the mainland, if not said). */
  price(offer: Offer, quantity: number, on: IsoDate, to?: DeliveryPlace): PricedLine;
  /** How the lowest price each of so many (one, if not said) in a condition moved between two days, both inclusive. */
  priceHistory(
    productId: string,
    condition: Condition,
    from: IsoDate,
    to: IsoDate,
    quantity?: number,
  ): Promise<readonly PricePoint[]>;
  /** Whether the catalogue holds any product, and any that is not invented. */
  holds(): Promise<{ readonly any: boolean; readonly real: boolean }>;
}

/** Words of a search for footprints that are looked at. */
const mostWords = 12;

/** Opens the door to products and offers. */
export function createProducts({ database, categories, agreements, suppliers }: ProductsOptions): Products {
  const handle = database.handle;

  async function closedOn(on: IsoDate): Promise<ReadonlySet<string>> {
    const closed = await suppliers.closedPositions(on);
    return new Set(closed.map((each) => position(each.supplierId, each.agreement, each.lot)));
  }

  async function buyable(offers: readonly Offer[], on: IsoDate): Promise<readonly Offer[]> {
    const closed = await closedOn(on);
    return offers.filter(
      (each) => inForceOn(each.agreement, on) && !closed.has(position(each.supplierId, each.agreement, each.lot)),
    );
  }

  function inForceOn(number: string, on: IsoDate): boolean {
    const pack = agreements.find(number);
    return pack !== undefined && statusOn(pack, on).newCallOffs;
  }

  return {
    categories,
    get: (slug) => findProduct(handle, slug),
    byIds: (ids) => findProducts(handle, ids),
    list: async (query) => {
      const scope = query.category === undefined ? [] : categories.scope(query.category).categories;
      if (query.category !== undefined && scope.length === 0) return { items: [] };
      const items = await listProducts(handle, {
        categories: scope,
        manufacturer: query.manufacturer,
        footprint: query.footprint === true,
        after: query.cursor,
        limit: query.limit + 1,
      });
      const page = items.slice(0, query.limit);
      const last = page.at(-1);
      return items.length > query.limit && last !== undefined ? { items: page, next: last.id } : { items: page };
    },
    footprints: async (query) => {
      const filter = {
        words: query.text
          .split(/\s+/)
          .filter((each) => each !== '')
          .slice(0, mostWords),
        manufacturer: query.manufacturer,
        categories: query.category === undefined ? [] : categories.scope(query.category).categories,
      };
      const ids = await footprintIds(handle, filter, {
        byEmissions: query.byEmissions && query.manufacturer !== undefined,
        offset: (query.page - 1) * query.pageSize,
        limit: query.pageSize,
      });
      const found = new Map((await findProducts(handle, ids)).map((each) => [each.id, each]));
      return { ...(await footprintCounts(handle, filter)), items: ids.flatMap((id) => found.get(id) ?? []) };
    },
    footprintCount: () => countFootprints(handle),
    serviceMakers: () => serviceMakers(handle),
    offersOf: async (productId, on) => buyable(await offersOfProduct(handle, productId, on), on),
    offersNamed: async (wanted, on) => buyable(await offersNamed(handle, wanted, on), on),
    offers: async (ids, on) => {
      const standing = await buyable(await offersById(handle, ids, on), on);
      const products = await findProducts(handle, [...new Set(standing.map((each) => each.productId))]);
      const byProduct = new Map(products.map((each) => [each.id, each]));
      const byOffer = new Map(standing.map((each) => [each.id, each]));
      return ids.flatMap((id) => {
        const offer = byOffer.get(id);
        const product = offer === undefined ? undefined : byProduct.get(offer.productId);
        return offer === undefined || product === undefined ? [] : [{ offer, product }];
      });
    },
    servicesFor: async (offer, product, on) => {
      const { supplierId, agreement, lot, id: offerId } = offer;
      const found = await servicesOf(handle, { supplierId, agreement, lot, offerId }, on);
      return found.filter(
        (each) =>
          each.categories.length === 0 || each.categories.some((path) => categories.isWithin(product.category, path)),
      );
    },
    price: (offer, quantity, on, to) =>
      priceLine(offer, quantity, vatPercentOn(agreements.reference.vatRates, offer.vatCategory, on), to),
    priceHistory: async (productId, condition, from, to, quantity = 1) => {
      const intervals = await priceIntervalsOf(handle, productId, condition, from, to);
      // What may not be bought at the end of the stretch does not count as its lowest price.
      const closed = await closedOn(to);
      const counted = intervals.filter((each) => !closed.has(position(each.supplierId, each.agreement, each.lot)));
      const atQuantity = counted.map((each) => ({ ...each, unitPrice: unitPriceAt(each, quantity) }));
      return lowestPrices(atQuantity, from, to);
    },
    holds: () => catalogueHolds(handle),
  };
}

function position(supplierId: string, agreement: string, lot: string): string {
  return `${supplierId} ${agreement} ${lot}`;
}
