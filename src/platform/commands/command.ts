import type { Readable } from 'node:stream';
import type { Clock } from '../../kernel/dates.ts';

/** What a command may use of the world. The same command runs in its own process or, over the local socket, in the server. */
export interface CommandContext {
  readonly clock: Clock;
  /** `--json` was given: one JSON document on standard output, nothing else there. */
  readonly json: boolean;
  /** Whether a person watches a terminal: colours and progress bars are welcome. */
  readonly terminal: boolean;
  readonly columns: number;
  /** Set when the person asked to stop (Ctrl-C, or the connection went). */
  readonly signal: AbortSignal;
  write(text: string): void;
  writeError(text: string): void;
  /** Opens an input: a path seen from the caller's folder, or `-` for the caller's standard input. */
  input(file: string): Readable;
  /** A path seen from the caller's folder. */
  resolve(path: string): string;
  /** Reports progress of long work: drawn as a bar on a terminal, silent otherwise. */
  progress(done: number, total: number, what: string): void;
}

export interface CommandOption {
  /** As commander reads it: `--on <date>`, `--offers <count>`, `--dry-run`; of `--where <pair...>` the values come a line each. */
  readonly flags: string;
  readonly description: string;
  readonly fallback?: string;
  readonly required?: boolean;
}

/** One command of the command line, `<thing> <verb>` or `<thing>`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as commander reads them: `<file>`, `[number]`. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly CommandOption[];
  /** Opens the database: runs inside the server while one holds the embedded folder. */
  readonly needsData: boolean;
  /** Needs the data to itself: refused while a server holds the embedded folder. */
  readonly alone?: boolean;
  /** JSON schemas shown by `--help`. */
  readonly inputSchema?: object;
  readonly outputSchema?: object;
  /** A line that runs as written in the project folder. */
  readonly example: string;
  /** Exit code: 0 done and nothing wrong; 1 the input has problems, listed in the output; 2 used wrongly or could not run. */
  run(
    args: Readonly<Record<string, string>>,
    options: Readonly<Record<string, string | boolean>>,
    context: CommandContext,
  ): Promise<0 | 1 | 2>;
}

/** A mistake in how a command was used, or something outside that keeps it from running: message on standard error, exit 2. */
export class CommandError extends Error {}
