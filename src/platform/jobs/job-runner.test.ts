import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Type } from 'typebox';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { allMigrations } from '../../migrations.ts';
import { type Database, type Engine, migrate, openDatabase } from '../database/index.ts';
import {
  defineJob,
  enqueueJob,
  findJob,
  type JobDefinition,
  JobFailure,
  JobRunner,
  jobStatus,
  requestCancel,
} from './index.ts';

const quiet = pino({ level: 'silent' });

/** Counts to `to`, writing one row a step, so that a step done twice or left out shows. */
function counting(pauseMs = 0): JobDefinition {
  return defineJob({
    kind: 'count',
    title: 'Count',
    input: Type.Object({ to: Type.Integer() }),
    checkpoint: Type.Object({ at: Type.Integer() }),
    step: async ({ transaction, input, checkpoint }) => {
      const at = (checkpoint?.at ?? 0) + 1;
      await sql`insert into counted (n) values (${at})`.execute(transaction);
      if (pauseMs > 0) await pause(pauseMs);
      if (at >= input.to) return { done: true, result: { counted: at } };
      return { done: false, checkpoint: { at }, progress: { done: at, total: input.to, message: 'Counting' } };
    },
    cancelled: async ({ transaction }) => {
      await sql`delete from counted`.execute(transaction);
    },
  });
}

async function prepared(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await sql`create table counted (n integer not null)`.execute(database.handle);
  return database;
}

function runner(database: Database, definitions: readonly JobDefinition[], more: { heartbeatTimeoutMs?: number } = {}) {
  return new JobRunner({
    database,
    definitions,
    logger: quiet,
    alone: database.engine === 'pglite',
    idleMs: 20,
    ...more,
  });
}

async function counted(database: Database): Promise<readonly number[]> {
  const rows = await sql<{ n: number }>`select n from counted order by n`.execute(database.handle);
  return rows.rows.map((each) => each.n);
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_each, index) => index + 1);

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await condition()) return;
    await pause(25);
  }
  assert.fail(`Waited too long for: ${what}`);
}

