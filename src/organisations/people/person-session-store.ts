import { sql } from 'kysely';
import type { Membership } from '../../platform/access/index.ts';
import type { Handle } from '../../platform/database/index.ts';

export interface PersonSession {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  /** ISO 8601 instants in UTC. */
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly endsAt: string;
  readonly confirmedAt: string | null;
  readonly method: string;
  readonly browser: string;
}

export interface NewSession {
  readonly id: string;
  readonly hash: string;
  readonly personId: string;
  readonly now: string;
  readonly endsAt: string;
  readonly method: string;
  readonly confirmedAt: string | null;
  readonly browser: string;
}

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

const fields = sql`s.id, s.person_id as "personId", p.name, ${instant('s.started_at')} as "startedAt",
  ${instant('s.last_seen_at')} as "lastSeenAt", ${instant('s.ends_at')} as "endsAt",
  s.method, s.browser`;

const open = (now: string, seenAfter: string) =>
  sql`s.ended_at is null and s.ends_at > ${now} and s.last_seen_at > ${seenAfter} and p.closed_at is null`;

export async function insertPersonSession(transaction: Handle, session: NewSession): Promise<void> {
  await sql`insert into person_session (id, token_hash, person_id, started_at, last_seen_at, ends_at, method, confirmed_at, browser)
    values (${session.id}, ${session.hash}, ${session.personId}, ${session.now}, ${session.now}, ${session.endsAt},
      ${session.method}, ${session.confirmedAt}, ${session.browser})`.execute(transaction);
}

/**
 * The session if it is open at this instant. With the secret before its last renewal it is found a moment longer, confirmed
 * as it was then. Served by the unique indexes of `token_hash` and `previous_hash`.
 */
export async function findPersonSession(
  handle: Handle,
  hash: string,
  now: string,
  seenAfter: string,
): Promise<PersonSession | undefined> {
  const found =
    await sql<PersonSession>`select ${fields}, case s.token_hash when ${hash} then ${instant('s.confirmed_at')}
      else ${instant('s.previous_confirmed_at')} end as "confirmedAt"
    from person_session s join person p on p.id = s.person_id
    where (s.token_hash = ${hash} or (s.previous_hash = ${hash} and s.previous_until > ${now}))
      and ${open(now, seenAfter)}`.execute(handle);
  return found.rows[0];
}

/** The person's open sessions, newest first. Served by `person_session_open`. */
export async function listPersonSessions(
  handle: Handle,
  personId: string,
  now: string,
  seenAfter: string,
): Promise<readonly PersonSession[]> {
  const found = await sql<PersonSession>`select ${fields}, ${instant('s.confirmed_at')} as "confirmedAt"
    from person_session s join person p on p.id = s.person_id
    where s.person_id = ${personId} and ${open(now, seenAfter)} order by s.started_at desc, s.id limit 100`.execute(
    handle,
  );
  return found.rows;
}

export async function touchPersonSession(handle: Handle, id: string, now: string): Promise<void> {
  await sql`update person_session set last_seen_at = ${now} where id = ${id}`.execute(handle);
}

/** Gives an open session another secret, and notes that a second factor was given; gives when it ends at the latest. */
export async function renewPersonSession(
  transaction: Handle,
  id: string,
  renewed: { readonly hash: string; readonly now: string; readonly previousUntil: string; readonly confirmed: boolean },
): Promise<string | undefined> {
  const confirmedAt = renewed.confirmed ? sql`${renewed.now}` : sql`confirmed_at`;
  const found = await sql<{ endsAt: string }>`update person_session set previous_hash = token_hash,
      previous_until = ${renewed.previousUntil}, previous_confirmed_at = confirmed_at, token_hash = ${renewed.hash},
      confirmed_at = ${confirmedAt}
    where id = ${id} and ended_at is null returning ${instant('ends_at')} as "endsAt"`.execute(transaction);
  return found.rows[0]?.endsAt;
}

/** Ends the person's sessions: the one named, or all but the one to be kept; gives how many. */
export async function endPersonSessions(
  transaction: Handle,
  personId: string,
  now: string,
  which: { readonly only?: string; readonly except?: string } = {},
): Promise<number> {
  const only = which.only === undefined ? sql`` : sql`and id = ${which.only}`;
  const except = which.except === undefined ? sql`` : sql`and id <> ${which.except}`;
  const ended = await sql`update person_session set ended_at = ${now}
    where person_id = ${personId} and ended_at is null ${only} ${except} returning id`.execute(transaction);
  return ended.rows.length;
}

/** Whether the session is, or was, the person's. */
export async function isSessionOf(handle: Handle, personId: string, id: string): Promise<boolean> {
  const found = await sql`select 1 from person_session where person_id = ${personId} and id = ${id}`.execute(handle);
  return found.rows.length > 0;
}

/** What the person may act for: open memberships of open organisations. Served by `membership_of_person`. */
export async function membershipsOfPerson(handle: Handle, personId: string): Promise<readonly Membership[]> {
  const found = await sql<Membership>`select m.id, m.organisation_id as organisation, o.kind, o.supplier_id as supplier,
      o.agreements, m.roles, m.site_id as site
    from membership m join organisation o on o.id = m.organisation_id
    where m.person_id = ${personId} and m.ended_at is null and o.closed_at is null
    order by m.joined_at, m.id`.execute(handle);
  return found.rows;
}
