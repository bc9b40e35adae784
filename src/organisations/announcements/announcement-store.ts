import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Announcement } from './announcement.ts';

const fields = sql`a.id, a.organisation_id as organisation, a.agreement, a.title, a.text, a.audience, a.lots,
  a.starts_on::text as "from", a.ends_on::text as "to", a.withdrawn_at is not null as withdrawn`;

/** Writes it; false: the same form was sent before. */
export async function addAnnouncement(
  transaction: Handle,
  announcement: Omit<Announcement, 'withdrawn'> & { readonly at: string; readonly actor: string; readonly key: string },
): Promise<boolean> {
  const { id, organisation, agreement, title, text, audience, lots, from, to, at, actor, key } = announcement;
  const added = await sql`insert into announcement
      (id, organisation_id, agreement, title, text, audience, lots, starts_on, ends_on, written_at, actor, form_key)
    values (${id}, ${organisation}, ${agreement}, ${title}, ${text}, ${audience}, ${[...lots]}::text[], ${from}::date,
      ${to}::date, ${at}, ${actor}, ${key}) on conflict (form_key) do nothing returning id`.execute(transaction);
  return added.rows.length > 0;
}

/** Those the authorities wrote, newest first. Served by `announcement_of_organisation`. */
export async function announcementsOf(
  handle: Handle,
  organisations: readonly string[],
): Promise<readonly Announcement[]> {
  const found = await sql<Announcement>`select ${fields} from announcement a
    where a.organisation_id = any(${[...organisations]}::text[]) order by a.written_at desc, a.id limit 200`.execute(
    handle,
  );
  return found.rows;
}

/** Who looks at announcements: nobody in particular, or somebody who acts for organisations. */
export interface AnnouncementReader {
  readonly buys: boolean;
  /** Suppliers of the register somebody acts for: they see what is for their agreements and lots. */
  readonly suppliers: readonly string[];
  /** Authorities somebody acts for: they see all of theirs. */
  readonly authorities: readonly string[];
}

/** Those shown on the day to a reader, newest first. Served by `announcement_shown`. */
export async function shownAnnouncements(
  handle: Handle,
  on: IsoDate,
  { buys, suppliers, authorities }: AnnouncementReader,
): Promise<readonly Announcement[]> {
  const found = await sql<Announcement>`select ${fields} from announcement a
    where a.withdrawn_at is null and a.starts_on <= ${on}::date and a.ends_on >= ${on}::date
      and (a.audience = 'everybody' or (a.audience = 'buyers' and ${buys}::boolean)
        or a.organisation_id = any(${[...authorities]}::text[])
        or (a.audience = 'suppliers' and exists (select from supplier_position p
          where p.supplier_id = any(${[...suppliers]}::text[]) and p.agreement = a.agreement
            and p.starts_on <= ${on}::date and (p.ends_on is null or p.ends_on >= ${on}::date)
            and (cardinality(a.lots) = 0 or p.lot = any(a.lots)))))
    order by a.starts_on desc, a.written_at desc limit 10`.execute(handle);
  return found.rows;
}

/** Withdraws an announcement of the authorities; false where there is none of theirs. Twice is once. */
export async function withdrawAnnouncement(
  transaction: Handle,
  organisations: readonly string[],
  id: string,
  at: string,
): Promise<boolean> {
  const found = await sql`update announcement set withdrawn_at = coalesce(withdrawn_at, ${at}::timestamptz)
    where id = ${id} and organisation_id = any(${[...organisations]}::text[]) returning id`.execute(transaction);
  return found.rows.length > 0;
}

/** Open organisations an announcement is for: those of the kinds, of suppliers those with a position on one of the lots. */
export async function audienceOrganisations(
  handle: Handle,
  of: { readonly agreement: string; readonly lots: readonly string[]; readonly kinds: readonly string[] },
): Promise<readonly { readonly id: string; readonly kind: 'buyer' | 'supplier' }[]> {
  const found = await sql<{ id: string; kind: 'buyer' | 'supplier' }>`select o.id, o.kind from organisation o
    where o.closed_at is null and o.kind = any(${[...of.kinds]}::text[])
      and (o.kind = 'buyer' or exists (select 1 from supplier_position p where p.supplier_id = o.supplier_id
        and p.agreement = ${of.agreement} and (${of.lots.length === 0} or p.lot = any(${[...of.lots]}::text[]))))
    order by o.id limit 20000`.execute(handle);
  return found.rows;
}