for (const { engine, skip } of engines) {
  describe(`jobs on ${engine}`, { skip }, () => {
    it('works off a job step by step in the background and keeps its result', async (t) => {
      const database = await prepared(t, engine);
      const jobs = runner(database, [counting()]);
      t.after(() => jobs.stop());
      await jobs.start();
      const id = await database.transact((trx) =>
        enqueueJob(trx, { kind: 'count', input: { to: 5 }, actor: 'system' }),
      );
      jobs.wake();
      const job = await jobs.complete(id);
      assert.equal(jobStatus(job), 'done');
      assert.deepEqual(job.result, { counted: 5 });
      assert.deepEqual(job.progress, { done: 5, total: 5, message: 'Counting' });
      assert.deepEqual(await counted(database), upTo(5));
    });

    it('completes a job in a process that does not work in the background, reporting progress', async (t) => {
      const database = await prepared(t, engine);
      const id = await database.transact((trx) =>
        enqueueJob(trx, { kind: 'count', input: { to: 3 }, actor: 'system' }),
      );
      const seen: number[] = [];
      const job = await runner(database, [counting()]).complete(id, { onProgress: (each) => seen.push(each.done) });
      assert.equal(jobStatus(job), 'done');
      assert.equal(seen.at(-1), 3);
    });

    it('gives the unfinished job with the same key, and a new one when it has ended', async (t) => {
      const database = await prepared(t, engine);
      const ask = () =>
        database.transact((trx) => enqueueJob(trx, { kind: 'count', input: { to: 1 }, actor: 'system', key: 'once' }));
      const first = await ask();
      assert.equal(await ask(), first);
      await runner(database, [counting()]).complete(first);
      assert.notEqual(await ask(), first);
    });

    it('rolls a failing step back, tries again, and fails after the third time', async (t) => {
      const database = await prepared(t, engine);
      let tries = 0;
      const broken = defineJob({
        kind: 'break',
        title: 'Break',
        input: Type.Object({}),
        checkpoint: Type.Null(),
        step: async ({ transaction }) => {
          tries += 1;
          await sql`insert into counted (n) values (99)`.execute(transaction);
          throw new Error('secret detail');
        },
      });
      const id = await database.transact((trx) => enqueueJob(trx, { kind: 'break', input: {}, actor: 'system' }));
      const job = await runner(database, [broken]).complete(id);
      assert.equal(jobStatus(job), 'failed');
      assert.equal(tries, 3);
      assert.doesNotMatch(job.failure ?? '', /secret/);
      assert.deepEqual(await counted(database), []);
    });

    it('fails at once, in its own words, when the failure is an expected one', async (t) => {
      const database = await prepared(t, engine);
      const refusing = defineJob({
        kind: 'refuse',
        title: 'Refuse',
        input: Type.Object({}),
        checkpoint: Type.Null(),
        step: () => Promise.reject(new JobFailure('Line 4 has no price.')),
      });
      const id = await database.transact((trx) => enqueueJob(trx, { kind: 'refuse', input: {}, actor: 'system' }));
      const job = await runner(database, [refusing]).complete(id);
      assert.equal(job.failure, 'Line 4 has no price.');
      assert.equal(job.attempts, 0);
    });

    it('cancels between steps and cleans up', async (t) => {
      const database = await prepared(t, engine);
      const jobs = runner(database, [counting(5)]);
      t.after(() => jobs.stop());
      await jobs.start();
      const id = await database.transact((trx) =>
        enqueueJob(trx, { kind: 'count', input: { to: 10_000 }, actor: 'system' }),
      );
      await until(async () => (await counted(database)).length > 2, 'some steps');
      assert.equal(await requestCancel(database.handle, id), true);
      const job = await jobs.complete(id);
      assert.equal(jobStatus(job), 'cancelled');
      assert.deepEqual(await counted(database), []);
      assert.equal(await requestCancel(database.handle, id), false);
    });

    it('pauses at a checkpoint when stopped, and another runner goes on at once', async (t) => {
      const database = await prepared(t, engine);
      const first = runner(database, [counting(5)]);
      await first.start();
      const id = await database.transact((trx) =>
        enqueueJob(trx, { kind: 'count', input: { to: 40 }, actor: 'system' }),
      );
      await until(async () => (await counted(database)).length > 2, 'some steps');
      await first.stop();
      const paused = await findJob(database.handle, id);
      assert.ok(paused !== undefined && paused.progress.done < 40);
      const job = await runner(database, [counting()]).complete(id);
      assert.equal(jobStatus(job), 'done');
      assert.deepEqual(await counted(database), upTo(40));
    });

    // The embedded engine has one session: there a second worker cannot hold a transaction open beside the first.
    if (engine === 'postgres') {
      it('takes over from a silent worker, whose late step then changes nothing', async (t) => {
        const database = await prepared(t, engine);
        const slow = runner(database, [counting(0)], { heartbeatTimeoutMs: 1_000_000 });
        const id = await database.transact((trx) =>
          enqueueJob(trx, { kind: 'count', input: { to: 30 }, actor: 'system' }),
        );
        let release = (): void => undefined;
        const held = new Promise<void>((resolve) => (release = resolve));
        const sleeper = defineJob({
          kind: 'count',
          title: 'Sleep',
          input: Type.Object({ to: Type.Integer() }),
          checkpoint: Type.Object({ at: Type.Integer() }),
          step: async ({ transaction }) => {
            await sql`insert into counted (n) values (-1)`.execute(transaction);
            await held;
            return { done: true, result: 'too late' };
          },
        });
        const silent = runner(database, [sleeper], { heartbeatTimeoutMs: 1_000_000 });
        const late = silent.complete(id);
        await until(async () => (await findJob(database.handle, id))?.startedAt !== null, 'the claim');
        assert.equal(jobStatus((await findJob(database.handle, id))!), 'running');
        await sql`update job set heartbeat_at = clock_timestamp() - interval '2 hours'`.execute(database.handle);
        const job = await slow.complete(id);
        release();
        await late;
        assert.deepEqual(job.result, { counted: 30 });
        assert.deepEqual(await counted(database), upTo(30));
      });
    }

    it('goes on after kill -9 with the first step that was not committed', async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'calloff-jobs-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      const outer = engine === 'postgres' ? await prepared(t, engine) : undefined;
      const name = outer === undefined ? '' : await databaseName(outer);
      const open = () => openDatabase({ url: name, dataDir: folder, poolSize: 4 });
      const seeding = await open();
      await migrate(seeding, ...allMigrations);
      await sql`create table if not exists counted (n integer not null)`.execute(seeding.handle);
      const id = await seeding.transact((trx) =>
        enqueueJob(trx, { kind: 'count', input: { to: 60 }, actor: 'system' }),
      );
      await seeding.close();

      const child = spawn(process.execPath, [join(import.meta.dirname, 'job-worker.fixture.ts'), name, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      t.after(() => child.kill('SIGKILL'));
      const exited = new Promise((resolve) => child.once('exit', resolve));
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          if (/\b7\b/.test(chunk.toString())) resolve();
        });
      });
      child.kill('SIGKILL');
      await exited;

      const database = await open();
      t.after(() => database.close());
      const killed = await findJob(database.handle, id);
      assert.ok(killed !== undefined && killed.progress.done >= 5 && killed.progress.done < 60, 'killed half way');
      const jobs = runner(database, [counting()], { heartbeatTimeoutMs: 500 });
      t.after(() => jobs.stop());
      await jobs.start();
      const job = await jobs.complete(id);
      assert.equal(jobStatus(job), 'done');
      assert.deepEqual(await counted(database), upTo(60));
      // In this order: the database of the test is dropped first of what is put away after it.
      await jobs.stop();
      await database.close();
    });
  });
}

/** The address of the test's own database, from the address the tests use. */
async function databaseName(database: Database): Promise<string> {
  const rows = await sql<{ name: string }>`select current_database() as name`.execute(database.handle);
  const url = new URL(process.env['CALLOFF_TEST_POSTGRES'] ?? 'postgres://root@127.0.0.1:5432/test');
  url.pathname = `/${rows.rows[0]?.name ?? ''}`;
  return url.toString();
}
