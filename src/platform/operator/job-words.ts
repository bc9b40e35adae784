import type { Clock } from '../../kernel/dates.ts';
import { formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { type Job, jobEnded, type JobStatus, jobStatus } from '../jobs/index.ts';
import { inLondon } from './operator-words.ts';

/** Each state of a job in words, with its tag's tone, in the order filters show them. */
export const jobStates: Readonly<Record<JobStatus, { readonly text: string; readonly tag: string }>> = {
  queued: { text: 'Waiting', tag: 'plain' },
  running: { text: 'Running', tag: 'now' },
  cancelling: { text: 'Stopping', tag: 'next' },
  done: { text: 'Done', tag: 'done' },
  failed: { text: 'Failed', tag: 'stop' },
  cancelled: { text: 'Stopped', tag: 'plain' },
};

/** What a job's words are made with besides itself. */
export interface JobSurroundings {
  readonly title: string;
  /** Names of API keys by id. */
  readonly keys: ReadonlyMap<string, string>;
  readonly clock: Clock;
}

/** A job as its row in the history. */
export function jobRow(job: Job, { title, keys, clock }: JobSurroundings) {
  const status = jobStatus(job);
  const ended = job.finishedAt ?? job.failedAt ?? job.cancelledAt;
  return {
    id: job.id,
    title,
    actor: actorInWords(job.actor, keys),
    status: jobStates[status],
    progress: progressOf(job),
    message: job.failure ?? job.progress.message,
    queued: inLondon(job.queuedAt),
    ended: ended === null ? '' : inLondon(ended),
    took: took(job, clock),
    mayCancel: status === 'queued' || status === 'running',
  };
}

/** A job as its own page shows it. */
export function jobPage(job: Job, surroundings: JobSurroundings) {
  const row = jobRow(job, surroundings);
  return {
    ...row,
    message: job.progress.message,
    failure: job.failure ?? '',
    verdict: verdict(job, row.took),
    live: !jobEnded(job),
    started: job.startedAt === null ? '' : inLondon(job.startedAt),
    cancelAsked: job.cancelRequestedAt === null ? '' : inLondon(job.cancelRequestedAt),
    sign: job.heartbeatAt === null || jobEnded(job) ? '' : inLondon(job.heartbeatAt),
    attempts: job.attempts === 0 ? '' : plural(job.attempts, 'attempt'),
    input: valueLines(job.input),
    result: valueLines(job.result),
  };
}

/** The page's first sentence: where the job stands. */
function verdict(job: Job, time: string): string {
  switch (jobStatus(job)) {
    case 'queued':
      return 'This job waits for its turn.';
    case 'running':
      return job.attempts === 0
        ? 'This job is at work.'
        : 'A step of this job went wrong. It is tried again after a pause.';
    case 'cancelling':
      return 'This job stops at the end of its step.';
    case 'done':
      return `This job is done. It took ${time}.`;
    case 'failed':
      return 'This job failed.';
    case 'cancelled':
      return 'This job was stopped.';
  }
}

/** How far a job is: words, and the length of the done part of a bar of 400. Nothing while the whole is not known. */
function progressOf({ progress: { done, total } }: Job): { readonly text: string; readonly width: number } | undefined {
  if (total <= 0) return undefined;
  const share = Math.min(1, Math.max(0, done / total));
  return { text: `${formatCount(done)} of ${formatCount(total)}`, width: Math.round(share * 400) };
}

/** How long the job has been at work: to its end, or until now. */
function took(job: Job, clock: Clock): string {
  if (job.startedAt === null) return '';
  const began = Temporal.Instant.from(job.startedAt);
  const ended = job.finishedAt ?? job.failedAt ?? job.cancelledAt;
  const end = ended === null ? clock.now() : Temporal.Instant.from(ended);
  return durationInWords(end.epochMilliseconds - began.epochMilliseconds);
}

/** `3 minutes 5 seconds`: the two largest units; below a second it says so. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds === 0) return 'less than a second';
  const units: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => plural(count, unit))
    .join(' ');
}

/** Who asked, in words: actors are kept as references. */
export function actorInWords(actor: string, keys: ReadonlyMap<string, string>): string {
  const [kind, id = ''] = actor.split(':');
  switch (kind) {
    case 'system':
      return 'the service or its command line';
    case 'person':
      return 'somebody signed in';
    case 'operator':
      return 'the operator';
    case 'key':
      return `the program “${keys.get(id) ?? id}”`;
    case 'public':
      return 'somebody not signed in';
    default:
      return actor;
  }
}

const LINES = 30;
const LONGEST = 2000;

/** What a job was given or made, as names and values. */
function valueLines(value: unknown): readonly { readonly name: string; readonly text: string }[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [{ name: 'Value', text: inText(value) }];
  return Object.entries(value)
    .slice(0, LINES)
    .map(([key, each]) => ({ name: nameInWords(key), text: inText(each) }));
}

/** `validFrom` becomes `Valid from`. */
function nameInWords(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function inText(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? formatCount(value) : String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
