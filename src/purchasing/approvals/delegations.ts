import { type Clock, parseIsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Member, Organisations } from '../../organisations/index.ts';
import { type Actor, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import type { By } from '../basket/basket-service.ts';
import type { Delegation } from './approval-rules.ts';
import * as store from './approval-store.ts';

/** One organisation somebody approves for: whom they let approve, and whom they may. */
export interface DelegationsOf {
  readonly organisation: string;
  readonly name: string;
  /** The actor's own that have not ended. */
  readonly given: readonly (Delegation & { readonly id: string; readonly toName: string })[];
  readonly others: readonly Pick<Member, 'person' | 'name'>[];
}

/** Approvers let others approve for a time. The other has to be an approver too; the limit is that of who lets them. */
export interface Delegations {
  list(actor: Actor): Promise<readonly DelegationsOf[]>;
  /** The same again changes nothing. */
  give(
    by: By,
    wanted: { readonly organisation: string; readonly to: string; readonly fromOn: string; readonly untilOn: string },
  ): Promise<Outcome<undefined>>;
  /** Ends one of the actor's own; false where there is none. */
  end(by: By, id: string): Promise<boolean>;
}

const problem = (path: string, message: string, remedy: string) =>
  fail({ code: `${path}-wrong`, path, message, remedy });

export function createDelegations({
  database,
  clock,
  organisations,
  policies,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly organisations: Pick<Organisations, 'members' | 'organisation'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
}): Delegations {
  const organisationsOf = (actor: Actor): readonly string[] =>
    policies.scope('approvals.delegate', actor).map((each) => each.organisation);
  const trace = (by: By) => (by.requestId === undefined ? {} : { requestId: by.requestId });

  return {
    list: async (actor) => {
      if (actor.kind !== 'person') return [];
      return Promise.all(
        organisationsOf(actor).map(async (organisation) => {
          const [found, members, given] = await Promise.all([
            organisations.organisation(organisation),
            organisations.members(organisation, 'approver'),
            store.readDelegations(database.handle, organisation, today(clock)),
          ]);
          const names = new Map(members.map((each) => [each.person, each.name]));
          return {
            ...{ organisation, name: found?.name ?? organisation },
            given: given
              .filter((each) => each.from === actor.personId)
              .map((each) => ({ ...each, toName: names.get(each.to) ?? 'Somebody who left' })),
            others: members.filter((each) => each.person !== actor.personId),
          };
        }),
      );
    },
    give: async (by, { organisation, to, fromOn, untilOn }) => {
      if (by.actor.kind !== 'person' || !organisationsOf(by.actor).includes(organisation))
        return problem('to', 'You do not approve for this organisation.', 'Look at your organisations.');
      const { personId } = by.actor;
      const on = today(clock);
      const from = parseIsoDate(fromOn);
      const until = parseIsoDate(untilOn);
      const approvers = await organisations.members(organisation, 'approver');
      if (to === personId || !approvers.some((each) => each.person === to))
        return problem('to', 'Choose another approver of the organisation', 'Choose one of the list.');
      if (from === undefined || until === undefined || until < from || until < on)
        return problem('fromOn', 'Enter the first and last day, not past', 'For example: 2026-12-01 and 2026-12-14.');
      return database.transact(async (transaction) => {
        const before = await store.readDelegations(transaction, organisation, on);
        const same = before.some(
          (each) => each.from === personId && each.to === to && each.fromOn === from && each.untilOn === until,
        );
        if (same) return succeed(undefined);
        const id = newId();
        const given = { id, from: personId, to, fromOn: from, untilOn: until };
        await store.addDelegation(transaction, organisation, given, clock.now().toString());
        await recordAudit(transaction, by.actor, {
          ...{ action: 'approvals.delegate', subject: `organisation:${organisation}`, ...trace(by) },
          detail: { delegation: id, to, fromOn, untilOn },
        });
        return succeed(undefined);
      });
    },
    end: (by, id) =>
      database.transact(async (transaction) => {
        if (by.actor.kind !== 'person') return false;
        for (const organisation of organisationsOf(by.actor)) {
          const own = { id, from: by.actor.personId };
          if (!(await store.endDelegation(transaction, organisation, own, clock.now().toString()))) continue;
          await recordAudit(transaction, by.actor, {
            ...{ action: 'approvals.delegate', subject: `organisation:${organisation}`, ...trace(by) },
            detail: { ended: id },
          });
          return true;
        }
        return false;
      }),
  };
}
