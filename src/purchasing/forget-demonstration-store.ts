import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';

/** Baskets and quotes between somebody invented and somebody real that are not over: none of them may be taken away. */
export async function mixedPurchases(handle: Handle): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from basket b
    join organisation o on o.id = b.organisation_id join supplier s on s.id = b.supplier_id
    where o.demonstration <> s.demonstration`.execute(handle);
  return found.rows[0]?.count ?? 0;
}

/** Takes away, within the transaction, what invented buyers asked for and how they approve: baskets, quotes, requests, budgets, rules. */
export async function forgetDemonstrationPurchases(transaction: Handle): Promise<number> {
  const run = (statement: ReturnType<typeof sql>) => statement.execute(transaction);
  const invented = sql`select id from organisation where demonstration`;
  const purchases = sql`select id from purchase where organisation_id in (${invented})`;
  await run(
    sql`delete from quote_event where quote_id in (select id from quote where organisation_id in (${invented}))`,
  );
  await run(sql`delete from quote where organisation_id in (${invented})`);
  await run(sql`delete from budget_commitment where purchase_id in (${purchases})`);
  await run(sql`delete from purchase_event where purchase_id in (${purchases})`);
  const gone = await sql`delete from purchase where organisation_id in (${invented}) returning id`.execute(transaction);
  for (const table of ['basket', 'cost_centre_budget', 'approval_rule', 'approval_delegation']) {
    await run(sql`delete from ${sql.table(table)} where organisation_id in (${invented})`);
  }
  return gone.rows.length;
}
