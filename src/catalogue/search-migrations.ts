import { type Migrations, runStatements } from '../platform/database/index.ts';

/** What searches read: one row a product, one row an interval of an offer, and the small tables they point into. */
export const searchMigrations: Migrations = {
  '0300_catalogue_search': (handle) =>
    runStatements(
      handle,
      `
-- Small numbers for names that many rows repeat: lots, suppliers, makers, categories, labels, attribute values.
create table search_code (
  code integer generated always as identity primary key,
  kind text not null check (kind in ('lot', 'supplier', 'manufacturer', 'category', 'label', 'attribute')),
  value text not null check (length(value) between 1 and 400),
  label text not null,
  unique (kind, value)
);
-- Words of letters in product texts and the products each stands in: what misspelt words are compared with.
create table search_word (
  word text primary key check (word ~ '^[a-z]{3,30}$'),
  uses integer not null
);
-- One row. The version grows when codes or words do, so that processes know when to read them again.
create table search_state (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into search_state (version) values (1);
-- What is searched and shown of a product. Text is a product's, not an offer's: a price list touches no text index.
create table search_product (
  product_id bigint primary key,
  category integer not null,
  manufacturer integer not null,
  -- label codes, and the last day each holds
  labels integer[] not null,
  labels_until date[] not null,
  attributes integer[] not null,
  -- the above in the form the counting reads, see search-facts.ts
  facts bytea not null,
  text tsvector not null,
  -- that of search_state when the row was written
  version bigint not null,
  slug text not null,
  title text not null,
  manufacturer_name text not null,
  mpn text not null,
  category_path text not null,
  summary text not null,
  check (cardinality(labels) = cardinality(labels_until))
);
-- Words of a query. Without a list of pending entries, which every search would have to read through.
create index search_product_text on search_product using gin (text) with (fastupdate = off);
-- What processes have not read yet of the products.
create index search_product_version on search_product (version);
-- A maker's products, when no word narrows the search.
create index search_product_manufacturer on search_product (manufacturer, product_id);
-- Specification filters, when no word narrows the search.
create index search_product_attributes on search_product using gin (attributes) with (fastupdate = off);
-- An offer from one London date up to and including another. Standing of agreement, lot and supplier is not in it.
-- Narrow fixed columns first: most of a search reads only those. Spread by supplier: a price list touches one.
create table search_offer (
  offer_id bigint not null,
  product_id bigint not null,
  -- ten-thousandths of a pound: each when one is wanted, and each below the first price break
  price bigint not null,
  unit_price bigint not null,
  -- of all its prices, whatever the quantity
  lowest bigint not null,
  highest bigint not null,
  delivery_charge bigint not null,
  -- goods value from which delivery is free; the greatest number when it never is
  delivery_free_over bigint not null,
  valid_from date not null,
  valid_to date not null,
  category integer not null,
  supplier integer not null,
  lot integer not null,
  stock integer not null,
  minimum_quantity integer not null,
  pack_size integer not null,
  -- evenly spread over the rows: takes a fair sample of a set too large to count
  spread integer not null,
  lead_days smallint not null,
  -- place in the list of conditions; ways to pay and flags as bits
  condition smallint not null,
  funding smallint not null,
  flags smallint not null,
  -- what counting and sorting read, in one piece: see search-facts.ts
  facts bytea not null generated always as (
    int8send(offer_id) || int8send(product_id) || int8send(price) || int4send(supplier) || int4send(lot) ||
    int4send(stock) || int2send(lead_days) || int2send(condition) || int2send(funding) || int2send(flags)
  ) stored,
  break_quantities integer[],
  break_prices bigint[],
  -- only shown: places in the lists of units and VAT categories, grades as printed, kg CO2e low, typical and high
  unit smallint not null,
  vat smallint not null,
  grades text not null,
  declared_kg double precision[],
  primary key (offer_id, valid_from)
);
-- Offers of the products that matched words, and of one product.
create index search_offer_product on search_offer (product_id);
-- Browsing a category or a lot; their pages by price when they hold more offers than are counted.
create index search_offer_category on search_offer (category, lowest, offer_id);
create index search_offer_lot on search_offer (lot, lowest, offer_id);
-- Pages by price, rising and falling, and by lead time, of sets too large to sort.
create index search_offer_lowest on search_offer (lowest, offer_id);
create index search_offer_highest on search_offer (highest, offer_id);
create index search_offer_lead on search_offer (lead_days, lowest, offer_id);
-- A supplier's offers on a lot.
create index search_offer_supplier on search_offer (supplier, lot);
-- The fair sample of a set too large to count.
create index search_offer_spread on search_offer (spread);
`,
    ),
  '0350_catalogue_search_changes': (handle) =>
    runStatements(
      handle,
      `
-- Offers whose search rows were written or taken away, by transaction: what processes that keep the offers in memory read
-- next. A negative offer stands for all of them.
create table search_offer_change (
  xact xid8 not null default pg_current_xact_id(),
  offer_id bigint not null,
  product_id bigint not null,
  written_at timestamptz not null default now()
);
-- What came in since a snapshot.
create index search_offer_change_xact on search_offer_change (xact);
create function search_offer_changed() returns trigger language plpgsql as $body$ begin
  insert into search_offer_change (offer_id, product_id) select distinct offer_id, product_id from changed; return null; end $body$;
create function search_offer_emptied() returns trigger language plpgsql as $body$ begin
  insert into search_offer_change (offer_id, product_id) values (-1, -1); return null; end $body$;
create trigger search_offer_inserted after insert on search_offer
  referencing new table as changed for each statement execute function search_offer_changed();
create trigger search_offer_updated after update on search_offer
  referencing new table as changed for each statement execute function search_offer_changed();
create trigger search_offer_deleted after delete on search_offer
  referencing old table as changed for each statement execute function search_offer_changed();
create trigger search_offer_emptied after truncate on search_offer
  for each statement execute function search_offer_emptied();
`,
    ),
  '0351_catalogue_search_fewer_indexes': (handle) =>
    runStatements(
      handle,
      `
-- Where offers are many they are searched in memory; where they are few a look through them is quick. Every index here
-- would cost each new line of a price list a page of its own.
drop index search_offer_lot;
drop index search_offer_highest;
drop index search_offer_lead;
drop index search_offer_supplier;
drop index search_offer_spread;
`,
    ),
  '0360_catalogue_search_off_mainland': (handle) =>
    runStatements(
      handle,
      `
-- Delivery of an order that goes off the mainland, ten-thousandths of a pound; null: as everywhere.
alter table search_offer add column delivery_off_mainland bigint;
`,
    ),
};
