import { type Migrations, runStatements } from '../platform/database/index.ts';

/** What makers publish of their products' emissions, and products that are known by their model's name. */
export const productFootprintMigrations: Migrations = {
  '0450_product_footprints': (handle) =>
    runStatements(
      handle,
      `
alter table product
  add column identified_by text not null default 'part-number' check (identified_by in ('part-number', 'model-name'));
-- A model's name is longer than a part number.
alter table product drop constraint product_mpn_check;
alter table product add constraint product_mpn_check
  check (length(mpn) between 1 and case identified_by when 'part-number' then 60 else 200 end);
-- As published: nothing worked out, nothing filled in. Small beside the offers, and goes where products go.
create table product_footprint (
  product_id bigint primary key references product (id) on delete cascade,
  total_kg numeric not null check (total_kg > 0 and total_kg <= 100000000),
  use_share numeric check (use_share between 0 and 1),
  manufacturing_share numeric check (manufacturing_share between 0 and 1),
  transport_share numeric check (transport_share between 0 and 1),
  end_of_life_share numeric check (end_of_life_share between 0 and 1),
  yearly_kwh numeric check (yearly_kwh >= 0 and yearly_kwh <= 10000000),
  lifetime_years numeric check (lifetime_years > 0 and lifetime_years <= 100),
  use_location text check (length(use_location) between 1 and 60),
  error_ratio numeric check (error_ratio > 0 and error_ratio <= 100),
  -- A year, a month of it or a day: as exactly as the report says.
  reported text check (reported ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
  source text check (length(source) between 1 and 2000),
  declared_by text not null check (length(declared_by) between 1 and 120),
  note text check (length(note) between 1 and 300),
  collection text not null check (length(collection) between 1 and 120),
  licence text not null check (length(licence) between 1 and 60),
  collection_url text not null check (length(collection_url) between 1 and 300),
  updated_at timestamptz not null default now()
);
`,
    ),
};
