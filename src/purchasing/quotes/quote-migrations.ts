import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** What suppliers are asked to quote, and what they answer. */
export const quoteMigrations: Migrations = {
  '0610_purchasing_quotes': (handle) =>
    runStatements(
      handle,
      `
-- A basket as it was when its supplier was asked to quote for it. It never changes; basket_id is the frozen copy.
create table quote (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  site_id text not null references organisation_site (id),
  supplier_id text not null references supplier (id),
  asked_by text not null,
  asked_at timestamptz not null,
  message text not null default '' check (length(message) <= 2000),
  -- what it was asked from: the same version of a basket is quoted for once
  asked_from text not null references basket (id),
  asked_version integer not null,
  basket_id text not null unique references basket (id),
  draft jsonb not null,
  categories jsonb not null,
  unique (asked_from, asked_version)
);
create index quote_of_organisation on quote (organisation_id, asked_at desc, id desc);
create index quote_of_supplier on quote (supplier_id, asked_at desc, id desc);
create table quote_event (
  quote_id text not null references quote (id),
  position integer not null check (position > 0),
  kind text not null check (kind in ('firm', 'indicative', 'declined', 'converted')),
  actor text not null,
  note text not null default '' check (length(note) <= 2000),
  -- the price of every line, by its number
  prices jsonb,
  lead_time_days integer check (lead_time_days between 0 and 1000),
  valid_until timestamptz,
  purchase_id text references purchase (id),
  at timestamptz not null,
  primary key (quote_id, position),
  constraint quote_event_says_all check (
    (kind = 'firm') = (valid_until is not null) and (kind in ('firm', 'indicative')) = (prices is not null)
    and (kind = 'converted') = (purchase_id is not null))
);
create unique index quote_event_converted on quote_event (quote_id) where kind = 'converted';
`,
    ),
};
