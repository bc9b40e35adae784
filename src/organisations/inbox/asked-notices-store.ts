import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';

/** A notice that asked people of an organisation for something nobody has done yet. */
export interface AskedNotice {
  readonly key: string;
  readonly kind: string;
  readonly organisation: string;
  readonly people: readonly string[];
  readonly title: string;
  readonly href: string;
  readonly due: IsoDate | null;
  /** The London day it was asked on. */
  readonly on: IsoDate;
}

/** Days after which nobody is reminded of a notice any more. */
const longestAsked = 90;
/** Most things asked that are read. */
const most = 20_000;

/** Notices of the kinds that still ask for something, made before the day. Served by `notice_asks`. */
export async function askedNotices(
  handle: Handle,
  kinds: readonly string[],
  on: IsoDate,
): Promise<readonly AskedNotice[]> {
  const found = await sql<AskedNotice>`select n.unique_key as key, n.kind, n.organisation_id as organisation,
      array_agg(n.person_id order by n.person_id) as people, min(n.title) as title, min(n.href) as href,
      min(n.due)::text as due, min((n.made_at at time zone 'Europe/London')::date)::text as "on"
    from notice n
    where n.settled_at is null and n.kind = any(${[...kinds]}::text[]) and n.organisation_id is not null
      and n.unique_key not like '%:reminder:%'
      and n.made_at >= (${on}::date - ${longestAsked}::int)::timestamp at time zone 'Europe/London'
      and n.made_at < ${on}::date::timestamp at time zone 'Europe/London'
    group by n.unique_key, n.kind, n.organisation_id order by min(n.id) limit ${most}`.execute(handle);
  return found.rows;
}
