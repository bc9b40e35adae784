import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../database/index.ts';
import { composeLetter, type Letterhead } from './letter.ts';
import { awayMs, giveUpHours, retrySeconds, type SendResult } from './mail-retry.ts';
import * as store from './mail-store.ts';
import type { MailTransport } from './mail-transport.ts';

export interface MailSenderOptions {
  readonly database: Database;
  readonly logger: FastifyBaseLogger;
  /** Absent: letters are kept until there is one. */
  readonly transport: MailTransport | undefined;
  readonly letterhead: () => Promise<Letterhead>;
  /** How often to look without being woken, in milliseconds. */
  readonly everyMs?: number;
  /** For how long a letter is one sender's; longer than sending can take. */
  readonly leaseMs?: number;
  /** Seconds until the next attempt after so many failed ones. */
  readonly retryAfter?: (failures: number) => number;
}

/**
 * Sends the letters of the outbox, each at least once: one killed between the server's yes and the note of it sends it again
 * with the same Message-ID. Several processes may send side by side.
 */
export class MailSender {
  readonly #options: MailSenderOptions;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: MailSenderOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.transport !== undefined) this.#loop ??= this.#run(this.#options.transport);
  }

  /** Looks now rather than at the next turn. */
  wake(): void {
    const sleeping = this.#wake;
    this.#wake = new AbortController();
    sleeping.abort();
  }

  /** Finishes the letter at hand and returns. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** Sends what may go now; false when the server is away. Without a transport nothing goes. */
  async drain(transport = this.#options.transport): Promise<boolean> {
    if (transport === undefined) return true;
    const head = await this.#options.letterhead();
    while (!this.#stopping.signal.aborted) {
      const letter = await store.claimLetter(this.#options.database.handle, this.#options.leaseMs ?? 180_000);
      if (letter === undefined) return true;
      const composed = composeLetter(letter, head);
      const result: SendResult =
        composed === undefined
          ? { kind: 'refused', problem: 'The recipient is not a mail address.' }
          : await transport(composed);
      await this.#note(letter, result);
      if (result.kind === 'away') return false;
    }
    return true;
  }

  async #note(letter: store.ClaimedLetter, result: SendResult): Promise<void> {
    const { database, logger, retryAfter = retrySeconds } = this.#options;
    const { handle } = database;
    const { id } = letter;
    switch (result.kind) {
      case 'sent':
        return store.markSent(handle, id);
      case 'refused':
        logger.warn({ letter: id, reason: result.problem }, 'a letter was refused');
        return store.giveUp(handle, id, result.problem);
      case 'later': {
        const failures = letter.attempts + 1;
        if (letter.hours >= giveUpHours) {
          logger.warn({ letter: id, reason: result.problem }, 'a letter was given up');
          return store.giveUp(handle, id, result.problem);
        }
        return store.postpone(handle, id, { problem: result.problem, seconds: retryAfter(failures), counts: true });
      }
      case 'away':
        // Others go first when it is back: it may be this letter the server breaks off at.
        return store.postpone(handle, id, { problem: result.problem, seconds: retryAfter(1), counts: false });
    }
  }

  async #run(transport: MailTransport): Promise<void> {
    const { logger, everyMs = 2000 } = this.#options;
    const stopping = this.#stopping.signal;
    let away = 0;
    while (!stopping.aborted) {
      const wake = this.#wake.signal;
      try {
        const there = await this.drain(transport);
        if (!there && away === 0) logger.warn('the mail server cannot be used; letters wait');
        if (there && away > 0) logger.info('the mail server takes letters again');
        away = there ? 0 : away + 1;
      } catch (error) {
        logger.error({ err: error }, 'letters cannot be sent');
      }
      // A server that is away is not asked more often because more letters come.
      const signals = away > 0 ? [stopping] : [stopping, wake];
      const ms = away > 0 ? Math.max(everyMs, awayMs(away)) : everyMs;
      await pause(ms, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
    }
  }
}
