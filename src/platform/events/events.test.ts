import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { databasePlace } from '../../../test/support/database-place.ts';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import type { Database, Engine } from '../database/index.ts';
import { operatorPolicies } from '../operator/index.ts';
import { type EventHandler, EventDispatcher, eventPages, eventPolicies, countDeliveries, publish } from './index.ts';

const heard = sql`create table heard (n integer generated always as identity, event text not null)`;

function dispatcher(database: Database, handlers: readonly EventHandler[], pauseAfter?: () => number | undefined) {
  return new EventDispatcher({
    database,
    logger: pino({ level: 'silent' }),
    handlers,
    everyMs: 20,
    ...(pauseAfter === undefined ? {} : { pauseAfter }),
  });
}

/** Writes down what it hears, in its transaction. */
const writer: EventHandler = {
  name: 'writer',
  kinds: ['counted'],
  handle: async (transaction, event) => {
    await sql`insert into heard (event) values (${event.subject + String(event.payload['n'])})`.execute(transaction);
  },
};

async function prepared(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await heard.execute(database.handle);
  return database;
}

async function heardBy({ handle }: Database): Promise<readonly string[]> {
  return (await sql<{ event: string }>`select event from heard order by n`.execute(handle)).rows.map(
    (each) => each.event,
  );
}

const tell = (database: Database, subject: string, n: number, kind = 'counted') =>
  database.transact((transaction) => publish(transaction, { kind, subject, payload: { n } }));

for (const { engine, skip } of engines) {
  describe(`events, on ${engine}`, { skip }, () => {
    it('reach whoever listens to their kind, once, in order of their subject', async (t) => {
      const database = await prepared(t, engine);
      for (const n of [1, 2, 3]) await tell(database, 'a:', n);
      await tell(database, 'b:', 1, 'other');
      const events = dispatcher(database, [writer]);
      assert.equal(await events.drain(), 3);
      assert.equal(await events.drain(), 0);
      assert.deepEqual(await heardBy(database), ['a:1', 'a:2', 'a:3']);
    });

    it('of a change that was rolled back reach nobody', async (t) => {
      const database = await prepared(t, engine);
      const change = database.transact(async (transaction) => {
        await publish(transaction, { kind: 'counted', subject: 'a:', payload: { n: 1 } });
        throw new Error('no');
      });
      await assert.rejects(change, /no/);
      assert.equal(await dispatcher(database, [writer]).drain(), 0);
    });

    it('are handled soon after the commit when woken', async (t) => {
      const database = await prepared(t, engine);
      const events = dispatcher(database, [writer]);
      events.start();
      await tell(database, 'a:', 1);
      events.wake();
      while ((await heardBy(database)).length === 0) await pause(10);
      await events.stop();
      assert.deepEqual(await heardBy(database), ['a:1']);
    });

    it('that cannot be handled hold up their subject, then are set aside; others go on all the while', async (t) => {
      const database = await prepared(t, engine);
      let poison = true;
      const failing: EventHandler = {
        ...writer,
        handle: async (transaction, event) => {
          await writer.handle(transaction, event);
          if (poison && event.subject === 'bad:' && event.payload['n'] === 1) throw new Error('Not digestible');
        },
      };
      await tell(database, 'bad:', 1);
      await tell(database, 'bad:', 2);
      await tell(database, 'good:', 1);
      const pauses = [1, undefined];
      const events = dispatcher(database, [failing], () => pauses.shift());
      await events.drain();
      assert.deepEqual(await heardBy(database), ['good:1'], 'what the failed attempt wrote is gone, its subject waits');
      await pause(1050);
      await events.drain();
      assert.deepEqual(await heardBy(database), ['good:1', 'bad:2']);
      assert.equal((await countDeliveries(database.handle)).failed, 1);

      const server = await pageServer([...operatorPolicies, ...eventPolicies], { kind: 'operator', sessionId: 's' });
      t.after(() => server.close());
      await server.register(eventPages({ database, events }));
      assert.match(wordsOf((await server.inject('/operator/events')).body), /counted.*bad:.*writer.*Not digestible/);
      poison = false;
      assert.equal((await server.inject({ method: 'POST', url: '/operator/events/writer/1/retry' })).statusCode, 303);
      assert.equal((await server.inject({ method: 'POST', url: '/operator/events/writer/1/retry' })).statusCode, 404);
      await events.drain();
      assert.deepEqual(await heardBy(database), ['good:1', 'bad:2', 'bad:1']);
    });

    it('are handled once and none is lost when whoever handles them is killed', async (t) => {
      const place = await databasePlace(t, engine);
      const before = await place.open();
      await heard.execute(before.handle);
      for (const n of [1, 2, 3, 4]) await tell(before, 'a:', n);
      await before.close();
      const fixture = join(import.meta.dirname, 'event-worker.fixture.ts');
      const child = spawn(process.execPath, [fixture, place.url, place.dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      while (!said.includes('3')) await pause(20);
      child.kill('SIGKILL');
      await ended;
      const after = await place.open();
      const numbered = {
        ...writer,
        handle: async (transaction: Parameters<typeof publish>[0], { id }: { id: string }) => {
          await sql`insert into heard (event) values (${id})`.execute(transaction);
        },
      };
      while ((await heardBy(after)).length < 4) await dispatcher(after, [numbered]).drain();
      assert.deepEqual(await heardBy(after), ['1', '2', '3', '4']);
      await after.close();
    });
  });
}

describe('several dispatchers on one PostgreSQL', { skip: engines[1]?.skip }, () => {
  it('handle each event once between them and keep the order of each subject', async (t) => {
    const database = await prepared(t, 'postgres');
    for (let n = 1; n <= 15; n += 1) for (const subject of ['a:', 'b:', 'c:']) await tell(database, subject, n);
    const slow: EventHandler = {
      ...writer,
      handle: async (transaction, event) => {
        await writer.handle(transaction, event);
        await pause(2);
      },
    };
    const workers = Array.from({ length: 4 }, () => dispatcher(database, [slow]));
    while ((await heardBy(database)).length < 45) await Promise.all(workers.map((each) => each.drain()));
    const all = await heardBy(database);
    for (const subject of ['a:', 'b:', 'c:']) {
      const own = all.filter((each) => each.startsWith(subject)).map((each) => Number(each.slice(2)));
      assert.deepEqual(
        own,
        Array.from({ length: 15 }, (_, index) => index + 1),
      );
    }
  });
});
