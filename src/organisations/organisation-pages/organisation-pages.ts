import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { authorityPages } from './authority-pages.ts';
import { invitationPages } from './invitation-pages.ts';
import { keepingPages } from './keeping-pages.ts';
import type { OrganisationPageServices } from './organisation-page-services.ts';
import { ownPages } from './own-pages.ts';
import { peoplePages } from './people-pages.ts';
import { sitePages } from './site-pages.ts';
import { startPages } from './start-pages.ts';

/** The pages of organisations and the people in them. What one sees of an organisation is not for search engines. */
export function organisationPages(services: OrganisationPageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('x-robots-tag', 'noindex');
    });
    await server.register(startPages(services));
    await server.register(authorityPages(services));
    await server.register(ownPages(services));
    await server.register(keepingPages(services));
    await server.register(sitePages(services));
    await server.register(peoplePages(services));
    await server.register(invitationPages(services));
  };
}
