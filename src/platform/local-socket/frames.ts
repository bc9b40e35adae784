import type { Socket } from 'node:net';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** What the caller says. The first message must be `run`. */
export const fromCaller = Type.Union([
  Type.Object({
    type: Type.Literal('run'),
    token: Type.String(),
    command: Type.String(),
    args: Type.Record(Type.String(), Type.String()),
    options: Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean()])),
    json: Type.Boolean(),
    terminal: Type.Boolean(),
    columns: Type.Integer(),
    /** The caller's folder, from which paths are seen. */
    folder: Type.String(),
  }),
  Type.Object({ type: Type.Literal('cancel') }),
  /** The next piece of an input, in base64; an empty piece is its end. */
  Type.Object({ type: Type.Literal('chunk'), input: Type.Integer(), data: Type.String() }),
  Type.Object({
    type: Type.Literal('broken'),
    input: Type.Integer(),
    code: Type.String(),
    path: Type.String(),
    message: Type.String(),
  }),
]);
export type FromCaller = Static<typeof fromCaller>;

/** What the server says. The last message is `exit`. */
export const fromServer = Type.Union([
  Type.Object({ type: Type.Literal('out'), text: Type.String() }),
  Type.Object({ type: Type.Literal('error'), text: Type.String() }),
  Type.Object({ type: Type.Literal('progress'), done: Type.Number(), total: Type.Number(), what: Type.String() }),
  /** Opens an input of the caller: a path, or `-`. */
  Type.Object({ type: Type.Literal('open'), input: Type.Integer(), file: Type.String() }),
  /** Asks for the next piece of it: inputs never run ahead of who reads them. */
  Type.Object({ type: Type.Literal('more'), input: Type.Integer() }),
  Type.Object({ type: Type.Literal('close'), input: Type.Integer() }),
  Type.Object({ type: Type.Literal('exit'), code: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]) }),
]);
export type FromServer = Static<typeof fromServer>;

/** Longest message taken, in characters: a piece of input is 64 KiB, an output may be a long table. */
const LONGEST = 256 * 1024 * 1024;

export function send(socket: Socket, message: FromCaller | FromServer): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/**
 * Hands over each message, one JSON document a line. Anything that is not a message of the schema ends the connection.
 */
export function receive<S extends TSchema>(socket: Socket, schema: S, take: (message: Static<S>) => void): void {
  let parts: string[] = [];
  let length = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: Buffer | string) => {
    const lines = text.toString().split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const whole = parts.join('') + line;
      parts = [];
      length = 0;
      const message = parse(whole);
      if (!Value.Check(schema, message)) {
        socket.destroy();
        return;
      }
      take(message);
    }
    parts.push(rest);
    length += rest.length;
    if (length > LONGEST) socket.destroy();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
