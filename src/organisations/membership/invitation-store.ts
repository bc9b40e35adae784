import { sql } from 'kysely';
import type { OrganisationKind } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';

/** An invitation to an organisation. Instants are ISO 8601 in UTC. */
export interface Invitation {
  readonly id: string;
  readonly organisation: string;
  readonly organisationName: string;
  readonly kind: OrganisationKind;
  readonly email: string;
  readonly roles: readonly string[];
  readonly site: string | null;
  readonly siteName: string | null;
  readonly approvalLimit: string | null;
  readonly signingLimit: string | null;
  readonly invitedAt: string;
  readonly endsAt: string;
  readonly acceptedAt: string | null;
  readonly acceptedBy: string | null;
  readonly revokedAt: string | null;
}

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);
const select = sql`select i.id, i.organisation_id as organisation, o.name as "organisationName", o.kind, i.email, i.roles,
    i.site_id as site, s.name as "siteName", i.approval_limit::text as "approvalLimit", i.signing_limit::text as "signingLimit",
    ${instant('i.invited_at')} as "invitedAt", ${instant('i.ends_at')} as "endsAt",
    ${instant('i.accepted_at')} as "acceptedAt", i.accepted_by as "acceptedBy", ${instant('i.revoked_at')} as "revokedAt"
  from organisation_invitation i join organisation o on o.id = i.organisation_id
    left join organisation_site s on s.id = i.site_id`;

export interface InvitationToStore {
  readonly id: string;
  readonly organisation: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly site: string | null;
  readonly approvalLimit: string | null;
  readonly signingLimit: string | null;
  readonly hash: string;
  readonly formKey: string;
  readonly by: string;
  readonly now: string;
  readonly endsAt: string;
}

/** Revokes what somebody was sent before and writes the new one; false when this very form was sent before. */
export async function insertInvitation(transaction: Handle, row: InvitationToStore): Promise<boolean> {
  const before = await sql`select id from organisation_invitation
    where organisation_id = ${row.organisation} and form_key = ${row.formKey}`.execute(transaction);
  if (before.rows.length > 0) return false;
  await sql`update organisation_invitation set revoked_at = ${row.now}
    where organisation_id = ${row.organisation} and email = ${row.email} and accepted_at is null and revoked_at is null`.execute(
    transaction,
  );
  await sql`insert into organisation_invitation (id, organisation_id, email, roles, site_id, approval_limit, signing_limit,
      token_hash, form_key, invited_by, invited_at, ends_at)
    values (${row.id}, ${row.organisation}, ${row.email}, ${[...row.roles]}::text[], ${row.site}, ${row.approvalLimit},
      ${row.signingLimit}, ${row.hash}, ${row.formKey}, ${row.by}, ${row.now}, ${row.endsAt})`.execute(transaction);
  return true;
}

/** Invitations of the organisation that can still be accepted, newest first. */
export async function listOpenInvitations(
  handle: Handle,
  organisation: string,
  now: string,
): Promise<readonly Invitation[]> {
  const found = await sql<Invitation>`${select} where i.organisation_id = ${organisation} and i.accepted_at is null
    and i.revoked_at is null and i.ends_at > ${now} order by i.invited_at desc, i.id limit 200`.execute(handle);
  return found.rows;
}

/** The invitation of an open organisation behind a link. Served by the unique index of `token_hash`. */
export async function findInvitation(handle: Handle, hash: string, lock: boolean): Promise<Invitation | undefined> {
  const held = lock ? sql`for update of i` : sql``;
  const found = await sql<Invitation>`${select} where i.token_hash = ${hash} and o.closed_at is null ${held}`.execute(
    handle,
  );
  return found.rows[0];
}

export async function acceptInvitation(transaction: Handle, id: string, person: string, now: string): Promise<void> {
  await sql`update organisation_invitation set accepted_at = ${now}, accepted_by = ${person}
    where id = ${id} and accepted_at is null and revoked_at is null`.execute(transaction);
}

/** Whether the invitation is the organisation's and was taken back. */
export async function isRevoked(handle: Handle, organisation: string, id: string): Promise<boolean> {
  const found = await sql`select 1 from organisation_invitation
    where organisation_id = ${organisation} and id = ${id} and revoked_at is not null`.execute(handle);
  return found.rows.length === 1;
}

/** Revokes an open invitation of the organisation; false when there is none. */
export async function revokeInvitation(
  transaction: Handle,
  organisation: string,
  id: string,
  now: string,
): Promise<boolean> {
  const done = await sql`update organisation_invitation set revoked_at = ${now}
    where organisation_id = ${organisation} and id = ${id} and accepted_at is null and revoked_at is null returning id`.execute(
    transaction,
  );
  return done.rows.length === 1;
}
