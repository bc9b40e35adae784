import { type Actor, actorReference } from '../access/index.ts';
import type { Handle } from '../database/index.ts';
import { insertJob } from './job-store.ts';

export interface JobRequest {
  /** The `kind` of a definition given to the runner. */
  readonly kind: string;
  /** JSON values only; checked against the definition's schema when the job runs. */
  readonly input: unknown;
  readonly actor: Actor | 'system';
  /** While a job of this kind with this key is unfinished, asking again gives that job instead of a second one. */
  readonly key?: string;
}

/**
 * Puts a job in the queue, in the transaction of the change that needs it; returns its id.
 * The runner finds it within a second; `runner.wake()` after the commit makes it at once.
 */
export function enqueueJob(transaction: Handle, job: JobRequest): Promise<string> {
  const actor = job.actor === 'system' ? 'system' : actorReference(job.actor);
  return insertJob(transaction, { kind: job.kind, input: job.input, actor, key: job.key });
}
