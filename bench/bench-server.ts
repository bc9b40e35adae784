import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The real server in a process of its own. */
export interface BenchServer {
  readonly origin: string;
  /** Seconds of processor time it has used; undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
  /** Memory it holds now, and at the most so far, in megabytes. */
  memory(): { readonly now: number; readonly peak: number } | undefined;
  /** When it has done what it does after a start: for seconds it and its database have used next to nothing. */
  quiet(others: () => Promise<number | undefined>): Promise<void>;
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const ticksASecond = 100;

function proc(pid: number | undefined, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Seconds of processor time the sessions of a PostgreSQL on this machine have used, by their process. */
export function sessionSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (cpuOf(pid) ?? 0), 0);
}

function cpuOf(pid: number | undefined): number | undefined {
  const fields = proc(pid, 'stat')?.split(') ')[1]?.split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / ticksASecond;
}

/** Starts the server and waits until it says where it answers. */
export async function startBenchServer(env: Readonly<Record<string, string>>): Promise<BenchServer> {
  const child = spawn(process.execPath, ['bin/start.js'], {
    cwd: resolve(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TZ: 'Europe/London', ...env },
  });
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      done();
    }),
  );
  let output = '';
  const origin = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /https?:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (address !== undefined) found(address);
    });
    void ended.then(() => {
      failed(new Error(`The server ended while starting: ${output}`));
    });
  });
  return {
    origin,
    cpuSeconds: () => cpuOf(child.pid),
    memory: () => {
      const status = proc(child.pid, 'status');
      const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status ?? '')?.[1]) / 1024;
      return status === undefined ? undefined : { now: read('VmRSS'), peak: read('VmHWM') };
    },
    quiet: async (others) => {
      const used = async (): Promise<number> => (cpuOf(child.pid) ?? 0) + ((await others()) ?? 0);
      for (let before = await used(), still = 0; still < 4;) {
        await setTimeout(1_000);
        const now = await used();
        still = now - before < 0.03 ? still + 1 : 0;
        before = now;
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
