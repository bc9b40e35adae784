import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { DigestNotice } from './digest.ts';

/** Days ahead for which what is due is said again. */
const soonDays = 2;

/** What goes into a day's letter: what is new to it, and what is soon due, also where a letter of its own came before. */
const wanted = (day: string) => sql`n.read_at is null and n.settled_at is null
  and ((n.channel = 'digest' and n.digested_at is null)
    or (n.due between ${day}::date and ${day}::date + ${soonDays}::int
      and (n.channel = 'digest' or (n.channel = 'mail' and n.made_at < (${day}::date)::timestamp at time zone 'Europe/London'))))`;

/** People who have something for the day's letter and had none that day, some at a time. */
export async function peopleDue(
  handle: Handle,
  day: string,
  isWeekend: boolean,
  limit: number,
): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select distinct n.person_id as id from notice n
      join person p on p.id = n.person_id and p.closed_at is null
      left join notice_weekend w on w.person_id = n.person_id
    where ${wanted(day)} and (not ${isWeekend}::boolean or coalesce(w.weekend, false))
      and not exists (select from notice_digest d where d.person_id = n.person_id and d.day = ${day}::date)
    limit ${limit}`.execute(handle);
  return found.rows.map((each) => each.id);
}

/** Notes that the person's letter of the day is written; false when it was before. */
export async function takeDay(transaction: Handle, personId: string, day: string): Promise<boolean> {
  const taken = await sql`insert into notice_digest (person_id, day) values (${personId}, ${day}::date)
    on conflict do nothing returning day`.execute(transaction);
  return taken.rows.length === 1;
}

/** What goes into the person's letter, marked as having been in one. */
export async function takeNotices(
  transaction: Handle,
  personId: string,
  day: string,
): Promise<readonly (DigestNotice & { readonly email: string })[]> {
  const found = await sql<DigestNotice & { id: string; email: string }>`
    select n.id::text as id, n.title, n.href, n.due::text as due, n.channel = 'digest' and n.digested_at is null as "isNew", p.email
    from notice n join person p on p.id = n.person_id
    where n.person_id = ${personId} and ${wanted(day)} order by n.due nulls last, n.id limit 100 for update of n`.execute(
    transaction,
  );
  const ids = found.rows.map((each) => each.id);
  await sql`update notice set digested_at = clock_timestamp() where id = any(${ids}::bigint[])`.execute(transaction);
  return found.rows;
}
