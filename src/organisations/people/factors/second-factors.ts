import { renderSVG } from 'uqr';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import type { PersonActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database, Handle } from '../../../platform/database/index.ts';
import { hashSecret, type StartedSession } from '../../../platform/operator/index.ts';
import type { SecretBox } from '../../../platform/secret-box/index.ts';
import { type Changing, isFresh } from '../account/changing.ts';
import type { PersonSessions } from '../person-sessions.ts';
import type { Gates } from '../sign-in/gates.ts';
import { tooManyGuesses } from '../sign-in/sign-in-service.ts';
import type { Tokens } from '../tokens.ts';
import * as store from './factor-store.ts';
import { newRecoveryCodes, newTotpSecret, readCode, totpAddress, totpStep } from './one-time-codes.ts';

/** An app's key that is about to be set up. */
export interface TotpSetup {
  /** Stands for the key until a code of it was given. */
  readonly token: string;
  readonly secret: string;
  /** A drawing of the address an app reads. */
  readonly picture: string;
}

/** Recovery codes that were made, none where others still are, and the renewed session. */
export interface NewCodes {
  readonly codes: readonly string[];
  readonly session: StartedSession;
}

/** The second factor by typing: codes of an authenticator app, and recovery codes for when it is lost. */
export interface SecondFactors {
  of(personId: string): Promise<store.Factors>;
  /** Whether the person has to give a second factor, or use the letter after a reset, before changing how to sign in. */
  mustConfirm(actor: PersonActor): Promise<boolean>;
  /**
   * Takes a code within the transaction of what it allows; a code counts once. Ask `slow` before, outside of it.
   */
  take(transaction: Handle, personId: string, text: string): Promise<boolean>;
  /** Counts a guess at the person's codes; what to say when there were too many. */
  slow(personId: string, from: string): Promise<Problem | undefined>;
  right(transaction: Handle, personId: string, from: string): Promise<void>;
  /** Confirms the session with a code, and renews its secret. */
  confirm(actor: PersonActor, text: string, from: string): Promise<Outcome<StartedSession>>;
  beginTotp(actor: PersonActor, email: string): Promise<TotpSetup>;
  /** The key of a setup under way, to show it again; undefined when it ended. */
  shownAgain(actor: PersonActor, token: string, email: string): Promise<TotpSetup | undefined>;
  /** Sets the app up once a code of it was given; gives recovery codes when there were none. */
  addTotp(
    actor: PersonActor,
    given: { readonly token: string; readonly code: string },
    requestId: string,
  ): Promise<Outcome<NewCodes>>;
  /** Removing it twice is once; gives the session when it was renewed. */
  removeTotp(actor: PersonActor, requestId: string): Promise<Outcome<StartedSession | undefined>>;
  /**
   * Uses the link of the letter after a reset, signed in as whoever it was sent to: a new second factor may be set up. Renews
   * the session; undefined when the link is gone or another person's.
   */
  takeReset(actor: PersonActor, token: string, requestId: string): Promise<StartedSession | undefined>;
  /** Ten new recovery codes, in the place of all others. */
  renewCodes(actor: PersonActor, requestId: string): Promise<Outcome<NewCodes>>;
}

/** What is said of a code that does not count. */
export const wrongCode: Problem = {
  code: 'code',
  path: 'code',
  message: 'This code does not work.',
  remedy: 'Enter the newest code of your app, or a recovery code that was not used yet. Each code works once.',
};

const mustConfirmFirst: Problem = {
  code: 'second-factor',
  message: 'You need to confirm that it is you.',
  remedy: 'Give your second factor, then do it again.',
};

const Setup = Type.Object({ secret: Type.String() });

export interface SecondFactorServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly gates: Gates;
  readonly box: SecretBox;
  readonly changing: Changing;
  readonly personSessions: PersonSessions;
}

