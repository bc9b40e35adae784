import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database, Handle } from '../database/index.ts';
import {
  type Job,
  type JobDefinition,
  type JobProgress,
  type JobStepInput,
  JobFailure,
  JobInterrupted,
  jobEnded,
} from './job.ts';
import * as store from './job-store.ts';

export interface JobRunnerOptions {
  readonly database: Database;
  readonly definitions: readonly JobDefinition[];
  readonly logger: FastifyBaseLogger;
  /** No other process uses this database (the embedded folder is locked): jobs left by a killed one go on at once. */
  readonly alone: boolean;
  /** Jobs worked on side by side. */
  readonly concurrency?: number;
  /** How long to wait before looking for new jobs again, in milliseconds. */
  readonly idleMs?: number;
  /** Silence after which a worker counts as dead, in milliseconds. */
  readonly heartbeatTimeoutMs?: number;
}

export interface FollowOptions {
  /** Aborting asks for the job to be cancelled; it still ends at a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

/** Attempts at one step before the job fails, when the step throws something unexpected. */
const ATTEMPTS = 3;

class ClaimLost extends Error {}

/** Works off the jobs of one process, step by step. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #definitions: ReadonlyMap<string, JobDefinition>;
  readonly #worker = randomUUID();
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #loops: Promise<void>[] = [];
  #followed = 0;
  #recovered: Promise<void> | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#definitions = new Map(options.definitions.map((each) => [each.kind, each]));
    if (this.#definitions.size !== options.definitions.length) throw new Error('Two kinds of job have one name');
  }

  title(kind: string): string {
    return this.#definitions.get(kind)?.title ?? kind;
  }

  /** The kinds of job there are. */
  kinds(): readonly string[] {
    return [...this.#definitions.keys()];
  }

  /** Begins to work in the background. */
  async start(): Promise<void> {
    await this.#recover();
    const count = this.#options.concurrency ?? 2;
    this.#loops = Array.from({ length: count }, () => this.#loop());
  }

  /** Looks for new jobs now rather than at the next turn. Call it after the transaction that enqueued one. */
  wake(): void {
    const sleeping = this.#wake;
    this.#wake = new AbortController();
    sleeping.abort();
  }

  /** Finishes the steps at hand, lets go of their jobs at the checkpoint, and returns. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await Promise.all(this.#loops);
    while (this.#followed > 0) await pause(10);
  }

  /**
   * Sees one job to its end: works it off here unless another worker has it, reporting progress. Returns the job as it
   * ended; when this runner is stopped meanwhile, as it stands.
   */
  async complete(id: string, options: FollowOptions = {}): Promise<Job> {
    const { handle } = this.#options.database;
    this.#followed += 1;
    let asked = false;
    try {
      for (;;) {
        if (options.signal?.aborted === true && !asked) {
          asked = true;
          await store.requestCancel(handle, id);
        }
        const claimed = await this.#claim(id);
        if (claimed !== undefined) await this.#work(claimed, options);
        const job = await store.findJob(handle, id);
        if (job === undefined) throw new Error(`There is no job ${id}`);
        options.onProgress?.(job.progress);
        if (jobEnded(job) || this.#isStopping()) return job;
        await rest(150, this.#stopping.signal, ...(options.signal === undefined || asked ? [] : [options.signal]));
      }
    } finally {
      this.#followed -= 1;
    }
  }

  /** Works in the background until it is ended: for a command that waits for jobs where no server may be. */
  help(): { end(): Promise<void> } {
    const ending = new AbortController();
    const loop = this.#loop(ending.signal);
    return {
      end: async () => {
        ending.abort();
        await loop;
      },
    };
  }

  async #loop(ending?: AbortSignal): Promise<void> {
    while (!this.#isStopping() && ending?.aborted !== true) {
      const wake = this.#wake.signal;
      try {
        const job = await this.#claim();
        if (job === undefined) {
          await rest(
            this.#options.idleMs ?? 1000,
            this.#stopping.signal,
            wake,
            ...(ending === undefined ? [] : [ending]),
          );
        } else await this.#work(job);
      } catch (error) {
        // The database may be away for a while; the loop outlives that.
        if (!this.#isStopping()) this.#options.logger.error({ err: error }, 'jobs cannot be looked for');
        await rest(2000, this.#stopping.signal);
      }
    }
  }

  /** Where no other process can work on jobs, those still marked as worked on were left by a killed one. */
  #recover(): Promise<void> {
    return (this.#recovered ??= this.#options.alone
      ? store.releaseAllJobs(this.#options.database.handle)
      : Promise.resolve());
  }

  async #claim(only?: string): Promise<Job | undefined> {
    await this.#recover();
    const timeout = this.#options.heartbeatTimeoutMs ?? 30_000;
    return store.claimJob(this.#options.database.handle, this.#worker, [...this.#definitions.keys()], timeout, only);
  }

  async #work(job: Job, options: FollowOptions = {}): Promise<void> {
    const { database, logger } = this.#options;
    const definition = this.#definitions.get(job.kind);
    if (definition === undefined) throw new Error(`No job is called ${job.kind}`);
    const log = logger.child({ job: job.id, kind: job.kind });
    const beating = setInterval(
      () => void store.beat(database.handle, job.id, this.#worker).catch(() => undefined),
      this.#beatMs(),
    );
    const known = { checkpoint: job.checkpoint ?? undefined, total: job.progress.total };
    log.info({ resumed: known.checkpoint !== undefined }, 'job started');
    try {
      for (;;) {
        const current = await store.beat(database.handle, job.id, this.#worker);
        if (current === undefined) throw new ClaimLost();
        const cancel = current.cancelRequestedAt !== null || options.signal?.aborted === true;
        if (!cancel && this.#isStopping()) {
          await store.releaseJob(database.handle, job.id, this.#worker);
          log.info('job paused at its checkpoint');
          return;
        }
        if (!cancel) await definition.before(this.#given(current));
        const ended = await database.transact((transaction) => this.#step(transaction, definition, current, cancel));
        if (ended) {
          log.info({ cancelled: cancel }, 'job ended');
          return;
        }
        options.onProgress?.(current.progress);
        // Requests that came in during the step go first.
        await pause(1);
      }
    } catch (error) {
      await this.#giveUp(job, error, log);
    } finally {
      clearInterval(beating);
    }
  }

  /** One step and its checkpoint in one transaction; true when the job has ended. */
  async #step(transaction: Handle, definition: JobDefinition, job: Job, cancel: boolean): Promise<boolean> {
    const given = { ...this.#given(job), transaction };
    let held: boolean;
    let ended = true;
    if (cancel) {
      await definition.cancelled(given);
      held = await store.cancelJob(transaction, job.id, this.#worker);
    } else {
      const outcome = await definition.step(given);
      ended = outcome.done;
      held = outcome.done
        ? await store.finishJob(transaction, job.id, this.#worker, outcome.result, outcome.progress)
        : await store.saveCheckpoint(transaction, job.id, this.#worker, outcome.checkpoint, outcome.progress);
    }
    if (!held) throw new ClaimLost();
    return ended;
  }

  #given(job: Job): Omit<JobStepInput<unknown, unknown>, 'transaction'> {
    return {
      jobId: job.id,
      input: job.input,
      checkpoint: job.checkpoint ?? undefined,
      actor: job.actor,
      stopping: this.#stopping.signal,
    };
  }

  async #giveUp(job: Job, error: unknown, log: FastifyBaseLogger): Promise<void> {
    const { handle } = this.#options.database;
    if (error instanceof ClaimLost) {
      log.warn('another worker has the job');
      return;
    }
    if (error instanceof JobInterrupted) {
      log.info('job stopped within a step; what the step wrote is rolled back');
      await store.releaseJob(handle, job.id, this.#worker);
      return;
    }
    if (error instanceof JobFailure) {
      log.info({ reason: error.message }, 'job failed');
      await store.failJob(handle, job.id, this.#worker, error.message);
      return;
    }
    log.error({ err: error }, 'job step failed');
    const attempts = (await store.findJob(handle, job.id))?.attempts ?? 0;
    if (attempts + 1 < ATTEMPTS) await store.postponeJob(handle, job.id, this.#worker, 1000 * 2 ** attempts);
    else await store.failJob(handle, job.id, this.#worker, 'Something went wrong on our side. The log says more.');
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #beatMs(): number {
    return Math.max(50, (this.#options.heartbeatTimeoutMs ?? 30_000) / 4);
  }
}

/** Waits for the time, or until any of the signals. */
async function rest(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  await pause(ms, undefined, { signal: AbortSignal.any([...signals]) }).catch(() => undefined);
}
