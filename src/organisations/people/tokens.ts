import type { Clock } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import { hashSecret, newSecret } from '../../platform/operator/index.ts';
import * as store from './token-store.ts';

/** What a one-time secret is for. One kind is never taken for another. */
export type TokenKind =
  | 'verify'
  | 'recover'
  | 'new-email'
  | 'second-factor'
  | 'browser'
  | 'new-factor'
  | 'totp-setup'
  | 'passkey-setup'
  | 'passkey-sign-in'
  | 'sign-in-service'
  | 'link-service';

/** Minutes for which each is good. */
const minutes: Readonly<Record<TokenKind, number>> = {
  verify: 24 * 60,
  recover: 60,
  'new-email': 24 * 60,
  'second-factor': 10,
  browser: 24 * 60,
  'new-factor': 3 * 24 * 60,
  'totp-setup': 30,
  'passkey-setup': 5,
  'passkey-sign-in': 5,
  'sign-in-service': 10,
  'link-service': 15,
};

export interface GivenToken {
  /** Known to whoever it was given to alone; stored as a hash. */
  readonly secret: string;
  readonly endsAt: string;
}

/** Secrets that are good once and for a while. */
export interface Tokens {
  /** Makes one; `secret` when the secret came from elsewhere, such as a challenge that a browser signs. */
  make(
    transaction: Handle,
    kind: TokenKind,
    personId: string | null,
    detail?: Readonly<Record<string, unknown>>,
    secret?: string,
  ): Promise<GivenToken>;
  /** What it stands for, without using it up. */
  look(handle: Handle, kind: TokenKind, secret: string): Promise<store.StoredToken | undefined>;
  /** Uses it up: once. */
  use(transaction: Handle, kind: TokenKind, secret: string): Promise<store.StoredToken | undefined>;
  /** Makes the person's others useless. */
  drop(transaction: Handle, personId: string, kinds: readonly TokenKind[]): Promise<void>;
}

export function createTokens(clock: Clock): Tokens {
  const now = (): string => clock.now().toString();
  return {
    make: async (transaction, kind, personId, detail = {}, secret = newSecret()) => {
      const endsAt = clock.now().add({ minutes: minutes[kind] }).toString();
      await store.insertToken(transaction, { hash: hashSecret(secret), kind, personId, detail, now: now(), endsAt });
      return { secret, endsAt };
    },
    look: (handle, kind, secret) => store.findToken(handle, kind, hashSecret(secret), now()),
    use: (transaction, kind, secret) => store.useToken(transaction, kind, hashSecret(secret), now()),
    drop: (transaction, personId, kinds) => store.dropTokens(transaction, personId, kinds, now()),
  };
}
