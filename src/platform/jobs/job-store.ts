import { type RawBuilder, sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { Job, JobProgress, JobStatus } from './job.ts';

interface JobRow extends Omit<Job, 'progress'> {
  readonly progressDone: string;
  readonly progressTotal: string;
  readonly progressMessage: string;
}

const instant = (column: string): RawBuilder<string | null> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = sql`id::text as id, kind, actor, input, checkpoint, result, failure, attempts,
  progress_done::text as "progressDone", progress_total::text as "progressTotal", progress_message as "progressMessage",
  ${instant('queued_at')} as "queuedAt", ${instant('started_at')} as "startedAt",
  ${instant('heartbeat_at')} as "heartbeatAt", ${instant('finished_at')} as "finishedAt",
  ${instant('failed_at')} as "failedAt", ${instant('cancel_requested_at')} as "cancelRequestedAt",
  ${instant('cancelled_at')} as "cancelledAt"`;

const unfinished = sql`finished_at is null and failed_at is null and cancelled_at is null`;

function toJob(row: JobRow): Job {
  const { progressDone, progressTotal, progressMessage, ...rest } = row;
  return {
    ...rest,
    progress: { done: Number(progressDone), total: Number(progressTotal), message: progressMessage },
  };
}

function first(rows: readonly JobRow[]): Job | undefined {
  const row = rows[0];
  return row === undefined ? undefined : toJob(row);
}

export interface NewJob {
  readonly kind: string;
  readonly input: unknown;
  readonly actor: string;
  /** While a job of the kind with this key is unfinished, asking again gives that job. */
  readonly key: string | undefined;
}

/** Adds a job, or gives the unfinished one with the same kind and key. Served by `job_key_unfinished`. */
export async function insertJob(handle: Handle, job: NewJob): Promise<string> {
  for (;;) {
    const made = await sql<{ id: string }>`
      insert into job (kind, unique_key, input, actor)
      values (${job.kind}, ${job.key ?? null}, ${JSON.stringify(job.input)}::jsonb, ${job.actor})
      on conflict (kind, unique_key) where ${unfinished} do nothing returning id::text as id`.execute(handle);
    const id = made.rows[0]?.id;
    if (id !== undefined) return id;
    const found = await sql<{ id: string }>`
      select id::text as id from job where kind = ${job.kind} and unique_key = ${job.key ?? null} and ${unfinished}`.execute(
      handle,
    );
    const existing = found.rows[0]?.id;
    // It may have ended between the two statements: then it can be added.
    if (existing !== undefined) return existing;
  }
}

export async function findJob(handle: Handle, id: string): Promise<Job | undefined> {
  return first((await sql<JobRow>`select ${columns} from job where id = ${id}::bigint`.execute(handle)).rows);
}

export interface JobFilter {
  readonly kind?: string | undefined;
  readonly status?: JobStatus | undefined;
  /** Only jobs with smaller ids, which are older. */
  readonly before?: string | undefined;
}

/** The statuses as `jobStatus` derives them, said to the database. */
const inStatus: Readonly<Record<JobStatus, RawBuilder<unknown>>> = {
  queued: sql`${unfinished} and cancel_requested_at is null and started_at is null`,
  running: sql`${unfinished} and cancel_requested_at is null and started_at is not null`,
  cancelling: sql`${unfinished} and cancel_requested_at is not null`,
  done: sql`finished_at is not null`,
  failed: sql`failed_at is not null`,
  cancelled: sql`cancelled_at is not null`,
};

/**
 * Newest first, `limit` at the most. Served by the primary key, `job_kind`, `job_waiting`, `job_failed` and
 * `job_cancelled`.
 */
export async function listJobs(handle: Handle, limit: number, filter: JobFilter = {}): Promise<readonly Job[]> {
  const { kind, status, before } = filter;
  const found = await sql<JobRow>`
    select ${columns} from job
    where ${before === undefined ? sql`true` : sql`id < ${before}::bigint`}
      and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      and ${status === undefined ? sql`true` : inStatus[status]}
    order by job.id desc limit ${limit}`.execute(handle);
  return found.rows.map(toJob);
}

/** The newest job of the kind, if there was ever one. Served by `job_kind`. */
export async function newestJob(handle: Handle, kind: string): Promise<Job | undefined> {
  const found = await sql<JobRow>`select ${columns} from job where kind = ${kind} order by job.id desc limit 1`.execute(
    handle,
  );
  return first(found.rows);
}

/**
 * Takes the oldest job that waits, or whose worker has given no sign of life for `timeoutMs`. With `only`, that job or
 * none. Rows other workers are taking at this moment are passed over. Served by `job_waiting`.
 */
export async function claimJob(
  handle: Handle,
  worker: string,
  kinds: readonly string[],
  timeoutMs: number,
  only?: string,
): Promise<Job | undefined> {
  const one = only === undefined ? sql`` : sql`and id = ${only}::bigint`;
  const claimed = await sql<JobRow>`
    update job set worker = ${worker}, heartbeat_at = clock_timestamp(), started_at = coalesce(started_at, clock_timestamp())
    where id = (
      select id from job
      where ${unfinished} and kind = any(${kinds}::text[]) and not_before <= clock_timestamp() ${one}
        and (worker is null or heartbeat_at < clock_timestamp() - ${timeoutMs} * interval '1 millisecond')
      order by id limit 1 for update skip locked)
    returning ${columns}`.execute(handle);
  return first(claimed.rows);
}

/** A sign of life. Returns the job as it stands, or undefined when another worker has it. */
export async function beat(handle: Handle, id: string, worker: string): Promise<Job | undefined> {
  const beaten = await sql<JobRow>`
    update job set heartbeat_at = clock_timestamp() where id = ${id}::bigint and worker = ${worker} returning ${columns}`.execute(
    handle,
  );
  return first(beaten.rows);
}

/** Writes how far the job came. False when another worker has taken it: the caller must roll back. */
export async function saveCheckpoint(
  handle: Handle,
  id: string,
  worker: string,
  checkpoint: unknown,
  progress: JobProgress,
): Promise<boolean> {
  const saved = await sql`
    update job set checkpoint = ${JSON.stringify(checkpoint)}::jsonb, progress_done = ${progress.done},
      progress_total = ${progress.total}, progress_message = ${progress.message}, attempts = 0,
      heartbeat_at = clock_timestamp()
    where id = ${id}::bigint and worker = ${worker} and ${unfinished} returning id`.execute(handle);
  return saved.rows.length === 1;
}

/** Tells how far a long step is, on another connection than the step's own: it is seen before the step ends. */
export async function tellProgress(handle: Handle, id: string, progress: JobProgress): Promise<void> {
  await sql`update job set progress_done = ${progress.done}, progress_total = ${progress.total},
    progress_message = ${progress.message} where id = ${id}::bigint and ${unfinished}`.execute(handle);
}

/** Ends the job as done. False when another worker has taken it. */
export async function finishJob(
  handle: Handle,
  id: string,
  worker: string,
  result: unknown,
  progress: JobProgress | undefined,
): Promise<boolean> {
  const saved = await sql`
    update job set result = ${JSON.stringify(result ?? null)}::jsonb, finished_at = clock_timestamp(), worker = null,
      progress_done = coalesce(${progress?.done ?? null}::bigint, progress_total),
      progress_total = coalesce(${progress?.total ?? null}::bigint, progress_total),
      progress_message = coalesce(${progress?.message ?? null}::text, progress_message)
    where id = ${id}::bigint and worker = ${worker} and ${unfinished} returning id`.execute(handle);
  return saved.rows.length === 1;
}

export async function cancelJob(handle: Handle, id: string, worker: string): Promise<boolean> {
  const saved = await sql`
    update job set cancelled_at = clock_timestamp(), worker = null
    where id = ${id}::bigint and worker = ${worker} and ${unfinished} returning id`.execute(handle);
  return saved.rows.length === 1;
}

export async function failJob(handle: Handle, id: string, worker: string, failure: string): Promise<void> {
  await sql`update job set failed_at = clock_timestamp(), failure = ${failure}, worker = null
    where id = ${id}::bigint and worker = ${worker} and ${unfinished}`.execute(handle);
}

/** Lets go of a job after a step that failed, to be tried again after a pause. */
export async function postponeJob(handle: Handle, id: string, worker: string, pauseMs: number): Promise<void> {
  await sql`update job set worker = null, attempts = attempts + 1,
      not_before = clock_timestamp() + ${pauseMs} * interval '1 millisecond'
    where id = ${id}::bigint and worker = ${worker} and ${unfinished}`.execute(handle);
}

/** Lets go of a job at its checkpoint, for whoever comes next. */
export async function releaseJob(handle: Handle, id: string, worker: string): Promise<void> {
  await sql`update job set worker = null where id = ${id}::bigint and worker = ${worker}`.execute(handle);
}

/** Lets go of every job: only for who knows that no other worker lives (the holder of the embedded folder). */
export async function releaseAllJobs(handle: Handle): Promise<void> {
  await sql`update job set worker = null where worker is not null and ${unfinished}`.execute(handle);
}

/** Asks for the job to stop at its next checkpoint. False when there is no unfinished job with this id. */
export async function requestCancel(handle: Handle, id: string): Promise<boolean> {
  const asked = await sql`
    update job set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()), not_before = clock_timestamp()
    where id = ${id}::bigint and ${unfinished} returning id`.execute(handle);
  return asked.rows.length === 1;
}
