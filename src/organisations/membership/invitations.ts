import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { hashSecret, newId } from '../../platform/operator/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { readMembers, readOrganisations, readSites } from '../buyers/directory-store.ts';
import { insertMembership, readPerson } from '../buyers/making-store.ts';
import { type GrantForm, readGrant } from './grant.ts';
import * as store from './invitation-store.ts';
import { type InvitationWorld, writeInvitation } from './write-invitation.ts';

export interface InviteForm extends GrantForm {
  readonly email: string;
  /** What the form was made for; sent twice it invites once. */
  readonly formKey: string;
}

/** Whether a link still works. */
export type InvitationState = 'open' | 'accepted' | 'revoked' | 'ended';

/** Invitations: made by an administrator, accepted by whoever the address belongs to. */
export interface Invitations {
  invite(organisation: string, form: InviteForm, acting: Acting): Promise<Outcome<undefined>>;
  /** Takes an invitation back; twice is once. */
  revoke(organisation: string, id: string, acting: Acting): Promise<Outcome<undefined>>;
  /** Those of the organisation that can still be accepted; undefined where the actor decides over nobody. */
  open(organisation: string, actor: Actor): Promise<readonly store.Invitation[] | undefined>;
  /** What a link leads to; undefined when it is not one of ours. */
  find(secret: string): Promise<{ readonly invitation: store.Invitation; readonly state: InvitationState } | undefined>;
  /** Accepts for the person asking, whose verified address it must be. Accepting twice is once; gives the organisation. */
  accept(secret: string, acting: Acting): Promise<Outcome<{ readonly organisation: string }>>;
}

const action = 'organisations.people';

export function createInvitations({
  database,
  rights,
  ...world
}: InvitationWorld & { readonly database: Database; readonly rights: Rights }): Invitations {
  const { handle } = database;
  const now = (): string => world.clock.now().toString();
  const stateOf = (invitation: store.Invitation): InvitationState => {
    if (invitation.acceptedAt !== null) return 'accepted';
    if (invitation.revokedAt !== null) return 'revoked';
    return invitation.endsAt > now() ? 'open' : 'ended';
  };
  return {
    invite: async (id, form, { actor, requestId }) => {
      const [organisation] =
        actingIn(rights, action, actor, id) === undefined ? [] : await readOrganisations(handle, [id]);
      if (organisation === undefined) return fail(notYours);
      const email = readEmail(form.email);
      const sites = (await readSites(handle, id)).filter((each) => each.closedAt === null).map((each) => each.id);
      const grant = readGrant(form, organisation.kind, sites);
      const problems = grant.ok ? [] : [...grant.problems];
      if (email === undefined) {
        problems.unshift(
          problemAt('email', 'email', 'This is not an e-mail address.', 'Write it as name@example.org.'),
        );
      } else if ((await readMembers(handle, id, undefined)).some((each) => each.email === email)) {
        problems.unshift(
          problemAt('email', 'member', 'Somebody with this address is in it already.', 'Change their roles instead.'),
        );
      }
      if (!grant.ok || email === undefined || problems.length > 0) return fail(...problems);
      await database.transact((transaction) =>
        writeInvitation(
          transaction,
          world,
          { organisation, email, grant: grant.value, formKey: form.formKey },
          { actor, requestId },
        ),
      );
      return succeed(undefined);
    },
    revoke: async (id, invitation, { actor, requestId }) => {
      if (actingIn(rights, action, actor, id) === undefined) return fail(notYours);
      const done = await database.transact(async (transaction) => {
        // The second of two clicks finds it taken back, which is what was wanted.
        if (!(await store.revokeInvitation(transaction, id, invitation, now()))) {
          return store.isRevoked(transaction, id, invitation);
        }
        await recordAudit(transaction, actor, {
          action: 'organisations.revoke-invitation',
          subject: `organisation:${id}`,
          detail: { invitation },
          requestId,
        });
        return true;
      });
      return done ? succeed(undefined) : fail(notYours);
    },
    open: async (id, actor) =>
      actingIn(rights, action, actor, id) === undefined ? undefined : store.listOpenInvitations(handle, id, now()),
    find: async (secret) => {
      const invitation = await store.findInvitation(handle, hashSecret(secret), false);
      return invitation === undefined ? undefined : { invitation, state: stateOf(invitation) };
    },
    accept: async (secret, { actor, requestId }) => {
      if (actor.kind !== 'person') return fail(notYours);
      return database.transact<Outcome<{ readonly organisation: string }>>(async (transaction) => {
        const invitation = await store.findInvitation(transaction, hashSecret(secret), true);
        if (invitation === undefined) return fail(gone);
        const { organisation } = invitation;
        if (invitation.acceptedBy === actor.personId) return succeed({ organisation });
        if (stateOf(invitation) !== 'open') return fail(gone);
        const person = await readPerson(transaction, actor.personId);
        if (person?.verified !== true || person.email !== invitation.email) return fail(notFor);
        await store.acceptInvitation(transaction, invitation.id, actor.personId, now());
        const { roles, site, approvalLimit, signingLimit } = invitation;
        const given = { roles, site, approvalLimit, signingLimit };
        await insertMembership(transaction, {
          id: newId(),
          organisation,
          person: actor.personId,
          ...given,
          now: now(),
        });
        await recordAudit(transaction, actor, {
          action: 'organisations.accept',
          subject: `organisation:${organisation}`,
          detail: { invitation: invitation.id, person: actor.personId, ...given },
          requestId,
        });
        return succeed({ organisation });
      });
    },
  };
}

const gone = problemAt(
  'invitation',
  'invitation-gone',
  'This invitation cannot be accepted any more.',
  'Ask whoever invited you for a new one.',
);
const notFor = problemAt(
  'invitation',
  'invitation-for-another',
  'This invitation was sent to another e-mail address than the one you signed in with.',
  'Sign in with that address, or ask to be invited with yours.',
);

/** The address in lower case; undefined when it is none. */
export function readEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return /^[^\s@<>(),;:"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(email) && email.length <= 254 ? email : undefined;
}
