import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../kernel/dates.ts';
import type { CommandContext } from './command.ts';
import { explainError } from './explain-error.ts';
import type { Invocation } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command in this process and returns its exit code; an error becomes a message and 2. */
export async function runLocally(
  invocation: Invocation,
  world: { readonly clock: Clock; readonly logger: FastifyBaseLogger; readonly terminal: Terminal },
): Promise<0 | 1 | 2> {
  const { terminal } = world;
  const context: CommandContext = {
    clock: world.clock,
    json: invocation.json,
    terminal: terminal.watched && !invocation.json,
    columns: terminal.columns,
    signal: terminal.signal,
    write: terminal.write,
    writeError: terminal.writeError,
    progress: terminal.progress,
    resolve: (path) => resolve(path),
    input: (file) => openInput(file),
  };
  return runGuarded(invocation, context, world.logger);
}

/** Runs a command with its context; an error becomes a message on standard error and exit code 2. */
export async function runGuarded(
  invocation: Invocation,
  context: CommandContext,
  logger: FastifyBaseLogger,
): Promise<0 | 1 | 2> {
  try {
    return await invocation.command.run(invocation.args, invocation.options, context);
  } catch (error) {
    const { message, expected } = explainError(error);
    if (!expected) logger.error({ err: error, command: invocation.command.name }, 'command failed');
    context.writeError(`${message}\n`);
    return 2;
  }
}

/** A file, or standard input for `-`. */
export function openInput(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(resolve(file));
}
