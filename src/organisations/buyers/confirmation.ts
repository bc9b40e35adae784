import type { AgreementPack, Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { organisationPaths } from '../organisation-paths.ts';
import { type Acting, notYours, problemAt, type Rights } from './acting.ts';
import * as store from './confirmation-store.ts';
import { readMembers } from './directory-store.ts';

/** The authority's look at organisations that want to buy. */
export interface Confirmation {
  /** Those that wait for an authority the actor is category manager of, and the agreements it is that for. */
  waiting(actor: Actor): Promise<{
    readonly packs: readonly AgreementPack[];
    readonly organisations: readonly store.WaitingOrganisation[];
  }>;
  /** Lets an organisation buy, or refuses it with a reason; tells its administrators. */
  decide(
    id: string,
    decision: { readonly verdict: string; readonly reason: string },
    acting: Acting,
  ): Promise<Outcome<undefined>>;
  /** Why the organisation was refused, while it is, and whether it asked again since. Its own members ask. */
  refusal(organisation: string): Promise<{ readonly reason: string; readonly again: boolean } | undefined>;
}

const longestReason = 1000;

export function createConfirmation({
  database,
  clock,
  agreements,
  rights,
  address,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'packs'>;
  readonly rights: Rights;
  /** Address people use, without a slash at the end. */
  readonly address: () => string;
}): Confirmation {
  const { handle } = database;
  /** The agreements of the actor's authorities, and the classes of buyers these name. */
  const reach = async (actor: Actor) => {
    const authorities = rights.scope('organisations.confirm', actor).filter((each) => each.kind === 'authority');
    const numbers = await store.agreementsOf(
      handle,
      authorities.map((each) => each.organisation),
    );
    const packs = agreements.packs.filter((each) => numbers.includes(each.number.value));
    const classes = packs.flatMap((pack) => pack.buyers.flatMap((each) => (mayEver(each) ? [each.class] : [])));
    return { packs, classes: [...new Set(classes)] };
  };
  return {
    waiting: async (actor) => {
      const { packs, classes } = await reach(actor);
      return { packs, organisations: await store.listWaiting(handle, classes) };
    },
    decide: async (id, { verdict, reason: said }, { actor, requestId }) => {
      const { classes } = await reach(actor);
      const found = await store.findWaiting(handle, id, classes);
      if (actor.kind !== 'person') return fail(notYours);
      if (found === undefined) {
        // The second of two clicks finds it decided, which is what was wanted.
        const decided = classes.length === 0 ? undefined : await store.lastDecision(handle, id);
        const same = decided?.by === actor.personId && decided.confirmed && verdict === 'confirm';
        return same ? succeed(undefined) : fail(notYours);
      }
      const reason = cleanLine(said);
      const problems = problemsOf(verdict, reason);
      if (problems.length > 0) return fail(...problems);
      const confirmed = verdict === 'confirm';
      const done = await database.transact(async (transaction) => {
        const now = clock.now().toString();
        const decision = { id: newId(), organisation: id, classes, confirmed, reason, by: actor.personId, now };
        if (!(await store.insertDecision(transaction, decision))) return false;
        await recordAudit(transaction, actor, {
          action: 'organisations.confirm',
          subject: `organisation:${id}`,
          detail: { confirmed },
          requestId,
        });
        for (const each of await readMembers(transaction, id, 'administrator')) {
          await queueMail(transaction, {
            to: each.email,
            subject: confirmed ? `${found.name} can place orders` : `${found.name} cannot place orders yet`,
            text: confirmed
              ? `The authority has confirmed ${found.name}. Its buyers can place orders from now on.`
              : `The authority has looked at ${found.name} and did not confirm it.\n\nIts reason: ${reason}\n\nPut right what it names and ask again on the page of your organisation:\n\n${address()}${organisationPaths.change(id)}`,
            kind: 'organisations.confirmation',
            key: `${decision.id}:${each.person}`,
          });
        }
        return true;
      });
      return done ? succeed(undefined) : fail(notYours);
    },
    refusal: (organisation) => store.lastRefusal(handle, organisation),
  };
}

function mayEver({ allowed }: AgreementPack['buyers'][number]): boolean {
  return allowed.value !== 'no';
}

function problemsOf(verdict: string, reason: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (verdict !== 'confirm' && verdict !== 'refuse') {
    problems.push(problemAt('verdict', 'verdict', 'It is not said what you decide.', 'Choose confirm or refuse.'));
  }
  if (verdict === 'refuse' && reason === '') {
    problems.push(
      problemAt('reason', 'reason', 'The reason is missing.', 'Say what the organisation has to put right.'),
    );
  }
  if (reason.length > longestReason) {
    problems.push(problemAt('reason', 'reason-long', 'The reason is too long.', 'Say it in 1,000 characters.'));
  }
  return problems;
}
