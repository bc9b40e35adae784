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
import {
  callOffImportApi,
  callOffImportPages,
  contractApi,
  contractPages,
  contractPaths,
  invoiceApi,
  invoicingPages,
  moreOfOrder,
  receiptApi,
} from './contracts/index.ts';
import { decisionFileOfOrder, decisionFilePages, homePages, staticPages } from './desk/index.ts';
import {
  inboxApi,
  inboxPages,
  organisationApi,
  organisationPages,
  peoplePaths,
  supplierApi,
  supplierPages,
  supplierPaths,
} from './organisations/index.ts';
import { registerDesks } from './desk-routes.ts';
import type { Config } from './platform/config/index.ts';
import type { Server } from './platform/http/index.ts';
import {
  approvalPages,
  basketApi,
  comparisonPages,
  createApprovalSettings,
  createDelegations,
  createElsewhere,
  delegationPages,
  elsewhereOfOrder,
  elsewherePages,
  needApi,
  needPages,
  priceBandApi,
  purchaseApi,
  purchasingPages,
  quotePages,
} from './purchasing/index.ts';
import { signingKeyPages } from './platform/signed-bundle/index.ts';
import { policies, type Services } from './services.ts';

/** Registers every page and interface; higher modules fill the ports of lower ones here. */
export async function registerRoutes(server: Server, config: Config, services: Services): Promise<void> {
  const { guides, agreements, categories, clock, suppliers } = services;
  const catalogue: CataloguePageServices = createCataloguePageServices({
    ...services,
    search: (query) => services.search.search(query),
    inBasket: (actor, offers) =>
      actor.kind === 'person' ? services.baskets.held(actor, offers) : Promise.resolve(new Map()),
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
  await server.register(inboxPages(services));
  await server.register(inboxApi(services));
  await server.register(supplierApi(services));
  await server.register(organisationApi(services));
  await server.register(
    organisationPages({
      ...services,
      signInHref: peoplePaths.signIn,
      registerHref: peoplePaths.register,
    }),
  );
  await server.register(cataloguePages(catalogue));
  await server.register(categoryApi(services));
  await server.register(productApi({ ...services, importer: services.productImporter }));
  await server.register(offersApi(services));
  await server.register(suggestionsApi(services));
  const priceLists = { ...services, policies, maxBytes: config.uploadMb * 1_048_576 };
  await server.register(priceListPages(priceLists));
  await server.register(priceListApi(priceLists));
  const invoicing = { ...services, ...services.contracts, ...services.invoicing, policies };
  const arrived = moreOfOrder(invoicing);
  const elsewhere = createElsewhere({ ...services, orders: services.contracts.orders, policies });
  await server.register(
    contractPages({
      ...services,
      ...services.contracts,
      moreOfOrder: async (actor, order, status) => [
        ...elsewhereOfOrder(elsewhere, actor, order, status),
        ...(await arrived(actor, order)),
        ...decisionFileOfOrder(policies, actor, order),
      ],
    }),
  );
  await server.register(decisionFilePages(services));
  await server.register(invoicingPages(invoicing));
  await server.register(
    approvalPages({
      settings: createApprovalSettings({ ...services, ...services.contracts, policies }),
      categories: categories.roots().flatMap((root) => [root, ...categories.children(root.id)]),
    }),
  );
  await server.register(delegationPages({ delegations: createDelegations({ ...services, policies }) }));
  await server.register(
    purchasingPages({
      ...services,
      orderHref: contractPaths.order,
      signInHref: peoplePaths.signIn,
      confirmHref: peoplePaths.confirm,
    }),
  );
  await server.register(basketApi(services));
  await server.register(needPages(services));
  await server.register(comparisonPages(services));
  await server.register(needApi(services));
  await server.register(elsewherePages({ ...services, elsewhere, orderHref: contractPaths.order }));
  await server.register(quotePages(services));
  await server.register(priceBandApi(services));
  await server.register(purchaseApi(services));
  await server.register(contractApi(services.contracts));
  await server.register(invoiceApi(services.invoicing));
  await server.register(receiptApi(services.invoicing));
  const firstAgreement = agreements.packs[0]?.number.value ?? '';
  await server.register(callOffImportApi(services));
  await server.register(callOffImportPages({ ...services, firstAgreement }));
  await server.register(
    homePages({
      clock,
      agreements,
      categories,
      counts: () => catalogue.counts(),
      loading: () => catalogue.loading(),
      search: (query) => catalogue.search(query),
      suppliers: (agreement, on) => suppliers.positionCounts(agreement, on),
      announcements: (actor) => services.announcements.shown(actor),
      finderQuestions: () => Math.max(0, ...guides.finders.map((each) => each.questions.length)),
    }),
  );
  await server.register(signingKeyPages(services));
  await registerDesks(server, services);
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
