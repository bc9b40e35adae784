import { type RawBuilder, sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Notice, Preferences } from './notice.ts';
import type { Channel } from './notice-kinds.ts';

const instant = (column: string): RawBuilder<string> =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

const fields = sql`n.id::text as id, n.kind, n.title, n.body as text, n.href, n.due::text as due, o.name as organisation,
  ${instant('n.made_at')} as "madeAt", ${instant('n.read_at')} as "readAt", ${instant('n.settled_at')} as "settledAt"`;
const from = sql`notice n left join organisation o on o.id = n.organisation_id`;

/** What the person has not read, newest first. Served by `notice_unread`. */
export async function listUnread(handle: Handle, personId: string, limit: number): Promise<readonly Notice[]> {
  const found = await sql<Notice>`select ${fields} from ${from}
    where n.person_id = ${personId} and n.read_at is null order by n.id desc limit ${limit}`.execute(handle);
  return found.rows;
}

/** What the person has read, newest first, with ids below `before` when given. Served by `notice_of_person`. */
export async function listRead(
  handle: Handle,
  personId: string,
  limit: number,
  before?: string,
): Promise<readonly Notice[]> {
  const older = before === undefined ? sql`` : sql`and n.id < ${before}::bigint`;
  const found = await sql<Notice>`select ${fields} from ${from}
    where n.person_id = ${personId} and n.read_at is not null ${older} order by n.id desc limit ${limit}`.execute(
    handle,
  );
  return found.rows;
}

/** How many the person has not read; not counted beyond 100. Served by `notice_unread`. */
export async function countUnread(handle: Handle, personId: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from (
    select from notice where person_id = ${personId} and read_at is null limit 100) as few`.execute(handle);
  return found.rows[0]?.count ?? 0;
}

/** Marks one notice of the person as read and gives where it leads; undefined when the person has no such notice. */
export async function markRead(handle: Handle, personId: string, id: string): Promise<string | undefined> {
  const found = await sql<{ href: string }>`update notice set read_at = coalesce(read_at, clock_timestamp())
    where person_id = ${personId} and id = ${id}::bigint returning href`.execute(handle);
  return found.rows[0]?.href;
}

/** Marks everything up to the notice the person saw last; what came meanwhile stays unread. */
export async function markAllRead(handle: Handle, personId: string, upTo: string): Promise<void> {
  await sql`update notice set read_at = clock_timestamp()
    where person_id = ${personId} and read_at is null and id <= ${upTo}::bigint`.execute(handle);
}

export async function readPreferences(handle: Handle, personId: string): Promise<Preferences> {
  const chosen = await sql<{ kind: string; channel: Channel }>`select kind, channel from notice_preference
    where person_id = ${personId}`.execute(handle);
  const weekend = await sql<{
    weekend: boolean;
  }>`select weekend from notice_weekend where person_id = ${personId}`.execute(handle);
  return {
    channels: new Map(chosen.rows.map((each) => [each.kind, each.channel])),
    weekend: weekend.rows[0]?.weekend === true,
  };
}

export async function writePreferences(
  transaction: Handle,
  personId: string,
  { channels, weekend }: Preferences,
): Promise<void> {
  await sql`insert into notice_preference (person_id, kind, channel)
    select ${personId}, kind, channel from unnest(${[...channels.keys()]}::text[], ${[...channels.values()]}::text[]) as c(kind, channel)
    on conflict (person_id, kind) do update set channel = excluded.channel`.execute(transaction);
  await sql`insert into notice_weekend (person_id, weekend) values (${personId}, ${weekend})
    on conflict (person_id) do update set weekend = excluded.weekend`.execute(transaction);
}
