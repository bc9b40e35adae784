import { setTimeout as pause } from 'node:timers/promises';

export interface RepeatedTurnOptions {
  /** What is done each time; it looks at the signal between its steps. */
  readonly turn: (stopping: AbortSignal) => Promise<unknown>;
  /** Milliseconds between the end of a turn and the next one. */
  readonly everyMs: number;
  /** What is said of a turn that failed; the next one comes all the same. */
  readonly failed: (error: unknown) => void;
}

/** Does something again and again in the background, one turn at a time, until it is stopped. */
export class RepeatedTurn {
  readonly #options: RepeatedTurnOptions;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: RepeatedTurnOptions) {
    this.#options = options;
  }

  /** Aborted once it is to end. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Begins the next turn now. */
  wake(): void {
    const sleeping = this.#wake;
    this.#wake = new AbortController();
    sleeping.abort();
  }

  /** Finishes the turn at hand and returns. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { turn, everyMs, failed } = this.#options;
    const stopping = this.#stopping.signal;
    while (!stopping.aborted) {
      // Taken before the turn: what wakes it during one is not lost.
      const wake = this.#wake.signal;
      try {
        await turn(stopping);
      } catch (error) {
        failed(error);
      }
      await pause(everyMs, undefined, { signal: AbortSignal.any([stopping, wake]) }).catch(() => undefined);
    }
  }
}
