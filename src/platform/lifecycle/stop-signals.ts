import type { FastifyBaseLogger } from 'fastify';

export interface StopOptions {
  /** Time for a graceful stop, in milliseconds; then the signal passed to `stop` aborts, and soon after all ends. */
  readonly graceMs: number;
  /** Closes everything. `late` aborts when it should stop waiting for others. */
  readonly stop: (late: AbortSignal) => Promise<void>;
}

/** One Ctrl-C reaches a process more than once, from the terminal and through npm: not a second wish. */
const SAME_WISH = 700;

/**
 * Stops the process gracefully on SIGTERM, SIGINT or SIGHUP with exit code 0; a second signal ends it at once. An error
 * nobody caught is logged and ends it with 1: its state can no longer be trusted.
 */
export function onStopSignal(logger: FastifyBaseLogger, options: StopOptions): void {
  let asked: number | undefined;
  const begin = (signal: NodeJS.Signals): void => {
    if (asked !== undefined) {
      if (performance.now() - asked > SAME_WISH) process.exit(130);
      return;
    }
    asked = performance.now();
    logger.info({ signal }, 'stopping');
    const late = new AbortController();
    setTimeout(() => {
      logger.warn('requests are cut off: the time to stop is over');
      late.abort();
    }, options.graceMs).unref();
    setTimeout(() => {
      logger.error('not everything could be closed in time');
      process.exit(1);
    }, options.graceMs + 10_000).unref();
    options.stop(late.signal).then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, begin);
  const broken = (error: unknown): void => {
    logger.fatal({ err: error }, 'an error nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', broken);
  process.on('unhandledRejection', broken);
}
