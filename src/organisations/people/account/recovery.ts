import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { publicActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Database } from '../../../platform/database/index.ts';
import { queueMail } from '../../../platform/post/index.ts';
import { type SecondFactors, wrongCode } from '../factors/second-factors.ts';
import { letters } from '../letters.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions } from '../person-sessions.ts';
import * as store from '../person-store.ts';
import type { Enter, Entered, Visit } from '../sign-in/entering.ts';
import type { Gates } from '../sign-in/gates.ts';
import { knownPasswords } from '../sign-in/known-passwords.ts';
import { hashPassword } from '../sign-in/password.ts';
import { passwordProblem } from '../sign-in/password-rules.ts';
import { mailKey } from '../sign-in/sign-in-service.ts';
import type { Tokens } from '../tokens.ts';

/** Setting a new password by a letter, for whoever cannot sign in. */
export interface Recovery {
  /** Writes a letter with a one-time link where the address has an account. Nobody learns whether it has. */
  ask(email: string): Promise<void>;
  /** Whether the link still works, and whether a second factor is asked for along with the new password. */
  look(token: string): Promise<{ readonly needsCode: boolean } | undefined>;
  /** Sets the password, ends every session, and signs in; undefined when the link is gone. */
  set(
    given: { readonly token: string; readonly password: string; readonly code: string },
    visit: Visit,
  ): Promise<Outcome<Entered> | undefined>;
}

export interface RecoveryServices {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly gates: Gates;
  readonly enter: Enter;
  readonly secondFactors: SecondFactors;
  readonly personSessions: PersonSessions;
  readonly baseUrl: () => string;
}

export function createRecovery(services: RecoveryServices): Recovery {
  const { database, tokens, gates, enter, secondFactors, personSessions, baseUrl } = services;
  const find = async (token: string) => {
    const found = await tokens.look(database.handle, 'recover', token);
    const person = found?.personId == null ? undefined : await store.findPerson(database.handle, found.personId);
    if (person === undefined) return undefined;
    const { totp, passkeys, recoveryCodes } = await secondFactors.of(person.id);
    return { person, needsCode: totp || passkeys > 0 || recoveryCodes > 0 };
  };
  return {
    ask: async (text) => {
      const email = mailKey(text);
      const quiet = (await gates.enter({ at: `letter:${email}`, from: null })) > 0;
      await database.transact(async (transaction) => {
        const person = await store.findPersonByEmail(transaction, email);
        if (person === undefined || person.demonstration || quiet) return;
        await tokens.drop(transaction, person.id, ['recover']);
        const { secret } = await tokens.make(transaction, 'recover', person.id);
        const link = `${baseUrl()}${peoplePaths.newPassword(secret)}`;
        await queueMail(transaction, letters.recover(person.email, person.name, link));
      });
    },
    look: async (token) => {
      const found = await find(token);
      return found === undefined ? undefined : { needsCode: found.needsCode };
    },
    set: async ({ token, password, code }, visit) => {
      const found = await find(token);
      if (found === undefined) return undefined;
      const { person, needsCode } = found;
      const known = await knownPasswords();
      const wrong = passwordProblem(password, person, (text) => known.has(text));
      if (wrong !== undefined) return fail(wrong);
      const waits = needsCode ? await secondFactors.slow(person.id, visit.from) : undefined;
      if (waits !== undefined) return fail(waits);
      const hash = await hashPassword(password);
      return database.transact(async (transaction) => {
        if (needsCode) {
          if (!(await secondFactors.take(transaction, person.id, code))) return fail(wrongCode);
          await secondFactors.right(transaction, person.id, visit.from);
        }
        if ((await tokens.use(transaction, 'recover', token)) === undefined) return undefined;
        // Whoever knew the old password has nothing of it: no session, no half-done sign-in, no other link.
        await tokens.drop(transaction, person.id, ['recover', 'second-factor', 'new-email', 'link-service']);
        await gates.right(transaction, { at: person.email, from: null });
        await store.setPasswordHash(transaction, person.id, hash);
        const ended = await personSessions.endWithin(transaction, person.id, {});
        await recordAudit(transaction, publicActor, {
          action: 'people.recovered',
          subject: `person:${person.id}`,
          detail: { sessionsEnded: ended },
          requestId: visit.requestId,
        });
        const recover = `${baseUrl()}${peoplePaths.recover()}`;
        const what = 'A new password was set by a letter to this mailbox.';
        await queueMail(transaction, letters.changed(person.email, person.name, what, recover));
        const entry = {
          personId: person.id,
          method: 'password',
          confirmed: needsCode,
          next: undefined,
          visit,
        } as const;
        return succeed(await enter(transaction, entry));
      });
    },
  };
}
