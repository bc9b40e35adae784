import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { pino } from 'pino';
import { Type } from 'typebox';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { wordsOf } from '../../../test/support/page-server.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { PolicyTable } from '../access/index.ts';
import type { Database, Engine } from '../database/index.ts';
import { buildServer, type Server } from '../http/index.ts';
import { countJobs, defineJob, JobRunner, jobStatus, listJobs, newestJob } from '../jobs/index.ts';
import { createViews } from '../views/index.ts';
import { jobPages } from './job-pages.ts';
import { durationInWords } from './job-words.ts';
import { KeyService, operatorPolicies } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const views = createViews({
  folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
  icon: () => '',
  asset: (name) => `/assets/${name}`,
});
const policies = new PolicyTable([
  ...operatorPolicies,
  { action: 'lists.send', means: 'send price lists', operator: true, scope: 'lists:write' },
]);
const clock = fixedClock('2026-11-23T09:00:00Z');

interface House {
  readonly server: Server;
  readonly database: Database;
  readonly keys: KeyService;
}

async function opened(t: TestContext, engine: Engine): Promise<House> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const logger = pino({ level: 'silent' });
  const [check, load] = (['check', 'load'] as const).map((kind) =>
    defineJob({
      kind,
      title: kind === 'check' ? 'Check a price list' : 'Load the demonstration',
      input: Type.Object({}),
      checkpoint: Type.Null(),
      step: async () => ({ done: true, result: null }),
    }),
  );
  assert.ok(check && load);
  const jobs = new JobRunner({ database, definitions: [check, load], logger, alone: true });
  const keys = new KeyService({ database, clock, policies });
  const server = await buildServer({
    logger,
    policies,
    views,
    identify: () => Promise.resolve({ kind: 'operator', sessionId: 's1' }),
    rateLimit: 0,
    trustProxy: 0,
    shell: () => ({ menu: [], demo: false }),
  });
  t.after(() => server.close());
  await server.register(jobPages({ database, clock, jobs, keys }));
  return { server, database, keys };
}

interface Given {
  readonly kind?: string;
  readonly actor?: string;
  readonly input?: unknown;
  readonly result?: unknown;
  readonly started?: string;
  readonly cancelAsked?: string;
  readonly finished?: string;
  readonly failed?: string;
  readonly cancelled?: string;
  readonly failure?: string;
  readonly progress?: readonly [done: number, total: number, message: string];
}

/** A job as it stands, without working it off; gives its id. */
async function placed({ database }: House, given: Given = {}): Promise<string> {
  const { kind = 'check', actor = 'system', input = {}, progress = [0, 0, ''] } = given;
  const at = (time: string | undefined): RawBuilder<unknown> =>
    time === undefined ? sql`null` : sql`${`2026-11-23T${time}Z`}::timestamptz`;
  const made = await sql<{ id: string }>`insert into job (kind, actor, input, result, queued_at, started_at,
      cancel_requested_at, finished_at, failed_at, cancelled_at, failure, progress_done, progress_total, progress_message)
    values (${kind}, ${actor}, ${JSON.stringify(input)}::jsonb, ${JSON.stringify(given.result ?? null)}::jsonb,
      ${at('08:00:00')}, ${at(given.started)}, ${at(given.cancelAsked)}, ${at(given.finished)}, ${at(given.failed)},
      ${at(given.cancelled)}, ${given.failure ?? null}, ${progress[0]}, ${progress[1]}, ${progress[2]})
    returning id::text as id`.execute(database.handle);
  return made.rows[0]?.id ?? '';
}

async function read({ server }: House, url: string) {
  const answer = await server.inject({ url, headers: { accept: 'text/html' } });
  return { status: answer.statusCode, html: answer.body, words: wordsOf(answer.body), headers: answer.headers };
}

