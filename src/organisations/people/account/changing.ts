import type { Clock } from '../../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import type { PersonActor } from '../../../platform/access/index.ts';
import { recordAudit } from '../../../platform/audit/index.ts';
import type { Handle } from '../../../platform/database/index.ts';
import type { StartedSession } from '../../../platform/operator/index.ts';
import { queueMail } from '../../../platform/post/index.ts';
import { letters } from '../letters.ts';
import { peoplePaths } from '../people-paths.ts';
import type { PersonSessions } from '../person-sessions.ts';
import { lockPerson, type Person } from '../person-store.ts';

/** Minutes after a second factor was given in which how one signs in may be changed. */
const freshMinutes = 15;

/** Whether the session was confirmed just now. */
export function isFresh(actor: PersonActor, clock: Clock): boolean {
  if (actor.confirmedAt === null) return false;
  const since = Temporal.Instant.from(actor.confirmedAt).until(clock.now()).total('minutes');
  return since <= freshMinutes;
}

/** What every change of how somebody signs in does besides. */
export interface Changing {
  /** The person, kept from other changes meanwhile. People of the demonstration stay as they are: everybody shares them. */
  begin(transaction: Handle, actor: PersonActor): Promise<Outcome<Person>>;
  /**
   * Ends the other sessions, renews the secret of this one, which the browser has to be given, writes the event, and a letter
   * that says what was done: a sentence in the past. `confirmed`: it was done with a second factor.
   */
  done(
    transaction: Handle,
    actor: PersonActor,
    change: {
      readonly person: Person;
      readonly action: string;
      readonly what: string;
      readonly requestId: string;
      readonly confirmed?: boolean;
    },
  ): Promise<StartedSession>;
}

export function createChanging(services: {
  readonly personSessions: PersonSessions;
  readonly baseUrl: () => string;
}): Changing {
  const { personSessions, baseUrl } = services;
  return {
    begin: async (transaction, actor) => {
      const person = await lockPerson(transaction, actor.personId);
      if (person === undefined || person.demonstration) {
        return fail({
          code: 'account-fixed',
          message: 'People of the demonstration stay as they are.',
          remedy: 'Make an account of your own to try this.',
        });
      }
      return succeed(person);
    },
    done: async (transaction, actor, { person, action, what, requestId, confirmed = false }) => {
      const ended = await personSessions.endWithin(transaction, person.id, { except: actor.sessionId });
      const subject = `person:${person.id}`;
      await recordAudit(transaction, actor, { action, subject, detail: { sessionsEnded: ended }, requestId });
      const recover = `${baseUrl()}${peoplePaths.recover()}`;
      await queueMail(transaction, letters.changed(person.email, person.name, what, recover));
      return personSessions.renew(transaction, actor, confirmed);
    },
  };
}
