import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { folderHolder, lockFolder } from './index.ts';
import { lives, ownIdentity, processStarted } from './process-identity.ts';

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-lock-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const door = JSON.stringify(join(import.meta.dirname, 'index.ts'));

/** A process that takes the folder, says `taken` or `refused` and stays. */
function holding(t: TestContext, folder: string): { process: ChildProcess; said: Promise<string> } {
  const code = `import { lockFolder } from ${door};
    const outcome = await lockFolder(${JSON.stringify(folder)}, 'server');
    process.stdout.write(outcome.taken ? 'taken' : 'refused');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const said = new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString());
    }),
  );
  return { process: child, said };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('the lock of the data folder', () => {
  it('is given to one and refused to the next, who learns who has it', async (t) => {
    const folder = await emptyFolder(t);
    const first = await lockFolder(folder, 'server');
    assert.ok(first.taken);
    await first.lock.announce('/somewhere/calloff.sock');
    const second = await lockFolder(folder, 'command');
    assert.ok(!second.taken);
    assert.equal(second.holder.pid, process.pid);
    assert.equal(second.holder.socket, '/somewhere/calloff.sock');
    await first.lock.release();
    assert.equal(await folderHolder(folder), undefined);
    const third = await lockFolder(folder, 'command');
    assert.ok(third.taken);
    await third.lock.release();
    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps the folder and the file from everybody else', async (t) => {
    const folder = join(await emptyFolder(t), 'new', 'data');
    const outcome = await lockFolder(folder, 'server');
    assert.ok(outcome.taken);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, 'calloff.lock'))).mode & 0o777, 0o600);
    await outcome.lock.release();
  });

  it('is refused while another process lives, and taken over once it was killed', async (t) => {
    const folder = await emptyFolder(t);
    const other = holding(t, folder);
    assert.equal(await other.said, 'taken');
    const refused = await lockFolder(folder, 'server');
    assert.ok(!refused.taken);
    assert.equal(refused.holder.pid, other.process.pid);
    await killed(other.process);
    const outcome = await lockFolder(folder, 'server');
    assert.ok(outcome.taken);
    assert.equal((await folderHolder(folder))?.pid, process.pid);
    await outcome.lock.release();
  });

  it('goes to exactly one of several that find a dead holder at the same time', async (t) => {
    const folder = await emptyFolder(t);
    const dead = holding(t, folder);
    assert.equal(await dead.said, 'taken');
    await killed(dead.process);
    const racers = Array.from({ length: 4 }, () => holding(t, folder));
    const said = await Promise.all(racers.map((each) => each.said));
    assert.deepEqual(said.sort(), ['refused', 'refused', 'refused', 'taken']);
    for (const racer of racers) await killed(racer.process);
  });

  it('is taken over when the number of the dead process went to another one', async (t) => {
    const folder = await emptyFolder(t);
    // This very process has the number, but did not start when the lock says.
    const reused = { ...ownIdentity(), pid: process.pid, started: '1', kind: 'server', socket: '', token: 'old' };
    await writeFile(join(folder, 'calloff.lock'), JSON.stringify(reused));
    const outcome = await lockFolder(folder, 'server');
    assert.ok(outcome.taken);
    await outcome.lock.release();
  });

  it('does not take a folder from another machine or container that gave a sign of life lately', async (t) => {
    const folder = await emptyFolder(t);
    const file = join(folder, 'calloff.lock');
    const elsewhere = { ...ownIdentity(), boot: 'other', host: 'other', kind: 'server', socket: '', token: 'theirs' };
    await writeFile(file, JSON.stringify(elsewhere));
    assert.equal((await lockFolder(folder, 'server')).taken, false);
    const longAgo = new Date('2020-01-01');
    await utimes(file, longAgo, longAgo);
    const outcome = await lockFolder(folder, 'server');
    assert.ok(outcome.taken);
    await outcome.lock.release();
  });

  it('leaves a lock alone that is no longer its own', async (t) => {
    const folder = await emptyFolder(t);
    const file = join(folder, 'calloff.lock');
    const outcome = await lockFolder(folder, 'server');
    assert.ok(outcome.taken);
    const theirs = JSON.stringify({ ...outcome.lock.holder, token: 'theirs' });
    await writeFile(file, theirs);
    await outcome.lock.release();
    assert.equal(await readFile(file, 'utf8'), theirs);
  });
});

describe('whether a process lives', () => {
  it('knows itself, the dead, and the same machine after a restart', () => {
    const own = ownIdentity();
    assert.equal(lives(own), true);
    assert.equal(lives({ ...own, started: `${own.started}0` }), false);
    assert.equal(lives({ ...own, pid: 4_000_000 }), false);
    assert.equal(lives({ ...own, boot: 'before' }), false);
    assert.equal(lives({ ...own, space: 'pid:[1]' }), 'unknown');
    assert.equal(processStarted(4_000_000), '');
  });
});
