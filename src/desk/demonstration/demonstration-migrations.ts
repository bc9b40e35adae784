import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** How far the demonstration's work has come. */
export const demonstrationMigrations: Migrations = {
  '0930_demonstration_steps': (handle) =>
    runStatements(
      handle,
      `
create table demonstration_step (
  step text primary key check (length(step) between 1 and 80),
  done_at timestamptz not null
);
`,
    ),
};
