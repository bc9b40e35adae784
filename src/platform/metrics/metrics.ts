import { performance } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/index.ts';
import { countDeliveries } from '../events/index.ts';
import { countJobs, longestJobWait } from '../jobs/index.ts';
import { countLetters } from '../post/index.ts';

/** The figures of operation of one process, in the words of Prometheus. No label takes values from outside. */
export interface Metrics {
  /** Counts and times the requests of a server, and watches the process it runs in. */
  watch(server: FastifyInstance): void;
  /** Times one search. */
  timeSearch<T>(search: () => Promise<T>): Promise<T>;
  /** All figures as text; those of the database are asked for now. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** How long the database may take to give its figures, in milliseconds; without them the others are given. */
const PATIENCE = 3000;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

export function createMetrics({ database }: { readonly database: Database }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'calloff_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, by route pattern; status "aborted" for a client that went away',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'calloff_http_requests_in_flight',
    help: 'Requests not answered yet',
    registers,
  });
  const searches = new Histogram({
    name: 'calloff_search_duration_seconds',
    help: 'Time a search of offers takes, without the page made of it',
    buckets: SECONDS,
    registers,
  });
  const failures = new Counter({
    name: 'calloff_search_failures_total',
    help: 'Searches of offers that threw',
    registers,
  });
  const connections = new Gauge({
    name: 'calloff_database_connections',
    help: 'Connections of the pool, busy and idle',
    labelNames: ['state'],
    registers,
  });
  const waiting = new Gauge({
    name: 'calloff_database_requests_waiting',
    help: 'Requests for a connection that wait because all are busy',
    registers,
  });
  const answers = new Gauge({
    name: 'calloff_database_answers',
    help: '1 when the database gave its figures within 3 seconds, else 0 and the figures of jobs are missing',
    registers,
  });
  const jobs = new Gauge({
    name: 'calloff_jobs',
    help: 'Background jobs by kind and state, of all servers on this database',
    labelNames: ['kind', 'state'],
    registers,
  });
  const jobWait = new Gauge({
    name: 'calloff_job_longest_wait_seconds',
    help: 'How long the job that has waited longest could have been begun',
    registers,
  });

  const letters = new Gauge({
    name: 'calloff_mail_letters',
    help: 'Letters waiting to be sent, and those given up, of all servers on this database',
    labelNames: ['state'],
    registers,
  });
  const oldestLetter = new Gauge({
    name: 'calloff_mail_oldest_waiting_seconds',
    help: 'How long the oldest letter that waits has waited',
    registers,
  });
  const events = new Gauge({
    name: 'calloff_event_deliveries',
    help: 'Events waiting to be handed to a part of the service, and those set aside because that failed',
    labelNames: ['state'],
    registers,
  });
  const oldestEvent = new Gauge({
    name: 'calloff_event_oldest_waiting_seconds',
    help: 'How long the oldest event that waits has waited',
    registers,
  });
  const fromDatabase = [jobs, jobWait, letters, oldestLetter, events, oldestEvent];

  async function askDatabase(): Promise<void> {
    const { handle } = database;
    const [counts, longest, post, deliveries] = await Promise.all([
      countJobs(handle),
      longestJobWait(handle),
      countLetters(handle),
      countDeliveries(handle),
    ]);
    letters.set({ state: 'waiting' }, post.waiting);
    letters.set({ state: 'failed' }, post.failed);
    oldestLetter.set(post.oldestSeconds);
    events.set({ state: 'waiting' }, deliveries.waiting);
    events.set({ state: 'failed' }, deliveries.failed);
    oldestEvent.set(deliveries.oldestSeconds);
    jobs.reset();
    for (const { kind, status, count } of counts) jobs.set({ kind, state: status }, count);
    jobWait.set(longest);
  }

  return {
    watch: (server) => {
      collectDefaultMetrics({ register: registry });
      server.addHook('onRequest', async (request, reply) => {
        const began = performance.now();
        inFlight.inc();
        let sent = false;
        reply.raw.once('finish', () => (sent = true));
        reply.raw.once('close', () => {
          inFlight.dec();
          const route = request.routeOptions.url ?? 'none';
          const status = sent ? reply.raw.statusCode : 'aborted';
          requests.observe({ method: request.method, route, status }, (performance.now() - began) / 1000);
        });
      });
    },
    timeSearch: async (search) => {
      const began = performance.now();
      try {
        return await search();
      } catch (error) {
        failures.inc();
        throw error;
      } finally {
        searches.observe((performance.now() - began) / 1000);
      }
    },
    text: async () => {
      const { open, free, waiting: queue } = database.connections();
      connections.set({ state: 'busy' }, open - free);
      connections.set({ state: 'idle' }, free);
      waiting.set(queue);
      const answered = await inTime(askDatabase());
      answers.set(answered ? 1 : 0);
      if (!answered) {
        for (const each of fromDatabase) each.reset();
      }
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

async function inTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE, false)));
  const done = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
