import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';

const root = join(import.meta.dirname, '..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out(): string;
  error(): string;
}

let prepared: Promise<string> | undefined;
/** A data folder that was opened once: copying it is faster than making one. */
function seed(): Promise<string> {
  return (prepared ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'calloff-seed-'));
    const env = { ...process.env, CALLOFF_DATA_DIR: folder, DATABASE_URL: '' };
    const child = spawn(process.execPath, ['bin/calloff.js', 'audit', 'verify'], { cwd: root, env, stdio: 'ignore' });
    await new Promise((resolve) => child.once('close', resolve));
    return folder;
  })());
}
after(async () => {
  if (prepared !== undefined) await rm(await prepared, { recursive: true, force: true });
});

/** A folder of its own for the data of a test, and the environment that points there. */
async function ownData(
  t: TestContext,
  seeded = true,
): Promise<{ folder: string; env: { CALLOFF_DATA_DIR: string } & Record<string, string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-main-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  if (seeded) await cp(await seed(), data, { recursive: true });
  const env = { CALLOFF_DATA_DIR: data, PORT: '0', DATABASE_URL: '', CALLOFF_DEMO: 'off' };
  return { folder, env };
}

function run(t: TestContext, words: readonly string[], env: Readonly<Record<string, string>>, input?: string): Running {
  const child = spawn(process.execPath, [...words], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (error += chunk.toString()));
  child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => {
      resolve({ code, out, error });
    }),
  );
  return { child, ended, out: () => out, error: () => error };
}

const start = (t: TestContext, env: Readonly<Record<string, string>>): Running => run(t, ['bin/start.js'], env);
const calloff = (t: TestContext, env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ended> =>
  run(t, ['bin/calloff.js', ...words], env).ended;

/** The address from the line that says the server is ready. */
async function ready(server: Running): Promise<string> {
  for (let turn = 0; turn < 1200 && server.child.exitCode === null; turn += 1) {
    const address = /^Calloff is ready at (http:\S+)$/m.exec(server.out())?.[1];
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`The server did not start.\n${server.error()}`);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`Waited too long for: ${what}`);
}

