import type { Clock } from '../../../kernel/dates.ts';
import type { Database, Handle } from '../../../platform/database/index.ts';
import { hashSecret } from '../../../platform/operator/index.ts';
import { accountGate, addressGate, gateHours, waitSeconds } from './gate.ts';
import * as store from './gate-store.ts';

/** What is guessed at: the password of a mail address, the code of a person, or a letter asked for. */
export interface Guess {
  readonly at: string;
  /** The network address it comes from; null where that must not slow down others there. */
  readonly from: string | null;
}

/** Slows guessing down. Kept in the database: it holds over restarts and for several servers. */
export interface Gates {
  /** Counts a guess before it is looked at, so that many at once gain nothing; gives seconds to wait, 0 for go on. */
  enter(guess: Guess): Promise<number>;
  /** The guess was right. */
  right(transaction: Handle, guess: Guess): Promise<void>;
}

const fresh: store.GateState = { failures: 0, sinceLast: 0 };

export function createGates({ database, clock }: { readonly database: Database; readonly clock: Clock }): Gates {
  const subjects = ({ at, from }: Guess) => ({
    account: hashSecret(`at:${at}`),
    address: from === null ? undefined : hashSecret(`from:${from}`),
  });
  return {
    enter: (guess) =>
      database.transact(async (transaction) => {
        const { account, address } = subjects(guess);
        const now = clock.now().toString();
        // Always the account before the address: two that lock both cannot wait for each other.
        const atAccount = await store.lockGate(transaction, account, now, gateHours);
        const fromAddress = address === undefined ? fresh : await store.lockGate(transaction, address, now, gateHours);
        const wait = Math.max(
          waitSeconds(accountGate, atAccount.failures, atAccount.sinceLast),
          waitSeconds(addressGate, fromAddress.failures, fromAddress.sinceLast),
        );
        if (wait > 0) return wait;
        await store.writeGate(transaction, account, atAccount.failures + 1, now);
        if (address !== undefined) await store.writeGate(transaction, address, fromAddress.failures + 1, now);
        return 0;
      }),
    right: async (transaction, guess) => {
      const { account, address } = subjects(guess);
      await store.easeGate(transaction, account, true);
      if (address !== undefined) await store.easeGate(transaction, address, false);
      await store.forgetGates(transaction, clock.now().subtract({ hours: gateHours }).toString());
    },
  };
}
