import type { Handle } from '../database/index.ts';
import { beginning, sealOf } from './audit-seal.ts';
import { countEvents, listSealed } from './audit-store.ts';

export interface Verification {
  readonly events: number;
  readonly sealed: number;
  readonly unsealed: number;
  /** The newest seal; null while nothing is sealed. Keep it elsewhere and pass it as expected next time. */
  readonly head: string | null;
  readonly valid: boolean;
  /**
   * The first position at which the chain is not what it must be: the event there was changed, removed or put in. One
   * more than the last position when the chain ends before an expected head. Null when nothing is broken.
   */
  readonly firstBroken: number | null;
}

const BATCH = 1000;

/**
 * Recomputes the whole chain, a batch at a time. Every expected head must be the seal of some event: a chain that was cut
 * before it, or made anew, is not valid.
 */
export async function verifyAudit(
  handle: Handle,
  expected: readonly string[] = [],
  onProgress?: (done: number, total: number) => void,
): Promise<Verification> {
  const { events, sealed } = await countEvents(handle);
  const missing = new Set(expected);
  let position = 0;
  let previous = beginning;
  let head: string | null = null;
  let firstBroken: number | null = null;
  for (;;) {
    const batch = await listSealed(handle, position, BATCH);
    for (const event of batch) {
      const right = event.position === position + 1 && event.seal === sealOf(event.position, previous, event);
      if (!right) firstBroken ??= event.position === position + 1 ? event.position : position + 1;
      position = event.position;
      previous = event.seal;
      head = event.seal;
      if (firstBroken === null) missing.delete(event.seal);
    }
    onProgress?.(Math.min(position, sealed), sealed);
    if (batch.length < BATCH) break;
  }
  if (missing.size > 0) firstBroken ??= position + 1;
  return { events, sealed, unsealed: events - sealed, head, valid: firstBroken === null, firstBroken };
}
