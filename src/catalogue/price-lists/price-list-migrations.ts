import { sql } from 'kysely';
import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** Price lists on their way in: what was sent, what happened to it, its lines and what is wrong with them. */
export const priceListMigrations: Migrations = {
  '0400_catalogue_price_lists': (handle) =>
    runStatements(
      handle,
      `
create table price_list (
  id bigint generated always as identity primary key,
  supplier_id text not null check (length(supplier_id) between 1 and 80),
  agreement text not null check (length(agreement) between 1 and 40),
  lot text not null check (length(lot) between 1 and 20),
  valid_from date not null,
  -- a stored file of the platform
  file_id text not null,
  file_name text not null check (length(file_name) between 1 and 255),
  file_size bigint not null,
  file_sha256 text not null,
  check_only boolean not null,
  demonstration boolean not null
);
-- A supplier's lists, a lot's, newest first.
create index price_list_of_supplier on price_list (supplier_id, agreement, lot, id desc);
create index price_list_of_agreement on price_list (agreement, lot, id desc);
-- Only added to. What they mean is decided in price-list-state.ts.
create table price_list_event (
  id bigint generated always as identity primary key,
  price_list_id bigint not null references price_list (id) on delete cascade,
  kind text not null check (length(kind) between 1 and 40),
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  facts jsonb not null default '{}'
);
create index price_list_event_of_list on price_list_event (price_list_id, id);
-- What a supplier's headings mean, as a person said once.
create table price_list_mapping (
  supplier_id text primary key,
  mapping jsonb not null check (length(mapping::text) <= 60000),
  at timestamptz not null default clock_timestamp(),
  actor text not null
);
-- Lines of a file that are sound in themselves, with all that offers, intervals and search rows need. Written once.
create table price_list_line (
  price_list_id bigint not null,
  row integer not null,
  manufacturer_id text not null,
  mpn text not null,
  mpn_key text not null,
  gtin text,
  cost_price numeric(14, 4),
  list_price numeric(14, 4),
  supplier_sku text not null,
  unit text,
  condition text not null,
  cosmetic_grade smallint,
  functional_grade smallint,
  battery_percent smallint,
  condition_evidence text,
  embodied_kg_low numeric(12, 3),
  embodied_kg_typical numeric(12, 3),
  embodied_kg_high numeric(12, 3),
  embodied_source text,
  stock integer,
  back_order boolean not null,
  valid_from date not null,
  valid_to date,
  unit_price numeric(14, 4) not null,
  vat_category text not null,
  break_quantities integer[] not null,
  break_prices numeric(14, 4)[] not null,
  minimum_quantity integer not null,
  pack_size integer not null,
  lead_time_days integer not null,
  delivery_charge numeric(14, 4) not null,
  delivery_free_over numeric(14, 4),
  next_day_charge numeric(14, 4),
  warranty_months integer not null,
  warranty_type text not null,
  funding_models text[] not null,
  takes_back boolean not null,
  take_back_charge numeric(14, 4),
  -- as search_offer has them
  search_price bigint not null,
  search_unit_price bigint not null,
  search_lowest bigint not null,
  search_highest bigint not null,
  search_delivery_charge bigint not null,
  search_delivery_free_over bigint not null,
  search_break_quantities integer[],
  search_break_prices bigint[],
  search_stock integer not null,
  search_condition smallint not null,
  search_funding smallint not null,
  search_flags smallint not null,
  search_vat smallint not null,
  search_grades text not null,
  search_declared_kg double precision[],
  primary key (price_list_id, row)
);
-- What each line does to what is on offer. Lines the file no longer has are numbered after all rows, by offer.
create table price_list_change (
  price_list_id bigint not null,
  line bigint not null,
  kind text not null check (kind in ('added', 'removed', 'up', 'down', 'changed', 'same')),
  offer_id bigint not null,
  -- the offer is not there yet
  fresh boolean not null,
  product_id bigint not null,
  -- the product's, as search codes them
  category integer,
  unit text not null,
  search_unit smallint not null,
  -- what the supplier says of the thing itself differs: stock, grades, declared footprint
  restated boolean not null,
  starts date not null,
  ends date,
  -- where the interval that runs on the first day began; null: none runs
  live_from date,
  old_price numeric(14, 4),
  new_price numeric(14, 4),
  -- later intervals are there that the line replaces
  replaces_later boolean not null,
  -- price or terms differ from the interval that runs on the first day
  termed boolean not null,
  -- found by letters and digits alone: the part number is written otherwise
  by_key boolean not null,
  -- why the line cannot be taken: not for the lot, or its code is that of another thing
  clash text check (clash in ('lot', 'product', 'unit', 'condition')),
  held text check (held in ('waiting', 'approved', 'refused', 'replaced')),
  primary key (price_list_id, line)
);
-- What of a list waits for the authority.
create index price_list_change_held on price_list_change (price_list_id, line) where held is not null;
-- A list's changes of one kind, a page at a time.
create index price_list_change_kind on price_list_change (price_list_id, kind, line);
create table price_list_problem (
  id bigint generated always as identity primary key,
  price_list_id bigint not null,
  -- 0: of the list as a whole
  row integer not null,
  severity text not null check (severity in ('error', 'warning')),
  code text not null,
  field text,
  heading text,
  value text,
  message text not null,
  remedy text not null
);
create index price_list_problem_of_list on price_list_problem (price_list_id, row, id);
-- All of them, while only a number of them is kept one by one.
create table price_list_problem_count (
  price_list_id bigint not null,
  severity text not null,
  code text not null,
  message text not null,
  problems integer not null,
  primary key (price_list_id, severity, code)
);
create table price_list_repair (
  id bigint generated always as identity primary key,
  price_list_id bigint not null,
  row integer not null,
  heading text not null,
  field text not null,
  was text not null,
  becomes text not null,
  why text not null
);
create index price_list_repair_of_list on price_list_repair (price_list_id, row, id);
`,
    ),
  '0401_catalogue_part_number_keys': (handle) =>
    runStatements(
      handle,
      `
-- The letters and digits of a part number: as suppliers write it, with or without hyphens and spaces.
alter table product add column mpn_key text not null generated always as (
  regexp_replace(lower(mpn collate "C"), '[^a-z0-9]', '', 'g')) stored;
-- The product of a price list's line.
create index product_mpn_key on product (manufacturer_id, mpn_key);
`,
    ),
  '0402_catalogue_offer_spread': (handle) =>
    runStatements(
      handle,
      `
-- spreadOf of search-row.ts: offers of price lists get their ids in the database.
create function low_product(one bigint, other bigint) returns bigint language sql immutable parallel safe as
$$ select ((one * (other & 65535)) + (((one * (other >> 16)) & 65535) << 16)) & 4294967295 $$;
create function mixed_16(value bigint) returns bigint language sql immutable parallel safe as
$$ select value # (value >> 16) $$;
create function mixed_13(value bigint) returns bigint language sql immutable parallel safe as
$$ select value # (value >> 13) $$;
create function offer_spread(offer_id bigint) returns integer language sql immutable parallel safe as
$$ select (mixed_16(low_product(mixed_13(low_product(mixed_16((offer_id # (offer_id >> 32)) & 4294967295), 2246822507)),
  3266489909)) % 2147483647)::integer $$;
`,
    ),
  '0403_catalogue_part_number_repairs': (handle) =>
    runStatements(
      handle,
      `
-- Lines whose part number is proposed to be written as the catalogue has it.
create index price_list_change_by_key on price_list_change (price_list_id, line) where by_key;
`,
    ),
  '0404_catalogue_price_list_cleared': (handle) =>
    runStatements(
      handle,
      `
-- Nothing of the list is staged any more.
alter table price_list add column cleared boolean not null default false;
-- Lists whose staging has to be cleared once they are over.
create index price_list_uncleared on price_list (id) where not cleared;
`,
    ),
  '0405_catalogue_price_list_compared': (handle) =>
    runStatements(
      handle,
      `
-- What the list was compared with when it was checked: while it is the same, its changes are too.
alter table price_list add column compared_with text;
-- What is doubtful about the line, as bits: another GTIN, a condition or a stock there cannot be, no longer sold.
alter table price_list_change add column doubts smallint not null default 0;
-- Most lines of a long list are added or the same: a page of those is found among all. The others have an index.
drop index price_list_change_kind;
create index price_list_change_moved on price_list_change (price_list_id, kind, line)
  where kind in ('up', 'down', 'changed', 'removed');
`,
    ),
  '0406_catalogue_offer_spread_quicker': (handle) =>
    runStatements(
      handle,
      `
-- As before, in one body: nested functions cost a line of a price list more than all its indexes.
create or replace function offer_spread(offer_id bigint) returns integer language plpgsql immutable parallel safe as
$body$ declare mixed bigint := (offer_id # (offer_id >> 32)) & 4294967295
  ; begin mixed := mixed # (mixed >> 16)
  ; mixed := (mixed * 51819 + (((mixed * 34283) & 65535) << 16)) & 4294967295
  ; mixed := mixed # (mixed >> 13)
  ; mixed := (mixed * 44597 + (((mixed * 49842) & 65535) << 16)) & 4294967295
  ; return ((mixed # (mixed >> 16)) % 2147483647)::integer; end $body$;
drop function low_product(bigint, bigint);
drop function mixed_16(bigint);
drop function mixed_13(bigint);
`,
    ),
  '0410_catalogue_price_list_off_mainland': (handle) =>
    runStatements(
      handle,
      `
-- What delivery off the mainland costs, as the line says it and as search_offer has it.
alter table price_list_line add column delivery_off_mainland numeric(14, 4), add column search_delivery_off_mainland bigint;
`,
    ),
  '0420_catalogue_price_rises': async (handle) => {
    await runStatements(
      handle,
      `
-- Of a held line: the quantity from which on the price each rises most, and what each cost and is to cost there.
alter table price_list_change
  add column rise_quantity integer,
  add column rise_from numeric(14, 4),
  add column rise_to numeric(14, 4);
update price_list_change set rise_quantity = 1, rise_from = old_price, rise_to = new_price where held is not null;
`,
    );
    await sql
      .raw(
        `
-- steepestRise of price-rise.ts, where it is above so many percent: quantity, old and new price each there; else null.
-- Both lists of breaks are in ascending quantity: they are walked side by side.
create function price_rise(old_price numeric, old_quantities integer[], old_prices numeric[],
  new_price numeric, new_quantities integer[], new_prices numeric[], allowed numeric) returns numeric[]
language plpgsql immutable parallel safe as $body$
declare
  quantity integer := 1;
  at_old integer := 1;
  at_new integer := 1;
  old_each numeric := old_price;
  new_each numeric := new_price;
  most_quantity integer;
  most_old numeric;
  most_new numeric;
begin
  loop
    while old_quantities[at_old] <= quantity loop
      old_each := old_prices[at_old];
      at_old := at_old + 1;
    end loop;
    while new_quantities[at_new] <= quantity loop
      new_each := new_prices[at_new];
      at_new := at_new + 1;
    end loop;
    if new_each > old_each and (most_quantity is null
      or (most_old > 0 and (old_each <= 0 or new_each * most_old > most_new * old_each))) then
      most_quantity := quantity;
      most_old := old_each;
      most_new := new_each;
    end if;
    quantity := least(old_quantities[at_old], new_quantities[at_new]);
    exit when quantity is null;
  end loop;
  if most_old <= 0 or (most_new - most_old) * 100 > most_old * allowed then
    return array[most_quantity, most_old, most_new];
  end if;
  return null;
end $body$`,
      )
      .execute(handle);
  },
};
