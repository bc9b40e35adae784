import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Handle } from '../database/index.ts';

/** Where a job stands, derived from its timestamps by `jobStatus` alone. */
export type JobStatus = 'queued' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

export interface JobProgress {
  readonly done: number;
  /** 0 while not known. */
  readonly total: number;
  readonly message: string;
}

/** A job as history shows it. Times are ISO 8601 in UTC; ids are bigint text. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  /** Who asked: an actor reference such as `operator:…`, or `system`. */
  readonly actor: string;
  readonly input: unknown;
  readonly checkpoint: unknown;
  readonly result: unknown;
  /** What went wrong, in words for people; null while nothing did. */
  readonly failure: string | null;
  readonly attempts: number;
  readonly progress: JobProgress;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly heartbeatAt: string | null;
  readonly finishedAt: string | null;
  readonly failedAt: string | null;
  readonly cancelRequestedAt: string | null;
  readonly cancelledAt: string | null;
}

/** The one place where a job's timestamps become a status. */
export function jobStatus(
  job: Pick<Job, 'startedAt' | 'finishedAt' | 'failedAt' | 'cancelRequestedAt' | 'cancelledAt'>,
): JobStatus {
  if (job.finishedAt !== null) return 'done';
  if (job.failedAt !== null) return 'failed';
  if (job.cancelledAt !== null) return 'cancelled';
  if (job.cancelRequestedAt !== null) return 'cancelling';
  return job.startedAt === null ? 'queued' : 'running';
}

/** Whether nothing more will happen to the job. */
export function jobEnded(job: Pick<Job, 'finishedAt' | 'failedAt' | 'cancelledAt'>): boolean {
  return job.finishedAt !== null || job.failedAt !== null || job.cancelledAt !== null;
}

/** An expected failure of a job: its message is shown to people, and the job is not tried again. */
export class JobFailure extends Error {}

/**
 * Thrown by a long step that was asked to stop: what it wrote is rolled back, and the job is looked at again at once, to be
 * cancelled or to wait at its checkpoint.
 */
export class JobInterrupted extends Error {}

/** What one step gets. Everything it writes through `transaction` stands or falls with its checkpoint. */
export interface JobStepInput<I, C> {
  readonly transaction: Handle;
  readonly jobId: string;
  readonly input: I;
  /** What the last step that was committed left; undefined on the first. */
  readonly checkpoint: C | undefined;
  /** Who asked for the job, as an actor reference. */
  readonly actor: string;
  /** Aborted when this process is stopping: a step of more than a moment throws `JobInterrupted` then. */
  readonly stopping: AbortSignal;
}

export type JobStepResult<C> =
  | { readonly done: false; readonly checkpoint: C; readonly progress: JobProgress }
  | { readonly done: true; readonly result: unknown; readonly progress?: JobProgress };

/** A kind of job with its types put away, as the runner keeps it. */
export interface JobDefinition {
  readonly kind: string;
  /** What it does, for the history: `Load the demonstration`. */
  readonly title: string;
  check(input: unknown): boolean;
  before(given: Omit<JobStepInput<unknown, unknown>, 'transaction'>): Promise<void>;
  step(given: JobStepInput<unknown, unknown>): Promise<JobStepResult<unknown>>;
  cancelled(given: JobStepInput<unknown, unknown>): Promise<void>;
}

/**
 * Defines a kind of job as one repeated step. A step does a small piece of work (aim below 100 ms: the embedded
 * database and the event loop serve nobody else meanwhile), and says how far it came. Step and checkpoint are committed
 * together, so that after a kill the job goes on with the first step that was not committed. A step may run again after
 * a failure; its effects outside the transaction must bear that.
 * `before` does what cannot be in that transaction, such as a COPY on a connection of its own, just ahead of each step; it
 * may run again for the same step after a kill.
 * `cancelled` cleans up, in the transaction that marks the job cancelled.
 */
export function defineJob<I extends TSchema, C extends TSchema>(options: {
  readonly kind: string;
  readonly title: string;
  readonly input: I;
  readonly checkpoint: C;
  before?(given: Omit<JobStepInput<Static<I>, Static<C>>, 'transaction'>): Promise<void>;
  step(given: JobStepInput<Static<I>, Static<C>>): Promise<JobStepResult<Static<C>>>;
  cancelled?(given: JobStepInput<Static<I>, Static<C>>): Promise<void>;
}): JobDefinition {
  function typed<G extends Pick<JobStepInput<unknown, unknown>, 'input' | 'checkpoint'>>(
    given: G,
  ): Omit<G, 'input' | 'checkpoint'> & { input: Static<I>; checkpoint: Static<C> | undefined } {
    const { input, checkpoint } = given;
    if (!Value.Check(options.input, input)) throw new TypeError(`The input of ${options.kind} has another shape`);
    if (checkpoint === undefined) return { ...given, input, checkpoint };
    if (!Value.Check(options.checkpoint, checkpoint)) {
      throw new TypeError(`The checkpoint of ${options.kind} has another shape`);
    }
    return { ...given, input, checkpoint };
  }
  return {
    kind: options.kind,
    title: options.title,
    check: (input) => Value.Check(options.input, input),
    before: async (given) => options.before?.(typed(given)),
    step: (given) => options.step(typed(given)),
    cancelled: async (given) => options.cancelled?.(typed(given)),
  };
}
