import type { Handle } from '../../../platform/database/index.ts';
import type { StartedSession } from '../../../platform/operator/index.ts';
import type { Factors } from '../factors/factor-store.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions, SignInMethod } from '../person-sessions.ts';
import type { Tokens } from '../tokens.ts';

/** Where and how a request came, as far as a session remembers it. */
export interface Visit {
  /** What the browser calls itself. */
  readonly browser: string;
  /** The network address: for slowing down guesses, never kept as it is. */
  readonly from: string;
  readonly requestId: string;
}

/** Somebody is in, or has still to give a second factor: the step's secret then goes to the browser. */
export type Entered =
  | { readonly kind: 'session'; readonly session: StartedSession; readonly next: string | undefined }
  | { readonly kind: 'second-factor'; readonly step: { readonly secret: string; readonly endsAt: string } };

export interface Entry {
  readonly personId: string;
  readonly method: SignInMethod;
  /** Whether what was shown is a second factor as well, such as a passkey. */
  readonly confirmed: boolean;
  readonly next: string | undefined;
  readonly visit: Visit;
}

/** The last step of every way to sign in, within the transaction that found out who it is. */
export type Enter = (transaction: Handle, entry: Entry) => Promise<Entered>;

export function createEnter(services: {
  readonly personSessions: PersonSessions;
  readonly tokens: Tokens;
  readonly factors: (handle: Handle, personId: string) => Promise<Factors>;
}): Enter {
  const { personSessions, tokens, factors } = services;
  return async (transaction, { personId, method, confirmed, next, visit }) => {
    let to = next;
    if (!confirmed && method !== 'demonstration') {
      const { totp, passkeys, reset } = await factors(transaction, personId);
      // After a reset the first thing is a new second factor, with the letter.
      if (reset && next?.startsWith(peoplePaths.newFactor('')) !== true) to = peoplePaths.secondFactor(next);
      if (totp || passkeys > 0) {
        const detail = { method, ...(next === undefined ? {} : { next }) };
        return { kind: 'second-factor', step: await tokens.make(transaction, 'second-factor', personId, detail) };
      }
    }
    const session = await personSessions.start(transaction, {
      personId,
      method,
      confirmed: confirmed || method === 'demonstration',
      browser: visit.browser,
      requestId: visit.requestId,
    });
    return { kind: 'session', session, next: to };
  };
}
