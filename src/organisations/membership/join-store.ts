import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** Somebody asks to join. Instants are ISO 8601 in UTC. */
export interface JoinRequest {
  readonly id: string;
  readonly organisation: string;
  readonly organisationName: string;
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
  readonly askedAt: string;
  readonly decidedAt: string | null;
  readonly approved: boolean | null;
  readonly reason: string;
}

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);
const select = sql`select r.id, r.organisation_id as organisation, o.name as "organisationName", r.person_id as person, p.name,
    p.email, r.message, ${instant('r.asked_at')} as "askedAt", ${instant('r.decided_at')} as "decidedAt", r.approved, r.reason
  from organisation_join_request r join organisation o on o.id = r.organisation_id join person p on p.id = r.person_id`;

/** Writes a request; false when one of the person waits there already. */
export async function insertRequest(
  transaction: Handle,
  row: {
    readonly id: string;
    readonly organisation: string;
    readonly person: string;
    readonly message: string;
    readonly now: string;
  },
): Promise<boolean> {
  const made = await sql`insert into organisation_join_request (id, organisation_id, person_id, message, asked_at)
    values (${row.id}, ${row.organisation}, ${row.person}, ${row.message}, ${row.now})
    on conflict (organisation_id, person_id) where decided_at is null do nothing returning id`.execute(transaction);
  return made.rows.length === 1;
}

/** Requests of the organisation that wait, oldest first. */
export async function listWaitingRequests(handle: Handle, organisation: string): Promise<readonly JoinRequest[]> {
  const found = await sql<JoinRequest>`${select} where r.organisation_id = ${organisation} and r.decided_at is null
    order by r.asked_at, r.id limit 200`.execute(handle);
  return found.rows;
}

/** A request to the organisation, decided or not. */
export async function findRequest(
  handle: Handle,
  organisation: string,
  id: string,
  lock = false,
): Promise<JoinRequest | undefined> {
  const held = lock ? sql`for update of r` : sql``;
  const found =
    await sql<JoinRequest>`${select} where r.organisation_id = ${organisation} and r.id = ${id} ${held}`.execute(
      handle,
    );
  return found.rows[0];
}

/** What the person asked for, newest first. Served by `organisation_join_request_of_person`. */
export async function listRequestsOf(handle: Handle, person: string): Promise<readonly JoinRequest[]> {
  const found =
    await sql<JoinRequest>`${select} where r.person_id = ${person} order by r.asked_at desc, r.id limit 20`.execute(
      handle,
    );
  return found.rows;
}

export async function decideRequest(
  transaction: Handle,
  row: {
    readonly organisation: string;
    readonly id: string;
    readonly approved: boolean;
    readonly reason: string;
    readonly by: string;
    readonly now: string;
  },
): Promise<void> {
  await sql`update organisation_join_request set decided_at = ${row.now}, approved = ${row.approved}, reason = ${row.reason},
      decided_by = ${row.by}
    where organisation_id = ${row.organisation} and id = ${row.id} and decided_at is null`.execute(transaction);
}
