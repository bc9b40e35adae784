import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Type } from 'typebox';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import type { Clock } from '../../kernel/dates.ts';
import { PolicyTable } from '../access/index.ts';
import { recordAudit, sealEvents } from '../audit/index.ts';
import type { Database, Engine } from '../database/index.ts';
import { buildServer, type Server } from '../http/index.ts';
import { defineJob, enqueueJob, JobRunner } from '../jobs/index.ts';
import { createViews } from '../views/index.ts';
import { identifyWith, KeyService, operatorPages, operatorPolicies, sessionCookie, SessionService } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const views = createViews({
  folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
  icon: () => '',
  asset: (name) => `/assets/${name}`,
});
const policies = new PolicyTable([
  ...operatorPolicies,
  { action: 'things.change', means: 'change things', operator: true, scope: 'things:write' },
]);

/** A clock the test moves. */
class MovedClock implements Clock {
  #now = Temporal.Instant.from('2026-11-23T09:00:00Z');
  now(): Temporal.Instant {
    return this.#now;
  }
  pass(hours: number): void {
    this.#now = this.#now.add({ minutes: Math.round(hours * 60) });
  }
}

interface House {
  readonly server: Server;
  readonly database: Database;
  readonly clock: MovedClock;
  readonly sessions: SessionService;
  readonly keys: KeyService;
}

async function opened(t: TestContext, engine: Engine, publicUrl = ''): Promise<House> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const clock = new MovedClock();
  const logger = pino({ level: 'silent' });
  const sessions = new SessionService({ database, clock, baseUrl: () => publicUrl || 'http://localhost' });
  const keys = new KeyService({ database, clock, policies });
  const cookie = sessionCookie(publicUrl);
  const wait = defineJob({
    kind: 'wait',
    title: 'Wait',
    input: Type.Object({}),
    checkpoint: Type.Null(),
    step: async () => ({ done: true, result: null }),
  });
  const jobs = new JobRunner({ database, definitions: [wait], logger, alone: true });
  const server = await buildServer({
    logger,
    policies,
    views,
    identify: identifyWith({ sessions, keys, cookie, person: () => Promise.resolve(undefined) }),
    rateLimit: 0,
    trustProxy: 0,
    publicUrl,
    shell: () => ({ menu: [], demo: false }),
  });
  t.after(() => server.close());
  await server.register(
    operatorPages({ database, clock, sessions, keys, jobs, cookie, means: (action) => policies.means(action) }),
  );
  server.post('/things', { config: { policy: 'things.change' } }, async () => ({ done: true }));
  return { server, database, clock, sessions, keys };
}

const ours = { 'sec-fetch-site': 'same-origin' };
const pathOf = (link: string): string => new URL(link).pathname;

/** Signs in and gives the headers of a browser that is. */
async function signedIn(house: House): Promise<Readonly<Record<string, string>>> {
  const answer = await house.server.inject({
    method: 'POST',
    url: pathOf(await house.sessions.makeLink()),
    headers: ours,
  });
  assert.equal(answer.statusCode, 303);
  const cookie = answer.cookies[0];
  return { ...ours, cookie: `${cookie?.name ?? ''}=${cookie?.value ?? ''}` };
}

async function statusOf(house: House, url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return (await house.server.inject({ url, headers })).statusCode;
}

