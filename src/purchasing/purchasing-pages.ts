import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { addPages } from './basket/add-pages.ts';
import { basketPages } from './basket/basket-pages.ts';
import type { PurchasingPageServices } from './page-parts.ts';
import { askPages } from './purchase/ask-pages.ts';
import { purchasePages } from './purchase/purchase-pages.ts';

/** From the basket to the order. Nothing of it is public: no search engine and no cache keeps it. */
export function purchasingPages(services: PurchasingPageServices): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    await server.register(addPages(services));
    await server.register(basketPages(services));
    await server.register(askPages(services));
    await server.register(purchasePages(services));
  };
}
