import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { createAgreements } from '../../agreements/index.ts';
import { fixedClock } from '../../kernel/dates.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import { type JobDefinition, JobRunner, jobStatus } from '../../platform/jobs/index.ts';
import { requireCategories } from '../categories.ts';
import { demoCommands } from './demo-command.ts';
import { demoJob } from './demo-job.ts';
import { createDemonstration, type Demonstration } from './demo-service.ts';

const root = join(import.meta.dirname, '../../..');
const read = await createAgreements({ agreementsDir: join(root, 'agreements'), referenceDir: join(root, 'reference') });
assert.ok(read.ok, JSON.stringify(read));
const agreements = read.value;
const categories = await requireCategories(join(root, 'reference/categories'));
const clock = fixedClock('2026-11-23T09:30:00Z');
const quiet = pino({ level: 'silent' });

interface Place {
  readonly database: Database;
  readonly demonstration: Demonstration;
  runner(definition?: JobDefinition): JobRunner;
}

function definition(): JobDefinition {
  return demoJob({ agreements, categories, demoFolder: () => join(root, 'agreements/rm6098/demo') });
}

async function prepared(t: TestContext, engine: Engine): Promise<Place> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  return {
    database,
    demonstration: createDemonstration({ database, clock, agreements }),
    runner: (made = definition()) =>
      new JobRunner({ database, definitions: [made], logger: quiet, alone: true, idleMs: 20 }),
  };
}

/** Everything that was loaded, without the ids the database gave. */
async function picture(database: Database): Promise<unknown> {
  const rows = await sql`select o.supplier_id, o.lot, o.supplier_sku, p.slug, i.valid_from::text as f,
      i.valid_to::text as t, i.unit_price::text as price, i.break_prices::text as breaks
    from offer o join product p on p.id = o.product_id join offer_interval i on i.offer_id = o.id
    order by o.supplier_id, o.lot, o.supplier_sku, i.valid_from`.execute(database.handle);
  return rows.rows;
}