for (const { engine, skip } of engines) {
  describe(`the history of background jobs on ${engine}`, { skip }, () => {
    it('says who asked, when, how long it took, how far it came and why it failed', async (t) => {
      const house = await opened(t, engine);
      const key = await house.keys.create({ name: 'Norvik <nightly>', scopes: ['lists:write'], lastDay: '' }, 'system');
      assert.ok(key.ok);
      const failed = await placed(house, {
        actor: `key:${key.value.id}`,
        started: '08:00:10',
        failed: '08:03:15',
        failure: 'The file is a picture. Send a CSV or XLSX file.',
        progress: [1200, 5000, 'Reading'],
      });
      await placed(house, { kind: 'load', actor: 'operator:s1', started: '08:59:00', progress: [5, 10, 'Offers'] });
      const { html, words } = await read(house, '/operator/jobs');
      assert.match(words, /2 jobs/);
      assert.match(words, /Check a price list, job 1 Number 1, by the program “Norvik <nightly>”/);
      assert.match(words, /The file is a picture\. Send a CSV or XLSX file\. Failed 1,200 of 5,000/);
      assert.match(words, /23 November 2026, 08:00 3 minutes 5 seconds 23 November 2026, 08:03/);
      assert.match(words, /Load the demonstration, job 2 Number 2, by the operator Offers Running 5 of 10/);
      assert.match(words, /1 minute Stop job 2/);
      assert.ok(html.includes(`href="/operator/jobs/${failed}"`));
      assert.ok(!/ style=/.test(html));
    });

    it('is filtered by kind and state, with counts of what each would leave', async (t) => {
      const house = await opened(t, engine);
      await placed(house, { started: '08:00:00', finished: '08:01:00' });
      await placed(house, { kind: 'load', started: '08:00:00', finished: '08:01:00' });
      await placed(house, { started: '08:00:00', failed: '08:01:00', failure: 'Broken.' });
      await placed(house, {});
      const done = await read(house, '/operator/jobs?state=done&kind=');
      assert.match(done.words, /2 jobs/);
      assert.doesNotMatch(done.words, /Broken/);
      assert.match(done.words, /Any 4 Waiting 1 Running 0 Stopping 0 Done 2 Failed 1 Stopped 0/);
      assert.match(done.words, /Any 2 Check a price list 1 Load the demonstration 1/);
      const both = await read(house, '/operator/jobs?state=done&kind=load');
      assert.match(both.words, /1 job /);
      const none = await read(house, '/operator/jobs?state=failed&kind=load');
      assert.match(none.words, /0 jobs .*No job is in this state.*Show all jobs/);
      assert.equal((await read(house, '/operator/jobs?state=burning')).status, 400);
      assert.equal((await read(house, '/operator/jobs?kind=unknown')).status, 200);
    });

    it('goes on page by page, keeping the filters, and shows each job once', async (t) => {
      const house = await opened(t, engine);
      for (let n = 0; n < 120; n += 1) await placed(house, { kind: n % 2 === 0 ? 'check' : 'load' });
      const seen: string[] = [];
      let url = '/operator/jobs?kind=load&state=queued';
      for (;;) {
        const { html } = await read(house, url);
        seen.push(...[...html.matchAll(/Number (\d+),/g)].map((each) => each[1] ?? ''));
        const next = /href="([^"]+)" rel="next"/.exec(html)?.[1];
        if (next === undefined) break;
        url = next.replaceAll('&amp;', '&');
        assert.match(url, /kind=load&state=queued/);
      }
      assert.equal(seen.length, 60);
      assert.equal(new Set(seen).size, 60);
      assert.equal((await newestJob(house.database.handle, 'check'))?.id, '119');
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => Number(b) - Number(a)),
      );
    });

    it('counts and finds each job in the one state its timestamps say', async (t) => {
      const house = await opened(t, engine);
      const ends: readonly Given[] = [
        {},
        { finished: '08:10:00' },
        { failed: '08:10:00', failure: 'x' },
        { cancelled: '08:10:00' },
      ];
      for (const end of ends) {
        for (const begun of [{}, { started: '08:01:00' }]) {
          for (const asked of [{}, { cancelAsked: '08:02:00' }]) await placed(house, { ...end, ...begun, ...asked });
        }
      }
      const { handle } = house.database;
      const all = await listJobs(handle, 100);
      assert.equal(all.length, 16);
      const counted = await countJobs(handle);
      for (const status of ['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'] as const) {
        const expected = all.filter((each) => jobStatus(each) === status);
        assert.deepEqual(await listJobs(handle, 100, { status }), expected, status);
        assert.equal(counted.find((each) => each.status === status)?.count ?? 0, expected.length, status);
      }
    });

    it('says what will show here while no job has run', async (t) => {
      const { words } = await read(await opened(t, engine), '/operator/jobs');
      assert.match(words, /No job has run yet/);
    });
  });

  describe(`the page of a job on ${engine}`, { skip }, () => {
    it('looks again by itself while the job runs, unless asked not to', async (t) => {
      const house = await opened(t, engine);
      const id = await placed(house, { started: '08:58:20', progress: [300, 1200, 'Checking row 300'] });
      const live = await read(house, `/operator/jobs/${id}`);
      assert.equal(live.headers['refresh'], '5');
      assert.match(live.words, /This job is at work\. Checking row 300 300 of 1,200/);
      assert.match(live.html, /<rect class="done" width="100" height="8"/);
      assert.match(live.words, /looks again every 5 seconds\. Stop looking again/);
      assert.match(live.words, /At work for 1 minute 40 seconds Stop this job/);
      const still = await read(house, `/operator/jobs/${id}?refresh=no`);
      assert.equal(still.headers['refresh'], undefined);
      assert.match(still.words, /stays as it is\. Look again every 5 seconds/);
    });

    it('shows the result and what was asked for, as text, and stays as it is once the job has ended', async (t) => {
      const house = await opened(t, engine);
      const id = await placed(house, {
        started: '08:00:00',
        finished: '09:01:00',
        input: { validFrom: '2026-12-01', supplierId: '<b>7</b>', rows: null },
        result: { linesAdded: 1234, checkOnly: false, byKind: { up: 1 } },
        progress: [10, 10, 'Done'],
      });
      const { headers, words, html } = await read(house, `/operator/jobs/${id}`);
      assert.equal(headers['refresh'], undefined);
      assert.match(words, /This job is done\. It took 1 hour 1 minute\./);
      assert.match(words, /Result By kind \{"up":1\} Check only No Lines added 1,234/);
      assert.match(words, /What was asked for Rows None Valid from 2026-12-01 Supplier id <b>7<\/b>/);
      assert.doesNotMatch(html, /<b>7/);
      assert.doesNotMatch(words, /Stop this job|looks again/);
    });

    it('says why a job failed', async (t) => {
      const house = await opened(t, engine);
      const id = await placed(house, {
        started: '08:00:00',
        failed: '08:00:00',
        failure: 'The heading row is missing.',
      });
      const { words } = await read(house, `/operator/jobs/${id}`);
      assert.match(words, /This job failed\. The heading row is missing\./);
      assert.match(words, /Took Less than a second/);
    });

    it('stops a job where that is possible, and comes back to it', async (t) => {
      const house = await opened(t, engine);
      const id = await placed(house, { started: '08:00:00' });
      const post = () => house.server.inject({ method: 'POST', url: `/operator/jobs/${id}/cancel` });
      const asked = await post();
      assert.equal(asked.statusCode, 303);
      assert.equal(asked.headers.location, `/operator/jobs/${id}`);
      const { words } = await read(house, `/operator/jobs/${id}`);
      assert.match(words, /This job stops at the end of its step\./);
      assert.doesNotMatch(words, /Stop this job/);
      await sql`update job set cancelled_at = clock_timestamp()`.execute(house.database.handle);
      assert.equal((await post()).statusCode, 400);
      assert.match((await read(house, `/operator/jobs/${id}`)).words, /This job was stopped\./);
    });

    it('is missing for a job there never was', async (t) => {
      const house = await opened(t, engine);
      for (const id of ['999', 'x', '99999999999999999999']) {
        const { status, words } = await read(house, `/operator/jobs/${id}`);
        assert.equal(status, 404);
        assert.match(words, /There is no such job/);
      }
    });
  });
}

describe('a duration in words', () => {
  it('names its two largest units', () => {
    for (const [milliseconds, words] of [
      [-5, 'less than a second'],
      [999, 'less than a second'],
      [1000, '1 second'],
      [61_000, '1 minute 1 second'],
      [3_600_000, '1 hour'],
      [3_605_000, '1 hour'],
      [3_665_000, '1 hour 1 minute'],
      [2 * 86_400_000 + 3_600_000, '2 days 1 hour'],
    ] as const) {
      assert.equal(durationInWords(milliseconds), words);
    }
  });
});
