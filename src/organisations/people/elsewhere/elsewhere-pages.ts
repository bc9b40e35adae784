import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../../../kernel/outcome.ts';
import { HttpError, notFound } from '../../../platform/http/index.ts';
import type { Account } from '../account/account.ts';
import { formProblems } from '../account/account-pages.ts';
import { personOf } from '../factors/factor-pages.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import { leadIn, type SignInCookies, visitOf } from '../request-visit.ts';
import type { Elsewhere } from './elsewhere.ts';

export interface ElsewherePageServices extends SignInCookies {
  readonly elsewhere: Elsewhere;
  readonly account: Account;
}

const instead = [{ text: 'Sign in', href: peoplePaths.signIn() }];

/** Signing in through a service outside. */
export function elsewherePages(services: ElsewherePageServices): FastifyPluginAsyncTypebox {
  const { elsewhere, account, cookie, stepCookie } = services;
  const params = Type.Object({ token: Type.String({ maxLength: 200 }) });
  const querystring = Type.Object({ next: Type.Optional(Type.String({ maxLength: 4000 })) });
  return async (server) => {
    // A link and not a form: browsers do not let a form of ours end up at another site.
    server.get('/sign-in/service', { schema: { hide: true, querystring } }, async (request, reply) => {
      const begun = await elsewhere.begin(ownPath(request.query.next)).catch(unreached(request));
      stepCookie.give(request, reply, { sessionId: '', ...begun.step });
      return reply.redirect(begun.href, 303);
    });
    server.get('/sign-in/service/callback', { schema: { hide: true } }, async (request, reply) => {
      const query = new URLSearchParams(request.url.split('?')[1] ?? '');
      const back = await elsewhere.comeBack(query, stepCookie.read(request), request.actor, visitOf(request));
      if (!back.ok) throw new HttpError(400, 'You are not signed in', back.problems, instead);
      if (back.value.kind === 'entered') return leadIn(services, request, reply, back.value.entered);
      stepCookie.take(request, reply);
      if (back.value.kind === 'joined') {
        cookie.give(request, reply, back.value.session);
        return reply.redirect(peoplePaths.account(), 303);
      }
      return reply.redirect(peoplePaths.signIn(peoplePaths.join(back.value.token)), 303);
    });
    const again = { config: { policy: 'people.change' } };
    const form = async (request: FastifyRequest, problems: readonly Problem[]) => {
      const { person } = await account.view(personOf(request));
      return {
        title: `Join your account to ${elsewhere.name}`,
        which: 'service',
        service: elsewhere.name,
        paths: peoplePaths,
        hasPassword: person.passwordHash !== null,
        problems: formProblems(problems, peoplePaths.service()),
      };
    };
    server.get('/account/service', { ...again, schema: { hide: true } }, async (request, reply) =>
      reply.page('organisations/people/views/account-form.njk', await form(request, [])),
    );
    const body = Type.Object({ current: Type.String({ maxLength: 1000, default: '' }) });
    server.post('/account/service', { ...again, schema: { hide: true, body } }, async (request, reply) => {
      const actor = personOf(request);
      const proven = await account.proveAgain(actor, { ...request.body, from: request.ip });
      if (!proven.ok) {
        const page = await form(request, proven.problems);
        return reply.status(400).page('organisations/people/views/account-form.njk', page);
      }
      cookie.give(request, reply, proven.value);
      const begun = await elsewhere.begin(undefined, actor).catch(unreached(request));
      stepCookie.give(request, reply, { sessionId: '', ...begun.step });
      return reply.page('organisations/people/views/service-go.njk', {
        title: `Go on to ${elsewhere.name}`,
        paths: peoplePaths,
        name: elsewhere.name,
        href: begun.href,
      });
    });
    const reading = { config: { policy: 'people.account' }, schema: { hide: true, params } };
    server.get('/account/join/:token', reading, async (request, reply) =>
      reply.page('organisations/people/views/join-identity.njk', {
        title: `Join your account to ${elsewhere.name}`,
        paths: peoplePaths,
        name: elsewhere.name,
        action: peoplePaths.join(request.params.token),
      }),
    );
    const joining = { config: { policy: 'people.change' }, schema: { hide: true, params } };
    server.post('/account/join/:token', joining, async (request, reply) => {
      const joined = await elsewhere.join(personOf(request), request.params.token, request.id);
      if (!joined.ok) throw new HttpError(403, 'This cannot be done', joined.problems);
      if (joined.value !== undefined) {
        cookie.give(request, reply, joined.value);
        return reply.redirect(peoplePaths.account(), 303);
      }
      throw notFound(
        'This is no longer open: it was used, is more than 15 minutes old, or is of another account.',
        `Sign in through ${elsewhere.name} again.`,
        instead,
      );
    });
  };

  function unreached(request: FastifyRequest) {
    return (error: unknown): never => {
      request.log.error({ err: error }, 'the sign-in service does not answer');
      throw new HttpError(
        502,
        `${elsewhere.name} does not answer`,
        [
          {
            code: 'sign-in-service',
            message: 'The sign-in service cannot be reached now.',
            remedy: 'Try again in a few minutes, or sign in another way.',
          },
        ],
        instead,
      );
    };
  }
}
