import { type Migrations, runStatements } from '../platform/database/index.ts';

/** Baskets, what was asked of them, who approves, and the budgets it is paid from. */
export const purchasingMigrations: Migrations = {
  '0600_purchasing_baskets_and_purchases': (handle) =>
    runStatements(
      handle,
      `
-- What somebody gathers of one supplier on one lot. The version counts every change: forms say which one they show.
create table basket (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  -- a person or a key, as in audit events
  owner text not null,
  site_id text not null references organisation_site (id),
  supplier_id text not null references supplier (id),
  agreement text not null,
  lot text not null,
  reference text not null default '' check (length(reference) <= 60),
  version integer not null default 1 check (version > 0),
  made_at timestamptz not null,
  closed_at timestamptz
);
create unique index basket_open on basket (organisation_id, owner, supplier_id, agreement, lot) where closed_at is null;
-- Without a key to the offers: a basket outlives them and says so. The price is the one last seen.
create table basket_line (
  basket_id text not null references basket (id) on delete cascade,
  offer_id bigint not null,
  title text not null,
  quantity integer not null check (quantity between 1 and 1000000),
  seen_price numeric(14, 4) not null,
  added_at timestamptz not null,
  primary key (basket_id, offer_id)
);
create table basket_service (
  basket_id text not null,
  offer_id bigint not null,
  service_id text not null,
  name text not null,
  quantity integer not null check (quantity between 1 and 1000000),
  seen_price numeric(14, 4) not null,
  primary key (basket_id, offer_id, service_id),
  foreign key (basket_id, offer_id) references basket_line (basket_id, offer_id) on delete cascade
);
create table cost_centre_budget (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  code text not null check (length(code) between 1 and 30),
  name text not null check (name <> ''),
  -- the financial year, both days included
  starts_on date not null,
  ends_on date not null check (ends_on > starts_on),
  -- pounds without VAT
  amount numeric(14, 2) not null check (amount >= 0),
  version integer not null default 1,
  unique (organisation_id, code, starts_on)
);
create table approval_rule (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  name text not null check (name <> ''),
  -- from this commitment on, pounds including VAT over the whole term
  from_value numeric(14, 2) not null check (from_value >= 0),
  category text,
  budget_code text,
  -- nobody named: any approver whose limit reaches
  approver_id text references person (id),
  made_at timestamptz not null,
  ended_at timestamptz
);
create index approval_rule_of on approval_rule (organisation_id) where ended_at is null;
create table approval_delegation (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  from_person text not null references person (id),
  to_person text not null references person (id),
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  made_at timestamptz not null,
  check (from_person <> to_person)
);
create index approval_delegation_to on approval_delegation (organisation_id, to_person, until_on);
-- A version of a basket that somebody asked to buy, with its prices as they were then. It never changes.
create table purchase (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  site_id text not null references organisation_site (id),
  asked_by text not null,
  basket_id text not null references basket (id),
  basket_version integer not null,
  budget_id text references cost_centre_budget (id),
  -- the order it is to become, the steps of its approval, and what was answered
  draft jsonb not null,
  steps jsonb not null,
  answers jsonb not null,
  asked_at timestamptz not null,
  unique (basket_id, basket_version)
);
create index purchase_of_organisation on purchase (organisation_id, asked_at desc, id desc);
create table purchase_event (
  purchase_id text not null references purchase (id),
  position integer not null check (position > 0),
  kind text not null check (kind in ('approved', 'refused', 'withdrawn', 'placed')),
  -- of an approval: which step, from 1
  step integer,
  actor text not null,
  -- the approver somebody stood in for
  for_person text,
  reason text not null default '',
  -- the order it became
  order_id text,
  at timestamptz not null,
  primary key (purchase_id, position),
  unique (purchase_id, step)
);
create unique index purchase_event_placed on purchase_event (purchase_id) where kind = 'placed';
-- What orders take of a budget. One purchase takes once.
create table budget_commitment (
  purchase_id text primary key references purchase (id),
  budget_id text not null references cost_centre_budget (id),
  amount numeric(14, 2) not null,
  at timestamptz not null,
  released_at timestamptz
);
create index budget_commitment_of on budget_commitment (budget_id);
`,
    ),
  '0621_purchasing_term': (handle) =>
    runStatements(handle, 'alter table basket add column term_months integer check (term_months between 1 and 120);'),
  '0622_purchasing_delegations_end_early': (handle) =>
    runStatements(handle, 'alter table approval_delegation add column ended_at timestamptz;'),
  '0931_purchasing_baskets_of_suppliers': (handle) =>
    // What a supplier's standing touches.
    runStatements(handle, 'create index basket_of_supplier on basket (supplier_id, agreement, lot);'),
  '0640_purchasing_needed_by': (handle) => runStatements(handle, 'alter table basket add column needed_by date;'),
  '0641_purchasing_needs': (handle) =>
    runStatements(
      handle,
      `
-- A basket that was put aside for a further competition. Where it stands follows from its instants.
create table kept_need (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  site_id text not null references organisation_site (id),
  basket_id text not null references basket (id),
  -- one need for each time a basket is kept
  basket_version integer not null,
  agreement text not null,
  lot text not null,
  title text not null,
  -- the basket as it was priced on the day it was kept
  content jsonb not null,
  reason text not null check (length(reason) between 1 and 1000),
  kept_by text not null,
  kept_at timestamptz not null,
  taken_back_by text,
  taken_back_at timestamptz,
  closed_by text,
  closed_at timestamptz,
  close_reason text not null default '',
  unique (basket_id, basket_version),
  check (taken_back_at is null or closed_at is null)
);
create index kept_need_of_organisation on kept_need (organisation_id, kept_at desc, id desc);
`,
    ),
  '0934_purchasing_sites': (handle) =>
    runStatements(
      handle,
      `
-- What people who are kept to a site read.
create index purchase_of_site on purchase (site_id, asked_at desc, id desc);
create index quote_of_site on quote (site_id, asked_at desc, id desc);
`,
    ),
};
