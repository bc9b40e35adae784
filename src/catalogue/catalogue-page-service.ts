import { type Agreements, type DeliveryPlace, statusOn } from '../agreements/index.ts';
import { addMonths, addWorkingDays, type Clock, formatDate, type IsoDate } from '../kernel/dates.ts';
import { formatCount } from '../kernel/money.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';
import type { Suppliers } from '../organisations/index.ts';
import type { Database } from '../platform/database/index.ts';
import { cachedCounts, sumCounts } from './catalogue-counts.ts';
import { countOffers, countProducts } from './catalogue-counts-store.ts';
import type { CataloguePageServices, FoundOffer, LoadingView } from './catalogue-page-services.ts';
import type { Condition, Offer } from './offer.ts';
import type { PricePoint } from './offer-pricing.ts';
import { traceOffers, type TracedOffer } from './past-offer-store.ts';
import { type Product, productTitle } from './product.ts';
import type { Products } from './product-service.ts';
import { createSavedLists } from './saved-list-service.ts';
import type { OfferPage, OfferQuery } from './search-query.ts';
import type { PricedOffer, SupplierBrief } from './views/priced-offer.ts';

/** Months of price history on a product's page. */
const historyMonths = 12;

export interface CataloguePagesOptions {
  readonly clock: Clock;
  readonly database: Database;
  readonly agreements: Agreements;
  readonly suppliers: Pick<Suppliers, 'closedPositions' | 'summaries'>;
  readonly products: Products;
  search(query: OfferQuery): Promise<Outcome<OfferPage>>;
  /** Nobody has anything in a basket where there are none. */
  readonly inBasket?: CataloguePageServices['inBasket'];
  /** Offers written and to be written by the demonstration; undefined when it is whole or was never asked for. */
  demonstration(): Promise<DemonstrationProgress | undefined>;
}

export interface DemonstrationProgress {
  readonly done: number;
  readonly total: number;
  /** It failed or was cancelled: nothing more will come by itself. */
  readonly stopped?: boolean;
}

/** What a page says while the demonstration loads, or when it stopped half-way. */
export function loadingView({ done, total, stopped }: DemonstrationProgress): LoadingView {
  const share = total <= 0 ? 0 : Math.min(1, done / total);
  return {
    text:
      stopped === true
        ? `The demonstration stopped at ${formatCount(done)} of ${formatCount(total)} offers. The operator’s page says why`
        : `The demonstration is loading: ${formatCount(done)} of ${formatCount(total)} offers`,
    width: (share * 400).toFixed(1),
  };
}

/** Puts together what the catalogue's pages ask for. */
export function createCataloguePageServices(options: CataloguePagesOptions): CataloguePageServices {
  const { agreements, clock, database, products, suppliers } = options;
  const holidays = new Set(
    agreements.reference.bankHolidays
      .filter((each) => each.divisions.includes('england-and-wales'))
      .map((each): string => each.date),
  );

  async function briefs(offers: readonly Offer[], on: IsoDate): Promise<ReadonlyMap<string, SupplierBrief>> {
    return suppliers.summaries(new Set(offers.map((each) => each.supplierId)), on);
  }

  function priced(
    offer: Offer,
    product: Product,
    known: ReadonlyMap<string, SupplierBrief>,
    quantity: number,
    on: IsoDate,
    to: DeliveryPlace | undefined,
  ): PricedOffer {
    const { supplierId } = offer;
    const supplier = known.get(supplierId) ?? { id: supplierId, name: supplierId, sme: false, size: 'not stated' };
    return { ...products.price(offer, quantity, on, to), offer, product, supplier };
  }

  function takesCallOffs(agreement: string, on: IsoDate): boolean {
    const pack = agreements.find(agreement);
    return pack !== undefined && statusOn(pack, on).newCallOffs;
  }

  async function closedOffers(ids: readonly string[], on: IsoDate): Promise<ReadonlyMap<string, FoundOffer>> {
    const traced = await traceOffers(database.handle, ids, on);
    const names = await suppliers.summaries(new Set(traced.map((each) => each.supplierId)), on);
    return new Map(
      traced.map((each) => [
        each.id,
        {
          state: 'closed',
          title: cleanLine(productTitle({ name: each.maker, kind: each.makerKind }, each.name)),
          supplier: names.get(each.supplierId)?.name ?? each.supplierId,
          slug: each.slug,
          reason: closedReason(each, takesCallOffs(each.agreement, on)),
        },
      ]),
    );
  }

  // Milliseconds of the process.
  let idleUntil = 0;
  return {
    clock,
    agreements,
    categories: products.categories,
    search: (query) => options.search(query),
    inBasket: options.inBasket ?? (() => Promise.resolve(new Map())),
    counts: cachedCounts(clock, async (on) => {
      const rows = await countOffers(database.handle, on);
      return sumCounts(rows, await countProducts(database.handle), await suppliers.closedPositions(on));
    }),
    loading: async () => {
      // Every page asks. Where nothing loads, that is believed for a second.
      if (performance.now() < idleUntil) return undefined;
      const progress = await options.demonstration();
      if (progress === undefined) idleUntil = performance.now() + 1000;
      return progress === undefined ? undefined : loadingView(progress);
    },
    product: async (slug, quantity, on, to) => {
      const product = await products.get(slug);
      if (product === undefined) return undefined;
      const offers = await products.offersOf(product.id, on);
      const known = await briefs(offers, on);
      return { product, offers: offers.map((each) => priced(each, product, known, quantity, on, to)) };
    },
    footprints: (query) => products.footprints(query),
    footprintCount: () => products.footprintCount(),
    serviceMakers: () => products.serviceMakers(),
    servicesFor: ({ offer, product }, on) => products.servicesFor(offer, product, on),
    priceHistory: (product, condition, on) => history(products, product, condition, on),
    offers: async (wanted, on, to) => {
      const ids = wanted.map((each) => each.offer).filter((each) => /^\d{1,18}$/.test(each));
      const standing = await products.offers(ids, on);
      const byId = new Map(standing.map((each) => [each.offer.id, each]));
      const known = await briefs(
        standing.map((each) => each.offer),
        on,
      );
      const missing = ids.filter((each) => !byId.has(each));
      const closed = missing.length === 0 ? new Map<string, FoundOffer>() : await closedOffers(missing, on);
      return wanted.map(({ offer: id, quantity }): FoundOffer => {
        const open = byId.get(id);
        if (open !== undefined)
          return { state: 'open', priced: priced(open.offer, open.product, known, quantity, on, to) };
        return closed.get(id) ?? { state: 'unknown' };
      });
    },
    arrival: (on, workingDays) => addWorkingDays(on, workingDays, holidays),
    lists: createSavedLists({ database, clock }),
  };
}

function history(
  products: Products,
  product: Product,
  condition: Condition,
  on: IsoDate,
): Promise<readonly PricePoint[]> {
  return products.priceHistory(product.id, condition, addMonths(on, -historyMonths), on);
}

/** Why an offer that is known cannot be bought on the day; follows `because` or a colon. */
function closedReason(traced: TracedOffer, agreementOpen: boolean): string {
  if (!agreementOpen) return `${traced.agreement} takes no new call-offs today`;
  if (traced.standsToday) return `its supplier may take no new business on lot ${traced.lot} today`;
  if (traced.begins !== null) return `its price begins on ${formatDate(traced.begins)}`;
  return traced.ended === null ? 'it has no price' : `its price ended on ${formatDate(traced.ended)}`;
}
