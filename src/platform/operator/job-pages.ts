import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Clock } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../database/index.ts';
import { badRequest, notFound } from '../http/index.ts';
import {
  countJobs,
  findJob,
  type Job,
  type JobCount,
  type JobRunner,
  type JobStatus,
  listJobs,
  requestCancel,
} from '../jobs/index.ts';
import { jobPage, jobRow, jobStates, type JobSurroundings } from './job-words.ts';
import type { ApiKey } from './key-store.ts';
import type { KeyService } from './key-service.ts';
import { operatorPaths } from './operator-paths.ts';

export interface JobPageServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly jobs: JobRunner;
  readonly keys: KeyService;
}

const ROWS = 50;
/** Seconds after which the page of a job at work asks for itself anew. */
const REFRESH = 5;

const statuses = ['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'] as const;
const querystring = Type.Object({
  before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
  kind: Type.Optional(Type.String({ maxLength: 100 })),
  state: Type.Optional(Type.Enum(['', ...statuses])),
});
const params = Type.Object({ id: Type.String({ pattern: '^[\\w-]{1,40}$' }) });
const jobQuery = Type.Object({ refresh: Type.Optional(Type.Literal('no')) });
const reading = { config: { policy: 'operator.read' } };

/** Names of API keys by id. */
export function keyNames(keys: readonly ApiKey[]): ReadonlyMap<string, string> {
  return new Map(keys.map((each) => [each.id, each.name]));
}

/** The history of background jobs, a page for each, and stopping one. */
export function jobPages(services: JobPageServices): FastifyPluginAsyncTypebox {
  const { database, clock, jobs, keys } = services;
  const surroundings = async (): Promise<(job: Job) => JobSurroundings> => {
    const names = keyNames(await keys.list());
    return (job) => ({ title: jobs.title(job.kind), keys: names, clock });
  };
  const known = async (id: string): Promise<Job> => {
    const job = /^\d{1,18}$/.test(id) ? await findJob(database.handle, id) : undefined;
    if (job !== undefined) return job;
    throw notFound('There is no such job.', 'Look at the list of jobs.', [
      { text: 'See all background jobs', href: operatorPaths.jobs() },
    ]);
  };
  return async (server) => {
    server.get('/operator/jobs', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const chosen = { kind: request.query.kind || undefined, status: request.query.state || undefined };
      const [found, counts, around] = await Promise.all([
        listJobs(database.handle, ROWS + 1, { ...chosen, before: request.query.before }),
        countJobs(database.handle),
        surroundings(),
      ]);
      const shown = found.slice(0, ROWS);
      const older = found.length > ROWS ? shown.at(-1)?.id : undefined;
      return reply.page('platform/operator/views/jobs.njk', {
        title: 'Background jobs',
        paths: operatorPaths,
        any: counts.length > 0,
        filtered: chosen.kind !== undefined || chosen.status !== undefined,
        countText: plural(totalOf(counts, chosen), 'job'),
        filters: filtersOf(counts, chosen, jobs),
        jobs: shown.map((each) => jobRow(each, around(each))),
        next: older === undefined ? undefined : { href: historyHref(chosen, older), text: 'Older jobs' },
        previous: request.query.before === undefined ? undefined : { href: historyHref(chosen), text: 'Newest jobs' },
      });
    });

    const one = { ...reading, schema: { hide: true, params, querystring: jobQuery } };
    server.get('/operator/jobs/:id', one, async (request, reply) => {
      const job = await known(request.params.id);
      const shown = jobPage(job, (await surroundings())(job));
      const refreshes = shown.live && request.query.refresh !== 'no';
      // As the meta element of the same name, which checkers of accessibility refuse wherever it stands; the page says how to stop it.
      if (refreshes) reply.header('refresh', String(REFRESH));
      return reply.page('platform/operator/views/job.njk', {
        title: shown.title,
        paths: operatorPaths,
        job: shown,
        refreshes,
        seconds: REFRESH,
      });
    });

    const cancel = { config: { policy: 'jobs.cancel' }, schema: { hide: true, params } };
    server.post('/operator/jobs/:id/cancel', cancel, async (request, reply) => {
      const job = await known(request.params.id);
      const asked = await database.transact(async (transaction) => {
        if (!(await requestCancel(transaction, job.id))) return false;
        await recordAudit(transaction, request.actor, {
          action: 'jobs.cancel',
          subject: `job:${job.id}`,
          requestId: request.id,
        });
        return true;
      });
      if (!asked) {
        throw badRequest([
          { code: 'job-ended', message: 'The job has already ended.', remedy: 'There is nothing left to stop.' },
        ]);
      }
      jobs.wake();
      return reply.redirect(operatorPaths.job(job.id), 303);
    });
  };
}

interface Chosen {
  readonly kind: string | undefined;
  readonly status: JobStatus | undefined;
}

function totalOf(counts: readonly JobCount[], { kind, status }: Chosen): number {
  return counts
    .filter((each) => (kind === undefined || each.kind === kind) && (status === undefined || each.status === status))
    .reduce((sum, each) => sum + each.count, 0);
}

/** The two groups of filters; a count says what choosing it would leave with the other group as it is. */
function filtersOf(counts: readonly JobCount[], chosen: Chosen, jobs: JobRunner) {
  const kinds = [...new Set([...jobs.kinds(), ...counts.map((each) => each.kind)])];
  const states = statuses.map((status) => ({
    value: status,
    text: jobStates[status].text,
    count: totalOf(counts, { ...chosen, status }),
    chosen: chosen.status === status,
  }));
  const byKind = kinds.map((kind) => ({
    value: kind,
    text: jobs.title(kind),
    count: totalOf(counts, { ...chosen, kind }),
    chosen: chosen.kind === kind,
  }));
  const all = (group: Chosen, text: string, isChosen: boolean) => ({
    value: '',
    text,
    count: totalOf(counts, group),
    chosen: isChosen,
  });
  return [
    {
      name: 'state',
      title: 'State',
      options: [all({ ...chosen, status: undefined }, 'Any', chosen.status === undefined), ...states],
    },
    {
      name: 'kind',
      title: 'Kind',
      options: [
        all({ ...chosen, kind: undefined }, 'Any', chosen.kind === undefined),
        ...byKind.toSorted((a, b) => a.text.localeCompare(b.text, 'en')),
      ],
    },
  ];
}

function historyHref({ kind, status }: Chosen, before?: string): string {
  const query = new URLSearchParams();
  if (kind !== undefined) query.set('kind', kind);
  if (status !== undefined) query.set('state', status);
  if (before !== undefined) query.set('before', before);
  return query.size === 0 ? operatorPaths.jobs() : `${operatorPaths.jobs()}?${query.toString()}`;
}
