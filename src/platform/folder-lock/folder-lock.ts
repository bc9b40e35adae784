import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  constants,
  link,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { lives, ownIdentity } from './process-identity.ts';

/** What the lock file says of its holder. */
const holderSchema = Type.Object({
  pid: Type.Integer(),
  started: Type.String(),
  boot: Type.String(),
  space: Type.String(),
  host: Type.String(),
  /** `server`: commands can be run inside it through the socket; `command`: it will be free soon. */
  kind: Type.Union([Type.Literal('server'), Type.Literal('command')]),
  /** Where a server listens for commands; empty while it does not. */
  socket: Type.String(),
  /** Proves to the server that the caller could read the lock file. */
  token: Type.String(),
});
export type LockHolder = Static<typeof holderSchema>;

export interface FolderLock {
  readonly holder: LockHolder;
  /** Says where the server listens for commands. */
  announce(socket: string): Promise<void>;
  /** Gives the folder free; does nothing when another has taken it over. */
  release(): Promise<void>;
}

export type LockOutcome =
  { readonly taken: true; readonly lock: FolderLock } | { readonly taken: false; readonly holder: LockHolder };

/** A holder that cannot be looked at from here counts as dead after this silence, in milliseconds. */
const SILENCE = 45_000;
const SIGN_OF_LIFE = 10_000;

/** Makes the folder of the data, readable by its owner alone. */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Fails where the folder belongs to somebody else, such as a mounted volume: their permissions then hold.
  await chmod(folder, 0o700).catch(() => undefined);
}

/**
 * Takes the folder for this process, or says who has it. One process at a time may open the embedded database: two
 * would destroy it without a word. A lock left by a dead process is taken over.
 */
export async function lockFolder(folder: string, kind: LockHolder['kind']): Promise<LockOutcome> {
  await makeDataFolder(folder);
  const file = join(folder, 'calloff.lock');
  const own: LockHolder = { ...ownIdentity(), kind, socket: '', token: randomBytes(32).toString('hex') };
  for (;;) {
    if (await createExclusively(file, own)) return { taken: true, lock: hold(file, own) };
    const found = await readHolder(file);
    if (found === undefined) continue;
    if (await isAlive(file, found)) return { taken: false, holder: found };
    if (await takeOver(file, found, own)) return { taken: true, lock: hold(file, own) };
    await pause(20);
  }
}

/** Who holds the folder now, if anybody who is alive. */
export async function folderHolder(folder: string): Promise<LockHolder | undefined> {
  const file = join(folder, 'calloff.lock');
  const found = await readHolder(file);
  return found !== undefined && (await isAlive(file, found)) ? found : undefined;
}

function hold(file: string, own: LockHolder): FolderLock {
  let holder = own;
  const beating = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE);
  beating.unref();
  return {
    get holder() {
      return holder;
    },
    announce: async (socket) => {
      holder = { ...own, socket };
      await replace(file, holder);
    },
    release: async () => {
      clearInterval(beating);
      if ((await readHolder(file))?.token === own.token) await rm(file, { force: true });
    },
  };
}

/** Creates the file with its content in one act; false when it is there already. */
async function createExclusively(file: string, holder: LockHolder): Promise<boolean> {
  const draft = await writeDraft(file, holder);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // Some file systems have no links; a copy that refuses to overwrite comes close.
    return await copyFile(draft, file, constants.COPYFILE_EXCL).then(
      () => true,
      (reason: unknown) => {
        if (hasCode(reason, 'EEXIST')) return false;
        throw reason;
      },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(file: string, holder: LockHolder): Promise<string> {
  const draft = `${file}.${String(process.pid)}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
  return draft;
}

async function replace(file: string, holder: LockHolder): Promise<void> {
  await rename(await writeDraft(file, holder), file);
}

/** Replaces a dead holder's lock; one at a time, because between looking and replacing another may have done it. */
async function takeOver(file: string, dead: LockHolder, own: LockHolder): Promise<boolean> {
  const turn = `${file}.taking`;
  if (!(await createExclusively(turn, own))) {
    const other = await readHolder(turn);
    if (other !== undefined && !(await isAlive(turn, other))) await rm(turn, { force: true });
    return false;
  }
  try {
    const now = await readHolder(file);
    if (now?.token !== dead.token) return false;
    await replace(file, own);
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

/** What the lock file says; undefined when there is none. A file that says nothing readable counts as left by a dead. */
async function readHolder(file: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const holder: unknown = JSON.parse(text);
    if (Value.Check(holderSchema, holder)) return holder;
  } catch {
    // Falls through: damaged.
  }
  return { pid: 0, started: '', boot: 'none', space: '', host: '', kind: 'command', socket: '', token: text };
}

async function isAlive(file: string, holder: LockHolder): Promise<boolean> {
  const seen = lives(holder);
  if (seen !== 'unknown') return seen;
  if (holder.socket !== '') {
    if (await listens(holder.socket)) return true;
    // Another container on this machine: its socket lies in the folder both see, and nobody listens on it.
    if (holder.boot === ownIdentity().boot && dirname(holder.socket) === dirname(file)) return false;
  }
  const touched = await stat(file).then(
    (each) => each.mtimeMs,
    () => 0,
  );
  const now = Temporal.Now.instant().epochMilliseconds;
  return now - touched < SILENCE;
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