export function createSecondFactors(services: SecondFactorServices): SecondFactors {
  const { database, clock, tokens, gates, box, changing, personSessions } = services;
  const now = (): string => clock.now().toString();
  const about = (personId: string): string => `totp:${personId}`;
  const codeHash = (personId: string, code: string): string => hashSecret(`${personId}:${code}`);
  const guessAt = (personId: string): string => `factor:${personId}`;

  const take: SecondFactors['take'] = async (transaction, personId, text) => {
    const read = readCode(text);
    if (read === undefined) return false;
    if (read.kind === 'recovery-code') {
      return store.useRecoveryCode(transaction, personId, codeHash(personId, read.code), now());
    }
    const totp = await store.lockTotp(transaction, personId);
    if (totp === undefined) return false;
    const step = totpStep(box.open(totp.secret, about(personId)), read.code, clock.now());
    if (step === undefined || step <= totp.lastStep) return false;
    await store.setTotpStep(transaction, personId, step);
    return true;
  };
  const slow: SecondFactors['slow'] = async (personId, from) => {
    const wait = await gates.enter({ at: guessAt(personId), from });
    return wait === 0 ? undefined : tooManyGuesses(wait, 'code');
  };
  const right: SecondFactors['right'] = (transaction, personId, from) =>
    gates.right(transaction, { at: guessAt(personId), from });
  const mustConfirm = async (actor: PersonActor): Promise<boolean> => {
    const { totp, passkeys, reset } = await store.factorsOf(database.handle, actor.personId);
    return reset || ((totp || passkeys > 0) && !isFresh(actor, clock));
  };
  const newCodes = async (transaction: Handle, personId: string): Promise<readonly string[]> => {
    const codes = newRecoveryCodes();
    const hashes = codes.map((code) => codeHash(personId, code));
    await store.putRecoveryCodes(transaction, personId, hashes, now());
    return codes;
  };
  const setupOf = (secret: string, token: string, email: string): TotpSetup => ({
    token,
    secret,
    picture: renderSVG(totpAddress(secret, email), { border: 2 }),
  });

  return {
    of: (personId) => store.factorsOf(database.handle, personId),
    mustConfirm,
    take,
    slow,
    right,
    confirm: async (actor, text, from) => {
      const waits = await slow(actor.personId, from);
      if (waits !== undefined) return fail(waits);
      return database.transact(async (transaction) => {
        if (!(await take(transaction, actor.personId, text))) return fail(wrongCode);
        await right(transaction, actor.personId, from);
        return succeed(await personSessions.renew(transaction, actor, true));
      });
    },
    beginTotp: async (actor, email) => {
      const secret = newTotpSecret();
      const detail = { secret: box.seal(secret, about(actor.personId)) };
      const { secret: token } = await database.transact((transaction) =>
        tokens.make(transaction, 'totp-setup', actor.personId, detail),
      );
      return setupOf(secret, token, email);
    },
    shownAgain: async (actor, token, email) => {
      const found = await tokens.look(database.handle, 'totp-setup', token);
      if (found?.personId !== actor.personId || !Value.Check(Setup, found.detail)) return undefined;
      return setupOf(box.open(found.detail.secret, about(actor.personId)), token, email);
    },
    addTotp: async (actor, { token, code }, requestId) => {
      if (await mustConfirm(actor)) return fail(mustConfirmFirst);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        const { personId } = actor;
        const found = await tokens.look(transaction, 'totp-setup', token);
        if (found?.personId !== personId || !Value.Check(Setup, found.detail)) {
          return fail({
            code: 'setup-ended',
            path: 'code',
            message: 'This key is no longer good.',
            remedy: 'Begin again with the new key.',
          });
        }
        const { secret } = found.detail;
        const read = readCode(code);
        const step =
          read?.kind === 'totp' ? totpStep(box.open(secret, about(personId)), read.code, clock.now()) : undefined;
        if (step === undefined) {
          return fail({
            code: 'code',
            path: 'code',
            message: 'This is not the code that the app shows now.',
            remedy: 'Enter the six figures the app shows. Check that the clock of your device is right.',
          });
        }
        await tokens.use(transaction, 'totp-setup', token);
        const { recoveryCodes } = await store.factorsOf(transaction, personId);
        await store.putTotp(transaction, { personId, secret, step, now: now() });
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.totp-added',
          what: 'An authenticator app was set up as a second factor.',
          requestId,
          confirmed: true,
        });
        return succeed({ codes: recoveryCodes > 0 ? [] : await newCodes(transaction, personId), session });
      });
    },
    removeTotp: async (actor, requestId) => {
      if (await mustConfirm(actor)) return fail(mustConfirmFirst);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        if (!(await store.deleteTotp(transaction, actor.personId))) return succeed(undefined);
        const { passkeys } = await store.factorsOf(transaction, actor.personId);
        // Without another factor there is nothing they could stand in for.
        if (passkeys === 0) await store.deleteRecoveryCodes(transaction, actor.personId);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.totp-removed',
          what: 'The authenticator app was removed as a second factor.',
          requestId,
        });
        return succeed(session);
      });
    },
    takeReset: (actor, token, requestId) =>
      database.transact(async (transaction) => {
        const found = await tokens.look(transaction, 'new-factor', token);
        if (found?.personId !== actor.personId) return undefined;
        await tokens.use(transaction, 'new-factor', token);
        await store.endFactorReset(transaction, actor.personId);
        await recordAudit(transaction, actor, {
          action: 'people.factor-reset-used',
          subject: `person:${actor.personId}`,
          requestId,
        });
        return personSessions.renew(transaction, actor, false);
      }),
    renewCodes: async (actor, requestId) => {
      if (await mustConfirm(actor)) return fail(mustConfirmFirst);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        const codes = await newCodes(transaction, actor.personId);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.recovery-codes',
          what: 'New recovery codes were made; the old ones no longer work.',
          requestId,
        });
        return succeed({ codes, session });
      });
    },
  };
}
