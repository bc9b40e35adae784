import type { Clock } from '../../kernel/dates.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { hashSecret, newId, newSecret, type StartedSession } from '../../platform/operator/index.ts';
import * as store from './person-session-store.ts';

/** A session ends when it was not used for this many hours, and after this many at the latest. */
const idleHours = 2;
const sessionHours = 12;
/** Being seen is written down at most this often, in seconds. */
const seenEvery = 60;
/** For so long the secret before the last renewal is taken: a browser sends it with a second click. */
const previousSeconds = 20;
/** Tells a person's cookie from the operator's before the database is asked. */
const mark = 'p.';

/** How somebody signed in. */
export type SignInMethod = 'password' | 'passkey' | 'sign-in-service' | 'demonstration';

export interface SessionStart {
  readonly personId: string;
  readonly method: SignInMethod;
  /** Whether a second factor was given along with it. */
  readonly confirmed: boolean;
  readonly browser: string;
  readonly requestId: string;
}

/** Sessions of people: kept in the database, listed, and ended by their owner, by signing out or by time. */
export interface PersonSessions {
  /** Starts a session within the transaction that found the person to be who they say. */
  start(transaction: Handle, start: SessionStart): Promise<StartedSession>;
  /** Who a cookie's value stands for, with everything that person may act for now. */
  find(secret: string): Promise<PersonActor | undefined>;
  list(personId: string): Promise<readonly store.PersonSession[]>;
  /**
   * Gives the session of somebody who just showed again who they are another secret, within the transaction that found it
   * out: the browser has to be given it. `confirmed`: they gave a second factor.
   */
  renew(transaction: Handle, actor: PersonActor, confirmed: boolean): Promise<StartedSession>;
  /** Ends one session of the person (by its id), or all others than the one asking; gives how many. */
  end(
    actor: PersonActor,
    which: { readonly only?: string; readonly except?: string },
    requestId: string,
  ): Promise<number>;
  /** Whether the session is, or was, the asking person's. */
  isOwn(actor: PersonActor, id: string): Promise<boolean>;
  /** As `end`, within the transaction of what the others are ended for. */
  endWithin(
    transaction: Handle,
    personId: string,
    which: { readonly only?: string; readonly except?: string },
  ): Promise<number>;
}

export function createPersonSessions({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): PersonSessions {
  const now = (): string => clock.now().toString();
  const seenAfter = (): string => clock.now().subtract({ hours: idleHours }).toString();

  return {
    start: async (transaction, { personId, method, confirmed, browser, requestId }) => {
      const secret = `${mark}${newSecret()}`;
      const sessionId = newId();
      const endsAt = clock.now().add({ hours: sessionHours }).toString();
      await store.insertPersonSession(transaction, {
        id: sessionId,
        hash: hashSecret(secret),
        personId,
        now: now(),
        endsAt,
        method,
        confirmedAt: confirmed ? now() : null,
        browser: browser.slice(0, 200),
      });
      const actor = { kind: 'person', personId, sessionId, name: '', memberships: [], confirmedAt: null } as const;
      await recordAudit(transaction, actor, {
        action: 'people.sign-in',
        subject: `person:${personId}`,
        detail: { method, secondFactor: confirmed, session: sessionId },
        requestId,
      });
      return { sessionId, secret, endsAt };
    },
    find: async (secret) => {
      if (!secret.startsWith(mark)) return undefined;
      const session = await store.findPersonSession(database.handle, hashSecret(secret), now(), seenAfter());
      if (session === undefined) return undefined;
      const seen = Temporal.Instant.from(session.lastSeenAt).until(clock.now()).total('seconds');
      if (seen > seenEvery) await store.touchPersonSession(database.handle, session.id, now());
      return {
        kind: 'person',
        personId: session.personId,
        sessionId: session.id,
        name: session.name,
        memberships: await store.membershipsOfPerson(database.handle, session.personId),
        confirmedAt: session.confirmedAt,
      };
    },
    list: (personId) => store.listPersonSessions(database.handle, personId, now(), seenAfter()),
    isOwn: (actor, id) => store.isSessionOf(database.handle, actor.personId, id),
    renew: async (transaction, { sessionId }, confirmed) => {
      const secret = `${mark}${newSecret()}`;
      const previousUntil = clock.now().add({ seconds: previousSeconds }).toString();
      const renewed = { hash: hashSecret(secret), now: now(), previousUntil, confirmed };
      const endsAt = await store.renewPersonSession(transaction, sessionId, renewed);
      if (endsAt === undefined) throw new Error(`The session ${sessionId} ended while it was renewed`);
      return { sessionId, secret, endsAt };
    },
    endWithin: (transaction, personId, which) => store.endPersonSessions(transaction, personId, now(), which),
    end: (actor, which, requestId) =>
      database.transact(async (transaction) => {
        const count = await store.endPersonSessions(transaction, actor.personId, now(), which);
        await recordAudit(transaction, actor, {
          action: 'people.sign-out',
          subject: `person:${actor.personId}`,
          detail: { count, ...(which.only === undefined ? {} : { session: which.only }) },
          requestId,
        });
        return count;
      }),
  };
}
