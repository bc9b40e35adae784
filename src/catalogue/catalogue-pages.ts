import type { FastifyPluginAsync } from 'fastify';
import type { CataloguePageServices } from './catalogue-page-services.ts';
import { comparePages } from './compare-pages.ts';
import { footprintPages } from './footprint-pages.ts';
import { listPages } from './list-pages.ts';
import { productPages } from './product-pages.ts';
import { searchPages } from './search-pages.ts';

/** Every page of the catalogue: categories, results, products, comparisons and lists. */
export function cataloguePages(services: CataloguePageServices): FastifyPluginAsync {
  return async (server) => {
    await server.register(searchPages(services));
    await server.register(productPages(services));
    await server.register(footprintPages(services));
    await server.register(comparePages(services));
    await server.register(listPages(services));
  };
}
