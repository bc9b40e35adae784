import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { ApprovalRule, Delegation } from './approval-rules.ts';

/** The rules of an organisation that are in force. */
export async function readRules(handle: Handle, organisation: string): Promise<readonly ApprovalRule[]> {
  const found = await sql<ApprovalRule>`
    select id, name, from_value::text as "from", category, budget_code as "budgetCode", approver_id as approver
    from approval_rule where organisation_id = ${organisation} and ended_at is null
    order by from_value, name, id limit 200`.execute(handle);
  return found.rows;
}

export async function addRule(handle: Handle, organisation: string, rule: ApprovalRule, now: string): Promise<void> {
  await sql`insert into approval_rule (id, organisation_id, name, from_value, category, budget_code, approver_id, made_at)
    values (${rule.id}, ${organisation}, ${rule.name}, ${rule.from}::numeric, ${rule.category}, ${rule.budgetCode},
      ${rule.approver}, ${now}) on conflict (id) do nothing`.execute(handle);
}

/** Whether there was such a rule of the organisation. */
export async function endRule(handle: Handle, organisation: string, id: string, now: string): Promise<boolean> {
  const ended = await sql`update approval_rule set ended_at = coalesce(ended_at, ${now}::timestamptz)
    where id = ${id} and organisation_id = ${organisation} returning id`.execute(handle);
  return ended.rows.length > 0;
}

/** Delegations of the organisation that have not ended before the day. */
export async function readDelegations(
  handle: Handle,
  organisation: string,
  on: IsoDate,
): Promise<readonly (Delegation & { readonly id: string })[]> {
  const found = await sql<Delegation & { readonly id: string }>`
    select id, from_person as "from", to_person as "to", from_on::text as "fromOn", until_on::text as "untilOn"
    from approval_delegation where organisation_id = ${organisation} and until_on >= ${on}::date and ended_at is null
    order by from_on, id limit 500`.execute(handle);
  return found.rows;
}

export async function addDelegation(
  handle: Handle,
  organisation: string,
  given: Delegation & { readonly id: string },
  now: string,
): Promise<void> {
  await sql`insert into approval_delegation (id, organisation_id, from_person, to_person, from_on, until_on, made_at)
    values (${given.id}, ${organisation}, ${given.from}, ${given.to}, ${given.fromOn}::date, ${given.untilOn}::date, ${now})
    on conflict (id) do nothing`.execute(handle);
}

/** Ends a delegation of the person's own before its time; whether there was one. */
export async function endDelegation(
  handle: Handle,
  organisation: string,
  given: { readonly id: string; readonly from: string },
  now: string,
): Promise<boolean> {
  const ended = await sql`update approval_delegation set ended_at = coalesce(ended_at, ${now}::timestamptz)
    where id = ${given.id} and organisation_id = ${organisation} and from_person = ${given.from} returning id`.execute(
    handle,
  );
  return ended.rows.length > 0;
}
