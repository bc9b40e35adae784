import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** A notice as whoever keeps the machine lists it. Times are ISO 8601 in UTC, `due` a London date. */
export interface ListedNotice {
  readonly id: string;
  readonly person: string;
  readonly email: string;
  readonly organisation: string | null;
  readonly kind: string;
  readonly title: string;
  readonly href: string;
  readonly due: string | null;
  readonly channel: string;
  readonly madeAt: string;
  readonly readAt: string | null;
  readonly settledAt: string | null;
}

const instant = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

/** Notices to people, newest first: of one address, of a kind, or only those neither read nor done, where that is asked. */
export async function listNotices(
  handle: Handle,
  wanted: {
    readonly email?: string | undefined;
    readonly kind?: string | undefined;
    readonly open: boolean;
    readonly limit: number;
  },
): Promise<readonly ListedNotice[]> {
  const { email = null, kind = null, open, limit } = wanted;
  const found = await sql<ListedNotice>`select n.id::text as id, n.person_id as person, p.email,
      n.organisation_id as organisation, n.kind, n.title, n.href, n.due::text as due, n.channel,
      ${instant('n.made_at')} as "madeAt", ${instant('n.read_at')} as "readAt", ${instant('n.settled_at')} as "settledAt"
    from notice n join person p on p.id = n.person_id
    where (${email}::text is null or lower(p.email) = lower(${email}::text))
      and (${kind}::text is null or n.kind = ${kind}::text)
      and (not ${open}::boolean or (n.read_at is null and n.settled_at is null))
    order by n.id desc limit ${limit}`.execute(handle);
  return found.rows;
}
