import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Problem } from '../../../kernel/outcome.ts';
import { notFound } from '../../../platform/http/index.ts';
import { organisationPaths } from '../../organisation-paths.ts';
import { personOf } from '../factors/factor-pages.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions } from '../person-sessions.ts';
import type { SignInCookies } from '../request-visit.ts';
import { passwordLength } from '../sign-in/password-rules.ts';
import type { Account } from './account.ts';
import { identityRow, organisationRow, sessionRow } from './account-words.ts';

export interface AccountPageServices extends SignInCookies {
  readonly account: Account;
  readonly personSessions: PersonSessions;
  /** The sign-in service outside, by the name people know. */
  readonly elsewhere: { readonly name: string } | undefined;
}

const reading = { config: { policy: 'people.account' }, schema: { hide: true } };
const config = { policy: 'people.change' };
const text = Type.String({ maxLength: 1000, default: '' });
const views = 'organisations/people/views';

/** What the form says is wrong; where a second factor is wanted first, where to give it. */
export function formProblems(problems: readonly Problem[], here: string) {
  return problems.map((each) => {
    const href = each.code === 'second-factor' ? peoplePaths.confirm(here) : `#${each.path ?? 'current'}`;
    return { ...each, href };
  });
}

/** One's own account: what it holds, sessions, and changes of it. */
export function accountPages(services: AccountPageServices): FastifyPluginAsyncTypebox {
  const { account } = services;
  return async (server) => {
    server.get('/account', reading, async (request, reply) => {
      const actor = personOf(request);
      const { person, factors, sessions, organisations, identities } = await account.view(actor);
      return reply.page(`${views}/account.njk`, {
        title: 'Your account',
        paths: peoplePaths,
        person: { ...person, hasPassword: person.passwordHash !== null, passwordHash: undefined },
        factors,
        identities: identities.map((each) => identityRow(each, services.elsewhere?.name)),
        elsewhere: services.elsewhere?.name,
        confirmed: actor.confirmedAt !== null,
        organisations: organisations.map((each) => ({
          ...organisationRow(each),
          href: organisationPaths.organisation(each.id),
        })),
        sessions: sessions.map((each) => sessionRow(each, actor.sessionId)),
      });
    });
    await server.register(sessionPages(services));
    await server.register(changePages(services));
    await server.register(emailPages(services));
  };
}

function sessionPages({ personSessions }: AccountPageServices): FastifyPluginAsyncTypebox {
  const params = Type.Object({ id: Type.String({ pattern: '^[a-z0-9]{8,20}$' }) });
  return async (server) => {
    server.post('/account/sessions/:id/end', { config, schema: { hide: true, params } }, async (request, reply) => {
      const actor = personOf(request);
      const { id } = request.params;
      // The second of two clicks finds it ended, which is what was wanted.
      if (!(await personSessions.isOwn(actor, id))) {
        throw notFound('You have no such session.', 'Look at where you are signed in.', [
          { text: 'Your account', href: peoplePaths.account() },
        ]);
      }
      await personSessions.end(actor, { only: id }, request.id);
      return reply.redirect(peoplePaths.account(), 303);
    });
    server.post('/account/sessions/end-others', { config, schema: { hide: true } }, async (request, reply) => {
      const actor = personOf(request);
      await personSessions.end(actor, { except: actor.sessionId }, request.id);
      return reply.redirect(peoplePaths.account(), 303);
    });
  };
}

