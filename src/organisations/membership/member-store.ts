import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Grant } from './grant.ts';

/** Changes what somebody in the organisation may do; false when the membership is not open there. */
export async function updateMembership(
  transaction: Handle,
  organisation: string,
  id: string,
  { roles, site, approvalLimit, signingLimit }: Grant,
): Promise<boolean> {
  const done = await sql`update membership set roles = ${[...roles]}::text[], site_id = ${site},
      approval_limit = ${approvalLimit}, signing_limit = ${signingLimit}
    where organisation_id = ${organisation} and id = ${id} and ended_at is null returning id`.execute(transaction);
  return done.rows.length === 1;
}

/** Ends a membership of the organisation; false when it is not open there. */
export async function endMembership(
  transaction: Handle,
  organisation: string,
  id: string,
  now: string,
): Promise<boolean> {
  const done = await sql`update membership set ended_at = ${now}
    where organisation_id = ${organisation} and id = ${id} and ended_at is null returning id`.execute(transaction);
  return done.rows.length === 1;
}

/** Whether the membership was of the organisation and has ended. */
export async function hasEnded(handle: Handle, organisation: string, id: string): Promise<boolean> {
  const found = await sql`select 1 from membership
    where organisation_id = ${organisation} and id = ${id} and ended_at is not null`.execute(handle);
  return found.rows.length === 1;
}

/** How many administrators the organisation has besides the one of this membership. */
export async function otherAdministrators(handle: Handle, organisation: string, id: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count
    from membership m join person p on p.id = m.person_id
    where m.organisation_id = ${organisation} and m.id <> ${id} and m.ended_at is null and p.closed_at is null
      and m.site_id is null and 'administrator' = any(m.roles)`.execute(handle);
  return found.rows[0]?.count ?? 0;
}

export interface OrganisationEvent {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What happened to the organisation, newest first. Served by `audit_event_subject`. */
export async function listOrganisationEvents(
  handle: Handle,
  organisation: string,
  limit: number,
  before: string | undefined,
): Promise<readonly OrganisationEvent[]> {
  const older = before === undefined ? sql`` : sql`and id < ${before}::bigint`;
  const found = await sql<OrganisationEvent>`select id::text as id, action, actor, detail,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
    from audit_event where subject = ${`organisation:${organisation}`} ${older}
    order by audit_event.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

/** Names of people, for events that hold ids only. */
export async function namesOf(handle: Handle, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`select id, name from person
    where id = any(${[...new Set(people)]}::text[])`.execute(handle);
  return new Map(found.rows.map((each) => [each.id, each.name]));
}
