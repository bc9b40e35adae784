import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Problem } from '../../../kernel/outcome.ts';
import type { PersonActor } from '../../../platform/access/index.ts';
import { HttpError, notFound } from '../../../platform/http/index.ts';
import type { Account } from '../account/account.ts';
import { passkeyRow } from '../account/account-words.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import { leadIn, type SignInCookies, visitOf } from '../request-visit.ts';
import type { SignInStep } from '../sign-in/sign-in-step.ts';
import type { SecondFactors } from './second-factors.ts';

export interface FactorPageServices extends SignInCookies {
  readonly secondFactors: SecondFactors;
  readonly signInStep: SignInStep;
  readonly account: Account;
}

const querystring = Type.Object({ next: Type.Optional(Type.String({ maxLength: 4000 })) });
const text = Type.String({ maxLength: 4000, default: '' });
const confirmView = 'organisations/people/views/confirm.njk';
const setupView = 'organisations/people/views/totp-setup.njk';
const resetView = 'organisations/people/views/factor-reset.njk';
const change = { policy: 'people.change' };

/** The person who asks; the policy of each route lets nobody else through. */
export function personOf({ actor }: FastifyRequest): PersonActor {
  if (actor.kind === 'person') return actor;
  throw new HttpError(401, 'You are not signed in', [
    {
      code: 'not-allowed',
      message: 'Only somebody with an account can do this.',
      remedy: 'Sign in, then do it again.',
    },
  ]);
}

const linked = (problems: readonly Problem[]) =>
  problems.map((each) => ({ ...each, href: each.path === undefined ? undefined : `#${each.path}` }));

/** Giving a second factor, at sign-in and later, and setting them up. */
export function factorPages(services: FactorPageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    await server.register(stepPages(services));
    await server.register(confirmPages(services));
    await server.register(setupPages(services));
    await server.register(resetPages(services));
  };
}

function stepPages(services: FactorPageServices): FastifyPluginAsyncTypebox {
  const { signInStep, secondFactors, stepCookie } = services;
  const title = 'Enter your second factor';
  return async (server) => {
    server.get('/sign-in/second-factor', { schema: { hide: true } }, async (request, reply) => {
      const waiting = await signInStep.look(stepCookie.read(request));
      if (waiting === undefined) return reply.redirect(peoplePaths.signIn(), 303);
      const factors = await secondFactors.of(waiting.personId);
      return reply.page(confirmView, {
        title,
        paths: peoplePaths,
        factors,
        action: peoplePaths.signInStep(),
        step: true,
        next: waiting.next,
      });
    });
    const body = Type.Object({ code: text });
    const route = { config: { policy: 'people.sign-in' }, schema: { hide: true, body } };
    server.post('/sign-in/second-factor', route, async (request, reply) => {
      const secret = stepCookie.read(request);
      const entered = await signInStep.withCode(secret, request.body.code, visitOf(request));
      if (entered === undefined) return reply.redirect(peoplePaths.signIn(), 303);
      if (entered.ok) return leadIn(services, request, reply, entered.value);
      const waiting = await signInStep.look(secret);
      const factors = waiting === undefined ? undefined : await secondFactors.of(waiting.personId);
      const action = peoplePaths.signInStep();
      const problems = linked(entered.problems);
      return reply
        .status(400)
        .page(confirmView, { title, paths: peoplePaths, factors, action, step: true, next: waiting?.next, problems });
    });
  };
}

function confirmPages({ secondFactors, cookie }: FactorPageServices): FastifyPluginAsyncTypebox {
  const title = 'Confirm that it is you';
  const config = { policy: 'people.confirm' };
  return async (server) => {
    server.get('/account/confirm', { config, schema: { hide: true, querystring } }, async (request, reply) => {
      const actor = personOf(request);
      const next = ownPath(request.query.next);
      const factors = await secondFactors.of(actor.personId);
      if (factors.reset) return reply.page(resetView, { title: 'Look at your mail', paths: peoplePaths });
      if (!factors.totp && factors.passkeys === 0) return reply.redirect(peoplePaths.secondFactor(next), 303);
      return reply.page(confirmView, { title, paths: peoplePaths, factors, action: peoplePaths.confirm(), next });
    });
    const body = Type.Object({ code: text, next: text });
    server.post('/account/confirm', { config, schema: { hide: true, body } }, async (request, reply) => {
      const actor = personOf(request);
      const next = ownPath(request.body.next);
      const confirmed = await secondFactors.confirm(actor, request.body.code, request.ip);
      if (confirmed.ok) {
        cookie.give(request, reply, confirmed.value);
        return reply.redirect(next ?? peoplePaths.account(), 303);
      }
      const factors = await secondFactors.of(actor.personId);
      const action = peoplePaths.confirm();
      const problems = linked(confirmed.problems);
      return reply.status(400).page(confirmView, { title, paths: peoplePaths, factors, action, next, problems });
    });
  };
}

