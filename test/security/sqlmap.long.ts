import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { engines } from '../support/databases.ts';
import { isolationWorld } from '../support/isolation-world.ts';
import { walk } from './hostile-site.ts';
import { inTurns, sqlmapIsHere, trySql } from './run-sqlmap.ts';
import { targetsOf } from './targets.ts';

const skip = sqlmapIsHere ? false : 'sqlmap is not installed (Debian: apt-get install sqlmap)';

describe('SQL put into requests', { skip, concurrency: false }, () => {
  it('is found where a server puts it into its queries', async (t) => {
    const database = await PGlite.create();
    const server = createServer((request, response) => {
      const id = new URL(request.url ?? '/', 'http://x').searchParams.get('id') ?? '0';
      database.query(`select 'found' as word where 1 = ${id}`).then(
        ({ rows }) => response.end(JSON.stringify(rows)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    t.after(async () => {
      server.close();
      await database.close();
    });
    const { port } = server.address() as AddressInfo;
    const { found } = await trySql(`http://127.0.0.1:${String(port)}`, { method: 'GET', path: '/?id=1' });
    assert.notEqual(found.length, 0);
  });

  it('finds nothing in any address, form or JSON body of this one, nor in its session', async (t) => {
    const engine = engines.findLast(({ skip: without }) => without === false)?.engine;
    const world = await isolationWorld(engine);
    t.after(() => world.close());
    const site = await walk(world);
    const { server, services } = world.app;
    const origin = await server.listen({ port: 0, host: '127.0.0.1' });
    const guards = server.guards.filter(({ method }) => !['HEAD', 'OPTIONS'].includes(method));
    // Waits after wrong guesses would keep what is sent from the queries behind them; the limit of requests a minute is off.
    const noWaits = setInterval(() => {
      void sql`delete from sign_in_gate`.execute(services.database.handle).catch(() => undefined);
    }, 50);
    t.after(() => {
      clearInterval(noWaits);
    });
    const asked = [];
    for (const guard of guards) {
      const who = await site.whoMay(guard);
      for (const target of targetsOf(guard, site)) asked.push({ target, cookie: who?.['cookie'] ?? '' });
    }
    const started = performance.now();
    const verdicts = await inTurns(asked, 2, ({ target, cookie }) => trySql(origin, target, cookie));
    const [name = ''] = (asked.find(({ cookie }) => cookie !== '')?.cookie ?? '').split('=');
    verdicts.push(await trySql(origin, { method: 'GET', path: '/account?x=1' }, `${name}=p.abcdefghijklmnop*`));
    // Pages differ from one to the next, which now and then looks like an answer: what is there is found each time.
    const doubtful = asked.filter((_each, index) => (verdicts[index]?.found.length ?? 0) > 0);
    const bad = (await inTurns(doubtful, 1, ({ target, cookie }) => trySql(origin, target, cookie))).filter(
      (each) => each.found.length > 0,
    );
    bad.push(...verdicts.slice(asked.length).filter((each) => each.found.length > 0));
    assert.deepEqual(
      bad.map(({ target, found }) => ({ target, found })),
      [],
    );
    const tried = verdicts.reduce((sum, each) => sum + each.tried, 0);
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    t.diagnostic(`${String(verdicts.length)} requests, ${String(tried)} values, ${minutes} minutes`);
    const untried = verdicts.filter((each) => each.tried === 0);
    for (const { target, output } of untried)
      t.diagnostic(`not tried: ${target.method} ${target.path} ${lastWords(output)}`);
    assert.ok(verdicts.length >= 150, `the walk found only ${String(verdicts.length)} requests`);
    assert.ok(untried.length * 20 <= verdicts.length, `${String(untried.length)} requests could not be tried`);
  });
});

/** Why a request was not tried, from the end of what the tool wrote. */
function lastWords(output: string): string {
  return output.split('\n').findLast((line) => /\[(CRITICAL|ERROR|WARNING)\]/.test(line)) ?? '';
}
