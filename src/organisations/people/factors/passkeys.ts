import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Static } from 'typebox';
import type { Clock } from '../../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import type { PersonActor } from '../../../platform/access/index.ts';
import type { Database, Handle } from '../../../platform/database/index.ts';
import { newSecret, type StartedSession } from '../../../platform/operator/index.ts';
import type { Changing } from '../account/changing.ts';
import type { PersonSessions } from '../person-sessions.ts';
import { findPerson } from '../person-store.ts';
import type { Enter, Entered, Visit } from '../sign-in/entering.ts';
import type { Tokens } from '../tokens.ts';
import { deleteRecoveryCodes, factorsOf } from './factor-store.ts';
import type { NewPasskeyJson, PasskeyAnswerJson } from './passkey-schemas.ts';
import * as store from './passkey-store.ts';
import type { SecondFactors } from './second-factors.ts';

/** What a browser's function for passkeys is asked with. */
export type PasskeyOptions = Readonly<Record<string, unknown>>;

/**
 * Keys that a device keeps and lets nobody use without finger, face or PIN: two factors in one. `origin` is where the
 * browser is, as it was asked for: a passkey works there and nowhere else.
 */
export interface Passkeys {
  list(personId: string): Promise<readonly store.Passkey[]>;
  setupOptions(actor: PersonActor, origin: string): Promise<Outcome<PasskeyOptions>>;
  add(
    actor: PersonActor,
    given: { readonly credential: Static<typeof NewPasskeyJson>; readonly name: string },
    origin: string,
    requestId: string,
  ): Promise<Outcome<StartedSession>>;
  /** Removing it twice is once; gives the session when it was renewed. */
  remove(actor: PersonActor, id: string, requestId: string): Promise<Outcome<StartedSession | undefined>>;
  /** A challenge for any passkey, or for one of the person's. */
  options(personId: string | null, origin: string): Promise<PasskeyOptions>;
  signIn(
    answer: Static<typeof PasskeyAnswerJson>,
    next: string | undefined,
    origin: string,
    visit: Visit,
  ): Promise<Outcome<Entered>>;
  /** Confirms the session, and renews its secret. */
  confirm(
    actor: PersonActor,
    answer: Static<typeof PasskeyAnswerJson>,
    origin: string,
  ): Promise<Outcome<StartedSession>>;
}

const notYours: Problem = {
  code: 'passkey-unknown',
  message: 'You have no such passkey.',
  remedy: 'Look at the passkeys of your account.',
};

const refused: Problem = {
  code: 'passkey',
  message: 'The passkey was not accepted.',
  remedy: 'Try again, or use another way.',
};

const confirmFirst: Problem = {
  code: 'second-factor',
  message: 'You need to confirm that it is you.',
  remedy: 'Load the page again and give your second factor.',
};

