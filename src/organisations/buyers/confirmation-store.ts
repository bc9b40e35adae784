import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** An organisation that asked to buy and was not let so far. */
export interface WaitingOrganisation {
  readonly id: string;
  readonly name: string;
  readonly buyerClass: string;
  readonly scheme: string | null;
  readonly number: string | null;
  readonly authorityBasis: string | null;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
  readonly createdAt: string;
  /** Where its main site is. */
  readonly postcode: string | null;
  /** Whose mail address its first administrator has. */
  readonly domain: string | null;
  /** Why it was refused last; null: not decided. */
  readonly refused: string | null;
  /** Whether it was let buy before. */
  readonly confirmedBefore: boolean;
  /** What it changed, and says, when it asked (again) last; null: it is as it was made. */
  readonly asked: {
    readonly at: string;
    readonly before: Readonly<Record<string, string>>;
    readonly after: Readonly<Record<string, string>>;
    readonly note: string;
  } | null;
  /** Whether it asked after it was refused last. */
  readonly again: boolean;
}

/** Whether the organisation asked the authority to look again after the last decision. Served by `organisation_change_of`. */
const askedSince = sql`exists (select 1 from organisation_change c where c.organisation_id = o.id and c.asks
  and c.changed_at > (select max(d.decided_at) from organisation_decision d where d.organisation_id = o.id))`;

const fields = sql`o.id, o.name, o.buyer_class as "buyerClass", o.identifier_scheme as scheme, o.identifier_number as number,
  o.authority_basis as "authorityBasis", o.devolved, o.notice_to_improve as "noticeToImprove",
  to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt",
  (select s.postcode from organisation_site s where s.organisation_id = o.id and s.main) as postcode,
  (select split_part(p.email, '@', 2) from membership m join person p on p.id = m.person_id
    where m.organisation_id = o.id and 'administrator' = any(m.roles) order by m.joined_at limit 1) as domain,
  (select case d.decision when 'refused' then d.reason end from organisation_decision d where d.organisation_id = o.id
    order by d.decided_at desc, d.id limit 1) as refused,
  exists (select 1 from organisation_change c where c.organisation_id = o.id and c.unconfirmed)
    as "confirmedBefore",
  (select json_build_object('at', to_char(c.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'before', c.before, 'after', c.after, 'note', c.note)
    from organisation_change c where c.organisation_id = o.id and c.asks order by c.changed_at desc, c.id limit 1) as asked,
  ${askedSince} as again`;

const waiting = sql`o.kind = 'buyer' and o.confirmed_at is null and o.closed_at is null`;

/** Organisations of the classes that wait, those not decided yet and the oldest first. Served by `organisation_waiting`. */
export async function listWaiting(handle: Handle, classes: readonly string[]): Promise<readonly WaitingOrganisation[]> {
  const found = await sql<WaitingOrganisation>`select * from (select ${fields} from organisation o
      where ${waiting} and o.buyer_class = any(${[...classes]}::text[])) as w
    order by refused is not null and not again, coalesce(asked ->> 'at', "createdAt"), id limit 200`.execute(handle);
  return found.rows;
}

export async function findWaiting(
  handle: Handle,
  id: string,
  classes: readonly string[],
): Promise<WaitingOrganisation | undefined> {
  const found = await sql<WaitingOrganisation>`select ${fields} from organisation o
    where o.id = ${id} and ${waiting} and o.buyer_class = any(${[...classes]}::text[])`.execute(handle);
  return found.rows[0];
}

/** Writes a decision; false when the organisation does not wait (any more) or is of another class. */
export async function insertDecision(
  transaction: Handle,
  row: {
    readonly id: string;
    readonly organisation: string;
    readonly classes: readonly string[];
    readonly confirmed: boolean;
    readonly reason: string;
    readonly by: string;
    readonly now: string;
  },
): Promise<boolean> {
  const held = await sql`select o.id from organisation o
    where o.id = ${row.organisation} and ${waiting} and o.buyer_class = any(${[...row.classes]}::text[]) for update`.execute(
    transaction,
  );
  if (held.rows.length === 0) return false;
  await sql`insert into organisation_decision (id, organisation_id, decision, reason, decided_by, decided_at)
    values (${row.id}, ${row.organisation}, ${row.confirmed ? 'confirmed' : 'refused'}, ${row.reason}, ${row.by}, ${row.now})`.execute(
    transaction,
  );
  if (row.confirmed) {
    await sql`update organisation set confirmed_at = ${row.now} where id = ${row.organisation}`.execute(transaction);
  }
  return true;
}

/** Why the organisation was refused last, and whether it asked again since; undefined once it was confirmed. */
export async function lastRefusal(
  handle: Handle,
  organisation: string,
): Promise<{ readonly reason: string; readonly again: boolean } | undefined> {
  const found = await sql<{ reason: string; decision: string; again: boolean }>`select d.reason, d.decision,
      ${askedSince} as again
    from organisation_decision d join organisation o on o.id = d.organisation_id
    where d.organisation_id = ${organisation} order by d.decided_at desc, d.id limit 1`.execute(handle);
  const row = found.rows[0];
  return row?.decision === 'refused' ? { reason: row.reason, again: row.again } : undefined;
}

/** The last decision, by whom and to what end; undefined: none was made. */
export async function lastDecision(
  handle: Handle,
  organisation: string,
): Promise<{ readonly by: string; readonly confirmed: boolean } | undefined> {
  const found = await sql<{
    by: string;
    confirmed: boolean;
  }>`select decided_by as by, decision = 'confirmed' as confirmed
    from organisation_decision where organisation_id = ${organisation} order by decided_at desc, id limit 1`.execute(
    handle,
  );
  return found.rows[0];
}

/** Agreements of the authorities, each once. */
export async function agreementsOf(handle: Handle, authorities: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ number: string }>`select distinct unnest(agreements) as number from organisation
    where id = any(${[...authorities]}::text[]) and kind = 'authority' and closed_at is null order by 1`.execute(
    handle,
  );
  return found.rows.map((each) => each.number);
}
