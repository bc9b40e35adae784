import { setTimeout as pause } from 'node:timers/promises';
import { allCommands } from './commands.ts';
import { openServices, type Services } from './services.ts';
import { systemClock } from './kernel/dates.ts';
import {
  explainError,
  type Invocation,
  processTerminal,
  readInvocation,
  runLocally,
} from './platform/commands/index.ts';
import { type Config, ConfigError, configFromProcess, plainOutputWanted } from './platform/config/index.ts';
import { type FolderLock, lockFolder } from './platform/folder-lock/index.ts';
import { callServer } from './platform/local-socket/index.ts';
import { createLogger } from './platform/logging/index.ts';

/** How long a command waits for a folder that another one is using, in milliseconds. */
const PATIENCE = 60_000;

process.umask(0o077);
const terminal = processTerminal(plainOutputWanted());
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  terminal.writeError(`${error instanceof ConfigError ? error.message : explainError(error).message}\n`);
  return 2;
});
await terminal.flush();
process.exit();

async function main(words: readonly string[]): Promise<0 | 1 | 2> {
  const config = configFromProcess();
  // Lines of the log would stand between the lines of the answer; only who looks for a mistake wants them.
  const logger = createLogger({ level: config.logLevel === 'debug' ? 'debug' : 'silent' });
  const world = { clock: systemClock, logger, terminal };
  let opened: Promise<Services> | undefined;
  const services = (): Promise<Services> => (opened ??= openServices(config, world));
  const invocation = await readInvocation(words, allCommands(config, services), terminal);
  if (typeof invocation === 'number') return invocation;

  let lock: FolderLock | undefined;
  if (invocation.command.needsData && config.databaseUrl === '') {
    const place = await findPlace(config, invocation);
    if (typeof place === 'number') return place;
    lock = place;
  }
  try {
    return await runLocally(invocation, world);
  } finally {
    // Services that could not be opened have said so already.
    await opened?.then(
      (each) => each.close(),
      () => undefined,
    );
    await lock?.release();
  }
}

/** The lock when the command may open the embedded folder itself; its exit code when it ran inside a server. */
async function findPlace(config: Config, invocation: Invocation): Promise<FolderLock | 0 | 1 | 2> {
  for (let waited = 0; waited < PATIENCE; waited += 200) {
    const outcome = await lockFolder(config.dataDir, 'command');
    if (outcome.taken) return outcome.lock;
    if (invocation.command.alone === true && outcome.holder.kind === 'server') {
      terminal.writeError(
        `Stop the server first (process ${String(outcome.holder.pid)}): this needs the data to itself.\n`,
      );
      return 2;
    }
    if (outcome.holder.socket !== '') {
      const code = await callServer(outcome.holder, invocation, terminal);
      if (code !== undefined) return code;
    }
    if (waited === 1000)
      terminal.writeError(`Waiting for process ${String(outcome.holder.pid)}, which uses the data.\n`);
    if (terminal.signal.aborted) break;
    await pause(200);
  }
  terminal.writeError(`Another process uses ${config.dataDir}. Try again when it has ended.\n`);
  return 2;
}
