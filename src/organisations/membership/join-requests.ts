import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { readMembers, readOrganisations, readSites } from '../buyers/directory-store.ts';
import { insertMembership, type ListedOrganisation, readListed } from '../buyers/making-store.ts';
import { organisationPaths } from '../organisation-paths.ts';
import { type GrantForm, readGrant } from './grant.ts';
import * as store from './join-store.ts';
import { rolesInWords } from './write-invitation.ts';

export interface JoinDecision extends GrantForm {
  /** `approve` or `decline`. */
  readonly verdict: string;
  /** Why it is declined. */
  readonly reason: string;
}

/** Asking to join an organisation, and what its administrators answer. */
export interface JoinRequests {
  /** An organisation as somebody outside it sees it; undefined for one they are in. */
  target(organisation: string, person: string): Promise<ListedOrganisation | undefined>;
  /** Asks; while a request waits, asking again is the same request. */
  ask(organisation: string, message: string, acting: Acting): Promise<Outcome<undefined>>;
  /** What the person asked for, newest first. */
  ofPerson(person: string): Promise<readonly store.JoinRequest[]>;
  /** Those that wait; undefined where the actor decides over nobody. */
  waiting(organisation: string, actor: Actor): Promise<readonly store.JoinRequest[] | undefined>;
  find(organisation: string, id: string, actor: Actor): Promise<store.JoinRequest | undefined>;
  /** Lets somebody in with roles, or declines with a reason; tells them. The first decision stands. */
  decide(organisation: string, id: string, decision: JoinDecision, acting: Acting): Promise<Outcome<undefined>>;
}

const action = 'organisations.people';
const longestMessage = 1000;
/** Requests of one person that may wait at once. */
const mostWaiting = 10;

export function createJoinRequests({
  database,
  clock,
  rights,
  address,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly rights: Rights;
  readonly address: () => string;
}): JoinRequests {
  const { handle } = database;
  const mayDecide = (organisation: string, actor: Actor): boolean =>
    actingIn(rights, action, actor, organisation) !== undefined;
  return {
    target: (organisation, person) => readListed(handle, organisation, person),
    ask: async (organisation, said, { actor, requestId }) => {
      const target = actor.kind === 'person' ? await readListed(handle, organisation, actor.personId) : undefined;
      if (target === undefined || actor.kind !== 'person') return fail(notYours);
      const message = cleanLine(said);
      if (message === '' || message.length > longestMessage) {
        const what = message === '' ? 'The message is missing.' : 'The message is too long.';
        const remedy = 'Say in a sentence who you are and what you need to do there.';
        return fail(problemAt('message', 'message', what, remedy));
      }
      const open = (await store.listRequestsOf(handle, actor.personId)).filter((each) => each.decidedAt === null);
      if (open.length >= mostWaiting && !open.some((each) => each.organisation === organisation)) {
        const what = `${mostWaiting} of your requests wait already.`;
        return fail(problemAt('message', 'too-many-requests', what, 'Wait until one of them is answered.'));
      }
      await database.transact(async (transaction) => {
        const id = newId();
        const now = clock.now().toString();
        const row = { id, organisation, person: actor.personId, message, now };
        if (!(await store.insertRequest(transaction, row))) return;
        await recordAudit(transaction, actor, {
          action: 'organisations.ask-to-join',
          subject: `organisation:${organisation}`,
          detail: { request: id, person: actor.personId },
          requestId,
        });
        for (const each of await readMembers(transaction, organisation, 'administrator')) {
          await queueMail(transaction, {
            to: each.email,
            subject: `${actor.name} asks to join ${target.name}`,
            text: [
              `${actor.name} asks to join ${target.name} and says: ${message}`,
              'Decide what they may do there, or decline:',
              `${address()}${organisationPaths.request(organisation, id)}`,
            ].join('\n\n'),
            kind: 'organisations.join-request',
            key: `join:${id}:${each.person}`,
          });
        }
      });
      return succeed(undefined);
    },
    ofPerson: (person) => store.listRequestsOf(handle, person),
    waiting: async (organisation, actor) =>
      mayDecide(organisation, actor) ? store.listWaitingRequests(handle, organisation) : undefined,
    find: async (organisation, id, actor) =>
      mayDecide(organisation, actor) ? store.findRequest(handle, organisation, id) : undefined,
    decide: async (id, request, decision, { actor, requestId }) => {
      const [organisation] = mayDecide(id, actor) ? await readOrganisations(handle, [id]) : [];
      if (organisation === undefined) return fail(notYours);
      const approved = decision.verdict === 'approve';
      const reason = cleanLine(decision.reason).slice(0, longestMessage);
      if (!approved && decision.verdict !== 'decline') {
        return fail(
          problemAt('verdict', 'verdict', 'It is not said what you decide.', 'Choose to approve or decline.'),
        );
      }
      if (!approved && reason === '') {
        return fail(problemAt('reason', 'reason', 'The reason is missing.', 'Say why: they read it.'));
      }
      const sites = (await readSites(handle, id)).filter((each) => each.closedAt === null).map((each) => each.id);
      const grant = approved ? readGrant(decision, organisation.kind, sites) : undefined;
      if (grant?.ok === false) return grant;
      return database.transact<Outcome<undefined>>(async (transaction) => {
        const found = await store.findRequest(transaction, id, request, true);
        if (found === undefined) return fail(notYours);
        if (found.decidedAt !== null) return succeed(undefined);
        const now = clock.now().toString();
        await store.decideRequest(transaction, {
          organisation: id,
          id: request,
          approved,
          reason: approved ? '' : reason,
          by: actorReference(actor),
          now,
        });
        if (grant !== undefined) {
          const row = { id: newId(), organisation: id, person: found.person, ...grant.value, now };
          await insertMembership(transaction, row);
        }
        await recordAudit(transaction, actor, {
          action: approved ? 'organisations.let-in' : 'organisations.decline',
          subject: `organisation:${id}`,
          detail: { request, person: found.person, ...grant?.value },
          requestId,
        });
        await queueMail(transaction, {
          to: found.email,
          subject: approved ? `You can act for ${organisation.name}` : `${organisation.name} did not let you join`,
          text:
            grant === undefined
              ? `An administrator of ${organisation.name} declined your request to join.\n\nTheir reason: ${reason}`
              : `You can act for ${organisation.name} as ${rolesInWords(grant.value.roles)}.\n\n${address()}${organisationPaths.organisation(id)}`,
          kind: 'organisations.join-answer',
          key: `join-answer:${request}`,
        });
        return succeed(undefined);
      });
    },
  };
}
