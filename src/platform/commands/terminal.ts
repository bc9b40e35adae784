import { progressBar } from './progress-bar.ts';

/** The person's side of a command: where its output goes, and how they stop it. */
export interface Terminal {
  /** Whether a person watches standard output, and colours are welcome. */
  readonly watched: boolean;
  readonly columns: number;
  /** Aborted by Ctrl-C, SIGTERM, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly progress: (done: number, total: number, what: string) => void;
  /** Waits until everything written has left the process. */
  readonly flush: () => Promise<void>;
}

/** The terminal of this process. The first Ctrl-C asks to stop, a second one ends the process at once. */
export function processTerminal(plain: boolean): Terminal {
  const stopping = new AbortController();
  const bar = progressBar(process.stderr);
  const stop = (): void => {
    if (stopping.signal.aborted && performance.now() - asked > 500) process.exit(130);
    if (!stopping.signal.aborted) asked = performance.now();
    stopping.abort();
  };
  let asked = 0;
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  const closed = { out: false, err: false };
  // A reader that went (such as `| head`) ends the command quietly.
  process.stdout.on('error', () => {
    closed.out = true;
    stopping.abort();
  });
  process.stderr.on('error', () => (closed.err = true));
  return {
    watched: isTerminal(process.stdout) && !plain,
    columns: isTerminal(process.stdout) ? process.stdout.columns : 80,
    signal: stopping.signal,
    write: (text) => {
      bar.clear();
      if (!closed.out) process.stdout.write(text);
    },
    writeError: (text) => {
      bar.clear();
      if (!closed.err && !closed.out) process.stderr.write(text);
    },
    progress: bar.draw,
    flush: async () => {
      bar.clear();
      await Promise.all([drained(process.stdout, closed.out), drained(process.stderr, closed.err)]);
    },
  };
}

function drained(stream: NodeJS.WriteStream, closed: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (closed || stream.destroyed) resolve();
    else
      stream.write('', () => {
        resolve();
      });
  });
}

/** On a pipe `isTTY` is missing, whatever the types say. */
function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}
