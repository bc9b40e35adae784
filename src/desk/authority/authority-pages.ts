import type { FastifyPluginAsync } from 'fastify';
import type { AuthorityServices } from './authority-services.ts';
import { evidencePages } from './evidence-pages.ts';
import { risePages } from './rise-pages.ts';
import { standingPages } from './standing-pages.ts';
import { supplyPages } from './supply-pages.ts';

/** Every page of the authority behind its desk. */
export function authorityPages(services: AuthorityServices): FastifyPluginAsync {
  return async (server) => {
    await server.register(risePages(services));
    await server.register(standingPages(services));
    await server.register(evidencePages(services));
    await server.register(supplyPages(services));
  };
}
