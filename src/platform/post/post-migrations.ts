import { type Migrations, runStatements } from '../database/index.ts';

/** Letters on their way: which attempt, by when another may be made, and why one was given up. */
export const postMigrations: Migrations = {
  '0021_platform_post_sending': (handle) =>
    runStatements(
      handle,
      `
-- the same for every attempt, so that a receiver can drop a letter that comes twice
alter table mail_outbox add column message_key uuid not null default gen_random_uuid();
alter table mail_outbox add column attempts integer not null default 0;
alter table mail_outbox add column first_tried_at timestamptz;
alter table mail_outbox add column not_before timestamptz;
-- while it lies ahead, somebody is sending it
alter table mail_outbox add column claimed_until timestamptz;
-- given up
alter table mail_outbox add column failed_at timestamptz;
-- what went wrong last, in the words of the server that refused it
alter table mail_outbox add column problem text;
alter table mail_outbox add constraint mail_outbox_ends_once check (num_nonnulls(sent_at, failed_at) <= 1);
alter table mail_outbox add constraint mail_outbox_failure_said check (failed_at is null or problem is not null);
drop index mail_outbox_waiting;
create index mail_outbox_waiting on mail_outbox (id) where sent_at is null and failed_at is null;
create index mail_outbox_failed on mail_outbox (id) where failed_at is not null;
`,
    ),
};
