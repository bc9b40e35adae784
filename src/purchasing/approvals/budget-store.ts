import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

/** Money of a cost centre for a financial year. Amounts are pounds without VAT. */
export interface Budget {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly amount: DecimalText;
  /** What orders take of it, still owed or paid. */
  readonly committed: DecimalText;
  readonly version: number;
}

/** Of `cost_centre_budget g`. */
const columns = sql`g.id, g.code, g.name, g.starts_on::text as "startsOn", g.ends_on::text as "endsOn", g.amount::text,
  g.version, (select coalesce(sum(c.amount), 0)::numeric(14, 2)::text from budget_commitment c
    where c.budget_id = g.id and c.released_at is null) as committed`;

/** Budgets of an organisation whose year holds the day; all, without a day. */
export async function readBudgets(handle: Handle, organisation: string, on?: IsoDate): Promise<readonly Budget[]> {
  const ofDay = on === undefined ? sql`` : sql`and ${on}::date between g.starts_on and g.ends_on`;
  const found = await sql<Budget>`select ${columns} from cost_centre_budget g
    where g.organisation_id = ${organisation} ${ofDay} order by g.starts_on desc, g.code limit 500`.execute(handle);
  return found.rows;
}

/** A budget of the organisation, whatever its year. */
export async function readBudget(handle: Handle, organisation: string, id: string): Promise<Budget | undefined> {
  const found = await sql<Budget>`select ${columns} from cost_centre_budget g
    where g.id = ${id} and g.organisation_id = ${organisation}`.execute(handle);
  return found.rows[0];
}

/** The orders that take of the budgets of an organisation, by budget. */
export async function ordersOfBudgets(
  handle: Handle,
  organisation: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await sql<{ budget: string; orders: readonly string[] }>`
    select g.id as budget, array_agg(e.order_id) as orders from cost_centre_budget g
      join budget_commitment c on c.budget_id = g.id
      join purchase_event e on e.purchase_id = c.purchase_id and e.kind = 'placed'
    where g.organisation_id = ${organisation} and e.order_id is not null group by g.id`.execute(handle);
  return new Map(found.rows.map((each) => [each.budget, each.orders]));
}

/** The budget, held until the end of the transaction: whoever else takes of it waits. */
export async function lockBudget(handle: Handle, organisation: string, id: string): Promise<Budget | undefined> {
  await sql`select 1 from cost_centre_budget where id = ${id} and organisation_id = ${organisation} for update`.execute(
    handle,
  );
  return readBudget(handle, organisation, id);
}

/** Makes a budget, or sets the amount of the one with the code and year if it still has the version. */
export async function putBudget(
  handle: Handle,
  organisation: string,
  budget: Omit<Budget, 'committed'>,
): Promise<boolean> {
  const put = await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
    values (${budget.id}, ${organisation}, ${budget.code}, ${budget.name}, ${budget.startsOn}::date, ${budget.endsOn}::date,
      ${budget.amount}::numeric)
    on conflict (organisation_id, code, starts_on) do update
      set name = excluded.name, ends_on = excluded.ends_on, amount = excluded.amount, version = cost_centre_budget.version + 1
      where cost_centre_budget.version = ${budget.version}
    returning id`.execute(handle);
  return put.rows.length > 0;
}

/** Takes an amount of a budget for a purchase; the budget is locked. */
export async function commitBudget(
  handle: Handle,
  organisation: string,
  taken: { readonly budget: string; readonly purchase: string; readonly amount: DecimalText; readonly at: string },
): Promise<void> {
  await sql`insert into budget_commitment (purchase_id, budget_id, amount, at)
    select p.id, g.id, ${taken.amount}::numeric, ${taken.at}::timestamptz
    from purchase p join cost_centre_budget g on g.id = ${taken.budget} and g.organisation_id = p.organisation_id
    where p.id = ${taken.purchase} and p.organisation_id = ${organisation}`.execute(handle);
}

/** Gives back what the purchase of the organisation took; once, however often it is told. */
export async function releaseCommitment(
  transaction: Handle,
  organisation: string,
  purchase: string,
  at: string,
): Promise<void> {
  await sql`update budget_commitment c set released_at = ${at}::timestamptz from purchase p
    where c.purchase_id = ${purchase} and p.id = c.purchase_id and p.organisation_id = ${organisation}
      and c.released_at is null`.execute(transaction);
}

/** Takes what the order comes to since its change, never more than was taken: a change makes nothing dearer. */
export async function changeCommitment(
  transaction: Handle,
  organisation: string,
  purchase: string,
  amount: DecimalText,
): Promise<void> {
  await sql`update budget_commitment c set amount = least(c.amount, ${amount}::numeric) from purchase p
    where c.purchase_id = ${purchase} and p.id = c.purchase_id and p.organisation_id = ${organisation}
      and c.released_at is null`.execute(transaction);
}
