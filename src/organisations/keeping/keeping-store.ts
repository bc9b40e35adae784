import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import type { FactChange, OrganisationFacts } from './organisation-change.ts';
import type { OpenPeople } from './open-work.ts';

/** Writes the facts of an organisation that is locked; `unconfirm`: it may buy nothing until it is confirmed (again). */
export async function updateFacts(
  transaction: Handle,
  id: string,
  facts: OrganisationFacts & { readonly nameKey: string },
  unconfirm: boolean,
): Promise<void> {
  const confirmed = unconfirm ? sql`null` : sql`confirmed_at`;
  await sql`update organisation set name = ${facts.name}, name_key = ${facts.nameKey}, buyer_class = ${facts.buyerClass},
      identifier_scheme = ${facts.identifier?.scheme ?? null}, identifier_number = ${facts.identifier?.number ?? null},
      authority_basis = ${facts.authorityBasis}, devolved = ${facts.devolved},
      notice_to_improve = ${facts.noticeToImprove}, confirmed_at = ${confirmed}, version = version + 1
    where id = ${id}`.execute(transaction);
}

export async function insertChange(
  transaction: Handle,
  row: {
    readonly id: string;
    readonly organisation: string;
    readonly changes: readonly FactChange[];
    readonly asks: boolean;
    readonly unconfirmed: boolean;
    readonly note: string;
    readonly by: string;
    readonly now: string;
  },
): Promise<void> {
  const side = (which: 'before' | 'after'): string =>
    JSON.stringify(Object.fromEntries(row.changes.map((each) => [each.fact, each[which]])));
  await sql`insert into organisation_change (id, organisation_id, before, after, asks, unconfirmed, note, changed_by, changed_at)
    values (${row.id}, ${row.organisation}, ${side('before')}::jsonb, ${side('after')}::jsonb, ${row.asks},
      ${row.unconfirmed}, ${row.note}, ${row.by}, ${row.now})`.execute(transaction);
}

/** What people and programs hold in the organisation, or for one site of it only. */
export async function countOpenPeople(
  handle: Handle,
  organisation: string,
  site: string | null,
  now: string,
): Promise<OpenPeople> {
  const here = sql`and (${site}::text is null or site_id = ${site})`;
  const whole = sql`and ${site}::text is null`;
  const found = await sql<OpenPeople>`select
    (select count(*)::int from membership where organisation_id = ${organisation} and ended_at is null ${here}) as members,
    (select count(*)::int from organisation_invitation where organisation_id = ${organisation} and accepted_at is null
      and revoked_at is null and ends_at > ${now} ${here}) as invitations,
    (select count(*)::int from organisation_join_request where organisation_id = ${organisation}
      and decided_at is null ${whole}) as requests,
    (select count(*)::int from api_key where organisation_id = ${organisation} and revoked_at is null
      and (expires_at is null or expires_at > ${now}) ${whole}) as keys`.execute(handle);
  return found.rows[0] ?? { members: 0, invitations: 0, requests: 0, keys: 0 };
}

/** Takes back what can still be accepted in the organisation, or for one site of it only; gives how many. */
export async function revokeInvitations(
  transaction: Handle,
  organisation: string,
  site: string | null,
  now: string,
): Promise<number> {
  const done = await sql`update organisation_invitation set revoked_at = ${now}
    where organisation_id = ${organisation} and accepted_at is null and revoked_at is null
      and (${site}::text is null or site_id = ${site}) returning id`.execute(transaction);
  return done.rows.length;
}

export async function closeOrganisation(transaction: Handle, id: string, now: string): Promise<void> {
  await sql`update organisation set closed_at = ${now}, version = version + 1 where id = ${id}`.execute(transaction);
}

/** Opens a closed organisation; false when it is not closed, or another open one has its identifier or is its supplier. */
export async function reopenOrganisation(transaction: Handle, id: string): Promise<boolean> {
  const done = await sql`update organisation o set closed_at = null, version = version + 1
    where o.id = ${id} and o.closed_at is not null and not exists (
      select 1 from organisation other where other.id <> o.id and other.closed_at is null
        and ((other.identifier_scheme = o.identifier_scheme and other.identifier_number = o.identifier_number)
          or other.supplier_id = o.supplier_id)) returning o.id`.execute(transaction);
  return done.rows.length === 1;
}
