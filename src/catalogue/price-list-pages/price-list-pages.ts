import type { FastifyPluginAsync } from 'fastify';
import { checkPages } from './check-pages.ts';
import { columnPages } from './column-pages.ts';
import { heldPages } from './held-pages.ts';
import { overviewPages } from './overview-pages.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { publishPages } from './publish-pages.ts';
import { submissionPages } from './submission-pages.ts';

/** Every page of price lists. What they show is not public: no search engine and no cache keeps it. */
export function priceListPages(services: PriceListPageServices): FastifyPluginAsync {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    await server.register(overviewPages(services));
    await server.register(submissionPages(services));
    await server.register(columnPages(services));
    await server.register(checkPages(services));
    await server.register(publishPages(services));
    await server.register(heldPages(services));
  };
}
