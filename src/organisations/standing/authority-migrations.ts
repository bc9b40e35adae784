import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** What the authority asks of suppliers and tells everybody. Decisions on standing are events of the register itself. */
export const authorityMigrations: Migrations = {
  '0170_organisations_evidence_requests': (handle) =>
    runStatements(
      handle,
      `
-- The authority asked a supplier for evidence that follows the one about to lapse. Asking twice on a day is asking once.
create table supplier_evidence_request (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  supplier_id text not null references supplier (id),
  scheme text not null,
  number text not null,
  -- the day the evidence asked about ends
  ends_on date not null,
  asked_on date not null,
  asked_at timestamptz not null,
  actor text not null,
  letters integer not null check (letters > 0),
  unique (supplier_id, scheme, number, asked_on)
);
`,
    ),
  '0171_organisations_announcements': (handle) =>
    runStatements(
      handle,
      `
-- What an authority tells those who use its agreements. Never changed: withdrawn, and written anew.
create table announcement (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  agreement text not null,
  title text not null check (length(title) between 1 and 120),
  text text not null check (length(text) between 1 and 4000),
  audience text not null check (audience in ('buyers', 'suppliers', 'everybody')),
  -- lots it concerns; empty: all
  lots text[] not null default '{}',
  starts_on date not null,
  ends_on date not null,
  written_at timestamptz not null,
  actor text not null,
  withdrawn_at timestamptz,
  -- the form it came from: sent twice it is one announcement
  form_key text not null unique,
  constraint announcement_ends_after_start check (ends_on >= starts_on)
);
-- Those shown on a day.
create index announcement_shown on announcement (ends_on, starts_on) where withdrawn_at is null;
create index announcement_of_organisation on announcement (organisation_id, written_at desc);
`,
    ),
};
