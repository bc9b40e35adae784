export { catalogueMigrations } from './catalogue-migrations.ts';
export { CategoryTree, loadCategories } from './categories.ts';
export { createProducts, type OfferOfProduct, type Products } from './product-service.ts';
export { type CatalogueCounts, lotKey } from './catalogue-counts.ts';
export { createCataloguePageServices } from './catalogue-page-service.ts';
export type { CataloguePageServices, FoundOffer, LoadingView } from './catalogue-page-services.ts';
export { cataloguePages } from './catalogue-pages.ts';
export { productPath, searchPath } from './catalogue-paths.ts';
export { savedListPolicies } from './saved-list-policies.ts';
export { shelfEntry } from './views/browse-view.ts';
export { type OfferPage, type OfferQuery, parseOfferQuery } from './search-query.ts';
export { offersApi } from './offers-api.ts';
export { suggestionsApi } from './suggestions-api.ts';
export { offersCommands } from './offers-commands.ts';
export { createSearch, type Search } from './search-service.ts';
export { openLots } from './search-lots.ts';
export { demoCommands } from './demo/demo-command.ts';
export { forgetDemoPriceLists } from './demo/forget-demo-lists-store.ts';
export { demoJob } from './demo/demo-job.ts';
export { createDemonstration, type Demonstration } from './demo/demo-service.ts';
export { categoryApi } from './category-api.ts';
export { categoryCommands } from './category-commands.ts';
export { productApi } from './product-api.ts';
export { productCommands } from './product-commands.ts';
export { type BoaviztaGuide, loadBoaviztaGuide } from './product-import/boavizta/boavizta-guide.ts';
export { createProductImporter, type ProductImporter } from './product-import/product-import.ts';
export { productPolicies } from './product-policies.ts';
export {
  createPriceLists,
  type ListedChange,
  type PriceList,
  priceListCommands,
  priceListPolicies,
  type PriceLists,
  type PriceListState,
} from './price-lists/index.ts';
export { controls } from './price-lines/price-controls.ts';
export { loadPriceColumns, type PriceColumns } from './price-lines/index.ts';
export { priceListApi } from './price-list-pages/price-list-api.ts';
export { priceListPages } from './price-list-pages/price-list-pages.ts';
export { priceListPaths } from './price-list-pages/price-list-paths.ts';
export { createOversight, type Oversight, type RiseFacts } from './oversight/oversight.ts';
export { type AssociatedService, type Condition, conditions, type Offer, type PriceBreak, type Unit } from './offer.ts';
export { deliveryFor, orderQuantity, type PriceTerms, unitPriceAt, vatOn, vatPercentOn } from './offer-pricing.ts';
export type { Product } from './product.ts';
export type { PricedOffer } from './views/priced-offer.ts';
export { offersById } from './offer-store.ts';
export type { ListedPrice } from './oversight/listed-prices-store.ts';
