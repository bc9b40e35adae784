import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, publicActor } from '../access/index.ts';
import { HttpError } from '../http/index.ts';
import type { KeyRefusal, KeyService } from './key-service.ts';
import type { SessionService, StartedSession } from './session-service.ts';

const refusals: Readonly<Record<KeyRefusal | 'malformed', string>> = {
  malformed: 'The Authorization header is not of the form "Bearer <key>".',
  unknown: 'The API key is not known.',
  revoked: 'The API key was revoked.',
  expired: 'The API key has expired.',
};

/** The session cookie as this service sets it. */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  give(request: FastifyRequest, reply: FastifyReply, session: StartedSession): void;
  take(request: FastifyRequest, reply: FastifyReply): void;
}

/**
 * Browsers bind a cookie named `__Host-` to this very host and to TLS, so that no neighbour can set it. Over plain HTTP,
 * as on one's own machine, that name is not allowed. Lax: other sites may link to us, but their forms do not carry it.
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = (request: FastifyRequest): boolean => publicUrl.startsWith('https:') || request.protocol === 'https';
  const name = (request: FastifyRequest): string => (secure(request) ? '__Host-calloff' : 'calloff-session');
  const attributes = (request: FastifyRequest) =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: secure(request) }) as const;
  return {
    read: (request) => request.cookies[name(request)],
    give: (request, reply, session) => {
      reply.setCookie(name(request), session.secret, { ...attributes(request), expires: new Date(session.endsAt) });
    },
    take: (request, reply) => {
      reply.clearCookie(name(request), attributes(request));
    },
  };
}

/** Who asks: the key of the Authorization header, else the operator's session cookie, else the public. */
export function identifyWith(services: {
  readonly sessions: SessionService;
  readonly keys: KeyService;
  readonly cookie: SessionCookie;
}): (request: FastifyRequest) => Promise<Actor> {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const secret = /^bearer +([\w-]{20,200})$/i.exec(authorization)?.[1];
      const key = secret === undefined ? 'malformed' : await services.keys.find(secret);
      if (typeof key !== 'string') return { kind: 'key', keyId: key.id, scopes: key.scopes };
      throw new HttpError(401, 'The key was not accepted', [
        {
          code: `key-${key}`,
          path: 'Authorization',
          message: refusals[key],
          remedy: 'Leave the header out to read what is public, or ask the operator for a new key.',
        },
      ]);
    }
    const secret = services.cookie.read(request);
    const session = secret === undefined ? undefined : await services.sessions.find(secret);
    return session === undefined ? publicActor : { kind: 'operator', sessionId: session.id };
  };
}
