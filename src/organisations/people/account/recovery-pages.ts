import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { peoplePaths } from '../people-paths.ts';
import { emailProblem } from '../registering/person-fields.ts';
import { leadIn, type SignInCookies, visitOf } from '../request-visit.ts';
import { passwordLength } from '../sign-in/password-rules.ts';
import { mailKey } from '../sign-in/sign-in-service.ts';
import type { Recovery } from './recovery.ts';

export interface RecoveryPageServices extends SignInCookies {
  readonly recovery: Recovery;
}

const params = Type.Object({ token: Type.String({ maxLength: 200 }) });
const form = 'organisations/people/views/recover.njk';
const link = 'organisations/people/views/new-password.njk';
const config = { policy: 'people.recover' };

/** A new password for whoever cannot sign in. */
export function recoveryPages(services: RecoveryPageServices): FastifyPluginAsyncTypebox {
  const { recovery } = services;
  const about = { title: 'Set a new password', paths: peoplePaths, least: passwordLength.least };
  const gone = { ...about, title: 'This link no longer works', gone: true };
  return async (server) => {
    server.get('/recover', { schema: { hide: true } }, async (_request, reply) => reply.page(form, about));
    const body = Type.Object({ email: Type.String({ maxLength: 400 }) });
    server.post('/recover', { config, schema: { hide: true, body } }, async (request, reply) => {
      const { email } = request.body;
      const wrong = emailProblem(mailKey(email));
      if (wrong !== undefined) {
        return reply.status(400).page(form, { ...about, asked: { email }, problems: [{ ...wrong, href: '#email' }] });
      }
      await recovery.ask(email);
      return reply.redirect(peoplePaths.recoverSent(), 303);
    });
    server.get('/recover/sent', { schema: { hide: true } }, async (_request, reply) =>
      reply.page('organisations/people/views/letter-sent.njk', {
        title: 'Look at your mail',
        paths: peoplePaths,
        what: 'lets you set a new password',
        hours: 'one hour',
        again: peoplePaths.recover(),
      }),
    );
    server.get('/recover/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params;
      const found = await recovery.look(token);
      return found === undefined ? reply.status(404).page(link, gone) : reply.page(link, { ...about, token, ...found });
    });
    const text = Type.String({ maxLength: 1000, default: '' });
    const setBody = Type.Object({ password: text, code: text });
    server.post(
      '/recover/:token',
      { config, schema: { hide: true, params, body: setBody } },
      async (request, reply) => {
        const { token } = request.params;
        const entered = await recovery.set({ token, ...request.body }, visitOf(request));
        if (entered === undefined) return reply.status(404).page(link, gone);
        if (entered.ok) return leadIn(services, request, reply, entered.value);
        const found = await recovery.look(token);
        const problems = entered.problems.map((each) => ({ ...each, href: `#${each.path ?? 'password'}` }));
        return reply.status(400).page(link, { ...about, token, ...found, problems });
      },
    );
  };
}
