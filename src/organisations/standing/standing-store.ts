import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Evidence, StandingEvent } from '../supplier.ts';
import { raiseRegisterVersion } from '../supplier-store.ts';

/** Whether this very event is there: the same decision sent twice is one decision. The caller holds the register's lock. */
export async function hasStandingEvent(transaction: Handle, supplier: string, event: StandingEvent): Promise<boolean> {
  const found = await sql`select 1 from supplier_standing_event where supplier_id = ${supplier} and kind = ${event.kind}
    and agreement is not distinct from ${event.agreement} and lot is not distinct from ${event.lot}
    and starts_on = ${event.from}::date and ends_on is not distinct from ${event.to}::date
    and reason = ${event.reason}`.execute(transaction);
  return found.rows.length > 0;
}

/** Adds the event and raises the register's version, so that every reader looks again. */
export async function addStandingEvent(transaction: Handle, supplier: string, event: StandingEvent): Promise<void> {
  await raiseRegisterVersion(transaction);
  await sql`insert into supplier_standing_event (supplier_id, kind, agreement, lot, starts_on, ends_on, reason)
    values (${supplier}, ${event.kind}, ${event.agreement}, ${event.lot}, ${event.from}::date, ${event.to}::date,
      ${event.reason})`.execute(transaction);
}

/** Writes evidence of the supplier; the same scheme and number anew is a renewal of it. Raises the register's version. */
export async function putEvidence(transaction: Handle, supplier: string, evidence: Evidence): Promise<void> {
  await raiseRegisterVersion(transaction);
  await sql`insert into supplier_evidence (supplier_id, scheme, number, starts_on, ends_on, scope, issuer, link)
    values (${supplier}, ${evidence.scheme}, ${evidence.number}, ${evidence.from}::date, ${evidence.to}::date,
      ${evidence.scope}, ${evidence.issuer}, ${evidence.link})
    on conflict (supplier_id, scheme, number) do update set starts_on = least(supplier_evidence.starts_on, excluded.starts_on),
      ends_on = excluded.ends_on, scope = excluded.scope, issuer = excluded.issuer,
      link = excluded.link`.execute(transaction);
}

/** Evidence somebody was asked for. */
export interface EvidenceRequest {
  readonly supplier: string;
  readonly scheme: string;
  readonly number: string;
  readonly askedOn: IsoDate;
}

/** Notes that evidence was asked for; false: it was today already. */
export async function addEvidenceRequest(
  transaction: Handle,
  request: EvidenceRequest & {
    readonly id: string;
    readonly endsOn: IsoDate;
    readonly at: string;
    readonly actor: string;
    readonly letters: number;
  },
): Promise<boolean> {
  const added = await sql`insert into supplier_evidence_request
      (id, supplier_id, scheme, number, ends_on, asked_on, asked_at, actor, letters)
    values (${request.id}, ${request.supplier}, ${request.scheme}, ${request.number}, ${request.endsOn}::date,
      ${request.askedOn}::date, ${request.at}, ${request.actor}, ${request.letters})
    on conflict (supplier_id, scheme, number, asked_on) do nothing returning id`.execute(transaction);
  return added.rows.length > 0;
}

/** When each of the suppliers was last asked, by scheme and number. Served by the unique index. */
export async function lastRequests(handle: Handle, suppliers: readonly string[]): Promise<readonly EvidenceRequest[]> {
  const found =
    await sql<EvidenceRequest>`select supplier_id as supplier, scheme, number, max(asked_on)::text as "askedOn"
    from supplier_evidence_request where supplier_id = any(${[...suppliers]}::text[])
    group by supplier_id, scheme, number limit 5000`.execute(handle);
  return found.rows;
}

/** Mail addresses of the supplier's own people who keep its catalogue or bid, and may hence be written to. */
export async function addressesOfSupplier(handle: Handle, supplier: string): Promise<readonly string[]> {
  const found = await sql<{ email: string }>`select distinct p.email from organisation o
    join membership m on m.organisation_id = o.id and m.ended_at is null
    join person p on p.id = m.person_id and p.closed_at is null and p.verified_at is not null
    where o.supplier_id = ${supplier} and o.closed_at is null order by p.email limit 20`.execute(handle);
  return found.rows.map((each) => each.email);
}
