import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface RunningServer {
  /** Where it answers, without a slash at the end. */
  readonly origin: string;
  /** Its data folder, for commands beside it. */
  readonly folder: string;
  /** Everything it has written so far, both streams. */
  output(): string;
  /** Kills the process at once, as a failure of the machine would; the data folder stays. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerSettings {
  readonly offers?: number;
  /** The data folder of a server that was killed, to go on with. */
  readonly folder?: string;
  /** Answers before its demonstration is loaded. */
  readonly early?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real server as a process on a free port, with an empty data folder, and waits until it answers. */
export async function startServer(settings: ServerSettings = {}): Promise<RunningServer> {
  const folder = settings.folder ?? (await mkdtemp(join(tmpdir(), 'calloff-browser-')));
  const child = spawn(process.execPath, ['bin/start.js'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      TZ: 'Europe/London',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: '',
      CALLOFF_DATA_DIR: folder,
      CALLOFF_DEMO: 'catalogue',
      CALLOFF_DEMO_OFFERS: String(settings.offers ?? 600),
      CALLOFF_RATE_LIMIT: '0',
      CALLOFF_LOG_LEVEL: 'warn',
      ...settings.env,
    },
  });
  let output = '';
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      done();
    }),
  );
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const origin = await new Promise<string>((found, failed) => {
      const late = setTimeout(() => {
        failed(new Error(`The server did not start in 60 s:\n${output}`));
      }, 60_000);
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const address = /https?:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output)?.[0];
        if (address === undefined) return;
        clearTimeout(late);
        found(address);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      void ended.then(() => {
        clearTimeout(late);
        failed(new Error(`The server ended while starting:\n${output}`));
      });
    });
    if (settings.early !== true) await demonstrationLoaded(origin, settings.offers ?? 600);
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    };
    return { origin, folder, output: () => output, kill, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until the demonstration, which loads behind the running server, is all there. */
async function demonstrationLoaded(origin: string, offers: number): Promise<void> {
  const until = performance.now() + 120_000;
  let last = '';
  while (performance.now() < until) {
    try {
      const answer = await fetch(`${origin}/api/v1/offers?limit=1`);
      last = await answer.text();
      const total: unknown = answer.ok ? (JSON.parse(last) as { total?: unknown }).total : 0;
      if (typeof total === 'number' && total >= offers * 0.9) return;
    } catch (error) {
      last = String(error);
    }
    await new Promise((wait) => setTimeout(wait, 250));
  }
  throw new Error(`The demonstration was not loaded in 120 s. The last answer: ${last.slice(0, 500)}`);
}
