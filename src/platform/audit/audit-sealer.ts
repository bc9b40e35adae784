import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../database/index.ts';
import { type HeadsFile, exportHead } from './audit-heads.ts';
import { beginning, sealOf } from './audit-seal.ts';
import { hasUnsealed, listUnsealed, lockSealing, readHead, writeSeals } from './audit-store.ts';

const BATCH = 500;

/**
 * Chains the events that have no seal yet, in the order in which they became visible: an event whose transaction commits
 * late is sealed later, never passed over. Returns how many were sealed; none while another sealer is at work.
 */
export async function sealEvents(database: Database): Promise<number> {
  let count = 0;
  for (;;) {
    const sealed = await database.transact(async (transaction) => {
      if (!(await lockSealing(transaction))) return 0;
      const head = await readHead(transaction);
      const events = await listUnsealed(transaction, BATCH);
      let { position } = head;
      let previous = head.seal ?? beginning;
      const seals = events.map((event) => {
        position += 1;
        previous = sealOf(position, previous, event);
        return { id: event.id, position, seal: previous };
      });
      if (seals.length > 0) await writeSeals(transaction, seals);
      return seals.length;
    });
    count += sealed;
    if (sealed < BATCH) return count;
  }
}

export interface SealerOptions {
  readonly database: Database;
  readonly logger: FastifyBaseLogger;
  /** Where the head is exported once a day. */
  readonly heads: HeadsFile;
  /** How often to look for events without a seal, in milliseconds. */
  readonly everyMs?: number;
}

/** Seals in the background a few seconds after each write. */
export class AuditSealer {
  readonly #options: SealerOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Seals what is left, exports the head, and returns. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#loop === undefined) return;
    await this.#loop;
    await this.#turn(true);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (await rest(this.#options.everyMs ?? 3000, signal)) await this.#turn(false);
  }

  async #turn(last: boolean): Promise<void> {
    const { database, heads, logger } = this.#options;
    try {
      if (await hasUnsealed(database.handle)) await sealEvents(database);
      await exportHead(database.handle, heads, last);
    } catch (error) {
      logger.error({ err: error }, 'audit events could not be sealed');
    }
  }
}

/** Waits; false when stopped meanwhile. */
async function rest(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal }).catch(() => false);
}
