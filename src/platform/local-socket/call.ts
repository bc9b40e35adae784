import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type Invocation, openInput, type Terminal } from '../commands/index.ts';
import { fromServer, receive, send } from './frames.ts';

/** Longest piece of an input in one message, in bytes. */
const PIECE = 65_536;

/**
 * Runs a command inside the server behind the socket, as if it ran here: same output, progress, inputs and exit code.
 * Undefined when nobody answers at the socket, so that nothing was run.
 */
export async function callServer(
  holder: { readonly socket: string; readonly token: string },
  invocation: Invocation,
  terminal: Terminal,
): Promise<0 | 1 | 2 | undefined> {
  const socket = await reach(holder.socket);
  if (socket === undefined) return undefined;
  const inputs = new Map<number, { readonly stream: Readable; readonly pieces: AsyncIterator<Buffer> }>();
  return new Promise((resolve) => {
    let code: 0 | 1 | 2 | undefined;
    const cancel = (): void => {
      send(socket, { type: 'cancel' });
    };
    terminal.signal.addEventListener('abort', cancel);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      terminal.signal.removeEventListener('abort', cancel);
      for (const input of inputs.values()) input.stream.destroy();
      if (code === undefined) terminal.writeError('The server went away before the command had ended.\n');
      resolve(code ?? 2);
    });
    receive(socket, fromServer, (message) => {
      switch (message.type) {
        case 'out':
          terminal.write(message.text);
          break;
        case 'error':
          terminal.writeError(message.text);
          break;
        case 'progress':
          terminal.progress(message.done, message.total, message.what);
          break;
        case 'open': {
          const stream = openInput(message.file);
          inputs.set(message.input, { stream, pieces: pieces(stream) });
          break;
        }
        case 'more':
          void pass(socket, message.input, inputs.get(message.input)?.pieces);
          break;
        case 'close':
          inputs.get(message.input)?.stream.destroy();
          break;
        case 'exit':
          code = message.code;
          socket.end();
          break;
      }
    });
    send(socket, {
      type: 'run',
      token: holder.token,
      command: invocation.command.name,
      args: invocation.args,
      options: invocation.options,
      json: invocation.json,
      terminal: terminal.watched && !invocation.json,
      columns: terminal.columns,
      folder: process.cwd(),
    });
    if (terminal.signal.aborted) cancel();
  });
}

function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', () => {
      resolve(undefined);
    });
  });
}

async function* pieces(stream: Readable): AsyncGenerator<Buffer, undefined> {
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  }
}

async function pass(socket: Socket, input: number, from: AsyncIterator<Buffer> | undefined): Promise<void> {
  try {
    const next = await from?.next();
    const data = next?.done === false ? next.value.toString('base64') : '';
    send(socket, { type: 'chunk', input, data });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const path = error instanceof Error && 'path' in error ? String(error.path) : '';
    send(socket, { type: 'broken', input, code, path, message: 'The input cannot be read' });
  }
}
