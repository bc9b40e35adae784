import type { Handle } from '../database/index.ts';

/** Something that happened, told to higher modules. Holds ids and figures, never names. */
export interface NewEvent {
  /** What happened: `<things>.<past>`, such as `orders.accepted`. */
  readonly kind: string;
  /** What it happened to, `<kind>:<id>`, such as `order:ab12cd34ef56`. */
  readonly subject: string;
  /** JSON values only; the handler checks what it reads. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event as a handler gets it. */
export interface OutboxEvent extends NewEvent {
  /** Bigint text; of one subject, a later event has a larger one. The same event has the same id whenever it comes. */
  readonly id: string;
  /** ISO 8601 instant in UTC. */
  readonly at: string;
}

/** A delivery that failed too often and was set aside, as the operator sees it. */
export interface FailedDelivery {
  readonly handler: string;
  readonly event: OutboxEvent;
  readonly attempts: number;
  readonly failedAt: string;
  readonly problem: string;
}

/** Who listens. What it writes through `transaction` stands or falls with the note that the event was handled. */
export interface EventHandler {
  /** Stable name, unique: progress is kept under it. A new name hears of what happens from then on. */
  readonly name: string;
  /** Kinds of events it listens to. */
  readonly kinds: readonly string[];
  /**
   * Handles one event. It may come again: what goes beyond the transaction (a letter sent, a file written) must bear it.
   * A throw rolls everything back; it is tried again with growing pauses, then set aside and shown to the operator.
   */
  handle(transaction: Handle, event: OutboxEvent): Promise<void>;
}

/** Seconds until the next attempt after so many failed ones; undefined: set aside. */
export function deliveryPause(failures: number): number | undefined {
  const pauses = [1, 5, 30, 120, 600, 1800, 3600];
  return pauses[failures - 1];
}
