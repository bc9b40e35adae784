import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { Type } from 'typebox';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { type Actor, PolicyTable, publicActor } from '../access/index.ts';
import type { Database, Engine } from '../database/index.ts';
import { buildServer, type Server } from '../http/index.ts';
import { defineJob, enqueueJob, JobRunner, requestCancel } from '../jobs/index.ts';
import { createViews } from '../views/index.ts';
import { createMetrics, type Metrics, metricsPage, metricsPolicies } from './index.ts';
import type { MetricsAccess } from './metrics-page.ts';

const root = join(import.meta.dirname, '../../..');
const views = createViews({
  folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
  icon: () => '',
  asset: (name) => `/assets/${name}`,
});

interface House {
  readonly server: Server;
  readonly database: Database;
  readonly metrics: Metrics;
}

async function opened(
  t: TestContext,
  engine: Engine,
  given: { readonly access?: MetricsAccess; readonly actor?: Actor } = {},
): Promise<House> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const metrics = createMetrics({ database });
  const server = await buildServer({
    logger: pino({ level: 'silent' }),
    policies: new PolicyTable(metricsPolicies),
    views,
    identify: () => Promise.resolve(given.actor ?? publicActor),
    rateLimit: 0,
    trustProxy: 0,
    shell: () => ({ menu: [], demo: false }),
  });
  t.after(() => server.close());
  metrics.watch(server);
  await server.register(metricsPage(metrics, given.access ?? 'open'));
  server.get('/things/:id', async () => ({}));
  server.get('/broken', async () => {
    throw new Error('broken');
  });
  return { server, database, metrics };
}

/** Every figure of the text by its name and labels as written. */
async function figures({ server }: House): Promise<ReadonlyMap<string, number>> {
  const { statusCode, body, headers } = await server.inject('/metrics');
  assert.equal(statusCode, 200);
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  const found = new Map<string, number>();
  for (const line of body.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^([a-z_:][\w:]*(?:\{.*\})?) (\S+)$/i.exec(line);
    assert.ok(parts, `not a figure: ${line}`);
    found.set(parts[1] ?? '', Number(parts[2]));
  }
  return found;
}

for (const { engine, skip } of engines) {
  describe(`figures of operation on ${engine}`, { skip }, () => {
    it('count requests by route pattern and status, never by what people ask for', async (t) => {
      const house = await opened(t, engine);
      for (let n = 0; n < 30; n += 1) {
        await house.server.inject(`/things/secret-${n}?q=secret`);
        await house.server.inject(`/nowhere/secret-${n}`);
      }
      await house.server.inject('/broken');
      const found = await figures(house);
      const counted = (route: string, status: string): number | undefined =>
        found.get(`calloff_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`);
      assert.equal(counted('/things/:id', '200'), 30);
      assert.equal(counted('none', '404'), 30);
      assert.equal(counted('/broken', '500'), 1);
      assert.ok(![...found.keys()].some((each) => each.includes('secret')));
      assert.equal(found.get('calloff_http_requests_in_flight'), 1, 'the one that asks');
    });

    it('count jobs by kind and state, and how long one has waited', async (t) => {
      const house = await opened(t, engine);
      const { database } = house;
      const echo = defineJob({
        kind: 'echo',
        title: 'Echo',
        input: Type.Object({}),
        checkpoint: Type.Null(),
        step: async () => ({ done: true, result: null }),
      });
      const runner = new JobRunner({ database, definitions: [echo], logger: pino({ level: 'silent' }), alone: true });
      const ask = () => enqueueJob(database.handle, { kind: 'echo', input: {}, actor: 'system' });
      await runner.complete(await ask());
      await ask();
      await requestCancel(database.handle, await ask());
      await pause(20);
      const found = await figures(house);
      assert.equal(found.get('calloff_jobs{kind="echo",state="done"}'), 1);
      assert.equal(found.get('calloff_jobs{kind="echo",state="queued"}'), 1);
      assert.equal(found.get('calloff_jobs{kind="echo",state="cancelling"}'), 1);
      assert.ok((found.get('calloff_job_longest_wait_seconds') ?? 0) > 0.01);
      assert.equal(found.get('calloff_database_answers'), 1);
    });

    it('tell of connections, memory and the event loop', async (t) => {
      const house = await opened(t, engine);
      const found = await figures(house);
      const busy = found.get('calloff_database_connections{state="busy"}') ?? -1;
      const idle = found.get('calloff_database_connections{state="idle"}') ?? -1;
      assert.ok(busy >= 0 && idle >= 0 && busy + idle >= 1);
      assert.equal(found.get('calloff_database_requests_waiting'), 0);
      assert.ok((found.get('process_resident_memory_bytes') ?? 0) > 10_000_000);
      assert.ok(found.has('nodejs_eventloop_lag_p99_seconds'));
      assert.ok(found.has('nodejs_eventloop_lag_max_seconds'));
    });

    it('are given without those of the database when it does not answer', async (t) => {
      const house = await opened(t, engine);
      await enqueueJob(house.database.handle, { kind: 'echo', input: {}, actor: 'system' });
      assert.equal((await figures(house)).get('calloff_jobs{kind="echo",state="queued"}'), 1);
      await house.database.close();
      const found = await figures(house);
      assert.equal(found.get('calloff_database_answers'), 0);
      assert.ok(![...found.keys()].some((each) => each.startsWith('calloff_jobs{')));
      assert.ok(found.has('process_resident_memory_bytes'));
    });
  });
}