export function createPasskeys(services: {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly enter: Enter;
  readonly changing: Changing;
  readonly secondFactors: SecondFactors;
  readonly personSessions: PersonSessions;
}): Passkeys {
  const { database, clock, tokens, enter, changing, secondFactors, personSessions } = services;
  const now = (): string => clock.now().toString();

  /** Checks an answer to a challenge of ours, which is thereby used up; gives whose passkey it is. */
  const check = async (
    transaction: Handle,
    answer: Static<typeof PasskeyAnswerJson>,
    origin: string,
  ): Promise<string | undefined> => {
    const challenge = challengeOf(answer.response.clientDataJSON);
    const asked = challenge === undefined ? undefined : await tokens.use(transaction, 'passkey-sign-in', challenge);
    const passkey = await store.lockPasskey(transaction, answer.id);
    if (challenge === undefined || asked === undefined || passkey === undefined) return undefined;
    if (asked.personId !== null && asked.personId !== passkey.personId) return undefined;
    const verified = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    }).catch(() => undefined);
    if (verified?.verified !== true) return undefined;
    await store.notePasskeyUse(transaction, passkey.id, verified.authenticationInfo.newCounter, now());
    return passkey.personId;
  };

  return {
    list: (personId) => store.listPasskeys(database.handle, personId),
    setupOptions: async (actor, origin) => {
      if (await secondFactors.mustConfirm(actor)) return fail(confirmFirst);
      const [person, known] = await Promise.all([
        findPerson(database.handle, actor.personId),
        store.listPasskeys(database.handle, actor.personId),
      ]);
      if (person === undefined) return fail(refused);
      const options = await generateRegistrationOptions({
        rpName: 'Calloff',
        rpID: new URL(origin).hostname,
        userName: person.email,
        userDisplayName: person.name,
        userID: new Uint8Array(Buffer.from(person.id)),
        challenge: new Uint8Array(Buffer.from(newSecret(), 'base64url')),
        attestationType: 'none',
        excludeCredentials: known.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      await database.transact((transaction) =>
        tokens.make(transaction, 'passkey-setup', actor.personId, {}, options.challenge),
      );
      return succeed({ ...options });
    },
    add: async (actor, { credential, name }, origin, requestId) => {
      if (await secondFactors.mustConfirm(actor)) return fail(confirmFirst);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        const challenge = challengeOf(credential.response.clientDataJSON);
        const asked = challenge === undefined ? undefined : await tokens.use(transaction, 'passkey-setup', challenge);
        if (challenge === undefined || asked?.personId !== actor.personId) return fail(refused);
        const verified = await verifyRegistrationResponse({
          response: credential,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: new URL(origin).hostname,
          requireUserVerification: true,
        }).catch(() => undefined);
        if (verified?.verified !== true) return fail(refused);
        const { id, publicKey, counter } = verified.registrationInfo.credential;
        const added = await store.insertPasskey(transaction, {
          id,
          personId: actor.personId,
          name,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports: credential.response.transports ?? [],
          now: now(),
        });
        if (!added) return fail(refused);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.passkey-added',
          what: 'A passkey was set up.',
          requestId,
          confirmed: true,
        });
        return succeed(session);
      });
    },
    remove: async (actor, id, requestId) => {
      if (await secondFactors.mustConfirm(actor)) return fail(confirmFirst);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        // The second of two clicks finds it gone, which is what was wanted.
        if (!(await store.deletePasskey(transaction, actor.personId, id))) {
          return (await store.isPasskeyOfOther(transaction, actor.personId, id)) ? fail(notYours) : succeed(undefined);
        }
        const left = await factorsOf(transaction, actor.personId);
        if (!left.totp && left.passkeys === 0) await deleteRecoveryCodes(transaction, actor.personId);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.passkey-removed',
          what: 'A passkey was removed.',
          requestId,
        });
        return succeed(session);
      });
    },
    options: async (personId, origin) => {
      const known = personId === null ? [] : await store.listPasskeys(database.handle, personId);
      const options = await generateAuthenticationOptions({
        rpID: new URL(origin).hostname,
        challenge: new Uint8Array(Buffer.from(newSecret(), 'base64url')),
        allowCredentials: known.map(({ id }) => ({ id })),
        userVerification: 'required',
      });
      await database.transact((transaction) =>
        tokens.make(transaction, 'passkey-sign-in', personId, {}, options.challenge),
      );
      return { ...options };
    },
    signIn: (answer, next, origin, visit) =>
      database.transact(async (transaction) => {
        const personId = await check(transaction, answer, origin);
        if (personId === undefined) return fail(refused);
        const entry = { personId, method: 'passkey', confirmed: true, next, visit } as const;
        return succeed(await enter(transaction, entry));
      }),
    confirm: (actor, answer, origin) =>
      database.transact(async (transaction) => {
        const personId = await check(transaction, answer, origin);
        if (personId !== actor.personId) return fail(refused);
        return succeed(await personSessions.renew(transaction, actor, true));
      }),
  };
}

/** The challenge a browser says it answered; undefined when that cannot be read. */
function challengeOf(clientData: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8'));
    if (typeof data !== 'object' || data === null || !('challenge' in data)) return undefined;
    return typeof data.challenge === 'string' ? data.challenge : undefined;
  } catch {
    return undefined;
  }
}
