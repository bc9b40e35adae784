import { type Clock, formatDate, today } from '../../kernel/dates.ts';
import { listInWords } from '../../kernel/text.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { hashSecret, newId, newSecret } from '../../platform/operator/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { organisationPaths } from '../organisation-paths.ts';
import { isRole, roleWords } from '../people/roles.ts';
import type { Grant } from './grant.ts';
import { insertInvitation } from './invitation-store.ts';
import { lockOrganisation } from './site-store.ts';

/** For how many days an invitation can be accepted. */
const invitationDays = 7;

export interface InvitationLetter {
  readonly organisation: { readonly id: string; readonly name: string };
  /** In lower case. */
  readonly email: string;
  readonly grant: Grant;
  /** What the form was made for: sent twice it invites once. */
  readonly formKey: string;
}

/** What inviting needs besides. */
export interface InvitationWorld {
  readonly clock: Clock;
  /** Address people use, without a slash at the end. */
  readonly address: () => string;
}

/**
 * Writes an invitation and its letter within a transaction; gives the one-time link, which is stored nowhere, or undefined when this
 * very form was sent before.
 */
export async function writeInvitation(
  transaction: Handle,
  { clock, address }: InvitationWorld,
  { organisation, email, grant, formKey }: InvitationLetter,
  by: { readonly actor: Actor | 'system'; readonly requestId?: string },
): Promise<string | undefined> {
  // One after the other: of two clicks at once the second finds the first.
  if (!(await lockOrganisation(transaction, organisation.id))) return undefined;
  const secret = newSecret();
  const id = newId();
  const endsAt = clock.now().add({ hours: invitationDays * 24 });
  const stored = await insertInvitation(transaction, {
    id,
    organisation: organisation.id,
    email,
    ...grant,
    hash: hashSecret(secret),
    formKey,
    by: by.actor === 'system' ? 'system' : actorReference(by.actor),
    now: clock.now().toString(),
    endsAt: endsAt.toString(),
  });
  if (!stored) return undefined;
  await recordAudit(transaction, by.actor, {
    action: 'organisations.invite',
    subject: `organisation:${organisation.id}`,
    detail: { invitation: id, roles: grant.roles, ...(grant.site === null ? {} : { site: grant.site }) },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  });
  const link = `${address()}${organisationPaths.invitation(secret)}`;
  await queueMail(transaction, {
    to: email,
    subject: `You are invited to act for ${organisation.name}`,
    text: [
      `You are invited to act for ${organisation.name} as ${rolesInWords(grant.roles)}.`,
      'Open this address to accept. Sign in, or register, with the address this letter was sent to.',
      link,
      `It works once, until ${formatDate(today({ now: () => endsAt }))}. If you do not know ${organisation.name}, do nothing.`,
    ].join('\n\n'),
    kind: 'organisations.invitation',
    key: `invitation:${id}`,
  });
  return link;
}

/** `Buyer and Approver`. */
export function rolesInWords(roles: readonly string[]): string {
  return listInWords(roles.map((each) => (isRole(each) ? roleWords[each].name : each)));
}
