import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';
import type { JobStatus } from './job.ts';

export interface JobCount {
  readonly kind: string;
  readonly status: JobStatus;
  readonly count: number;
}

/** How many jobs of each kind stand where: the same words as `jobStatus`, counted by the database. */
export async function countJobs(handle: Handle): Promise<readonly JobCount[]> {
  const found = await sql<JobCount>`
    select kind, count(*)::integer as count, case
        when finished_at is not null then 'done'
        when failed_at is not null then 'failed'
        when cancelled_at is not null then 'cancelled'
        when cancel_requested_at is not null then 'cancelling'
        when started_at is null then 'queued' else 'running' end as status
    from job group by 1, 3`.execute(handle);
  return found.rows;
}

/** Seconds for which the job that has waited longest could have been begun; 0 when none waits. Served by `job_waiting`. */
export async function longestJobWait(handle: Handle): Promise<number> {
  const found = await sql<{ seconds: number }>`
    select coalesce(extract(epoch from clock_timestamp() - min(not_before)), 0)::float8 as seconds from job
    where finished_at is null and failed_at is null and cancelled_at is null and started_at is null
      and not_before <= clock_timestamp()`.execute(handle);
  return found.rows[0]?.seconds ?? 0;
}
