import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from './targets.ts';

/** Whether sqlmap is on the path. */
export const sqlmapIsHere = spawnSync('sqlmap', ['--version'], { stdio: 'ignore' }).error === undefined;

export interface Verdict {
  readonly target: Target;
  /** What was found, in the tool's words; empty: nothing. */
  readonly found: readonly string[];
  /** How many values were tried to the end. */
  readonly tried: number;
  readonly output: string;
}

/** A target that takes longer is given up and counted as untried. */
const MOST_SECONDS = 150;

/**
 * Tries every value of a request on a server of our own.
 *
 * Every technique is used (blind by answer and by time, errors, UNION, stacked, inline), with the payloads and boundaries of
 * level 1 for PostgreSQL: those above it try other headers and contexts that a statement of bound values has none of, and
 * multiply the time. `--smart` is not used: it goes by messages of the database, which this server never shows.
 */
export async function trySql(origin: string, target: Target, cookie = ''): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-sqlmap-'));
  const headers = ['Sec-Fetch-Site: same-origin', ...(target.json === true ? ['Content-Type: application/json'] : [])];
  const words = [
    ...['-u', `${origin}${target.path}`, '--method', target.method, '--batch', '--level', '1', '--risk', '1'],
    ...['--technique', 'BEUSTQ', '--time-sec', '3', '--threads', '4', '--skip-waf', '--flush-session'],
    ...['--dbms', 'PostgreSQL', '--disable-coloring', '--ignore-code', '*', '--ignore-redirects'],
    ...['--output-dir', folder, '--headers', headers.join('\n'), '--timeout', '20', '--retries', '1'],
    // The session is tried once, by a request of its own.
    ...(cookie === '' ? [] : ['--cookie', cookie]),
    ...(target.body === undefined ? [] : ['--data', target.body]),
  ];
  try {
    const output = await new Promise<string>((done, failed) => {
      const child = spawn('sqlmap', words, { stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const late = setTimeout(() => child.kill('SIGKILL'), MOST_SECONDS * 1000);
      child.on('error', failed);
      child.on('close', () => {
        clearTimeout(late);
        done(text);
      });
    });
    const found = output
      .split('\n')
      .filter((line) => /is vulnerable|identified the following injection|appears to be .* injectable/.test(line));
    return { target, found, tried: (output.match(/does not seem to be injectable/g) ?? []).length, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Some at a time, in order. */
export async function inTurns<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, item] of queue) results[index] = await work(item);
    }),
  );
  return results;
}
