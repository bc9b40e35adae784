import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type ListedEvent, listEvents, type Verification, verifyAudit } from '../audit/index.ts';
import { badRequest, notFound } from '../http/index.ts';
import { countJobs, type JobStatus, listJobs } from '../jobs/index.ts';
import type { SessionCookie } from './identify.ts';
import { jobPages, type JobPageServices, keyNames } from './job-pages.ts';
import { jobRow } from './job-words.ts';
import type { KeyRequest, KeyService } from './key-service.ts';
import { operatorPaths } from './operator-paths.ts';
import type { SessionService } from './session-service.ts';
import { eventRow, keyRow, sessionRow } from './operator-words.ts';

export interface OperatorPageServices extends JobPageServices {
  readonly sessions: SessionService;
  readonly keys: KeyService;
  readonly cookie: SessionCookie;
  /** What a policy's action is, in words: `import suppliers`. */
  readonly means: (action: string) => string | undefined;
  /** Where the operator's work with the modules above is done. */
  readonly entries?: readonly { readonly text: string; readonly href: string; readonly about: string }[];
}

const ROWS = 50;
const id = Type.Object({ id: Type.String({ pattern: '^[\\w-]{1,40}$' }) });
const before = Type.Object({ before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })) });
/** States in which nothing more will happen. */
const endStates: ReadonlySet<JobStatus> = new Set(['done', 'failed', 'cancelled']);
const reading = { config: { policy: 'operator.read' } };

/** The operator's pages: sign in with the one-time link, keys, background jobs, the record of events. */
export function operatorPages(services: OperatorPageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    await server.register(signInPages(services));
    await server.register(keyPages(services));
    await server.register(jobPages(services));
    await server.register(auditPages(services));

    server.get('/operator', { ...reading, schema: { hide: true } }, async (request, reply) => {
      const [sessions, keys, jobs, counts, head] = await Promise.all([
        services.sessions.openSessions(),
        services.keys.list(),
        listJobs(services.database.handle, 5),
        countJobs(services.database.handle),
        listEvents(services.database.handle, 1),
      ]);
      return reply.page('platform/operator/views/desk.njk', {
        title: 'Operator',
        paths: operatorPaths,
        entries: services.entries ?? [],
        sessions: sessions.map((each) => sessionRow(each, sessionOf(request))),
        keys: keys.filter((each) => each.revokedAt === null).length,
        jobs: jobs.map((each) =>
          jobRow(each, { title: services.jobs.title(each.kind), keys: keyNames(keys), clock: services.clock }),
        ),
        running: counts.filter(({ status }) => !endStates.has(status)).reduce((sum, each) => sum + each.count, 0),
        lastEvent: head.map((each) => eventRow(each, services.means)).at(0),
      });
    });
  };
}

function sessionOf(request: FastifyRequest): string {
  return request.actor.kind === 'operator' ? request.actor.sessionId : '';
}

function signInPages({ sessions, cookie }: OperatorPageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    const params = Type.Object({ token: Type.String() });
    const gone = { title: 'This link no longer works', works: false };
    // Looking at the link does not use it up: previews in mail and chat programs look too.
    server.get('/operator/start/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const works = await sessions.isOpenLink(request.params.token);
      if (!works) return reply.status(404).page('platform/operator/views/start.njk', gone);
      return reply.page('platform/operator/views/start.njk', {
        title: 'Sign in as the operator',
        works,
        action: operatorPaths.start(request.params.token),
      });
    });
    const signIn = { config: { policy: 'operator.sign-in' }, schema: { hide: true, params } };
    server.post('/operator/start/:token', signIn, async (request, reply) => {
      const session = await sessions.signIn(request.params.token, request.id);
      if (session === undefined) return reply.status(404).page('platform/operator/views/start.njk', gone);
      cookie.give(request, reply, session);
      return reply.redirect(operatorPaths.desk(), 303);
    });
    const signOut = { config: { policy: 'operator.sign-out' }, schema: { hide: true } };
    server.post('/operator/sign-out', signOut, async (request, reply) => {
      await sessions.signOut(sessionOf(request), request.id);
      cookie.take(request, reply);
      return reply.redirect('/', 303);
    });
  };
}

function keyPages({ keys }: OperatorPageServices): FastifyPluginAsyncTypebox {
  const body = Type.Object({
    name: Type.String({ maxLength: 1000 }),
    lastDay: Type.String({ maxLength: 40, default: '' }),
    scopes: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100, default: [] }),
  });
  return async (server) => {
    const context = async (asked?: KeyRequest) => ({
      title: 'API keys',
      paths: operatorPaths,
      keys: (await keys.list()).map(keyRow),
      scopes: keys.scopes().map((each) => ({ ...each, chosen: asked?.scopes.includes(each.scope) === true })),
      asked,
    });
    server.get('/operator/keys', { ...reading, schema: { hide: true } }, async (_request, reply) =>
      reply.page('platform/operator/views/keys.njk', await context()),
    );
    const create = { config: { policy: 'keys.create' }, schema: { hide: true, body } };
    server.post('/operator/keys', create, async (request, reply) => {
      const made = await keys.create(request.body, request.actor, request.id);
      if (made.ok) {
        return reply.status(201).page('platform/operator/views/key-made.njk', {
          title: 'The key is made',
          paths: operatorPaths,
          made: made.value,
        });
      }
      const problems = made.problems.map((each) => ({ ...each, href: `#${each.path ?? 'name'}` }));
      return reply.status(400).page('platform/operator/views/keys.njk', { ...(await context(request.body)), problems });
    });
    const revoke = { config: { policy: 'keys.revoke' }, schema: { hide: true, params: id } };
    server.post('/operator/keys/:id/revoke', revoke, async (request, reply) => {
      if (!(await keys.revoke(request.params.id, request.actor, request.id))) {
        throw notFound('There is no such key, or it was revoked before.', 'Look at the list of keys.');
      }
      return reply.redirect(operatorPaths.keys(), 303);
    });
  };
}

function auditPages({ database, means }: OperatorPageServices): FastifyPluginAsyncTypebox {
  const querystring = Type.Object({
    ...before.properties,
    check: Type.Optional(Type.Literal('now')),
    expect: Type.Optional(Type.String({ maxLength: 100 })),
  });
  return async (server) => {
    server.get('/operator/audit', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const { check, expect = '', before: from } = request.query;
      const expected = expect.trim().toLowerCase();
      if (expected !== '' && !/^[0-9a-f]{64}$/.test(expected)) {
        throw badRequest([
          {
            code: 'audit-head',
            path: 'expect',
            message: 'What you entered is not a head.',
            remedy: 'A head is 64 digits and letters from a to f, as an earlier check showed it.',
          },
        ]);
      }
      const events = await listEvents(database.handle, ROWS + 1, from);
      const checked: Verification | undefined =
        check === undefined ? undefined : await verifyAudit(database.handle, expected === '' ? [] : [expected]);
      const shown: readonly ListedEvent[] = events.slice(0, ROWS);
      const last = shown.at(-1)?.id ?? '';
      return reply.page('platform/operator/views/audit.njk', {
        title: 'Record of events',
        paths: operatorPaths,
        checked,
        expected,
        events: shown.map((each) => eventRow(each, means)),
        next:
          events.length > ROWS ? { href: `${operatorPaths.audit()}?before=${last}`, text: 'Older events' } : undefined,
        previous: from === undefined ? undefined : { href: operatorPaths.audit(), text: 'Newest events' },
      });
    });
  };
}
