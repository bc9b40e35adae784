import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { readMembers, readOrganisations } from '../buyers/directory-store.ts';
import type { Member } from '../buyers/organisation.ts';
import { factorsOf, factorsResetAt, resetFactors } from '../people/factors/factor-store.ts';
import { letters } from '../people/letters.ts';
import { peoplePaths } from '../people/people-paths.ts';
import { endPersonSessions } from '../people/person-session-store.ts';
import { findPerson, lockPerson, organisationsOf, type Person } from '../people/person-store.ts';
import { createTokens } from '../people/tokens.ts';

/** Where somebody's second factor stands, for whoever may reset it. */
export interface FactorStanding {
  readonly has: boolean;
  /** ISO 8601, UTC; null: not reset, or a new one may be set up. */
  readonly resetAt: string | null;
  /** Why it cannot be reset here; empty where it can. */
  readonly not: string;
}

/**
 * Taking a lost second factor away, so that the member can set up a new one. The password alone is not enough for that: the
 * letter's link has to be used too, because the factor may guard what another organisation trusts the person with.
 */
export interface SecondFactorReset {
  /** Undefined where the actor may reset nobody's. */
  standing(organisation: string, membership: string, actor: Actor): Promise<FactorStanding | undefined>;
  /**
   * Resets it: the sessions of the member end, both get a letter, and so do the administrators of the member's other
   * organisations. Once more sends the member another letter; within a minute it is a second click and does nothing.
   */
  reset(organisation: string, membership: string, acting: Acting): Promise<Outcome<undefined>>;
}

const action = 'organisations.reset-second-factor';
const secondClickSeconds = 60;

export function createSecondFactorReset({
  database,
  clock,
  rights,
  address,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly rights: Rights;
  readonly address: () => string;
}): SecondFactorReset {
  const { handle } = database;
  const tokens = createTokens(clock);
  const find = async (at: Handle, organisation: string, membership: string): Promise<Member | undefined> =>
    (await readMembers(at, organisation, undefined)).find((each) => each.id === membership);
  const standingOf = async (at: Handle, actor: Actor, person: Person): Promise<FactorStanding> => {
    const { totp, passkeys } = await factorsOf(at, person.id);
    const resetAt = await factorsResetAt(at, person.id);
    const has = totp || passkeys > 0;
    if (actor.kind === 'person' && actor.personId === person.id) return { has, resetAt, not: own };
    if (person.demonstration) return { has, resetAt, not: demonstration };
    return { has, resetAt, not: has || resetAt !== null ? '' : `${person.name} has no second factor.` };
  };

  return {
    standing: async (organisation, membership, actor) => {
      if (actingIn(rights, action, actor, organisation) === undefined) return undefined;
      const member = await find(handle, organisation, membership);
      const person = member === undefined ? undefined : await findPerson(handle, member.person);
      return person === undefined ? undefined : standingOf(handle, actor, person);
    },
    reset: async (id, membership, { actor, requestId }) => {
      if (actor.kind !== 'person' || actingIn(rights, action, actor, id) === undefined) return fail(notYours);
      return database.transact<Outcome<undefined>>(async (transaction) => {
        const [organisation] = await readOrganisations(transaction, [id]);
        const member = await find(transaction, id, membership);
        const person = member === undefined ? undefined : await lockPerson(transaction, member.person);
        const by = await findPerson(transaction, actor.personId);
        if (organisation === undefined || person === undefined || by === undefined) return fail(notYours);
        const { not, resetAt } = await standingOf(transaction, actor, person);
        if (not !== '') return fail(problemAt('reset', 'not-reset', not, 'Nothing was changed.'));
        const now = clock.now();
        if (resetAt !== null && Temporal.Instant.from(resetAt).until(now).total('seconds') < secondClickSeconds) {
          return succeed(undefined);
        }
        await resetFactors(transaction, person.id, now.toString());
        const ended = await endPersonSessions(transaction, person.id, now.toString());
        const halfDone = [
          'second-factor',
          'totp-setup',
          'passkey-setup',
          'new-email',
          'link-service',
          'new-factor',
        ] as const;
        await tokens.drop(transaction, person.id, halfDone);
        const { secret } = await tokens.make(transaction, 'new-factor', person.id);
        const detail = { person: person.id, sessionsEnded: ended };
        await recordAudit(transaction, actor, { action, subject: `organisation:${id}`, detail, requestId });
        await recordAudit(transaction, actor, {
          action: 'people.factors-reset',
          subject: `person:${person.id}`,
          detail: { organisation: id, sessionsEnded: ended },
          requestId,
        });
        const link = `${address()}${peoplePaths.newFactor(secret)}`;
        await queueMail(transaction, letters.factorReset(person.email, person.name, by.name, organisation.name, link));
        await queueMail(transaction, letters.factorResetDone(by.email, by.name, person.name, organisation.name));
        for (const other of await organisationsOf(transaction, person.id)) {
          if (other.id === id) continue;
          for (const each of await readMembers(transaction, other.id, 'administrator')) {
            if ([person.id, by.id].includes(each.person)) continue;
            const told = letters.factorResetTold(each.email, each.name, person.name, other.name, organisation.name);
            await queueMail(transaction, told);
          }
        }
        return succeed(undefined);
      });
    },
  };
}

const own = 'You cannot reset your own: ask another administrator, or use a recovery code.';
const demonstration = 'People of the demonstration stay as they are: everybody shares them.';
