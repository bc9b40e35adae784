import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { notFound } from '../../../platform/http/index.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions } from '../person-sessions.ts';
import { leadIn, type SignInCookies, visitOf } from '../request-visit.ts';
import type { SignIn } from './sign-in-service.ts';

export interface SignInPageServices extends SignInCookies {
  readonly signIn: SignIn;
  readonly personSessions: PersonSessions;
  /** The sign-in service outside, by the name people know. */
  readonly elsewhere: { readonly name: string } | undefined;
  /** Where the demonstration is made anew; undefined where that is not offered. */
  readonly resetHref: string | undefined;
}

const querystring = Type.Object({ next: Type.Optional(Type.String({ maxLength: 4000 })) });
const next = Type.String({ maxLength: 4000, default: '' });
const view = 'organisations/people/views/sign-in.njk';

/** Signing in with a password or as somebody of the demonstration, and out. */
export function signInPages(services: SignInPageServices): FastifyPluginAsyncTypebox {
  const { signIn, personSessions, cookie } = services;
  const context = async (asked: { readonly email?: string; readonly next: string | undefined }) => ({
    title: 'Sign in',
    paths: peoplePaths,
    asked,
    personas: await signIn.personas(),
    elsewhere: services.elsewhere?.name,
    resetHref: services.resetHref,
  });
  return async (server) => {
    server.get('/sign-in', { schema: { hide: true, querystring } }, async (request, reply) => {
      const to = ownPath(request.query.next);
      if (request.actor.kind === 'person') return reply.redirect(to ?? peoplePaths.account(), 303);
      return reply.page(view, await context({ next: to }));
    });

    const credentials = Type.Object({
      email: Type.String({ maxLength: 400 }),
      password: Type.String({ maxLength: 1000 }),
      next,
    });
    const policy = { config: { policy: 'people.sign-in' }, schema: { hide: true, body: credentials } };
    server.post('/sign-in', policy, async (request, reply) => {
      const { email, password } = request.body;
      const asked = { email, next: ownPath(request.body.next) };
      const entered = await signIn.withPassword({ ...asked, password }, visitOf(request));
      if (entered.ok) {
        await endOwn(request);
        return leadIn(services, request, reply, entered.value);
      }
      const problems = entered.problems.map((each) => ({ ...each, href: `#${each.path ?? 'email'}` }));
      const waits = problems.some((each) => each.code === 'sign-in-wait');
      return reply.status(waits ? 429 : 400).page(view, { ...(await context(asked)), problems });
    });

    const persona = {
      config: { policy: 'people.persona' },
      schema: {
        hide: true,
        params: Type.Object({ id: Type.String({ pattern: '^[a-z0-9]{8,20}$' }) }),
      },
    };
    server.post('/sign-in/persona/:id', persona, async (request, reply) => {
      const entered = await signIn.asPersona(request.params.id, ownPath(nextOf(request.body)), visitOf(request));
      if (entered === undefined) {
        throw notFound('The demonstration has nobody of this name.', 'Choose somebody on the sign-in page.', [
          { text: 'Sign in', href: peoplePaths.signIn() },
        ]);
      }
      await endOwn(request);
      return leadIn(services, request, reply, entered);
    });

    const signOut = { config: { policy: 'people.sign-out' }, schema: { hide: true } };
    server.post('/sign-out', signOut, async (request, reply) => {
      await endOwn(request);
      cookie.take(request, reply);
      return reply.redirect('/', 303);
    });
  };

  /** Whoever signs in as somebody else, or out, leaves no open session behind. */
  async function endOwn({ actor, id }: Parameters<typeof visitOf>[0]): Promise<void> {
    if (actor.kind === 'person') await personSessions.end(actor, { only: actor.sessionId }, id);
  }
}

/** A button without fields sends nothing at all. */
function nextOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('next' in body)) return undefined;
  return typeof body.next === 'string' ? body.next : undefined;
}
