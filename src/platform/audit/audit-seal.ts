import { createHash } from 'node:crypto';

/** An event as the seal covers it: every stored field, as text or null. */
export interface SealedContent {
  readonly id: string;
  /** ISO 8601 in UTC with microseconds, as stored. */
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly requestId: string | null;
  /** The detail as PostgreSQL writes jsonb: one text for one value, without rounding of numbers. */
  readonly detail: string;
}

/** What the first event is chained to. */
export const beginning = '0'.repeat(64);

/**
 * The seal of an event at its position: SHA-256 in hexadecimal over a JSON array of the position, the seal before it and
 * the event's fields in this order. Whoever changes, removes or adds an event must change every later seal.
 */
export function sealOf(position: number, previous: string, event: SealedContent): string {
  const { id, at, action, actor, subject, requestId, detail } = event;
  const content = JSON.stringify([position, previous, id, at, action, actor, subject, requestId, detail]);
  return createHash('sha256').update(content).digest('hex');
}
