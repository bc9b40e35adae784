import type { Clock } from '../../kernel/dates.ts';
import type { Actor } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../database/index.ts';
import { newSigningKey, type SigningKey } from './signing-key.ts';
import * as store from './signing-key-store.ts';

/** The service's own keys: one signs, the others' public halves stay known so that old files can be checked. */
export interface SigningKeys {
  /** The key that signs now; made the first time it is asked for, the same for every process. */
  current(): Promise<SigningKey>;
  /** Public halves, newest first. */
  published(): Promise<readonly store.PublishedKey[]>;
  /** Ends the current key and makes another; gives the new one's fingerprint. */
  rotate(actor: Actor | 'system'): Promise<string>;
}

export function createSigningKeys({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): SigningKeys {
  const current = async (): Promise<SigningKey> => {
    const found = await store.findCurrent(database.handle);
    if (found !== undefined) return found;
    await store.insertKey(database.handle, newSigningKey(), clock.now().toString());
    const made = await store.findCurrent(database.handle);
    // Retired by another process in this very moment: there is a new one already.
    return made ?? current();
  };
  return {
    current,
    published: async () => {
      await current();
      return store.listKeys(database.handle);
    },
    rotate: async (actor) => {
      const key = newSigningKey();
      await database.transact(async (transaction) => {
        const now = clock.now().toString();
        const retired = (await store.retireCurrent(transaction, now)) ?? null;
        await store.insertKey(transaction, key, now);
        await recordAudit(transaction, actor, {
          action: 'signing-keys.rotate',
          subject: `signing-key:${key.fingerprint}`,
          detail: { retired },
        });
      });
      return (await current()).fingerprint;
    },
  };
}
