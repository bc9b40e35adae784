import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { publicActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database } from '../../../platform/database/index.ts';
import * as store from '../person-store.ts';
import type { Enter, Entered, Visit } from './entering.ts';
import { waitWords } from './gate.ts';
import type { Gates } from './gates.ts';
import { hashPassword, isPassword, isWeaklyHashed } from './password.ts';

/** Somebody invented, to look at the service as. */
export interface Persona {
  /** Of the person. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly organisation: string;
  /** What waits for them, in a sentence. */
  readonly about: string;
}

export interface SignInServices {
  readonly database: Database;
  readonly gates: Gates;
  readonly enter: Enter;
  /** Who the demonstration offers; nobody where there is none. */
  readonly personas: () => Promise<readonly Persona[]>;
}

export interface SignIn {
  /**
   * Signs in with mail address and password. Refuses with `sign-in` when they do not go together, which does not tell
   * whether there is such an account, and with `sign-in-wait` after too many guesses.
   */
  withPassword(
    asked: { readonly email: string; readonly password: string; readonly next: string | undefined },
    visit: Visit,
  ): Promise<Outcome<Entered>>;
  personas(): Promise<readonly Persona[]>;
  /** Signs in as somebody of the demonstration; undefined for anybody else. */
  asPersona(id: string, next: string | undefined, visit: Visit): Promise<Entered | undefined>;
}

/** A mail address as accounts know it. */
export function mailKey(email: string): string {
  return email.trim().toLowerCase();
}

export function createSignIn({ database, gates, enter, personas }: SignInServices): SignIn {
  return {
    personas,
    withPassword: async ({ email, password, next }, visit) => {
      const guess = { at: mailKey(email), from: visit.from };
      const wait = await gates.enter(guess);
      if (wait > 0) return fail(tooManyGuesses(wait, 'password'));
      const person = await store.findPersonByEmail(database.handle, mailKey(email));
      if (!(await isPassword(password, person?.passwordHash)) || person === undefined) {
        await database.transact((transaction) =>
          recordAudit(transaction, publicActor, {
            action: 'people.sign-in-refused',
            subject: person === undefined ? 'person:unknown' : `person:${person.id}`,
            detail: { method: 'password' },
            requestId: visit.requestId,
          }),
        );
        return fail({
          code: 'sign-in',
          path: 'email',
          message: 'The e-mail address and the password do not go together.',
          remedy: 'Check both and try again, or set a new password.',
        });
      }
      const { passwordHash } = person;
      const stronger = passwordHash !== null && isWeaklyHashed(passwordHash) ? await hashPassword(password) : undefined;
      return database.transact(async (transaction) => {
        await gates.right(transaction, guess);
        if (stronger !== undefined) await store.setPasswordHash(transaction, person.id, stronger);
        const entry = { personId: person.id, method: 'password', confirmed: false, next, visit } as const;
        return succeed(await enter(transaction, entry));
      });
    },
    asPersona: async (id, next, visit) => {
      const offered = (await personas()).some((each) => each.id === id);
      if (!offered) return undefined;
      return database.transact(async (transaction) => {
        const person = await store.findPerson(transaction, id);
        if (person?.demonstration !== true) return undefined;
        return enter(transaction, { personId: id, method: 'demonstration', confirmed: true, next, visit });
      });
    },
  };
}

/** What somebody reads who guesses too fast. */
export function tooManyGuesses(seconds: number, path: string) {
  return {
    code: 'sign-in-wait',
    path,
    message: 'There were too many wrong tries.',
    remedy: `Try again in ${waitWords(seconds)}.`,
  };
}