describe('the guide for operators', () => {
  it('names only figures there are', async (t) => {
    const guide = await readFile(join(root, 'docs/operating.md'), 'utf8');
    const named = new Set(guide.match(/\b(?:calloff_(?!new)|nodejs_|process_)[a-z_0-9]+/g));
    assert.ok(named.size > 10);
    const house = await opened(t, 'pglite');
    await enqueueJob(house.database.handle, { kind: 'echo', input: {}, actor: 'system' });
    const { body } = await house.server.inject('/metrics');
    const known = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map((each) => each[1]));
    for (const each of named) {
      assert.ok(known.has(each) || known.has(each.replace(/_(bucket|count|sum)$/, '')), each);
    }
  });
});

describe('searches', () => {
  it('are timed, and those that throw counted', async (t) => {
    const house = await opened(t, 'pglite');
    assert.equal(await house.metrics.timeSearch(async () => 'found'), 'found');
    await assert.rejects(
      house.metrics.timeSearch(async () => {
        throw new Error('broken');
      }),
      /broken/,
    );
    const found = await figures(house);
    assert.equal(found.get('calloff_search_duration_seconds_count'), 2);
    assert.equal(found.get('calloff_search_failures_total'), 1);
  });
});

describe('a client that goes away', () => {
  it('is counted as such, and not as in flight for ever', async (t) => {
    const house = await opened(t, 'pglite');
    let reached = (): void => undefined;
    const asked = new Promise<void>((resolve) => (reached = resolve));
    let answer = (): void => undefined;
    house.server.get('/slow', async () => {
      reached();
      await new Promise<void>((resolve) => (answer = resolve));
      return {};
    });
    await house.server.listen({ port: 0, host: '127.0.0.1' });
    const address = house.server.server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const socket = connect(address.port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
    socket.destroy();
    const name = 'calloff_http_request_duration_seconds_count{method="GET",route="/slow",status="aborted"}';
    while ((await figures(house)).get(name) !== 1) await pause(5);
    assert.equal((await figures(house)).get('calloff_http_requests_in_flight'), 1);
    answer();
  });
});

describe('who may read them', () => {
  const cases: readonly (readonly [string, MetricsAccess, Actor, number])[] = [
    ['the public', 'key', publicActor, 401],
    ['a key without the scope', 'key', { kind: 'key', keyId: 'k', scopes: ['suppliers:write'] }, 403],
    ['a key with the scope', 'key', { kind: 'key', keyId: 'k', scopes: ['metrics:read'] }, 200],
    ['the operator', 'key', { kind: 'operator', sessionId: 's' }, 200],
    ['everybody, where that is wanted', 'open', publicActor, 200],
    ['nobody, where that is wanted', 'off', { kind: 'operator', sessionId: 's' }, 404],
  ];
  for (const [who, access, actor, status] of cases) {
    it(`${who}: ${String(status)}`, async (t) => {
      const { server } = await opened(t, 'pglite', { access, actor });
      const answer = await server.inject('/metrics');
      assert.equal(answer.statusCode, status);
      if (status !== 200) assert.doesNotMatch(answer.body, /process_/);
    });
  }
});
