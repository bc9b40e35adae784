import { type Migrations, runStatements } from '../platform/database/index.ts';
import { keepingMigrations } from './keeping/keeping-migrations.ts';
import { membershipMigrations } from './membership/membership-migrations.ts';
import { inboxMigrations } from './inbox/inbox-migrations.ts';
import { peopleMigrations } from './people/people-migrations.ts';
import { signInMigrations } from './people/sign-in-migrations.ts';
import { authorityMigrations } from './standing/authority-migrations.ts';

export const organisationsMigrations: Migrations = {
  '0100_organisations_suppliers': (handle) =>
    runStatements(
      handle,
      `
-- One row. Every change of the register locks it and raises the version: readers keep a copy while it stands still.
create table supplier_register (
  only_row boolean primary key default true check (only_row),
  version bigint not null,
  changed_at timestamptz not null default clock_timestamp()
);
insert into supplier_register (version) values (1);
create table supplier (
  id text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  -- the name in lower case with single spaces: two suppliers may not differ in letter case alone
  name_key text not null unique,
  legal_name text not null,
  identifier_scheme text,
  identifier_number text,
  size text not null check (size in ('micro', 'small', 'medium', 'large')),
  website text check (website like 'https://%'),
  regions text[] not null default '{}',
  demonstration boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint supplier_identifier_whole check ((identifier_scheme is null) = (identifier_number is null))
);
create unique index supplier_identifier on supplier (identifier_scheme, identifier_number)
  where identifier_scheme is not null;
create table supplier_position (
  agreement text not null,
  lot text not null,
  supplier_id text not null references supplier (id),
  -- both inclusive; no last day means until further notice
  starts_on date not null,
  ends_on date,
  primary key (agreement, lot, supplier_id, starts_on),
  constraint supplier_position_ends_after_start check (ends_on >= starts_on)
);
create index supplier_position_of_supplier on supplier_position (supplier_id);
-- Only added to. What it means on a day is decided in supplier-standing.ts.
create table supplier_standing_event (
  id bigint generated always as identity primary key,
  supplier_id text not null references supplier (id),
  agreement text,
  lot text,
  kind text not null check (kind in ('suspended', 'excluded', 'reinstated')),
  starts_on date not null,
  ends_on date,
  reason text not null check (reason <> ''),
  recorded_at timestamptz not null default clock_timestamp(),
  constraint supplier_standing_lot_needs_agreement check (lot is null or agreement is not null),
  constraint supplier_standing_ends_after_start check (ends_on >= starts_on),
  constraint supplier_standing_reinstated_is_open check (kind <> 'reinstated' or ends_on is null)
);
create index supplier_standing_event_of_supplier on supplier_standing_event (supplier_id);
create table supplier_evidence (
  id bigint generated always as identity primary key,
  supplier_id text not null references supplier (id),
  scheme text not null,
  number text not null,
  starts_on date not null,
  ends_on date,
  scope text not null,
  issuer text not null,
  link text check (link like 'https://%'),
  unique (supplier_id, scheme, number),
  constraint supplier_evidence_ends_after_start check (ends_on >= starts_on)
);
create table supplier_contact (
  id bigint generated always as identity primary key,
  supplier_id text not null references supplier (id),
  role text not null,
  name text not null,
  email text,
  phone text
);
create index supplier_contact_of_supplier on supplier_contact (supplier_id);
-- No claim without evidence: the database holds it too.
create table supplier_circular_fact (
  id bigint generated always as identity primary key,
  supplier_id text not null,
  kind text not null check (kind in ('refurbished-share', 'parts-years', 'take-back', 'update-years', 'warranty-years')),
  value numeric not null check (value >= 0),
  period text,
  terms text,
  as_of date not null,
  evidence_scheme text not null,
  evidence_number text not null,
  unique (supplier_id, kind, as_of),
  foreign key (supplier_id, evidence_scheme, evidence_number)
    references supplier_evidence (supplier_id, scheme, number),
  constraint supplier_circular_share_is_percent check (kind <> 'refurbished-share' or value <= 100),
  constraint supplier_circular_take_back_is_yes_or_no check (kind <> 'take-back' or value in (0, 1))
);
`,
    ),
  ...peopleMigrations,
  ...membershipMigrations,
  ...keepingMigrations,
  ...signInMigrations,
  ...inboxMigrations,
  ...authorityMigrations,
};
