import type { Agreements } from '../../agreements/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { enqueueJob, type Job, jobEnded, jobStatus, newestJob, requestCancel } from '../../platform/jobs/index.ts';
import { catalogueHolds } from '../product-store.ts';
import { demoJobKind } from './demo-job.ts';
import { holdsDemonstration } from './demo-store.ts';

/** `none`: it was never asked for. `waiting`: asked for, not begun. */
export type DemoState = 'none' | 'waiting' | 'loading' | 'loaded' | 'cancelled' | 'failed';

export interface DemoStatus {
  readonly state: DemoState;
  /** Offers written so far, and in all. */
  readonly done: number;
  readonly total: number;
  /** Why it failed, for people. */
  readonly failure?: string;
}

export interface DemoWish {
  readonly offers: number;
  readonly seed: number;
  readonly agreement?: string | undefined;
  /** Load it beside products that are not invented. */
  readonly add?: boolean | undefined;
}

/** The demonstration: asking for it and how far it is. */
export interface Demonstration {
  status(): Promise<DemoStatus>;
  /**
   * Puts the loading in the queue and gives the job's id; refused where real products are, unless `add`. The same wish
   * while it is being loaded gives that job.
   */
  request(wish: DemoWish, actor: Actor | 'system'): Promise<Outcome<string>>;
  /** Puts the loading in the queue within the transaction, beside whatever there is; gives the job's id. */
  requestAnew(transaction: Handle, wish: DemoWish, actor: Actor | 'system'): Promise<string>;
  /** The job that is loading something else than this, asked to stop; undefined when there is none. */
  stopOther(wish: DemoWish): Promise<string | undefined>;
  /** As `request`, when nothing is in the catalogue and it was never asked for: what a first start does. */
  requestOnce(wish: DemoWish): Promise<string | undefined>;
}

export interface DemonstrationOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
}

/** Offers a step: the embedded engine serves nobody else during one. */
const stepOf = { pglite: 150, postgres: 1000 } as const;

export function createDemonstration({ database, clock, agreements }: DemonstrationOptions): Demonstration {
  const request = async (wish: DemoWish, actor: Actor | 'system'): Promise<Outcome<string>> => {
    const number = wish.agreement ?? agreements.packs[0]?.number.value;
    const pack = number === undefined ? undefined : agreements.find(number);
    if (pack === undefined) {
      return fail({
        code: 'agreement-unknown',
        message: `There is no agreement ${number ?? ''}.`,
        remedy: 'Name one that is installed.',
      });
    }
    const holds = await catalogueHolds(database.handle);
    if (holds.real && wish.add !== true) {
      return fail({
        code: 'catalogue-in-use',
        message: 'The catalogue holds products that are not invented.',
        remedy: 'Use an empty database, or add --add to put the demonstration beside them.',
      });
    }
    return succeed(await database.transact((transaction) => enqueue(transaction, pack.number.value, wish, actor)));
  };
  const enqueue = (transaction: Handle, agreement: string, { offers, seed }: DemoWish, actor: Actor | 'system') => {
    const input = { agreement, offers, seed, on: today(clock), step: stepOf[database.engine] };
    return enqueueJob(transaction, { kind: demoJobKind, input, actor, key: 'one' });
  };
  return {
    status: async () => statusOf(await newestJob(database.handle, demoJobKind)),
    request,
    requestAnew: (transaction, wish, actor) => {
      const agreement = wish.agreement ?? agreements.packs[0]?.number.value;
      if (agreement === undefined) throw new Error('No agreement is installed');
      return enqueue(transaction, agreement, wish, actor);
    },
    stopOther: async (wish) => {
      const job = await newestJob(database.handle, demoJobKind);
      if (job === undefined || jobEnded(job) || isFor(job, wish)) return undefined;
      return (await requestCancel(database.handle, job.id)) ? job.id : undefined;
    },
    requestOnce: async (wish) => {
      const asked = await newestJob(database.handle, demoJobKind);
      const holds = await catalogueHolds(database.handle);
      if (asked !== undefined || holds.any || (await holdsDemonstration(database.handle))) return undefined;
      const requested = await request(wish, 'system');
      return requested.ok ? requested.value : undefined;
    },
  };
}

/** Whether the job loads what is wished for. */
function isFor(job: Job, wish: DemoWish): boolean {
  const { input } = job;
  if (typeof input !== 'object' || input === null) return false;
  if (!('offers' in input && 'seed' in input && 'agreement' in input)) return false;
  return (
    input.offers === wish.offers &&
    input.seed === wish.seed &&
    (wish.agreement === undefined || input.agreement === wish.agreement)
  );
}

function statusOf(job: Job | undefined): DemoStatus {
  if (job === undefined) return { state: 'none', done: 0, total: 0 };
  const { done, total } = job.progress;
  switch (jobStatus(job)) {
    case 'queued':
      return { state: 'waiting', done, total };
    case 'running':
    case 'cancelling':
      return { state: 'loading', done, total };
    case 'done':
      return { state: 'loaded', done, total };
    case 'cancelled':
      return { state: 'cancelled', done, total };
    case 'failed':
      return { state: 'failed', done, total, failure: job.failure ?? '' };
  }
}
