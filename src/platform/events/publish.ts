import type { Handle } from '../database/index.ts';
import type { NewEvent } from './event.ts';
import { insertEvent } from './event-store.ts';

/**
 * Tells higher modules that something happened: written within the transaction of the change, handled after it committed,
 * at least once. Gives the event's id.
 */
export function publish(transaction: Handle, event: NewEvent): Promise<string> {
  return insertEvent(transaction, event);
}
