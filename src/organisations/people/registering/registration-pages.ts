import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import { passwordLength } from '../sign-in/password-rules.ts';
import { leadIn, type SignInCookies, visitOf } from '../request-visit.ts';
import type { Registration } from './registration.ts';

export interface RegistrationPageServices extends SignInCookies {
  readonly registration: Registration;
}

const params = Type.Object({ token: Type.String({ maxLength: 200 }) });
const querystring = Type.Object({ next: Type.Optional(Type.String({ maxLength: 4000 })) });
const form = 'organisations/people/views/register.njk';
const link = 'organisations/people/views/verify.njk';
const policy = 'people.register';

/** Making an account: asking for it, and the letter's link. */
export function registrationPages(services: RegistrationPageServices): FastifyPluginAsyncTypebox {
  const { registration, stepCookie } = services;
  const about = { title: 'Make an account', paths: peoplePaths, least: passwordLength.least };
  const gone = { title: 'This link no longer works', paths: peoplePaths, gone: true };
  return async (server) => {
    server.get('/register', { schema: { hide: true, querystring } }, async (request, reply) =>
      reply.page(form, { ...about, asked: { next: ownPath(request.query.next) } }),
    );
    const text = Type.String({ maxLength: 1000 });
    const next = Type.String({ maxLength: 4000, default: '' });
    const body = Type.Object({ name: text, email: text, password: text, next });
    server.post('/register', { config: { policy }, schema: { hide: true, body } }, async (request, reply) => {
      const to = ownPath(request.body.next);
      const asked = await registration.ask({ ...request.body, next: to });
      if (!asked.ok) {
        const problems = asked.problems.map((each) => ({ ...each, href: `#${each.path ?? 'name'}` }));
        const { name, email } = request.body;
        return reply.status(400).page(form, { ...about, asked: { name, email, next: to }, problems });
      }
      stepCookie.give(request, reply, { sessionId: '', ...asked.value });
      return reply.redirect(peoplePaths.registered(), 303);
    });
    server.get('/register/sent', { schema: { hide: true } }, async (_request, reply) =>
      reply.page('organisations/people/views/letter-sent.njk', {
        title: 'Look at your mail',
        paths: peoplePaths,
        what: 'confirms your e-mail address',
        hours: '24 hours',
        again: peoplePaths.register(),
      }),
    );
    // Looking at the link does not use it up: previews in mail programs look too.
    server.get('/register/verify/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params;
      const found = await registration.look(token, stepCookie.read(request));
      if (found === undefined) return reply.status(404).page(link, gone);
      return reply.page(link, { title: 'Finish your account', paths: peoplePaths, token, ...found });
    });
    const verifyBody = Type.Object({ password: Type.String({ maxLength: 1000, default: '' }) });
    const verify = { config: { policy }, schema: { hide: true, params, body: verifyBody } };
    server.post('/register/verify/:token', verify, async (request, reply) => {
      const { token } = request.params;
      const browserSecret = stepCookie.read(request);
      const given = { token, browserSecret, password: request.body.password };
      const entered = await registration.verify(given, visitOf(request));
      if (entered === undefined) return reply.status(404).page(link, gone);
      if (entered.ok) return leadIn(services, request, reply, entered.value);
      const found = await registration.look(token, browserSecret);
      const problems = entered.problems.map((each) => ({ ...each, href: '#password' }));
      return reply
        .status(400)
        .page(link, { title: 'Finish your account', paths: peoplePaths, token, ...found, problems });
    });
  };
}
