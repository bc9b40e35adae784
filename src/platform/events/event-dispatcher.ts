import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../database/index.ts';
import { RepeatedTurn } from '../lifecycle/index.ts';
import { deliveryPause, type EventHandler } from './event.ts';
import * as store from './event-store.ts';

const BATCH = 200;

export interface EventDispatcherOptions {
  readonly database: Database;
  readonly logger: FastifyBaseLogger;
  readonly handlers: readonly EventHandler[];
  /** How often to look without being woken, in milliseconds. */
  readonly everyMs?: number;
  /** Seconds until the next attempt after so many failed ones; undefined sets the event aside. */
  readonly pauseAfter?: (failures: number) => number | undefined;
}

/**
 * Hands events to those who listen, after their transactions committed. Of several processes each event is handled by one;
 * one that is killed in between leaves it to the next. Events of one subject come in order.
 */
export class EventDispatcher {
  readonly #options: EventDispatcherOptions;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #turns: RepeatedTurn;

  constructor(options: EventDispatcherOptions) {
    this.#options = options;
    this.#handlers = new Map(options.handlers.map((each) => [each.name, each]));
    if (this.#handlers.size !== options.handlers.length) throw new Error('Two handlers of events have one name');
    this.#turns = new RepeatedTurn({
      turn: () => this.drain(),
      everyMs: options.everyMs ?? 1000,
      failed: (error) => {
        options.logger.error({ err: error }, 'events cannot be handed on');
      },
    });
  }

  start(): void {
    this.#turns.start();
  }

  /** Looks now rather than at the next turn. Call it after a transaction that published. */
  wake(): void {
    this.#turns.wake();
  }

  /** Finishes the event at hand and returns. */
  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /** Handles what is due now; gives how many events were handled. */
  async drain(): Promise<number> {
    await this.#spread();
    let count = 0;
    while (!this.#turns.stopping.aborted) {
      const result = await this.#deliverOne();
      if (result === 'none') break;
      if (result === 'done') count += 1;
    }
    return count;
  }

  async #spread(): Promise<void> {
    const { database, handlers } = this.#options;
    const listening = handlers.flatMap(({ name, kinds }) => kinds.map((kind) => ({ handler: name, kind })));
    for (;;) {
      const count = await database.transact((transaction) => store.spreadEvents(transaction, listening, BATCH));
      if (count < BATCH) return;
    }
  }

  async #deliverOne(): Promise<'done' | 'failed' | 'none'> {
    const { database, logger, pauseAfter = deliveryPause } = this.#options;
    const held: { claimed?: store.Claimed } = {};
    try {
      return await database.transact(async (transaction) => {
        const claimed = await store.claimDelivery(transaction, [...this.#handlers.keys()]);
        if (claimed === undefined) return 'none';
        held.claimed = claimed;
        await this.#handlers.get(claimed.handler)?.handle(transaction, claimed.event);
        await store.markDelivered(transaction, claimed);
        return 'done';
      });
    } catch (error) {
      const { claimed } = held;
      if (claimed === undefined) throw error;
      const wait = pauseAfter(claimed.attempts + 1);
      logger.error(
        { err: error, handler: claimed.handler, event: claimed.event.id },
        wait === undefined ? 'an event was set aside' : 'an event could not be handled',
      );
      const problem = error instanceof Error ? error.message : String(error);
      await store.markFailed(database.handle, claimed, problem.slice(0, 2000) || 'No reason was given', wait);
      return 'failed';
    }
  }
}