function changePages({ account, cookie }: AccountPageServices): FastifyPluginAsyncTypebox {
  const form = `${views}/account-form.njk`;
  const about = async (request: FastifyRequest, which: 'name' | 'password' | 'email' | 'close') => {
    const { person } = await account.view(personOf(request));
    const titles = {
      name: 'Change your name',
      password: 'Change your password',
      email: 'Change your e-mail address',
      close: 'Close your account',
    };
    const asked = { name: person.name, jobTitle: person.jobTitle };
    const hasPassword = person.passwordHash !== null;
    return { title: titles[which], which, paths: peoplePaths, asked, hasPassword, least: passwordLength.least };
  };
  return async (server) => {
    for (const which of ['name', 'password', 'email', 'close'] as const) {
      server.get(`/account/${which}`, reading, async (request, reply) => reply.page(form, await about(request, which)));
    }
    const nameBody = Type.Object({ name: text, jobTitle: text });
    server.post('/account/name', { config, schema: { hide: true, body: nameBody } }, async (request, reply) => {
      const done = await account.rename(personOf(request), request.body, request.id);
      if (done.ok) return reply.redirect(peoplePaths.account(), 303);
      const problems = formProblems(done.problems, '/account/name');
      return reply.status(400).page(form, { ...(await about(request, 'name')), asked: request.body, problems });
    });
    const passwordBody = Type.Object({ current: text, password: text });
    server.post('/account/password', { config, schema: { hide: true, body: passwordBody } }, async (request, reply) => {
      const given = { ...request.body, from: request.ip };
      const done = await account.changePassword(personOf(request), given, request.id);
      if (done.ok) {
        cookie.give(request, reply, done.value);
        return reply.redirect(peoplePaths.account(), 303);
      }
      const problems = formProblems(done.problems, '/account/password');
      return reply.status(400).page(form, { ...(await about(request, 'password')), problems });
    });
    const emailBody = Type.Object({ current: text, email: text });
    server.post('/account/email', { config, schema: { hide: true, body: emailBody } }, async (request, reply) => {
      const { email } = request.body;
      const done = await account.askEmail(personOf(request), { ...request.body, from: request.ip });
      if (done.ok) {
        cookie.give(request, reply, done.value);
        return reply.redirect('/account/email-sent', 303);
      }
      const problems = formProblems(done.problems, '/account/email');
      return reply.status(400).page(form, { ...(await about(request, 'email')), asked: { email }, problems });
    });
    const unlinkQuery = Type.Object({ identity: Type.String({ maxLength: 100 }) });
    const unlinkPage = async (request: FastifyRequest, key: string) => {
      const { person, identities } = await account.view(personOf(request));
      const joined = identities.find((each) => each.key === key);
      if (joined === undefined) {
        throw notFound('Your account is not joined to this sign-in service.', 'Look at your account.', [
          { text: 'Your account', href: peoplePaths.account() },
        ]);
      }
      const hasPassword = person.passwordHash !== null;
      const title = 'Take a sign-in service off your account';
      return { title, which: 'unlink', paths: peoplePaths, hasPassword, identity: joined };
    };
    const unlinking = { config: reading.config, schema: { hide: true, querystring: unlinkQuery } };
    server.get('/account/unlink', unlinking, async (request, reply) =>
      reply.page(form, await unlinkPage(request, request.query.identity)),
    );
    const unlinkBody = Type.Object({ identity: text, current: text });
    server.post('/account/unlink', { config, schema: { hide: true, body: unlinkBody } }, async (request, reply) => {
      const { identity } = request.body;
      const done = await account.unlink(personOf(request), { ...request.body, from: request.ip }, request.id);
      if (done.ok) {
        if (done.value !== undefined) cookie.give(request, reply, done.value);
        return reply.redirect(peoplePaths.account(), 303);
      }
      const problems = formProblems(done.problems, peoplePaths.unlink(identity));
      return reply.status(400).page(form, { ...(await unlinkPage(request, identity)), problems });
    });
    const closeBody = Type.Object({ current: text });
    server.post('/account/close', { config, schema: { hide: true, body: closeBody } }, async (request, reply) => {
      const given = { ...request.body, from: request.ip };
      const done = await account.close(personOf(request), given, request.id);
      if (done.ok) {
        cookie.take(request, reply);
        return reply.redirect('/', 303);
      }
      const problems = formProblems(done.problems, '/account/close');
      return reply.status(400).page(form, { ...(await about(request, 'close')), problems });
    });
  };
}

function emailPages({ account, cookie }: AccountPageServices): FastifyPluginAsyncTypebox {
  const params = Type.Object({ token: Type.String({ maxLength: 200 }) });
  return async (server) => {
    server.get('/account/email-sent', reading, async (_request, reply) =>
      reply.page(`${views}/letter-sent.njk`, {
        title: 'Look at your mail',
        paths: peoplePaths,
        what: 'changes your e-mail address',
        hours: '24 hours',
        again: '/account/email',
      }),
    );
    const open = { config: reading.config, schema: { hide: true, params } };
    server.get('/account/email/:token', open, async (request, reply) =>
      reply.page(`${views}/new-email.njk`, {
        title: 'Use this e-mail address',
        paths: peoplePaths,
        action: peoplePaths.newEmail(request.params.token),
      }),
    );
    server.post('/account/email/:token', { config, schema: { hide: true, params } }, async (request, reply) => {
      const done = await account.takeEmail(personOf(request), request.params.token, request.id);
      if (done?.ok === true) {
        cookie.give(request, reply, done.value);
        return reply.redirect(peoplePaths.account(), 303);
      }
      throw notFound(
        'This link no longer works: it was used, replaced by a newer one, is more than a day old, or is not yours.',
        'Ask for a new letter.',
        [{ text: 'Change your e-mail address', href: '/account/email' }],
      );
    });
  };
}
