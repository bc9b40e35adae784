import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import type { Clock } from '../../../kernel/dates.ts';
import type { PersonActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database } from '../../../platform/database/index.ts';
import { hashSecret, type StartedSession } from '../../../platform/operator/index.ts';
import { queueMail } from '../../../platform/post/index.ts';
import { type Factors, factorsOf } from '../factors/factor-store.ts';
import type { Passkey } from '../factors/passkey-store.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { Passkeys } from '../factors/passkeys.ts';
import { letters } from '../letters.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions } from '../person-sessions.ts';
import * as store from '../person-store.ts';
import { emailProblem, nameProblem } from '../registering/person-fields.ts';
import type { Gates } from '../sign-in/gates.ts';
import { knownPasswords } from '../sign-in/known-passwords.ts';
import { hashPassword, isPassword } from '../sign-in/password.ts';
import { passwordProblem } from '../sign-in/password-rules.ts';
import { mailKey, tooManyGuesses } from '../sign-in/sign-in-service.ts';
import type { Tokens } from '../tokens.ts';
import type { Changing } from './changing.ts';

/** What somebody's account holds. */
export interface AccountView {
  readonly person: store.Person;
  readonly factors: Factors;
  readonly sessions: Awaited<ReturnType<PersonSessions['list']>>;
  readonly organisations: readonly store.OrganisationOfPerson[];
  /** The sign-in services the account is joined to; `key` names one in a form. */
  readonly identities: readonly { readonly key: string; readonly issuer: string; readonly joinedAt: string }[];
}

/**
 * Keeping one's own account. Every change of how to sign in ends the other sessions, gives this one a new secret for the browser
 * to keep, and is told by letter.
 */
export interface Account {
  view(actor: PersonActor): Promise<AccountView>;
  passkeys(actor: PersonActor): Promise<readonly Passkey[]>;
  rename(
    actor: PersonActor,
    names: { readonly name: string; readonly jobTitle: string },
    requestId: string,
  ): Promise<Outcome<undefined>>;
  /** Somebody without a password sets a first one; everybody else gives the old one. */
  changePassword(
    actor: PersonActor,
    given: { readonly current: string; readonly password: string; readonly from: string },
    requestId: string,
  ): Promise<Outcome<StartedSession>>;
  /** Writes a letter to the new address; nothing changes before its link is used. */
  askEmail(
    actor: PersonActor,
    given: { readonly current: string; readonly email: string; readonly from: string },
  ): Promise<Outcome<StartedSession>>;
  /** Uses the letter's link, signed in as whoever asked; undefined when it is gone. */
  takeEmail(actor: PersonActor, token: string, requestId: string): Promise<Outcome<StartedSession> | undefined>;
  /** Finds out again that it is really the person, before something that takes more than one step. */
  proveAgain(
    actor: PersonActor,
    given: { readonly current: string; readonly from: string },
  ): Promise<Outcome<StartedSession>>;
  /**
   * Takes a sign-in service off the account, unless nothing else would let the person in. Twice is once: gives the session when
   * it was renewed.
   */
  unlink(
    actor: PersonActor,
    given: { readonly identity: string; readonly current: string; readonly from: string },
    requestId: string,
  ): Promise<Outcome<StartedSession | undefined>>;
  /** Ends the account: it cannot be opened again. */
  close(
    actor: PersonActor,
    given: { readonly current: string; readonly from: string },
    requestId: string,
  ): Promise<Outcome<undefined>>;
}

export interface AccountServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly gates: Gates;
  readonly changing: Changing;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly personSessions: PersonSessions;
  readonly baseUrl: () => string;
}

const confirmFirst: Problem = {
  code: 'second-factor',
  message: 'You need to confirm that it is you.',
  remedy: 'Give your second factor, then do it again.',
};

