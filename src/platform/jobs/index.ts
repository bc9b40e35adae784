export {
  defineJob,
  jobEnded,
  jobStatus,
  JobFailure,
  JobInterrupted,
  type Job,
  type JobDefinition,
  type JobProgress,
  type JobStatus,
  type JobStepResult,
} from './job.ts';
export { findJob, listJobs, newestJob, requestCancel, tellProgress } from './job-store.ts';
export { countJobs, type JobCount, longestJobWait } from './job-counts-store.ts';
export { enqueueJob } from './jobs.ts';
export { JobRunner } from './job-runner.ts';
