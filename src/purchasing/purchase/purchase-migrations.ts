import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** What is kept with a purchase: the days its price is held, its checks as they stood, and leave to exceed a budget. */
export const purchaseMigrations: Migrations = {
  '0623_purchases_keep_their_days': (handle) =>
    runStatements(
      handle,
      `
alter table purchase add column held_days integer check (held_days between 1 and 90);
-- What was asked for before this kept its price for two days.
update purchase set held_days = 2;
alter table purchase alter column held_days set not null;
`,
    ),
  '0624_purchases_freeze_their_checks': (handle) =>
    runStatements(
      handle,
      `
-- of placing: every check as it stood, in the order it was read
alter table purchase_event add column checks jsonb;
`,
    ),
  '0625_purchases_budget_exceptions': (handle) =>
    runStatements(
      handle,
      `
alter table purchase_event drop constraint purchase_event_kind_check;
alter table purchase_event add constraint purchase_event_kind_check
  check (kind in ('approved', 'refused', 'withdrawn', 'placed', 'budget-exception'));
-- of leave to exceed the budget: by how much, pounds without VAT
alter table purchase_event add column amount numeric(14, 2) check (amount > 0);
`,
    ),
};
