import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Problem } from '../../../kernel/outcome.ts';
import { HttpError } from '../../../platform/http/index.ts';
import { browserWords } from '../account/browser-words.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import { type SignInCookies, visitOf } from '../request-visit.ts';
import { personOf } from './factor-pages.ts';
import { NewPasskeyJson, PasskeyAnswerJson } from './passkey-schemas.ts';
import type { Passkeys } from './passkeys.ts';

export interface PasskeyPageServices extends SignInCookies {
  readonly passkeys: Passkeys;
  /** Address people use; empty: whatever address a request names. */
  readonly publicUrl: string;
}

const next = Type.String({ maxLength: 4000, default: '' });

/** What the script of passkeys asks: the one thing here that needs scripts. Each answer is JSON. */
export function passkeyPages(services: PasskeyPageServices): FastifyPluginAsyncTypebox {
  const { passkeys, cookie, stepCookie, publicUrl } = services;
  const originOf = ({ protocol, host }: FastifyRequest): string =>
    publicUrl === '' ? `${protocol}://${host}` : new URL(publicUrl).origin;
  const refuse = (reply: FastifyReply, problems: readonly Problem[]) => reply.status(403).send({ problems });
  return async (server) => {
    const signIn = { config: { policy: 'people.sign-in' } };
    server.post('/sign-in/passkey/options', { ...signIn, schema: { hide: true } }, async (request) =>
      passkeys.options(null, originOf(request)),
    );
    const answer = Type.Object({ credential: PasskeyAnswerJson, next });
    server.post('/sign-in/passkey', { ...signIn, schema: { hide: true, body: answer } }, async (request, reply) => {
      const { credential, next: to } = request.body;
      const entered = await passkeys.signIn(credential, ownPath(to), originOf(request), visitOf(request));
      if (!entered.ok) return refuse(reply, entered.problems);
      if (entered.value.kind !== 'session') throw new Error('A passkey is a second factor by itself');
      cookie.give(request, reply, entered.value.session);
      stepCookie.take(request, reply);
      return { next: entered.value.next ?? '/' };
    });

    const confirm = { config: { policy: 'people.confirm' } };
    server.post('/account/confirm/passkey/options', { ...confirm, schema: { hide: true } }, async (request) =>
      passkeys.options(personOf(request).personId, originOf(request)),
    );
    const route = { ...confirm, schema: { hide: true, body: answer } };
    server.post('/account/confirm/passkey', route, async (request, reply) => {
      const { credential, next: to } = request.body;
      const confirmed = await passkeys.confirm(personOf(request), credential, originOf(request));
      if (!confirmed.ok) return refuse(reply, confirmed.problems);
      cookie.give(request, reply, confirmed.value);
      return { next: ownPath(to) ?? peoplePaths.account() };
    });

    const change = { config: { policy: 'people.change' } };
    server.post('/account/passkeys/options', { ...change, schema: { hide: true } }, async (request, reply) => {
      const options = await passkeys.setupOptions(personOf(request), originOf(request));
      return options.ok ? options.value : refuse(reply, options.problems);
    });
    const made = Type.Object({ credential: NewPasskeyJson, next });
    server.post('/account/passkeys', { ...change, schema: { hide: true, body: made } }, async (request, reply) => {
      const name = browserWords(request.headers['user-agent'] ?? '');
      const { credential, next: to } = request.body;
      const given = { credential, name };
      const added = await passkeys.add(personOf(request), given, originOf(request), request.id);
      if (!added.ok) return refuse(reply, added.problems);
      cookie.give(request, reply, added.value);
      return { next: peoplePaths.secondFactor(ownPath(to)) };
    });
    const params = Type.Object({ id: Type.String({ pattern: '^[\\w-]{1,1400}$' }) });
    const remove = { ...change, schema: { hide: true, params } };
    server.post('/account/passkeys/:id/remove', remove, async (request, reply) => {
      const removed = await passkeys.remove(personOf(request), request.params.id, request.id);
      // Of another person it is as if there were none; 403 until the second factor is given.
      const unknown = !removed.ok && removed.problems.some((each) => each.code === 'passkey-unknown');
      if (unknown) throw new HttpError(404, 'There is no such passkey', removed.problems);
      if (!removed.ok) throw new HttpError(403, 'This cannot be done yet', removed.problems);
      if (removed.value !== undefined) cookie.give(request, reply, removed.value);
      return reply.redirect(peoplePaths.secondFactor(), 303);
    });
  };
}
