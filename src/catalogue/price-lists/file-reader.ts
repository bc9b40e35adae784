import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromReader, ReadOrder, ToReader } from './read-messages.ts';

/** A thread that reads a price list, ahead of whoever takes what it read. */
export class FileReader {
  readonly #worker: Worker;
  readonly #arrived: FromReader[] = [];
  #failure: Error | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(order: ReadOrder) {
    this.#worker = new Worker(join(import.meta.dirname, 'read-worker.ts'), {
      workerData: order,
      // Room for what is under way, not for a file: those are streamed.
      resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 64 },
    });
    // A process that stops does not wait for it.
    this.#worker.unref();
    this.#worker.on('message', (message: FromReader) => {
      this.#arrived.push(message);
      this.#wake?.();
    });
    this.#worker.on('error', (error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error('The reading thread failed', { cause: error });
      this.#wake?.();
    });
    this.#worker.on('exit', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** What it tells next; a batch taken makes room for another. Rejects when the thread failed. */
  async next(): Promise<FromReader> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const message = this.#arrived.shift();
      if (message !== undefined) {
        if (message.kind === 'batch') this.#worker.postMessage('more' satisfies ToReader);
        return message;
      }
      if (this.#ended) throw new Error('The reading thread ended before its file did');
      await new Promise<void>((done) => {
        this.#wake = done;
      });
      this.#wake = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
