import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { accountPages } from './account/account-pages.ts';
import { meApi } from './account/me-api.ts';
import { recoveryPages } from './account/recovery-pages.ts';
import { elsewherePages } from './elsewhere/elsewhere-pages.ts';
import { factorPages } from './factors/factor-pages.ts';
import { passkeyPages } from './factors/passkey-pages.ts';
import type { People } from './people.ts';
import type { PersonSessions } from './person-sessions.ts';
import type { SignInCookies } from './request-visit.ts';
import { registrationPages } from './registering/registration-pages.ts';
import { signInPages } from './sign-in/sign-in-pages.ts';

export interface PeoplePageServices extends SignInCookies {
  readonly people: People;
  readonly personSessions: PersonSessions;
  /** Address people use; empty: whatever address a request names. */
  readonly publicUrl: string;
  /** Where the demonstration is made anew; undefined where that is not offered. */
  readonly resetHref: string | undefined;
}

/** Every page of accounts. */
export function peoplePages(services: PeoplePageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    const parts = { ...services, ...services.people };
    await server.register(signInPages(parts));
    await server.register(registrationPages(parts));
    await server.register(recoveryPages(parts));
    await server.register(factorPages(parts));
    await server.register(passkeyPages(parts));
    await server.register(accountPages(parts));
    await server.register(meApi(parts));
    const { elsewhere } = parts;
    if (elsewhere !== undefined) await server.register(elsewherePages({ ...parts, elsewhere }));
  };
}
