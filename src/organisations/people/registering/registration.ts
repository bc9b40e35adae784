import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import { publicActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Clock } from '../../../kernel/dates.ts';
import type { Database } from '../../../platform/database/index.ts';
import { hashSecret, newId } from '../../../platform/operator/index.ts';
import { queueMail } from '../../../platform/post/index.ts';
import { letters } from '../letters.ts';
import { ownPath } from '../own-path.ts';
import { peoplePaths } from '../people-paths.ts';
import * as store from '../person-store.ts';
import type { Enter, Entered, Visit } from '../sign-in/entering.ts';
import type { Gates } from '../sign-in/gates.ts';
import { knownPasswords } from '../sign-in/known-passwords.ts';
import { hashPassword, isPassword } from '../sign-in/password.ts';
import { passwordProblem } from '../sign-in/password-rules.ts';
import { mailKey } from '../sign-in/sign-in-service.ts';
import type { GivenToken, Tokens } from '../tokens.ts';
import { emailProblem, nameProblem } from './person-fields.ts';

export interface Registering {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** Where the person was going, within this service: there the letter's link leads in the end. */
  readonly next?: string | undefined;
}

export interface Registration {
  /**
   * Writes a letter with a one-time link to the address, or, where it has an account, one that says so. The answer is the
   * same for both: what the browser keeps, by which the link knows it again.
   */
  ask(asked: Registering): Promise<Outcome<GivenToken>>;
  /** Whether a letter's link still works, and whether this browser asked for it. */
  look(
    token: string,
    browserSecret: string | undefined,
  ): Promise<{ readonly name: string; readonly same: boolean } | undefined>;
  /**
   * Makes the account and signs in. From another browser than the one that asked it takes the password as well: else
   * somebody could have an account made with a password of theirs by whoever owns the mailbox. Undefined: the link is gone.
   */
  verify(
    given: { readonly token: string; readonly browserSecret: string | undefined; readonly password: string },
    visit: Visit,
  ): Promise<Outcome<Entered> | undefined>;
}

const Asked = Type.Object({
  email: Type.String(),
  name: Type.String(),
  passwordHash: Type.String(),
  browser: Type.String(),
  next: Type.Optional(Type.String()),
});

export function createRegistration(services: {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly gates: Gates;
  readonly enter: Enter;
  readonly baseUrl: () => string;
}): Registration {
  const { database, clock, tokens, gates, enter, baseUrl } = services;
  const find = async (token: string) => {
    const found = await tokens.look(database.handle, 'verify', token);
    return found !== undefined && Value.Check(Asked, found.detail) ? found.detail : undefined;
  };
  const isSame = (browser: string, secret: string | undefined): boolean =>
    secret !== undefined && hashSecret(secret) === browser;
  return {
    ask: async (asked) => {
      const email = mailKey(asked.email);
      const name = asked.name.trim().replaceAll(/\s+/g, ' ');
      const known = await knownPasswords();
      const problems = [
        nameProblem(name),
        emailProblem(email),
        passwordProblem(asked.password, { email, name }, (text) => known.has(text)),
      ].filter((each): each is Problem => each !== undefined);
      if (problems.length > 0) return fail(...problems);
      // Before looking who is known, so that both take as long.
      const passwordHash = await hashPassword(asked.password);
      const quiet = (await gates.enter({ at: `letter:${email}`, from: null })) > 0;
      return database.transact(async (transaction) => {
        const browser = await tokens.make(transaction, 'browser', null, {});
        const person = await store.findPersonByEmail(transaction, email);
        const detail = { email, name, passwordHash, browser: hashSecret(browser.secret), ...whereTo(asked.next) };
        const { secret } = await tokens.make(transaction, 'verify', null, detail);
        // Nobody's mailbox is filled by asking again and again.
        if (quiet) return succeed(browser);
        await queueMail(
          transaction,
          person === undefined
            ? letters.verify(email, name, `${baseUrl()}${peoplePaths.verify(secret)}`)
            : letters.known(
                email,
                person.name,
                `${baseUrl()}${peoplePaths.signIn(asked.next)}`,
                `${baseUrl()}${peoplePaths.recover()}`,
              ),
        );
        return succeed(browser);
      });
    },
    look: async (token, browserSecret) => {
      const found = await find(token);
      return found === undefined ? undefined : { name: found.name, same: isSame(found.browser, browserSecret) };
    },
    verify: async ({ token, browserSecret, password }, visit) => {
      const found = await find(token);
      if (found === undefined) return undefined;
      if (!isSame(found.browser, browserSecret)) {
        const guess = { at: `verify:${hashSecret(token)}`, from: visit.from };
        const wait = await gates.enter(guess);
        if (wait > 0 || !(await isPassword(password, found.passwordHash))) {
          return fail({
            code: 'verify-password',
            path: 'password',
            message: 'This is not the password that was chosen.',
            remedy: 'Enter the password you chose when you asked for the account, or ask for it again.',
          });
        }
      }
      return database.transact(async (transaction) => {
        const used = await tokens.use(transaction, 'verify', token);
        if (used === undefined) return undefined;
        const { email, name, passwordHash } = found;
        const person = { id: newId(), email, name, passwordHash, now: clock.now().toString() };
        if (!(await store.insertPerson(transaction, person))) return undefined;
        await recordAudit(transaction, publicActor, {
          action: 'people.register',
          subject: `person:${person.id}`,
          requestId: visit.requestId,
        });
        const next = ownPath(found.next) ?? peoplePaths.start();
        return succeed(
          await enter(transaction, { personId: person.id, method: 'password', confirmed: false, next, visit }),
        );
      });
    },
  };
}

function whereTo(next: string | undefined): { readonly next?: string } {
  return next === undefined ? {} : { next };
}
