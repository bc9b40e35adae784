import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionCookie } from '../../platform/operator/index.ts';
import { peoplePaths } from './people-paths.ts';
import type { Entered, Visit } from './sign-in/entering.ts';

/** What a session remembers of the request that began it. */
export function visitOf(request: FastifyRequest): Visit {
  return { browser: request.headers['user-agent'] ?? '', from: request.ip, requestId: request.id };
}

/** The two cookies of signing in: of the session, and of a sign-in that is half done. */
export interface SignInCookies {
  readonly cookie: SessionCookie;
  readonly stepCookie: SessionCookie;
}

/** Lets somebody in, or leads to the second factor. A session is always a new one: nobody can have planted it. */
export function leadIn(
  { cookie, stepCookie }: SignInCookies,
  request: FastifyRequest,
  reply: FastifyReply,
  entered: Entered,
): FastifyReply {
  if (entered.kind === 'second-factor') {
    stepCookie.give(request, reply, { sessionId: '', ...entered.step });
    return reply.redirect(peoplePaths.signInStep(), 303);
  }
  cookie.give(request, reply, entered.session);
  stepCookie.take(request, reply);
  return reply.redirect(entered.next ?? peoplePaths.landing(), 303);
}
