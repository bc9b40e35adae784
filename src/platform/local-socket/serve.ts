import { timingSafeEqual } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../kernel/dates.ts';
import { type Command, type CommandContext, runGuarded } from '../commands/index.ts';
import { type FromCaller, fromCaller, receive, send } from './frames.ts';

export interface LocalSocketOptions {
  /** The folder the socket is in, if its path is short enough for the system. */
  readonly folder: string;
  /** From the lock file: who can read it may run commands. */
  readonly token: string;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
}

export interface LocalSocket {
  readonly path: string;
  /** Takes no more commands, asks the running ones to stop, and waits for them. */
  close(): Promise<void>;
}

/** Systems take paths of sockets up to about this length, in bytes. */
const LONGEST_PATH = 100;

/** Listens for commands of other processes of the same user, and runs them here. */
export async function serveCommands(options: LocalSocketOptions): Promise<LocalSocket> {
  const path = await socketPath(options);
  await rm(path, { force: true });
  const running = new Set<{ readonly stop: AbortController; readonly ended: Promise<void>; readonly socket: Socket }>();
  const server = createServer((socket) => {
    const stop = new AbortController();
    const ended = new Promise<void>((resolve) => {
      socket.once('close', () => {
        stop.abort();
        resolve();
      });
    });
    const call = { stop, ended, socket };
    running.add(call);
    void ended.then(() => running.delete(call));
    socket.on('error', () => socket.destroy());
    attend(socket, stop, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, resolve);
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    path,
    close: async () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      for (const call of running) call.stop.abort();
      await Promise.all([...running].map((call) => call.ended));
      await closed;
      await rm(path, { force: true });
      if (dirname(path) !== options.folder && process.platform !== 'win32')
        await rm(dirname(path), { recursive: true, force: true });
    },
  };
}

async function socketPath({ folder, token }: LocalSocketOptions): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\calloff-${token.slice(0, 32)}`;
  const near = join(folder, 'calloff.sock');
  if (Buffer.byteLength(near) <= LONGEST_PATH) return near;
  const temporary = Buffer.byteLength(tmpdir()) <= LONGEST_PATH - 30 ? tmpdir() : '/tmp';
  // mkdtemp makes a folder only its owner can enter.
  return join(await mkdtemp(join(temporary, 'calloff-')), 'socket');
}

/** One caller: waits for its `run`, runs it, and answers `exit`. */
function attend(socket: Socket, stop: AbortController, options: LocalSocketOptions): void {
  const inputs = new Map<number, Readable>();
  let started = false;
  receive(socket, fromCaller, (message) => {
    if (!started) {
      started = true;
      if (message.type !== 'run' || !sameText(message.token, options.token)) socket.destroy();
      else void runFor(socket, message, stop.signal, inputs, options);
      return;
    }
    switch (message.type) {
      case 'run':
        socket.destroy();
        break;
      case 'cancel':
        stop.abort();
        break;
      case 'chunk':
        inputs.get(message.input)?.push(message.data === '' ? null : Buffer.from(message.data, 'base64'));
        break;
      case 'broken':
        inputs.get(message.input)?.destroy(inputError(message));
        break;
    }
  });
  socket.once('close', () => {
    for (const input of inputs.values()) input.destroy();
  });
}

async function runFor(
  socket: Socket,
  run: Extract<FromCaller, { type: 'run' }>,
  signal: AbortSignal,
  inputs: Map<number, Readable>,
  options: LocalSocketOptions,
): Promise<void> {
  const context: CommandContext = {
    clock: options.clock,
    json: run.json,
    terminal: run.terminal,
    columns: run.columns,
    signal,
    write: (text) => {
      send(socket, { type: 'out', text });
    },
    writeError: (text) => {
      send(socket, { type: 'error', text });
    },
    progress: sparingly((done, total, what) => {
      send(socket, { type: 'progress', done, total, what });
    }),
    resolve: (path) => resolve(run.folder, path),
    input: (file) => remoteInput(socket, inputs, file),
  };
  const command = options.commands.find((each) => each.name === run.command);
  if (command?.needsData !== true || command.alone === true) {
    context.writeError('The running server does not know this command. Stop it and start it again after an update.\n');
    send(socket, { type: 'exit', code: 2 });
  } else {
    options.logger.info({ command: run.command }, 'command started over the local socket');
    const invocation = { command, args: run.args, options: run.options, json: run.json };
    const code = await runGuarded(invocation, context, options.logger);
    options.logger.info({ command: run.command, code }, 'command ended');
    send(socket, { type: 'exit', code });
  }
  socket.end();
}

/** The caller's file or standard input, read piece by piece as the command reads. */
function remoteInput(socket: Socket, inputs: Map<number, Readable>, file: string): Readable {
  const input = inputs.size;
  const stream = new Readable({
    read: () => {
      send(socket, { type: 'more', input });
    },
    destroy: (error, done) => {
      send(socket, { type: 'close', input });
      done(error);
    },
  });
  inputs.set(input, stream);
  send(socket, { type: 'open', input, file });
  return stream;
}

function inputError(message: Extract<FromCaller, { type: 'broken' }>): Error {
  return Object.assign(new Error(message.message), { code: message.code, path: message.path });
}

/** Lets progress through at most ten times a second, and always the end. */
function sparingly(draw: CommandContext['progress']): CommandContext['progress'] {
  let last = Number.NEGATIVE_INFINITY;
  return (done, total, what) => {
    const now = performance.now();
    if (now - last < 100 && done < total) return;
    last = now;
    draw(done, total, what);
  };
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
