import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders of processes of this machine: `calloff-price-lists-<machine>-<process>-<random>`. */
const ours = `calloff-price-lists-${hostname().replace(/\W/g, '_').slice(0, 60)}-`;

let folder: Promise<string> | undefined;

/**
 * A path for a file that is soon removed again, in a folder that only this process's owner enters. Whoever asks removes the
 * file. The folder goes with the process, and what a killed process left goes when the next one begins.
 */
export async function scratchPath(): Promise<string> {
  folder ??= begin();
  let at = await folder;
  // The machine may have tidied up while nothing was read.
  if (!(await isThere(at))) {
    folder = begin();
    at = await folder;
  }
  return join(at, randomUUID());
}

async function begin(): Promise<string> {
  await sweepFolders(tmpdir());
  const made = await mkdtemp(join(tmpdir(), `${ours}${String(process.pid)}-`));
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

/** Removes folders of processes that are gone, and of an earlier process with this one's number. */
export async function sweepFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const of = name.startsWith(ours) ? /^(\d+)-\w+$/.exec(name.slice(ours.length)) : null;
    const pid = Number(of?.[1] ?? 0);
    if (pid === 0 || (pid !== process.pid && isAlive(pid))) continue;
    // Another process may be sweeping too, or it may be another person's.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
