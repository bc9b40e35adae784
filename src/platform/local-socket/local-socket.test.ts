import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { systemClock } from '../../kernel/dates.ts';
import { type Command, CommandError, type Invocation, type Terminal } from '../commands/index.ts';
import { callServer, type LocalSocket, serveCommands } from './index.ts';

const token = 'a'.repeat(64);

function command(name: string, run: Command['run']): Command {
  return { name, summary: name, needsData: true, example: name, run };
}

/** What the commands saw, for the tests to look at. */
const seen = { aborted: false, bytes: 0 };

const commands: readonly Command[] = [
  command('text echo', async (args, options, context) => {
    context.write(JSON.stringify({ args, options, json: context.json, columns: context.columns }));
    context.writeError('beside');
    return 1;
  }),
  command('text count', async (args, _options, context) => {
    seen.bytes = 0;
    for await (const chunk of context.input(args['file'] ?? '')) {
      seen.bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
      context.progress(seen.bytes, 0, 'Counting');
    }
    context.write(`${String(seen.bytes)} in ${context.resolve(args['file'] ?? '')}`);
    return 0;
  }),
  command('text first', async (args, _options, context) => {
    for await (const chunk of context.input(args['file'] ?? '')) {
      context.write(Buffer.isBuffer(chunk) ? chunk.subarray(0, 5).toString() : '');
      break;
    }
    return 0;
  }),
  command('text wait', async (_args, _options, context) => {
    seen.aborted = false;
    context.write('waiting');
    context.progress(1, 4, 'Waiting');
    await pause(60_000, undefined, { signal: context.signal }).catch(() => {
      seen.aborted = true;
    });
    throw new CommandError('Stopped by request.');
  }),
  command('text break', async () => {
    throw new Error('inside');
  }),
  { ...command('text here', async () => 0), needsData: false },
];

async function served(t: TestContext, folder?: string): Promise<{ socket: LocalSocket; folder: string }> {
  const own = await mkdtemp(join(tmpdir(), 'calloff-socket-'));
  t.after(() => rm(own, { recursive: true, force: true }));
  const socket = await serveCommands({
    folder: folder ?? own,
    token,
    commands,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
  });
  t.after(() => socket.close());
  return { socket, folder: own };
}

interface Heard extends Terminal {
  readonly heard: { out: string; error: string; progress: string[] };
  readonly stop: AbortController;
}

function terminal(): Heard {
  const heard = { out: '', error: '', progress: [] as string[] };
  const stop = new AbortController();
  return {
    heard,
    stop,
    watched: false,
    columns: 99,
    signal: stop.signal,
    write: (written) => (heard.out += written),
    writeError: (written) => (heard.error += written),
    progress: (done, total, what) => heard.progress.push(`${what} ${String(done)}/${String(total)}`),
    flush: () => Promise.resolve(),
  };
}

function invocation(name: string, more: Partial<Invocation> = {}): Invocation {
  const found = commands.find((each) => each.name === name) ?? command(name, async () => 0);
  return { command: found, args: {}, options: {}, json: false, ...more };
}

