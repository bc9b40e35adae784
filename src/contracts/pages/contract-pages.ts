import type { FastifyPluginAsync } from 'fastify';
import { callOffPages } from './call-off-pages.ts';
import type { ContractPageServices } from './contract-page-services.ts';
import { orderPages } from './order-pages.ts';

/** Every page of orders and call-off contracts. */
export function contractPages(services: ContractPageServices): FastifyPluginAsync {
  return async (server) => {
    await server.register(orderPages(services));
    await server.register(callOffPages(services));
  };
}
