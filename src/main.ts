import { flushCompileCache } from 'node:module';
import { type App, createApp } from './app.ts';
import { allCommands } from './commands.ts';
import { systemClock } from './kernel/dates.ts';
import { explainError } from './platform/commands/index.ts';
import { type Config, ConfigError, configFromProcess } from './platform/config/index.ts';
import { type FolderLock, lockFolder } from './platform/folder-lock/index.ts';
import { onStopSignal } from './platform/lifecycle/index.ts';
import { type LocalSocket, serveCommands } from './platform/local-socket/index.ts';
import { createLogger } from './platform/logging/index.ts';

type Logger = ReturnType<typeof createLogger>;

// Everything this process creates belongs to its user alone.
process.umask(0o077);
// Whoever started it may have read the address and closed the pipe: that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  const config = configFromProcess();
  await serve(config, createLogger({ level: config.logLevel }));
} catch (error) {
  stopWith(error instanceof ConfigError ? error.message : explainStart(error));
}

async function serve(config: Config, logger: Logger): Promise<void> {
  const lock = config.databaseUrl === '' ? await takeFolder(config) : undefined;
  const world = { logger, clock: systemClock };
  const app = await createApp(config, world).catch(async (error: unknown) => {
    await lock?.release();
    logger.fatal({ err: error }, 'cannot start');
    throw error;
  });
  const socket = lock === undefined ? undefined : await openSocket(config, logger, app, lock);
  onStopSignal(logger, {
    graceMs: 15_000 + config.drainSeconds * 1000,
    stop: (late) => stop(app, socket, lock, late),
  });
  const address = await app.listen().catch(async (error: unknown) => {
    await stop(app, socket, lock, AbortSignal.abort());
    throw error;
  });
  process.stdout.write(`Calloff is ready at ${address}\n`);
  await app.started();
  // Kept now and not at the end: a server may be killed.
  flushCompileCache();
  const link = await app.services.sessions.makeFirstLink();
  if (link !== undefined) process.stdout.write(`To sign in as the operator, open ${link} (it works once).\n`);
}

async function takeFolder(config: Config): Promise<FolderLock> {
  const outcome = await lockFolder(config.dataDir, 'server');
  if (outcome.taken) return outcome.lock;
  const { pid, kind } = outcome.holder;
  return stopWith(
    kind === 'server'
      ? `A server already uses ${config.dataDir} (process ${String(pid)}). Stop it first, or set CALLOFF_DATA_DIR.`
      : `A command uses ${config.dataDir} (process ${String(pid)}). Start again when it has ended.`,
  );
}

async function openSocket(config: Config, logger: Logger, app: App, lock: FolderLock): Promise<LocalSocket> {
  const socket = await serveCommands({
    folder: config.dataDir,
    token: lock.holder.token,
    commands: allCommands(config, () => Promise.resolve(app.services)),
    clock: systemClock,
    logger,
  });
  await lock.announce(socket.path);
  return socket;
}

/** Stops from the outside in: no new requests, no new commands, jobs at a checkpoint, then the database. */
async function stop(
  app: App,
  socket: LocalSocket | undefined,
  lock: FolderLock | undefined,
  late: AbortSignal,
): Promise<void> {
  await app.stopAnswering(late);
  await socket?.close();
  await app.close();
  await lock?.release();
}

function explainStart(error: unknown): string {
  if (error instanceof Error && 'code' in error && 'syscall' in error && error.syscall === 'listen') {
    if (error.code === 'EADDRINUSE') return 'The port is in use. Set PORT to another one, or stop what listens there.';
    if (error.code === 'EACCES') return 'This user may not listen on that port. Set PORT to one above 1023.';
    if (error.code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine.';
  }
  const { message, expected } = explainError(error);
  return expected ? message : 'Calloff could not start. The log lines above say why.';
}

/** Ends the process because it was started wrongly or cannot run. */
function stopWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