describe('a command run inside the server', () => {
  it('gets the caller’s words and gives its output, error output and exit code', async (t) => {
    const { socket } = await served(t);
    const here = terminal();
    const asked = invocation('text echo', { args: { a: 'ä€' }, options: { dry: true, on: 'x' }, json: true });
    assert.equal(await callServer({ socket: socket.path, token }, asked, here), 1);
    assert.deepEqual(JSON.parse(here.heard.out), {
      args: { a: 'ä€' },
      options: { dry: true, on: 'x' },
      json: true,
      columns: 99,
    });
    assert.equal(here.heard.error, 'beside');
  });

  it('reads the caller’s file piece by piece, however large, and reports progress', async (t) => {
    const { socket, folder } = await served(t);
    const file = join(folder, 'large.csv');
    await writeFile(file, Buffer.alloc(3_000_001, 'ä'));
    const here = terminal();
    assert.equal(
      await callServer({ socket: socket.path, token }, invocation('text count', { args: { file } }), here),
      0,
    );
    assert.equal(here.heard.out, `3000001 in ${file}`);
    assert.ok(here.heard.progress.length > 0);
  });

  it('may stop reading early', async (t) => {
    const { socket, folder } = await served(t);
    const file = join(folder, 'large.csv');
    await writeFile(file, 'hello'.repeat(1_000_000));
    const here = terminal();
    assert.equal(
      await callServer({ socket: socket.path, token }, invocation('text first', { args: { file } }), here),
      0,
    );
    assert.equal(here.heard.out, 'hello');
  });

  it('reads the caller’s standard input', async (t) => {
    const { socket } = await served(t);
    const door = JSON.stringify(join(import.meta.dirname, 'index.ts'));
    const code = `import { callServer } from ${door};
      const write = (text) => process.stdout.write(text);
      const here = { watched: false, columns: 80, signal: new AbortController().signal, write, writeError: write,
        progress: () => undefined, flush: async () => undefined };
      const asked = { command: { name: 'text count' }, args: { file: '-' }, options: {}, json: false };
      process.exitCode = await callServer(${JSON.stringify({ socket: socket.path, token })}, asked, here);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    child.stdin.write('twelve bytes');
    await pause(300);
    child.stdin.end(' and ten more');
    assert.match(await text(child.stdout), /^25 in /);
  });

  it('explains a file that is not there as if it ran here', async (t) => {
    const { socket } = await served(t);
    const here = terminal();
    const asked = invocation('text count', { args: { file: '/nowhere/list.csv' } });
    assert.equal(await callServer({ socket: socket.path, token }, asked, here), 2);
    assert.equal(here.heard.error, 'There is no such file: /nowhere/list.csv.\n');
  });

  it('is stopped by Ctrl-C of the caller, and says how it ended', async (t) => {
    const { socket } = await served(t);
    const here = terminal();
    const called = callServer({ socket: socket.path, token }, invocation('text wait'), here);
    while (here.heard.progress.length === 0) await pause(5);
    here.stop.abort();
    assert.equal(await called, 2);
    assert.equal(seen.aborted, true);
    assert.equal(here.heard.error, 'Stopped by request.\n');
  });

  it('is stopped when the caller is killed, or the server closes', async (t) => {
    const { socket } = await served(t);
    const raw = connect(socket.path);
    raw.write(
      `${JSON.stringify({ type: 'run', token, command: 'text wait', args: {}, options: {}, json: false, terminal: false, columns: 80, folder: '/' })}\n`,
    );
    await new Promise((resolve) => raw.once('data', resolve));
    raw.destroy();
    while (!seen.aborted) await pause(5);

    const here = terminal();
    const called = callServer({ socket: socket.path, token }, invocation('text wait'), here);
    while (here.heard.out === '') await pause(5);
    await socket.close();
    assert.equal(await called, 2);
    assert.equal(seen.aborted, true);
  });

  it('shows nothing of the inside when it breaks', async (t) => {
    const { socket } = await served(t);
    const here = terminal();
    assert.equal(await callServer({ socket: socket.path, token }, invocation('text break'), here), 2);
    assert.match(here.heard.error, /a mistake in Calloff/);
    assert.doesNotMatch(here.heard.error, /inside/);
  });

  it('is refused when the server does not know it, or it needs no data', async (t) => {
    const { socket } = await served(t);
    for (const name of ['text new', 'text here']) {
      const here = terminal();
      assert.equal(await callServer({ socket: socket.path, token }, invocation(name), here), 2);
      assert.match(here.heard.error, /does not know this command/);
    }
  });
});

describe('the socket', () => {
  it('belongs to its user alone and takes nobody without the token of the lock file', async (t) => {
    const { socket } = await served(t);
    assert.equal((await stat(socket.path)).mode & 0o777, 0o600);
    const here = terminal();
    assert.equal(await callServer({ socket: socket.path, token: 'b'.repeat(64) }, invocation('text echo'), here), 2);
    assert.equal(here.heard.out, '');
  });

  it('drops who does not speak its language, and goes on', async (t) => {
    const { socket } = await served(t);
    for (const noise of ['GET / HTTP/1.1\r\n\r\n', '{"type":"run"}\n', '{"type":"cancel"}\n', '\n']) {
      const raw = connect(socket.path);
      raw.on('error', () => undefined);
      const closed = new Promise((resolve) => raw.once('close', resolve));
      raw.write(noise);
      await closed;
    }
    assert.equal(await callServer({ socket: socket.path, token }, invocation('text echo'), terminal()), 1);
  });

  it('tells a caller when nobody listens, so that nothing was run', async (t) => {
    const { socket } = await served(t);
    await socket.close();
    assert.equal(await callServer({ socket: socket.path, token }, invocation('text echo'), terminal()), undefined);
  });

  it('lies in a private folder of its own when the data folder’s path is too long', async (t) => {
    const { socket } = await served(t, join(tmpdir(), 'x'.repeat(120)));
    assert.ok(Buffer.byteLength(socket.path) <= 100);
    assert.equal((await stat(join(socket.path, '..'))).mode & 0o777, 0o700);
    assert.equal(await callServer({ socket: socket.path, token }, invocation('text echo'), terminal()), 1);
  });
});