async function count(database: Database, table: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)}`.execute(
    database.handle,
  );
  return found.rows[0]?.n ?? 0;
}

async function load(place: Place, offers: number, seed = 1): Promise<void> {
  const asked = await place.demonstration.request({ offers, seed }, 'system');
  assert.ok(asked.ok);
  const job = await place.runner().complete(asked.value);
  assert.equal(jobStatus(job), 'done', job.failure ?? '');
}

for (const { engine, skip } of engines) {
  describe(`loading the demonstration on ${engine}`, { skip }, () => {
    it('writes offers, their prices and what search reads, and says how far it is', async (t) => {
      const place = await prepared(t, engine);
      assert.deepEqual(await place.demonstration.status(), { state: 'none', done: 0, total: 0 });
      const asked = await place.demonstration.request({ offers: 400, seed: 1 }, 'system');
      assert.ok(asked.ok);
      assert.equal((await place.demonstration.status()).state, 'waiting');
      const seen: number[] = [];
      await place.runner().complete(asked.value, { onProgress: ({ done }) => seen.push(done) });
      assert.deepEqual(await place.demonstration.status(), { state: 'loaded', done: 400, total: 400 });
      assert.ok(seen.some((each) => each > 0 && each < 400) || engine === 'postgres', 'progress is reported');
      assert.equal(await count(place.database, 'offer'), 400);
      assert.equal(await count(place.database, 'offer_interval'), await count(place.database, 'search_offer'));
      assert.equal(await count(place.database, 'product'), await count(place.database, 'search_product'));
      assert.ok((await count(place.database, 'associated_service')) > 100);
      const audit = await sql<{ action: string }>`select action from audit_event order by id`.execute(
        place.database.handle,
      );
      assert.ok(audit.rows.some((each) => each.action === 'demo.loaded'));
    });

    it('goes on after a kill in the middle of a step, without doubling or leaving out anything', async (t) => {
      const whole = await prepared(t, engine);
      await load(whole, 500);
      const place = await prepared(t, engine);
      const asked = await place.demonstration.request({ offers: 500, seed: 1 }, 'system');
      assert.ok(asked.ok);
      const id = asked.value;
      await sql`update job set input = input || '{"step": 100}'::jsonb where id = ${id}::bigint`.execute(
        place.database.handle,
      );
      // The process dies inside the fifth step: its transaction is lost, and with it the memory of the generator.
      const dying = definition();
      let steps = 0;
      const killed = place.runner({
        ...dying,
        step: async (given) => {
          const result = await dying.step(given);
          steps += 1;
          if (steps === 5) {
            void killed.stop();
            throw new Error('killed');
          }
          return result;
        },
      });
      await killed.complete(id);
      const part = await count(place.database, 'offer');
      assert.ok(part > 0 && part < 500, `${part}`);
      assert.equal((await place.demonstration.status()).state, 'loading');
      await sql`update job set not_before = clock_timestamp()`.execute(place.database.handle);
      const job = await place.runner().complete(id);
      assert.equal(jobStatus(job), 'done', job.failure ?? '');
      assert.deepEqual(await picture(place.database), await picture(whole.database));
    });

    it('replaces an earlier demonstration, search words and services too', async (t) => {
      const place = await prepared(t, engine);
      await load(place, 300);
      const before = await picture(place.database);
      const words = await count(place.database, 'search_word');
      await load(place, 300);
      assert.deepEqual(await picture(place.database), before);
      assert.equal(await count(place.database, 'search_word'), words);
      await load(place, 150, 2);
      assert.equal(await count(place.database, 'offer'), 150);
      assert.equal(await count(place.database, 'search_product'), await count(place.database, 'product'));
    });

    it('stands back where products are not invented, unless told to join them', async (t) => {
      const place = await prepared(t, engine);
      await sql`insert into manufacturer (id, name, kind) values ('real', 'Real', 'maker')`.execute(
        place.database.handle,
      );
      await sql`insert into product (slug, manufacturer_id, mpn, name, category)
        values ('real-1', 'real', '1', 'One', 'end-user-devices/laptops')`.execute(place.database.handle);
      const refused = await place.demonstration.request({ offers: 20, seed: 1 }, 'system');
      assert.ok(!refused.ok);
      assert.equal(refused.problems[0]?.code, 'catalogue-in-use');
      assert.equal(await place.demonstration.requestOnce({ offers: 20, seed: 1 }), undefined);
      const joined = await place.demonstration.request({ offers: 20, seed: 1, add: true }, 'system');
      assert.ok(joined.ok);
      assert.equal(jobStatus(await place.runner().complete(joined.value)), 'done');
      const kept = await sql<{ n: number }>`select count(*)::integer as n from product where not demonstration`.execute(
        place.database.handle,
      );
      assert.equal(kept.rows[0]?.n, 1);
    });

    it('is asked for once at a first start, and not again', async (t) => {
      const place = await prepared(t, engine);
      const id = await place.demonstration.requestOnce({ offers: 30, seed: 1 });
      assert.ok(id !== undefined);
      assert.equal(await place.demonstration.requestOnce({ offers: 30, seed: 1 }), undefined);
      await place.runner().complete(id);
      assert.equal(await place.demonstration.requestOnce({ offers: 30, seed: 1 }), undefined);
    });

    it('stops when asked, with what is loaded whole, and the command says so', async (t) => {
      const place = await prepared(t, engine);
      const [command] = demoCommands(() =>
        Promise.resolve({ demonstration: place.demonstration, jobs: place.runner() }),
      );
      assert.ok(command);
      const stop = new AbortController();
      const written: string[] = [];
      const code = await command.run(
        {},
        { offers: '20000', seed: '3' },
        {
          clock,
          json: true,
          terminal: false,
          columns: 80,
          signal: stop.signal,
          write: (text) => void written.push(text),
          writeError: (text) => void written.push(text),
          input: () => {
            throw new Error('no input');
          },
          resolve: (path) => path,
          progress: (done) => {
            if (done > 0) stop.abort();
          },
        },
      );
      assert.equal(code, 1);
      const answer = JSON.parse(written.join('')) as { readonly status: string; readonly offers: number };
      assert.equal(answer.status, 'cancelled');
      assert.equal(await count(place.database, 'offer'), answer.offers);
      assert.equal((await place.demonstration.status()).state, 'cancelled');
    });

    it('stops the load of something else first, and loads what was asked for', async (t) => {
      const place = await prepared(t, engine);
      assert.ok((await place.demonstration.request({ offers: 20_000, seed: 1 }, 'system')).ok);
      const jobs = place.runner();
      await jobs.start();
      t.after(() => jobs.stop());
      const [command] = demoCommands(() => Promise.resolve({ demonstration: place.demonstration, jobs }));
      assert.ok(command);
      const written: string[] = [];
      const code = await command.run(
        {},
        { offers: '60', seed: '2' },
        {
          clock,
          json: true,
          terminal: false,
          columns: 80,
          signal: new AbortController().signal,
          write: (text) => void written.push(text),
          writeError: (text) => void written.push(text),
          input: () => {
            throw new Error('no input');
          },
          resolve: (path) => path,
          progress: () => undefined,
        },
      );
      assert.equal(code, 0, written.join(''));
      const answer = JSON.parse(written.join('')) as { readonly status: string; readonly offers: number };
      assert.deepEqual([answer.status, answer.offers], ['done', 60]);
      assert.equal(await count(place.database, 'offer'), 60);
    });
  });
}