for (const { engine, skip } of engines) {
  describe(`the operator’s one-time link on ${engine}`, { skip }, () => {
    it('is not used up by looking at it, and works exactly once', async (t) => {
      const house = await opened(t, engine);
      const url = pathOf(await house.sessions.makeLink());
      for (let n = 0; n < 2; n += 1) {
        const look = await house.server.inject({ url });
        assert.equal(look.statusCode, 200);
        assert.match(look.body, /<button type="submit"[^>]*>Sign in as the operator</);
        assert.equal(look.headers['cache-control'], 'no-store');
      }
      const answers = await Promise.all(
        [1, 2, 3].map(() => house.server.inject({ method: 'POST', url, headers: ours })),
      );
      assert.deepEqual(answers.map((each) => each.statusCode).sort(), [303, 404, 404]);
      const again = await house.server.inject({ url });
      assert.equal(again.statusCode, 404);
      assert.match(again.body, /npx calloff operator link/);
    });

    it('stops working when a newer one is made, and after a week', async (t) => {
      const house = await opened(t, engine);
      const old = pathOf(await house.sessions.makeLink());
      const fresh = pathOf(await house.sessions.makeLink());
      assert.equal((await house.server.inject({ method: 'POST', url: old, headers: ours })).statusCode, 404);
      house.clock.pass(24 * 7 + 1);
      assert.equal((await house.server.inject({ method: 'POST', url: fresh, headers: ours })).statusCode, 404);
    });

    it('is made anew at each start until somebody has signed in', async (t) => {
      const house = await opened(t, engine);
      const first = await house.sessions.makeFirstLink();
      const second = await house.sessions.makeFirstLink();
      assert.ok(first !== undefined && second !== undefined && first !== second);
      assert.equal((await house.server.inject({ url: pathOf(first) })).statusCode, 404);
      assert.equal((await house.server.inject({ method: 'POST', url: pathOf(second), headers: ours })).statusCode, 303);
      assert.equal(await house.sessions.makeFirstLink(), undefined);
    });

    it('is stored as a hash only, like sessions and keys', async (t) => {
      const house = await opened(t, engine);
      const link = await house.sessions.makeLink();
      const secret = decodeURIComponent(link.split('/').at(-1) ?? '');
      assert.ok(Buffer.from(secret, 'base64url').length === 32);
      const headers = await signedIn(house);
      const made = await house.keys.create({ name: 'n', scopes: ['things:write'], lastDay: '' }, 'system');
      assert.ok(made.ok);
      const stored = await sql<{ all: string }>`
        select (select json_agg(l)::text from operator_link l) || (select json_agg(s)::text from operator_session s)
          || (select json_agg(k)::text from api_key k) || (select json_agg(e)::text from audit_event e) as all`.execute(
        house.database.handle,
      );
      const all = stored.rows[0]?.all ?? '';
      assert.match(all, /token_hash/);
      const session = headers['cookie']?.split('=')[1] ?? '';
      for (const value of [secret, session, made.value.key, made.value.key.slice(8)]) {
        assert.ok(value.length > 20 && !all.includes(value));
      }
    });
  });

  describe(`the operator’s session on ${engine}`, { skip }, () => {
    it('opens the operator’s pages, which are closed to everybody else', async (t) => {
      const house = await opened(t, engine);
      const headers = await signedIn(house);
      const made = await house.keys.create({ name: 'n', scopes: ['things:write'], lastDay: '' }, 'system');
      assert.ok(made.ok);
      for (const url of [
        '/operator',
        '/operator/keys',
        '/operator/jobs',
        '/operator/audit',
        '/operator/audit?check=now',
      ]) {
        assert.equal(await statusOf(house, url, {}), 401, url);
        assert.equal(await statusOf(house, url, { authorization: `Bearer ${made.value.key}` }), 403, url);
        assert.equal(await statusOf(house, url, { cookie: 'calloff-session=made-up' }), 401, url);
        assert.equal(await statusOf(house, url, headers), 200, url);
      }
    });

    it('ends on signing out, after twelve hours without use, and after thirty days at the latest', async (t) => {
      const house = await opened(t, engine);
      const first = await signedIn(house);
      const out = await house.server.inject({ method: 'POST', url: '/operator/sign-out', headers: first });
      assert.equal(out.statusCode, 303);
      assert.equal(out.cookies[0]?.value, '');
      assert.equal(await statusOf(house, '/operator', first), 401);

      const idle = await signedIn(house);
      house.clock.pass(11.9);
      assert.equal(await statusOf(house, '/operator', idle), 200);
      house.clock.pass(11.9);
      assert.equal(await statusOf(house, '/operator', idle), 200);
      house.clock.pass(12.1);
      assert.equal(await statusOf(house, '/operator', idle), 401);

      const busy = await signedIn(house);
      for (let hours = 0; hours < 24 * 30 - 10; hours += 10) {
        assert.equal(await statusOf(house, '/operator', busy), 200);
        house.clock.pass(10);
      }
      house.clock.pass(10);
      assert.equal(await statusOf(house, '/operator', busy), 401);
    });

    it('travels in a cookie scripts and other sites cannot use', async (t) => {
      const plain = await opened(t, engine);
      const link = pathOf(await plain.sessions.makeLink());
      const cookie = String(
        (await plain.server.inject({ method: 'POST', url: link, headers: ours })).headers['set-cookie'],
      );
      assert.match(cookie, /^calloff-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
      const tls = await opened(t, engine, 'https://calloff.example');
      const safe = pathOf(await tls.sessions.makeLink());
      const strict = String(
        (await tls.server.inject({ method: 'POST', url: safe, headers: ours })).headers['set-cookie'],
      );
      assert.match(strict, /^__Host-calloff=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
    });

    it('does nothing for a form of another site', async (t) => {
      const house = await opened(t, engine);
      const headers = await signedIn(house);
      const payload = { name: 'theirs', scopes: 'things:write' };
      for (const from of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
        const answer = await house.server.inject({
          method: 'POST',
          url: '/operator/keys',
          headers: { ...headers, ...from },
          payload,
        });
        assert.equal(answer.statusCode, 403);
      }
      assert.deepEqual(await house.keys.list(), []);
    });
  });

  describe(`API keys on ${engine}`, { skip }, () => {
    const formed = { 'content-type': 'application/x-www-form-urlencoded' };

    it('are made on the page, shown once, and do what their scopes allow', async (t) => {
      const house = await opened(t, engine);
      const headers = { ...(await signedIn(house)), ...formed };
      const payload = 'name=Price+list&scopes=things%3Awrite&lastDay=';
      const made = await house.server.inject({ method: 'POST', url: '/operator/keys', headers, payload });
      assert.equal(made.statusCode, 201);
      const key = /<code>(calloff_[\w-]{43})<\/code>/.exec(made.body)?.[1] ?? '';
      const use = () =>
        house.server.inject({ method: 'POST', url: '/things', headers: { authorization: `Bearer ${key}` } });
      assert.equal((await use()).statusCode, 200);
      const list = await house.server.inject({ url: '/operator/keys', headers });
      assert.match(list.body, /Price list/);
      assert.ok(!list.body.includes(key));
      const [listed] = await house.keys.list();
      assert.equal(listed?.lastUsedAt, '2026-11-23T09:00:00Z');

      const revoked = await house.server.inject({ method: 'POST', url: `/operator/keys/${listed.id}/revoke`, headers });
      assert.equal(revoked.statusCode, 303);
      const refused = await use();
      assert.equal(refused.statusCode, 401);
      assert.match(refused.body, /"code":"key-revoked"/);
      const again = await house.server.inject({ method: 'POST', url: `/operator/keys/${listed.id}/revoke`, headers });
      assert.equal(again.statusCode, 404);
    });

    it('are refused with 401 and JSON when wrong, on every address', async (t) => {
      const house = await opened(t, engine);
      for (const authorization of [
        'Bearer calloff_0123456789012345678901234567890123456789012',
        'Bearer x',
        'Basic YTpi',
        '',
      ]) {
        const answer = await house.server.inject({ url: '/nowhere', headers: { authorization } });
        assert.equal(answer.statusCode, 401, authorization);
        assert.match(String(answer.headers['content-type']), /application\/json/);
        assert.equal(answer.headers['www-authenticate'], 'Bearer');
      }
    });

    it('work through their last day in London and not longer', async (t) => {
      const house = await opened(t, engine);
      const made = await house.keys.create({ name: 'n', scopes: ['things:write'], lastDay: '2026-11-23' }, 'system');
      assert.ok(made.ok);
      const headers = { authorization: `Bearer ${made.value.key}` };
      const use = async () => (await house.server.inject({ method: 'POST', url: '/things', headers })).statusCode;
      house.clock.pass(14.9);
      assert.equal(await use(), 200);
      house.clock.pass(0.2);
      assert.equal(await use(), 401);
    });

    it('are not made without a name, without scopes, with unknown ones, or for days gone by', async (t) => {
      const house = await opened(t, engine);
      const cases = [
        [{ name: ' ', scopes: ['things:write'], lastDay: '' }, 'key-name'],
        [{ name: 'a'.repeat(81), scopes: ['things:write'], lastDay: '' }, 'key-name'],
        [{ name: 'n', scopes: [], lastDay: '' }, 'key-scopes'],
        [{ name: 'n', scopes: ['things:burn'], lastDay: '' }, 'key-scopes'],
        [{ name: 'n', scopes: ['things:write'], lastDay: '2026-11-22' }, 'key-last-day'],
        [{ name: 'n', scopes: ['things:write'], lastDay: '2026-02-30' }, 'key-last-day'],
      ] as const;
      for (const [request, code] of cases) {
        const made = await house.keys.create(request, 'system');
        assert.deepEqual(made.ok ? [] : made.problems.map((each) => each.code), [code]);
      }
      const headers = { ...(await signedIn(house)), ...formed };
      const answer = await house.server.inject({
        method: 'POST',
        url: '/operator/keys',
        headers,
        payload: 'name=%3Cscript%3E',
      });
      assert.equal(answer.statusCode, 400);
      assert.match(answer.body, /The key has no scopes\./);
      assert.match(answer.body, /value="&lt;script&gt;"/);
    });
  });

  describe(`the operator’s record and jobs on ${engine}`, { skip }, () => {
    it('shows events as text, checks the chain, and says where it is broken', async (t) => {
      const house = await opened(t, engine);
      const headers = await signedIn(house);
      await recordAudit(house.database.handle, 'system', { action: 'a.b', subject: 'thing:<script>alert(1)</script>' });
      await sealEvents(house.database);
      const good = await house.server.inject({ url: '/operator/audit?check=now', headers });
      assert.match(good.body, /Nothing was changed after it was sealed\./);
      assert.match(good.body, /thing:&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
      const missing = await house.server.inject({ url: `/operator/audit?check=now&expect=${'a'.repeat(64)}`, headers });
      assert.match(missing.body, /The record is broken at position/);
      assert.equal(await statusOf(house, '/operator/audit?check=now&expect=zz', headers), 400);
    });

    it('stops a job that waits, records who did it, and refuses to stop one that ended', async (t) => {
      const house = await opened(t, engine);
      const headers = await signedIn(house);
      const id = await house.database.transact((trx) => enqueueJob(trx, { kind: 'wait', input: {}, actor: 'system' }));
      assert.match((await house.server.inject({ url: '/operator/jobs', headers })).body, /Wait/);
      const stop = async (job: string) =>
        (await house.server.inject({ method: 'POST', url: `/operator/jobs/${job}/cancel`, headers })).statusCode;
      assert.equal(await stop(id), 303);
      const events = await sql<{ actor: string }>`select actor from audit_event where action = 'jobs.cancel'`.execute(
        house.database.handle,
      );
      assert.match(events.rows[0]?.actor ?? '', /^operator:/);
      await sql`update job set cancelled_at = clock_timestamp()`.execute(house.database.handle);
      assert.equal(await stop(id), 400);
      assert.equal(await stop('999'), 404);
      assert.equal(await stop('x'), 404);
    });
  });
}
