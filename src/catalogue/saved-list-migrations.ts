import { type Migrations, runStatements } from '../platform/database/index.ts';

/** Lists of offers that people keep and share by their address. */
export const savedListMigrations: Migrations = {
  '0250_catalogue_saved_lists': (handle) =>
    runStatements(
      handle,
      `
-- Known only by its unguessable id; holds no person and never changes.
create table saved_list (
  id text primary key check (length(id) = 22),
  title text not null check (length(title) between 1 and 80),
  saved_on date not null,
  kept_until date not null check (kept_until > saved_on)
);
-- Lists past their last day, a few at a time.
create index saved_list_kept_until on saved_list (kept_until);
-- What was seen when the list was saved. Without a key to the offers: a list outlives them and says so.
create table saved_list_item (
  list_id text not null references saved_list (id) on delete cascade,
  place smallint not null check (place between 1 and 40),
  offer_id bigint not null,
  quantity integer not null check (quantity between 1 and 1000000),
  title text not null check (length(title) <= 400),
  supplier text not null check (length(supplier) <= 200),
  unit_price numeric(14, 4) not null,
  primary key (list_id, place),
  unique (list_id, offer_id)
);
`,
    ),
};