export function createAccount(services: AccountServices): Account {
  const { database, clock, tokens, gates, changing, secondFactors, passkeys, personSessions, baseUrl } = services;

  const find = async (actor: PersonActor): Promise<store.Person> => {
    const person = await store.findPerson(database.handle, actor.personId);
    if (person === undefined) throw new Error(`The session of ${actor.personId} has no person`);
    return person;
  };

  /** Whether it is really the person: by the password, and by the second factor where there is one. */
  const prove = async (
    actor: PersonActor,
    given: { readonly current: string; readonly from: string },
  ): Promise<Problem | undefined> => {
    if (await secondFactors.mustConfirm(actor)) return confirmFirst;
    const person = await find(actor);
    if (person.passwordHash === null) return undefined;
    const guess = { at: person.email, from: given.from };
    const wait = await gates.enter(guess);
    if (wait > 0) return tooManyGuesses(wait, 'current');
    if (!(await isPassword(given.current, person.passwordHash))) {
      return {
        code: 'password-wrong',
        path: 'current',
        message: 'This is not your password.',
        remedy: 'Enter the one you sign in with now.',
      };
    }
    await database.transact((transaction) => gates.right(transaction, guess));
    return undefined;
  };

  return {
    view: async (actor) => {
      const { personId } = actor;
      const [person, factors, sessions, organisations, identities] = await Promise.all([
        find(actor),
        secondFactors.of(personId),
        personSessions.list(personId),
        store.organisationsOf(database.handle, personId),
        store.identitiesOf(database.handle, personId),
      ]);
      const shown = identities.map((each) => ({
        key: identityKey(each),
        issuer: each.issuer,
        joinedAt: each.joinedAt,
      }));
      return { person, factors, sessions, organisations, identities: shown };
    },
    passkeys: (actor) => passkeys.list(actor.personId),
    rename: async (actor, names, requestId) => {
      const name = names.name.trim().replaceAll(/\s+/g, ' ');
      const jobTitle = names.jobTitle.trim().slice(0, 120);
      const wrong = nameProblem(name);
      if (wrong !== undefined) return fail(wrong);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        await store.setPersonNames(transaction, actor.personId, { name, jobTitle });
        await recordAudit(transaction, actor, {
          action: 'people.renamed',
          subject: `person:${actor.personId}`,
          requestId,
        });
        return succeed(undefined);
      });
    },
    changePassword: async (actor, { current, password, from }, requestId) => {
      const unproven = await prove(actor, { current, from });
      if (unproven !== undefined) return fail(unproven);
      const known = await knownPasswords();
      const wrong = passwordProblem(password, await find(actor), (text) => known.has(text));
      if (wrong !== undefined) return fail(wrong);
      const hash = await hashPassword(password);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        await store.setPasswordHash(transaction, actor.personId, hash);
        await tokens.drop(transaction, actor.personId, ['recover', 'second-factor', 'new-email']);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.password-changed',
          what: 'The password was changed.',
          requestId,
        });
        return succeed(session);
      });
    },
    askEmail: async (actor, { current, email: text, from }) => {
      const email = mailKey(text);
      const wrong = emailProblem(email);
      if (wrong !== undefined) return fail(wrong);
      const unproven = await prove(actor, { current, from });
      if (unproven !== undefined) return fail(unproven);
      const quiet = (await gates.enter({ at: `letter:${email}`, from: null })) > 0;
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        await tokens.drop(transaction, actor.personId, ['new-email']);
        const { secret } = await tokens.make(transaction, 'new-email', actor.personId, { email });
        // An address that has an account gets no letter; who asks is told the same.
        const taken = await store.findPersonByEmail(transaction, email);
        if (taken === undefined && !quiet) {
          const link = `${baseUrl()}${peoplePaths.newEmail(secret)}`;
          await queueMail(transaction, letters.newEmail(email, begun.value.name, link));
        }
        return succeed(await personSessions.renew(transaction, actor, false));
      });
    },
    takeEmail: (actor, token, requestId) =>
      database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        const asked = await tokens.look(transaction, 'new-email', token);
        const email = newEmailOf(asked?.detail);
        if (asked?.personId !== actor.personId || email === undefined) return undefined;
        await tokens.use(transaction, 'new-email', token);
        if (!(await store.setPersonEmail(transaction, actor.personId, email))) return undefined;
        // The letter goes to the old address: whoever reads it there should know.
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.email-changed',
          what: 'Its e-mail address was changed to another one.',
          requestId,
        });
        return succeed(session);
      }),
    proveAgain: async (actor, given) => {
      const unproven = await prove(actor, given);
      if (unproven !== undefined) return fail(unproven);
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        return begun.ok ? succeed(await personSessions.renew(transaction, actor, false)) : begun;
      });
    },
    unlink: async (actor, { identity, ...given }, requestId) => {
      const unproven = await prove(actor, given);
      if (unproven !== undefined) return fail(unproven);
      return database.transact<Outcome<StartedSession | undefined>>(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        const identities = await store.identitiesOf(transaction, actor.personId);
        const joined = identities.find((each) => identityKey(each) === identity);
        if (joined === undefined) return succeed(undefined);
        const { passkeys: keys } = await factorsOf(transaction, actor.personId);
        if (begun.value.passwordHash === null && keys === 0 && identities.length === 1) return fail(onlyWay);
        await store.deleteIdentity(transaction, actor.personId, joined);
        const session = await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.identity-unlinked',
          what: `The account can no longer be signed in to through ${joined.issuer}.`,
          requestId,
        });
        return succeed(session);
      });
    },
    close: async (actor, given, requestId) => {
      const unproven = await prove(actor, given);
      if (unproven !== undefined) return fail(unproven);
      const alone = await store.soleAdministratorOf(database.handle, actor.personId);
      if (alone.length > 0) {
        return fail({
          code: 'sole-administrator',
          message: `Nobody else is an administrator of ${alone.join(', ')}.`,
          remedy: 'Make somebody there an administrator first.',
        });
      }
      return database.transact(async (transaction) => {
        const begun = await changing.begin(transaction, actor);
        if (!begun.ok) return begun;
        await changing.done(transaction, actor, {
          person: begun.value,
          action: 'people.closed',
          what: 'The account was closed.',
          requestId,
        });
        await personSessions.endWithin(transaction, actor.personId, {});
        await store.closePerson(transaction, actor.personId, clock.now().toString());
        return succeed(undefined);
      });
    },
  };
}

/** Names an identity in a form without saying it. */
function identityKey({ issuer, subject }: Pick<store.JoinedIdentity, 'issuer' | 'subject'>): string {
  return hashSecret(`${issuer} ${subject}`);
}

const onlyWay: Problem = {
  code: 'only-way-in',
  path: 'current',
  message: 'Nothing else lets you in: the account has no password and no passkey.',
  remedy: 'Set a password first.',
};

function newEmailOf(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null || !('email' in detail)) return undefined;
  return typeof detail.email === 'string' ? detail.email : undefined;
}
