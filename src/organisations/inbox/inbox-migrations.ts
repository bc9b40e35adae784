import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** Notices to people, how each wants to hear of them, and the daily letters. */
export const inboxMigrations: Migrations = {
  '0150_organisations_inbox': (handle) =>
    runStatements(
      handle,
      `
create table notice (
  id bigint generated always as identity primary key,
  person_id text not null references person (id),
  -- in whose affairs; null: in the person's own
  organisation_id text references organisation (id),
  kind text not null,
  title text not null check (title <> ''),
  body text not null,
  href text not null check (href like '/%' and href not like '//%'),
  -- when it should be done by, a London date
  due date,
  -- one act tells a person once
  unique_key text not null,
  made_at timestamptz not null default clock_timestamp(),
  read_at timestamptz,
  -- what it asked for was done, by whomever
  settled_at timestamptz,
  -- how it goes out besides the inbox, as the person wished when it was made
  channel text not null check (channel in ('mail', 'digest', 'inbox')),
  digested_at timestamptz,
  unique (person_id, unique_key)
);
create index notice_unread on notice (person_id, id) where read_at is null;
create index notice_of_person on notice (person_id, id);
create index notice_key on notice (unique_key) where settled_at is null;
create index notice_for_digest on notice (person_id) where channel = 'digest' and digested_at is null;
create table notice_preference (
  person_id text not null references person (id),
  kind text not null,
  channel text not null check (channel in ('mail', 'digest', 'inbox')),
  primary key (person_id, kind)
);
-- Whether the daily letter also comes on Saturdays and Sundays.
create table notice_weekend (
  person_id text primary key references person (id),
  weekend boolean not null
);
create table notice_digest (
  person_id text not null references person (id),
  day date not null,
  made_at timestamptz not null default clock_timestamp(),
  primary key (person_id, day)
);
`,
    ),
  '0151_organisations_notices_that_ask': (handle) =>
    // What still asks for something, by kind and age: for reminders.
    runStatements(handle, 'create index notice_asks on notice (kind, made_at) where settled_at is null;'),
};
