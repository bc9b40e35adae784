import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../../kernel/dates.ts';
import type { Database } from '../../platform/database/index.ts';
import { RepeatedTurn } from '../../platform/lifecycle/index.ts';
import { buyerScope } from '../contract-scope.ts';
import type { TellOfOrder } from '../ordering.ts';
import { newlyLapsed, takeLapsed } from './lapse-store.ts';
import { orderStatus } from './order-life.ts';
import { toldOf } from './order-service.ts';

const batch = 100;

export interface LapseWatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly tell: TellOfOrder;
  /** How often to look, in milliseconds. */
  readonly everyMs?: number;
}

/** Orders lapse by the clock alone; this tells of each once, so that people hear of it and what it held is free again. */
export class LapseWatch {
  readonly #options: LapseWatchOptions;
  readonly #turns: RepeatedTurn;

  constructor(options: LapseWatchOptions) {
    this.#options = options;
    this.#turns = new RepeatedTurn({
      turn: () => this.tellDue(),
      everyMs: options.everyMs ?? 60_000,
      failed: (error) => {
        options.logger.error({ err: error }, 'orders that lapsed cannot be told of');
      },
    });
  }

  start(): void {
    this.#turns.start();
  }

  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /** Tells of what has lapsed by the clock; gives how many. Done twice, or by two processes, each is told of once. */
  async tellDue(): Promise<number> {
    const { database, clock, tell } = this.#options;
    let count = 0;
    while (!this.#turns.stopping.aborted) {
      const due = await newlyLapsed(database.handle, clock.now().toString(), batch);
      for (const { id, organisation } of due) {
        const told = await database.transact(async (transaction) => {
          const order = await takeLapsed(transaction, buyerScope(organisation), id);
          const last = order?.events.at(-1);
          if (order === undefined || last === undefined || orderStatus(last, clock.now()) !== 'lapsed') return false;
          await tell(transaction, toldOf(order, 'lapsed'));
          return true;
        });
        if (told) count += 1;
      }
      if (due.length < batch) break;
    }
    return count;
  }
}
