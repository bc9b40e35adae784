import {
  agreementApi,
  agreementPages,
  type AgreementPageServices,
  finderApi,
  type FinderLive,
  finderPages,
  type FinderServices,
  guidancePages,
} from './agreements/index.ts';
import {
  cataloguePages,
  type CataloguePageServices,
  categoryApi,
  createCataloguePageServices,
  offersApi,
  parseOfferQuery,
  priceListApi,
  priceListPages,
  productApi,
  searchPath,
  suggestionsApi,
} from './catalogue/index.ts';
import { homePages, staticPages } from './desk/index.ts';
import { supplierApi, supplierPages, supplierPaths } from './organisations/index.ts';
import type { Config } from './platform/config/index.ts';
import type { Server } from './platform/http/index.ts';
import type { Services } from './services.ts';

/** Registers every page and interface; higher modules fill the ports of lower ones here. */
export async function registerRoutes(server: Server, config: Config, services: Services): Promise<void> {
  const { guides, agreements, categories, clock, suppliers } = services;
  const catalogue: CataloguePageServices = createCataloguePageServices({
    ...services,
    search: (query) => services.search.search(query),
    demonstration: async () => {
      const { state, done, total } = await services.demonstration.status();
      if (state === 'none' || state === 'loaded') return undefined;
      return { done, total: total || config.demoOffers, stopped: state === 'failed' || state === 'cancelled' };
    },
  });
  const agreementServices: AgreementPageServices = {
    agreements,
    clock,
    positions: (agreement, on) => suppliers.positionCounts(agreement, on),
    registerHref: (agreement, lot) => supplierPaths.register({ agreement, lot }),
    category: (id, agreement, lot) => {
      const category = categories.get(id);
      if (category === undefined) return undefined;
      const { name, summary, icon } = category;
      return { name, summary, icon, href: searchPath({ category: id, agreement, lot }) };
    },
  };
  await server.register(agreementPages(agreementServices));
  await server.register(agreementApi(agreementServices));
  const { reference } = agreements;
  const finder: FinderServices = { finders: guides.finders, reference, clock, live: finderLive(services, catalogue) };
  await server.register(finderPages(finder));
  await server.register(finderApi(finder));
  await server.register(guidancePages({ guidance: guides.guidance, reference, clock }));
  await server.register(
    supplierPages({ agreements, clock, suppliers, offersHref: (supplier) => searchPath({ supplier }) }),
  );
  await server.register(supplierApi(services));
  await server.register(cataloguePages(catalogue));
  await server.register(categoryApi(services));
  await server.register(productApi({ ...services, importer: services.productImporter }));
  await server.register(offersApi(services));
  await server.register(suggestionsApi(services));
  const priceLists = { ...services, maxBytes: config.uploadMb * 1_048_576 };
  await server.register(priceListPages(priceLists));
  await server.register(priceListApi(priceLists));
  await server.register(
    homePages({
      clock,
      agreements,
      categories,
      counts: () => catalogue.counts(),
      loading: () => catalogue.loading(),
      search: (query) => catalogue.search(query),
      suppliers: (agreement, on) => suppliers.positionCounts(agreement, on),
      finderQuestions: () => Math.max(0, ...guides.finders.map((each) => each.questions.length)),
    }),
  );
  await server.register(staticPages({ openapi: () => server.swagger(), publicUrl: config.publicUrl }));
}

/** What the register and the catalogue say to an answer of the finder. */
function finderLive({ agreements, suppliers }: Services, catalogue: CataloguePageServices): FinderLive {
  return {
    suppliersOnLots: async (agreement, on) => {
      const { lots } = await suppliers.positionCounts(agreement, on);
      return new Map(lots.map((each) => [each.lot, each.suppliers]));
    },
    offersFor: async ({ agreement, lot, categories, condition, quantity, on }) => {
      const query = parseOfferQuery(
        {
          agreement,
          lot,
          category: categories,
          condition,
          quantity: String(quantity),
          sort: 'deliveredPrice',
          limit: '1',
        },
        { day: on, unknown: 'ignore', places: agreements.reference.deliveryPlaces },
      );
      const found = query.ok ? await catalogue.search(query.value) : query;
      const lowest = found.ok ? found.value.items[0] : undefined;
      if (!found.ok || lowest === undefined) return null;
      const [priced] = await catalogue.offers([{ offer: lowest.offer, quantity }], on);
      if (priced?.state !== 'open') return null;
      const sellers = found.value.facets.find((each) => each.name === 'supplier')?.values ?? [];
      return {
        offers: found.value.total,
        suppliers: sellers.filter((each) => each.count > 0).length,
        lowestEach: lowest.price,
        lowestTotalIncVat: priced.priced.deliveredGross,
      };
    },
  };
}
