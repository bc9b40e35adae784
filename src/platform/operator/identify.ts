import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, type KeyActor, type Membership, type PersonActor, publicActor } from '../access/index.ts';
import { HttpError } from '../http/index.ts';
import type { KeyRefusal, KeyService } from './key-service.ts';
import type { SessionService, StartedSession } from './session-service.ts';

const refusals: Readonly<Record<KeyRefusal | 'malformed', string>> = {
  malformed: 'The Authorization header is not of the form "Bearer <key>".',
  unknown: 'The API key is not known.',
  revoked: 'The API key was revoked.',
  expired: 'The API key has expired.',
};

/** A cookie with a secret, as this service sets it. */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  give(request: FastifyRequest, reply: FastifyReply, session: StartedSession): void;
  take(request: FastifyRequest, reply: FastifyReply): void;
}

/**
 * Browsers bind a cookie named `__Host-` to this very host and to TLS, so that no neighbour can set it. Over plain HTTP,
 * as on one's own machine, that name is not allowed. Lax: other sites may link to us, but their forms do not carry it.
 * `called` names a second cookie beside the session's, in letters of a cookie's name.
 */
export function sessionCookie(publicUrl: string, called?: string): SessionCookie {
  const secure = (request: FastifyRequest): boolean => publicUrl.startsWith('https:') || request.protocol === 'https';
  const [bound, plain] =
    called === undefined ? ['__Host-calloff', 'calloff-session'] : [`__Host-calloff-${called}`, `calloff-${called}`];
  const name = (request: FastifyRequest): string => (secure(request) ? bound : plain);
  const attributes = (request: FastifyRequest) =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: secure(request) }) as const;
  return {
    read: (request) => request.cookies[name(request)],
    give: (request, reply, session) => {
      reply.setCookie(name(request), session.secret, { ...attributes(request), expires: new Date(session.endsAt) });
    },
    take: (request, reply) => {
      reply.clearCookie(name(request), attributes(request));
      // Whose session ends leaves nothing in the browser, which may be shared.
      if (called === undefined) reply.header('clear-site-data', '"cache", "storage"');
    },
  };
}

/** Who asks: the key of the Authorization header, else a person's or the operator's session cookie, else the public. */
export function identifyWith(services: {
  readonly sessions: SessionService;
  readonly keys: KeyService;
  readonly cookie: SessionCookie;
  /** The person whose session a cookie's value stands for. */
  readonly person: (secret: string) => Promise<PersonActor | undefined>;
  /** What a key of an organisation acts for; undefined once the organisation is closed. */
  readonly organisation?: (organisation: string, key: string) => Promise<Membership | undefined>;
}): (request: FastifyRequest) => Promise<Actor> {
  const usableKey = async (secret: string): Promise<KeyActor | KeyRefusal> => {
    const key = await services.keys.find(secret);
    if (typeof key === 'string') return key;
    const actor = { kind: 'key', keyId: key.id, scopes: key.scopes } as const;
    if (key.organisation === null) return actor;
    const membership = await services.organisation?.(key.organisation, key.id);
    return membership === undefined ? 'revoked' : { ...actor, membership };
  };
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const secret = /^bearer +([\w-]{20,200})$/i.exec(authorization)?.[1];
      const key = secret === undefined ? 'malformed' : await usableKey(secret);
      if (typeof key !== 'string') return key;
      throw new HttpError(401, 'The key was not accepted', [
        {
          code: `key-${key}`,
          path: 'Authorization',
          message: refusals[key],
          remedy: 'Leave the header out to read what is public, or ask whoever made the key for a new one.',
        },
      ]);
    }
    const secret = services.cookie.read(request);
    if (secret === undefined) return publicActor;
    const person = await services.person(secret);
    if (person !== undefined) return person;
    const session = await services.sessions.find(secret);
    return session === undefined ? publicActor : { kind: 'operator', sessionId: session.id };
  };
}
