import type { FastifyBaseLogger } from 'fastify';
import { type Clock, today } from '../../kernel/dates.ts';
import type { Database } from '../../platform/database/index.ts';
import { RepeatedTurn } from '../../platform/lifecycle/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { digestDay, digestLetter } from './digest.ts';
import * as store from './digest-store.ts';

const BATCH = 100;

export interface DigestOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  /** How often to look whether it is time, in milliseconds. */
  readonly everyMs?: number;
}

/** Writes one letter a day to each person with what waits for them: from 7am in London, none when there is nothing. */
export class DigestWriter {
  readonly #options: DigestOptions;
  readonly #turns: RepeatedTurn;

  constructor(options: DigestOptions) {
    this.#options = options;
    this.#turns = new RepeatedTurn({
      turn: () => this.writeDue(),
      everyMs: options.everyMs ?? 60_000,
      failed: (error) => {
        options.logger.error({ err: error }, 'daily letters cannot be written');
      },
    });
  }

  start(): void {
    this.#turns.start();
  }

  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /** Writes the letters that are due by the clock; gives how many. Done twice, or by two processes, each is one letter. */
  async writeDue(): Promise<number> {
    const due = digestDay(this.#options.clock.now());
    return due === undefined ? 0 : this.#writeAll(due);
  }

  /** Writes today's letters now, before their hour and at weekends too; whoever had one today gets no other. */
  writeNow(): Promise<number> {
    return this.#writeAll({ day: today(this.#options.clock), isWeekend: false });
  }

  async #writeAll(due: { readonly day: string; readonly isWeekend: boolean }): Promise<number> {
    const { database } = this.#options;
    let count = 0;
    while (!this.#turns.stopping.aborted) {
      const people = await store.peopleDue(database.handle, due.day, due.isWeekend, BATCH);
      if (people.length === 0) break;
      for (const personId of people) {
        if (await this.#write(personId, due.day)) count += 1;
      }
    }
    return count;
  }

  #write(personId: string, day: string): Promise<boolean> {
    return this.#options.database.transact(async (transaction) => {
      if (!(await store.takeDay(transaction, personId, day))) return false;
      const notices = await store.takeNotices(transaction, personId, day);
      const letter = digestLetter(notices);
      const to = notices[0]?.email;
      if (letter === undefined || to === undefined) return false;
      await queueMail(transaction, { to, ...letter, kind: 'notice.digest', key: `digest:${personId}:${day}` });
      return true;
    });
  }
}
