import type { Agreements, DeliveryPlace } from '../agreements/index.ts';
import type { Actor } from '../platform/access/index.ts';
import type { Clock, IsoDate } from '../kernel/dates.ts';
import type { Outcome } from '../kernel/outcome.ts';
import type { CatalogueCounts } from './catalogue-counts.ts';
import type { CategoryTree } from './categories.ts';
import type { AssociatedService, Condition } from './offer.ts';
import type { PricePoint } from './offer-pricing.ts';
import type { Product } from './product.ts';
import type { FootprintPage, FootprintQuery } from './product-service.ts';
import type { SavedLists } from './saved-list-service.ts';
import type { OfferPage, OfferQuery } from './search-query.ts';
import type { PricedOffer } from './views/priced-offer.ts';

/** How far the demonstration has filled the catalogue. */
export interface LoadingView {
  /** `The demonstration is loading: 12,400 of 20,000 offers`. */
  readonly text: string;
  /** Length of the bar, of 400. */
  readonly width: string;
}

/** An offer that was asked for by its id. */
export type FoundOffer =
  | { readonly state: 'open'; readonly priced: PricedOffer }
  /** Known, but not on offer that day: its price ended or has not begun, or its supplier may take no new business. */
  | {
      readonly state: 'closed';
      readonly title: string;
      readonly supplier: string;
      readonly slug: string;
      readonly reason: string;
    }
  | { readonly state: 'unknown' };

/** Everything the product page shows of a product, priced for a quantity and a place on a day. */
export interface ProductDetails {
  readonly product: Product;
  readonly offers: readonly PricedOffer[];
}

/** What the catalogue's pages ask for; app.ts puts it together. */
export interface CataloguePageServices {
  readonly clock: Clock;
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  search(query: OfferQuery): Promise<Outcome<OfferPage>>;
  counts(): Promise<CatalogueCounts>;
  /** Undefined when nothing is being loaded. */
  loading(): Promise<LoadingView | undefined>;
  product(slug: string, quantity: number, on: IsoDate, to?: DeliveryPlace): Promise<ProductDetails | undefined>;
  /** Products with a published footprint, and how many there are in all. */
  footprints(query: FootprintQuery): Promise<FootprintPage>;
  footprintCount(): Promise<number>;
  /** Ids of makers that stand for services without a maker of their own. */
  serviceMakers(): Promise<ReadonlySet<string>>;
  /** Services that can be added to the offer on the day. */
  servicesFor(offer: PricedOffer, on: IsoDate): Promise<readonly AssociatedService[]>;
  /** Lowest price for one in the condition over the year up to the day, earliest first. */
  priceHistory(product: Product, condition: Condition, on: IsoDate): Promise<readonly PricePoint[]>;
  /** The offers with these ids, in this order, each for its own quantity, delivered to the place. */
  offers(
    wanted: readonly { readonly offer: string; readonly quantity: number }[],
    on: IsoDate,
    to?: DeliveryPlace,
  ): Promise<readonly FoundOffer[]>;
  /** First day on which something ordered on the day is there, this many working days later. */
  arrival(on: IsoDate, workingDays: number): IsoDate;
  readonly lists: SavedLists;
  /** How many of these offers whoever asks has in baskets; filled by what keeps baskets. */
  inBasket(actor: Actor, offers: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
