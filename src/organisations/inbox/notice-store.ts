import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { Channel } from './notice-kinds.ts';
import type { NewNotice, NoticeTo } from './notice.ts';
import { mostStages, reminderKey } from './reminder-key.ts';

export interface Told {
  readonly id: string;
  readonly email: string;
  readonly channel: Channel;
}

/** Ids of those to be told. Served by the primary key of `person` and the unique index `membership_one`. */
function peopleOf(to: NoticeTo) {
  if ('people' in to) {
    const among = to.organisation ?? null;
    return sql`select p.id from person p where p.id = any(${[...to.people]}::text[]) and (${among}::text is null
      or exists (select from membership m where m.person_id = p.id and m.organisation_id = ${among} and m.ended_at is null))`;
  }
  if ('supplier' in to) {
    return sql`select m.person_id as id from membership m
      join organisation o on o.id = m.organisation_id and o.supplier_id = ${to.supplier} and o.closed_at is null
      where m.ended_at is null and m.roles && ${[...to.roles]}::text[]`;
  }
  const site = to.site ?? null;
  const except = to.except ?? '';
  return sql`select m.person_id as id from membership m
    where m.organisation_id = ${to.organisation} and m.ended_at is null and m.roles && ${[...to.roles]}::text[]
      and (${site}::text is null or m.site_id is null or m.site_id = ${site}) and m.person_id <> ${except}`;
}

/** Ids of the people it would go to. */
export async function peopleToTell(handle: Handle, to: NoticeTo): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select distinct t.id from (${peopleOf(to)}) t order by t.id`.execute(handle);
  return found.rows.map((each) => each.id);
}

/** One notice for each person who has none with this key; gives those, with how each wants to hear of it. */
export async function insertNotices(
  transaction: Handle,
  notice: NewNotice,
  fallback: Channel,
): Promise<readonly Told[]> {
  const { to, kind, title, text, href, due = null, key } = notice;
  const organisation =
    'supplier' in to
      ? sql`(select id from organisation where supplier_id = ${to.supplier} and closed_at is null)`
      : sql`${to.organisation ?? null}`;
  const made = await sql<Told>`with made as (
      insert into notice (person_id, organisation_id, kind, title, body, href, due, unique_key, channel)
      select p.id, ${organisation}, ${kind}, ${title}, ${text}, ${href}, ${due}::date, ${key}, coalesce(c.channel, ${fallback})
      from person p left join notice_preference c on c.person_id = p.id and c.kind = ${kind}
      where p.closed_at is null and p.id in (${peopleOf(to)})
      on conflict (person_id, unique_key) do nothing returning id, person_id, channel)
    select made.id::text as id, p.email, made.channel from made join person p on p.id = made.person_id order by made.id`.execute(
    transaction,
  );
  return made.rows;
}

/** With the reminders of it. Served by `notice_key`. */
export async function settleNotices(transaction: Handle, keys: readonly string[]): Promise<void> {
  const asked = keys.flatMap((key) => [
    key,
    ...Array.from({ length: mostStages }, (_each, index) => reminderKey(key, index + 1)),
  ]);
  await sql`update notice set settled_at = clock_timestamp()
    where unique_key = any(${asked}::text[]) and settled_at is null`.execute(transaction);
}