function setupPages({ secondFactors, account, cookie }: FactorPageServices): FastifyPluginAsyncTypebox {
  const codesView = 'organisations/people/views/recovery-codes.njk';
  const title = 'Set up an authenticator app';
  return async (server) => {
    const reading = { config: { policy: 'people.account' }, schema: { hide: true, querystring } };
    server.get('/account/second-factor', reading, async (request, reply) => {
      const actor = personOf(request);
      const next = ownPath(request.query.next);
      const here = peoplePaths.secondFactor(next);
      if ((await secondFactors.of(actor.personId)).reset) {
        return reply.page(resetView, { title: 'Look at your mail', paths: peoplePaths });
      }
      if (await secondFactors.mustConfirm(actor)) return reply.redirect(peoplePaths.confirm(here), 303);
      const [factors, passkeys, { person }] = await Promise.all([
        secondFactors.of(actor.personId),
        account.passkeys(actor),
        account.view(actor),
      ]);
      return reply.page('organisations/people/views/second-factor.njk', {
        title: 'Second factors',
        paths: peoplePaths,
        factors,
        passkeys: passkeys.map(passkeyRow),
        demonstration: person.demonstration,
        next,
      });
    });
    server.get('/account/second-factor/app', reading, async (request, reply) => {
      const actor = personOf(request);
      if (await secondFactors.mustConfirm(actor)) {
        return reply.redirect(peoplePaths.confirm('/account/second-factor/app'), 303);
      }
      const { person } = await account.view(actor);
      const setup = await secondFactors.beginTotp(actor, person.email);
      return reply.page(setupView, { title, paths: peoplePaths, setup, next: ownPath(request.query.next) });
    });
    const body = Type.Object({ token: text, code: text, next: text });
    server.post(
      '/account/second-factor/app',
      { config: change, schema: { hide: true, body } },
      async (request, reply) => {
        const actor = personOf(request);
        const { token } = request.body;
        const next = ownPath(request.body.next);
        const added = await secondFactors.addTotp(actor, request.body, request.id);
        if (added.ok) {
          cookie.give(request, reply, added.value.session);
          const about = { title: 'The app is set up', paths: peoplePaths, codes: added.value.codes, next };
          return reply.page(codesView, about);
        }
        const { person } = await account.view(actor);
        const setup =
          (await secondFactors.shownAgain(actor, token, person.email)) ??
          (await secondFactors.beginTotp(actor, person.email));
        const problems = linked(added.problems);
        return reply.status(400).page(setupView, { title, paths: peoplePaths, setup, next, problems });
      },
    );
    const bare = { config: change, schema: { hide: true } };
    server.post('/account/second-factor/app/remove', bare, async (request, reply) => {
      const removed = await secondFactors.removeTotp(personOf(request), request.id);
      if (!removed.ok) throw new HttpError(403, 'This cannot be done yet', removed.problems);
      if (removed.value !== undefined) cookie.give(request, reply, removed.value);
      return reply.redirect(peoplePaths.secondFactor(), 303);
    });
    server.post('/account/second-factor/recovery-codes', bare, async (request, reply) => {
      const made = await secondFactors.renewCodes(personOf(request), request.id);
      if (!made.ok) throw new HttpError(403, 'This cannot be done yet', made.problems);
      cookie.give(request, reply, made.value.session);
      return reply.page(codesView, { title: 'New recovery codes', paths: peoplePaths, codes: made.value.codes });
    });
  };
}

/** Where the letter after a reset leads. */
function resetPages({ secondFactors, cookie }: FactorPageServices): FastifyPluginAsyncTypebox {
  const params = Type.Object({ token: Type.String({ maxLength: 200 }) });
  return async (server) => {
    const open = { config: { policy: 'people.account' }, schema: { hide: true, params } };
    server.get('/account/new-factor/:token', open, async (request, reply) =>
      reply.page('organisations/people/views/new-factor.njk', {
        title: 'Set up a new second factor',
        paths: peoplePaths,
        action: peoplePaths.newFactor(request.params.token),
      }),
    );
    server.post(
      '/account/new-factor/:token',
      { config: change, schema: { hide: true, params } },
      async (request, reply) => {
        const session = await secondFactors.takeReset(personOf(request), request.params.token, request.id);
        if (session === undefined) {
          throw notFound(
            'This link no longer works: it was used, replaced by a newer one, is more than 3 days old, or is not yours.',
            'Ask an administrator of your organisation to reset your second factor again.',
            [{ text: 'Your account', href: peoplePaths.account() }],
          );
        }
        cookie.give(request, reply, session);
        return reply.redirect(peoplePaths.secondFactor(), 303);
      },
    );
  };
}
