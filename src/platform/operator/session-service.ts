import type { Clock } from '../../kernel/dates.ts';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../database/index.ts';
import { operatorPaths } from './operator-paths.ts';
import { hashSecret, newId, newSecret } from './secret.ts';
import * as store from './session-store.ts';

/** A link nobody used stops working after this many hours: a server's output is kept in logs. */
const LINK_HOURS = 24 * 7;
/** A session ends when it was not used for this many hours, and after this many at the latest. */
const IDLE_HOURS = 12;
const SESSION_HOURS = 24 * 30;
/** Being seen is written down at most this often, in seconds. */
const SEEN_EVERY = 60;

export interface SessionServices {
  readonly database: Database;
  readonly clock: Clock;
  /** Address people use, without a slash at the end. */
  readonly baseUrl: () => string;
}

export interface StartedSession {
  readonly sessionId: string;
  /** The cookie's value: known to the browser alone. */
  readonly secret: string;
  readonly endsAt: string;
}

/** The operator's one-time links and sessions. */
export class SessionService {
  readonly #services: SessionServices;

  constructor(services: SessionServices) {
    this.#services = services;
  }

  /** A new one-time link; links made before and not used stop working. */
  async makeLink(): Promise<string> {
    const secret = newSecret();
    await this.#services.database.transact(async (transaction) => {
      await store.replaceLinks(transaction, hashSecret(secret), this.#now());
      await recordAudit(transaction, 'system', { action: 'operator.link-made', subject: 'operator:link' });
    });
    return `${this.#services.baseUrl()}${operatorPaths.start(secret)}`;
  }

  /** A new link as long as nobody ever signed in; undefined afterwards. */
  async makeFirstLink(): Promise<string | undefined> {
    return (await store.hasSignedIn(this.#services.database.handle)) ? undefined : this.makeLink();
  }

  isOpenLink(secret: string): Promise<boolean> {
    return store.isOpenLink(this.#services.database.handle, hashSecret(secret), this.#hoursAgo(LINK_HOURS));
  }

  /** Exchanges a link for a session; undefined when the link was used, replaced, is too old or never was. */
  async signIn(link: string, requestId: string): Promise<StartedSession | undefined> {
    const secret = newSecret();
    const sessionId = newId();
    const now = this.#now();
    const endsAt = this.#services.clock.now().add({ hours: SESSION_HOURS }).toString();
    return this.#services.database.transact(async (transaction) => {
      if (!(await store.useLink(transaction, hashSecret(link), now, this.#hoursAgo(LINK_HOURS)))) return undefined;
      await store.insertSession(transaction, { id: sessionId, hash: hashSecret(secret), now, endsAt });
      const actor = { kind: 'operator', sessionId } as const;
      const event = { action: 'operator.sign-in', subject: `session:${sessionId}`, requestId };
      await recordAudit(transaction, actor, event);
      return { sessionId, secret, endsAt };
    });
  }

  /** The open session a cookie's value stands for. */
  async find(secret: string): Promise<store.OperatorSession | undefined> {
    const { handle } = this.#services.database;
    const now = this.#now();
    const session = await store.findSession(handle, hashSecret(secret), now, this.#hoursAgo(IDLE_HOURS));
    if (session === undefined) return undefined;
    const seen = Temporal.Instant.from(session.lastSeenAt).until(this.#services.clock.now()).total('seconds');
    if (seen > SEEN_EVERY) await store.touchSession(handle, session.id, now);
    return session;
  }

  openSessions(): Promise<readonly store.OperatorSession[]> {
    return store.listOpenSessions(this.#services.database.handle, this.#now(), this.#hoursAgo(IDLE_HOURS));
  }

  async signOut(sessionId: string, requestId: string): Promise<void> {
    await this.#services.database.transact(async (transaction) => {
      await store.endSessions(transaction, this.#now(), sessionId);
      const event = { action: 'operator.sign-out', subject: `session:${sessionId}`, requestId };
      await recordAudit(transaction, { kind: 'operator', sessionId }, event);
    });
  }

  /** Signs every operator session out; gives how many there were. */
  signOutEverywhere(): Promise<number> {
    return this.#services.database.transact(async (transaction) => {
      const count = await store.endSessions(transaction, this.#now());
      const event = { action: 'operator.sign-out', subject: 'session:all', detail: { count } };
      await recordAudit(transaction, 'system', event);
      return count;
    });
  }

  #now(): string {
    return this.#services.clock.now().toString();
  }

  #hoursAgo(hours: number): string {
    return this.#services.clock.now().subtract({ hours }).toString();
  }
}