describe('the server as a process', () => {
  it('says where it is, answers, runs commands inside itself, and stops cleanly', async (t) => {
    const { env } = await ownData(t, false);
    const server = start(t, env);
    const address = await ready(server);
    assert.equal((await fetch(`${address}/healthz`)).status, 200);
    assert.equal((await fetch(`${address}/readyz`)).status, 200);
    await until(() => server.out().includes('/operator/start/'), 'the one-time link');
    assert.match(
      server.out(),
      new RegExp(`^To sign in as the operator, open ${address}/operator/start/[\\w-]{43} `, 'm'),
    );

    const lock: unknown = JSON.parse(await readFile(join(env.CALLOFF_DATA_DIR, 'calloff.lock'), 'utf8'));
    assert.ok(typeof lock === 'object' && lock !== null && 'pid' in lock && 'socket' in lock);
    assert.equal(lock.pid, server.child.pid);
    assert.equal((await stat(String(lock.socket))).mode & 0o777, 0o600);

    const verify = await calloff(t, env, 'audit', 'verify', '--json');
    assert.deepEqual([verify.code, verify.error], [0, '']);
    const verified: unknown = JSON.parse(verify.out);
    assert.ok(typeof verified === 'object' && verified !== null && 'valid' in verified && verified.valid === true);

    const link = await calloff(t, env, 'operator', 'link', '--json');
    assert.match(link.out, new RegExp(`^{"link":"${address}/operator/start/[\\w-]{43}"}\\n$`));

    const wrong = await calloff(t, env, 'audit', 'verify', '--expect', 'x');
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.match(wrong.error, /--expect needs a head/);
    const missing = await calloff(t, env, 'audit', 'verify', '--expect', 'a'.repeat(64), '--json');
    assert.equal(missing.code, 1);

    const second = await start(t, env).ended;
    assert.equal(second.code, 2);
    assert.match(second.error, new RegExp(`A server already uses .* \\(process ${String(server.child.pid)}\\)`));

    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 0);
    assert.ok(!existsSync(join(env.CALLOFF_DATA_DIR, 'calloff.lock')));
    for (const line of server.error().trim().split('\n'))
      assert.doesNotThrow(() => {
        JSON.parse(line);
      }, line);
    assert.doesNotMatch(server.error(), /start\/[\w-]{43}/);
  });

  it('starts again after kill -9, and shows the link until somebody has signed in', async (t) => {
    const { env } = await ownData(t);
    const first = start(t, env);
    await ready(first);
    await until(() => first.out().includes('/operator/start/'), 'the one-time link');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = start(t, env);
    const address = await ready(second);
    await until(() => second.out().includes('/operator/start/'), 'the one-time link');
    const link = /http:\S+start\/\S+/.exec(second.out())?.[0] ?? '';
    assert.ok(!first.out().includes(link));
    const headers = { origin: address };
    const signedIn = await fetch(link, { method: 'POST', redirect: 'manual', headers });
    assert.equal(signedIn.status, 303);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.equal((await fetch(`${address}/operator`, { headers: { cookie } })).status, 200);
    second.child.kill('SIGINT');
    assert.equal((await second.ended).code, 0);

    const third = start(t, env);
    const again = await ready(third);
    assert.equal((await fetch(`${again}/operator`, { headers: { cookie } })).status, 200, 'sessions outlive a restart');
    assert.doesNotMatch(third.out(), /operator\/start/);
  });

  it('lets commands open the data themselves while no server runs', async (t) => {
    const { env } = await ownData(t);
    const made = await calloff(
      t,
      env,
      'apikey',
      'create',
      '--name',
      'A program',
      '--scopes',
      'suppliers:write',
      '--json',
    );
    assert.deepEqual([made.code, made.error], [0, '']);
    assert.match(made.out, /"key":"calloff_[\w-]{43}"/);
    const list = await calloff(t, env, 'apikey', 'list');
    assert.match(list.out, /A program +suppliers:write/);
    assert.ok(!existsSync(join(env.CALLOFF_DATA_DIR, 'calloff.lock')));
  });

  it('opens no database for commands that need none', async (t) => {
    const { env } = await ownData(t, false);
    const help = await calloff(t, env, 'audit', 'verify', '--help');
    assert.equal(help.code, 0);
    assert.ok(!existsSync(env.CALLOFF_DATA_DIR));
  });

  it('works in a folder whose path is too long for a socket', async (t) => {
    const { folder, env } = await ownData(t);
    const deep = { ...env, CALLOFF_DATA_DIR: join(folder, 'a'.repeat(60), 'b'.repeat(60)) };
    await cp(env.CALLOFF_DATA_DIR, deep.CALLOFF_DATA_DIR, { recursive: true });
    const server = start(t, deep);
    await ready(server);
    assert.equal((await calloff(t, deep, 'audit', 'verify', '--json')).code, 0);
    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 0);
  });

  it('explains a port in use and a setting it cannot read, with exit code 2', async (t) => {
    const { env } = await ownData(t);
    const server = start(t, env);
    const { port } = new URL(await ready(server));
    const { env: other } = await ownData(t);
    const taken = await start(t, { ...other, PORT: port }).ended;
    assert.equal(taken.code, 2);
    assert.match(taken.error, /The port is in use\./);
    const wrong = await start(t, { ...other, PORT: 'x' }).ended;
    assert.equal(wrong.code, 2);
    assert.match(wrong.error, /PORT is "x"/);
    const gone = await calloff(t, { ...other, DATABASE_URL: 'postgres://me:private@127.0.0.1:9/x' }, 'audit', 'verify');
    assert.equal(gone.code, 2);
    assert.match(gone.error, /The database does not answer/);
    assert.doesNotMatch(gone.error, /private/);
  });

  it('goes on when nobody reads its output any more, and ends at once on a second signal', async (t) => {
    const { env } = await ownData(t);
    const server = start(t, { ...env, CALLOFF_DRAIN_SECONDS: '60' });
    const address = await ready(server);
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    for (let n = 0; n < 3; n += 1) assert.equal((await fetch(`${address}/nowhere`)).status, 404);
    server.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const answer = await fetch(`${address}/readyz`);
    assert.equal(answer.status, 503, 'while it drains, it says it is stopping');
    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 130);
  });
});

describe('the entries on a Node that cannot run them', () => {
  const old = process.env['CALLOFF_TEST_OLD_NODE'] ?? '/usr/bin/node';
  const skip = existsSync(old) ? false : 'there is no older Node on this machine';

  it('run on the pinned Node instead, with the same exit code', { skip }, async (t) => {
    const { folder, env } = await ownData(t);
    const child = spawn(old, [join(root, 'bin/calloff.js'), 'audit', 'verify', '--expect', 'x'], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    t.after(() => child.kill('SIGKILL'));
    let error = '';
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, error.includes('--expect needs a head')], [2, true]);
  });

  it('say what to do when there is no pinned Node', { skip }, async (t) => {
    const { folder } = await ownData(t);
    for (const file of ['runtime.js', 'calloff.js']) {
      const text = await readFile(join(root, 'bin', file), 'utf8');
      await writeFile(join(folder, file), text);
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const child = spawn(old, [join(folder, 'calloff.js')], { cwd: folder });
    let error = '';
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 2);
    assert.match(error, /Calloff needs Node 26 or newer[^]*npm ci/);
  });
});
