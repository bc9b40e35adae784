import { type Migrations, runStatements } from '../database/index.ts';

/** What travels upwards: events written with the change they tell of, and how far each handler is with each. */
export const eventsMigrations: Migrations = {
  '0022_platform_events': (handle) =>
    runStatements(
      handle,
      `
create table outbox_event (
  id bigint generated always as identity primary key,
  kind text not null check (kind <> ''),
  -- what it happened to, <kind>:<id>; events of one subject are handled in order
  subject text not null check (subject <> ''),
  payload jsonb not null,
  at timestamptz not null default clock_timestamp(),
  -- when its deliveries were written; null while nobody has looked at it
  spread_at timestamptz
);
create index outbox_event_fresh on outbox_event (id) where spread_at is null;
create table event_delivery (
  handler text not null,
  event_id bigint not null references outbox_event (id),
  subject text not null,
  done_at timestamptz,
  -- set aside: it failed too often, and what comes after it goes on
  failed_at timestamptz,
  attempts integer not null default 0,
  not_before timestamptz not null default clock_timestamp(),
  problem text,
  primary key (handler, event_id),
  constraint event_delivery_ends_once check (num_nonnulls(done_at, failed_at) <= 1),
  constraint event_delivery_problem_said check (failed_at is null or problem is not null)
);
create index event_delivery_waiting on event_delivery (event_id) where done_at is null and failed_at is null;
create index event_delivery_subject on event_delivery (handler, subject, event_id) where done_at is null and failed_at is null;
create index event_delivery_failed on event_delivery (event_id) where failed_at is not null;
`,
    ),
};
