import { type Migrations, runStatements } from '../platform/database/index.ts';

/** Call-off contracts, the orders under them, and what is spent. */
export const contractMigrations: Migrations = {
  '0500_contracts_call_offs_and_orders': (handle) =>
    runStatements(
      handle,
      `
-- Numbers people see. The row is locked by whoever takes the next one, until that change is stored: no gap, no repeat.
create table contract_number_series (
  series text primary key,
  -- {n} is where the number stands
  pattern text not null check (pattern like '%{n}%'),
  digits integer not null check (digits between 1 and 12),
  last bigint not null default 0 check (last >= 0)
);
insert into contract_number_series (series, pattern, digits) values ('order', 'O-{n}', 6), ('call-off', 'C-{n}', 6);
-- A contract under an agreement. What was agreed never changes here; variations and everything else stand in tables of their own.
create table call_off (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  number text not null unique,
  organisation_id text not null references organisation (id),
  supplier_id text not null references supplier (id),
  agreement text not null,
  lot text not null,
  route text not null,
  title text not null check (title <> ''),
  -- how it binds: both sign the order form, a purchase order that was accepted, or it ran before it came here
  formation text not null check (formation in ('signatures', 'purchase-order', 'imported')),
  -- most it may come to over the whole term, pounds without VAT; variations add to it
  ceiling numeric(14, 2) not null check (ceiling >= 0),
  -- the same including VAT, for the thresholds of the law
  value_gross numeric(14, 2) not null check (value_gross >= 0),
  starts_on date not null,
  ends_on date,
  -- the day the procurement began: the rules of that day hold
  commenced_on date not null,
  made_at timestamptz not null,
  -- what it was made from (a purchase, an award, a line of an import): the same thing never makes two
  made_from text not null unique,
  constraint call_off_ends_after_start check (ends_on >= starts_on)
);
create index call_off_of_organisation on call_off (organisation_id, made_at desc, id desc);
create index call_off_of_supplier on call_off (supplier_id, made_at desc, id desc);
create index call_off_of_agreement on call_off (agreement, made_at desc, id desc);
-- The sites that may order from it; none: only the buyer's own purchases do.
create table call_off_site (
  call_off_id text not null references call_off (id),
  site_id text not null references organisation_site (id),
  primary key (call_off_id, site_id)
);
-- The call-off's own price list.
create table call_off_price (
  call_off_id text not null references call_off (id),
  number integer not null check (number > 0),
  kind text not null check (kind in ('goods', 'service', 'delivery')),
  offer text,
  service text,
  product text,
  mpn text not null,
  title text not null,
  condition text,
  unit text not null,
  unit_price numeric(14, 4) not null,
  vat_category text not null,
  vat_percent numeric(5, 2),
  primary key (call_off_id, number)
);
-- What a buyer ordered. It never changes; what happens to it are events, and an agreed change is another version of its lines.
create table call_off_order (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  number text not null unique,
  call_off_id text not null references call_off (id),
  organisation_id text not null references organisation (id),
  site_id text not null references organisation_site (id),
  supplier_id text not null references supplier (id),
  agreement text not null,
  lot text not null,
  title text not null,
  buyer_reference text not null,
  deliver_name text not null,
  deliver_address text not null,
  deliver_postcode text not null,
  invoice_to text not null,
  placed_at timestamptz not null,
  -- the purchase it came from: the same purchase never makes two orders
  purchase text not null unique
);
create index call_off_order_of_organisation on call_off_order (organisation_id, placed_at desc, id desc);
create index call_off_order_of_supplier on call_off_order (supplier_id, placed_at desc, id desc);
create index call_off_order_of_agreement on call_off_order (agreement, placed_at desc, id desc);
create index call_off_order_of_call_off on call_off_order (call_off_id);
create table call_off_order_version (
  order_id text not null references call_off_order (id),
  version integer not null check (version > 0),
  expected_by date,
  net numeric(14, 2) not null,
  vat numeric(14, 2) not null,
  gross numeric(14, 2) not null,
  -- most the order can come to over its whole term: what it takes of the ceiling
  commitment_net numeric(14, 2) not null check (commitment_net >= 0),
  commitment_gross numeric(14, 2) not null,
  -- what the supplier says about a change it proposes
  note text not null default '',
  made_at timestamptz not null,
  primary key (order_id, version),
  constraint call_off_order_version_adds_up check (gross = net + vat)
);
create table call_off_order_line (
  order_id text not null,
  version integer not null,
  number integer not null check (number > 0),
  kind text not null check (kind in ('goods', 'service', 'delivery')),
  offer text,
  service text,
  product text,
  mpn text not null,
  title text not null,
  condition text,
  unit text not null,
  quantity integer not null check (quantity > 0),
  unit_price numeric(14, 4) not null,
  net numeric(14, 2) not null,
  vat_category text not null,
  vat_percent numeric(5, 2),
  vat numeric(14, 2) not null,
  gross numeric(14, 2) not null,
  follows integer,
  primary key (order_id, version, number),
  foreign key (order_id, version) references call_off_order_version (order_id, version)
);
create index call_off_order_line_of_mpn on call_off_order_line (mpn) where mpn <> '';
-- Only added to. The last one says where the order stands; src/contracts/orders/order-life.ts says what may follow what.
create table call_off_order_event (
  order_id text not null references call_off_order (id),
  position integer not null check (position > 0),
  kind text not null,
  -- the version of the lines in force after it, and the one it proposes
  version integer not null,
  proposed_version integer,
  -- until when the other side has to answer; afterwards the order has lapsed
  answer_by timestamptz,
  actor text not null,
  reason text not null default '',
  at timestamptz not null,
  primary key (order_id, position)
);
-- Invoices and credit notes, as they arrive; orders count by themselves.
create table call_off_spend (
  id bigint generated always as identity primary key,
  call_off_id text not null references call_off (id),
  order_id text references call_off_order (id),
  kind text not null check (kind in ('invoiced', 'credited')),
  net numeric(14, 2) not null check (net >= 0),
  on_day date not null,
  -- what it is, such as invoice:ID: the same thing never counts twice
  source text not null unique,
  recorded_at timestamptz not null
);
create index call_off_spend_of_call_off on call_off_spend (call_off_id);
create table call_off_variation (
  call_off_id text not null references call_off (id),
  number integer not null check (number > 0),
  ground text not null,
  change_net numeric(14, 2) not null,
  -- the new last day where the term changes
  ends_on date,
  reason text not null check (reason <> ''),
  evidence text not null,
  decided_by text not null,
  decided_on date not null,
  actor text not null,
  recorded_at timestamptz not null,
  unique_key text not null unique,
  primary key (call_off_id, number)
);
-- The documents of a call-off, each named by the SHA-256 of what it says.
create table call_off_document (
  call_off_id text not null references call_off (id),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('order-form', 'signed-copy')),
  -- an order form as canonical JSON; a signed copy is in the file store under its hash
  content text,
  file_name text,
  made_at timestamptz not null,
  primary key (call_off_id, hash)
);
create table call_off_signature (
  call_off_id text not null references call_off (id),
  party text not null check (party in ('buyer', 'supplier')),
  -- who is to sign, and once signed: what and when
  membership_id text not null references membership (id),
  named_by text not null,
  named_at timestamptz not null,
  hash text,
  signed_at timestamptz,
  primary key (call_off_id, party),
  constraint call_off_signature_whole check ((hash is null) = (signed_at is null))
);
-- Both signed on paper: the copy stands for both signatures.
create table call_off_signed_copy (
  call_off_id text primary key references call_off (id),
  hash text not null,
  signed_on date not null,
  actor text not null,
  recorded_at timestamptz not null
);
create table call_off_publication (
  call_off_id text primary key references call_off (id),
  place text not null check (place <> ''),
  reference text not null check (reference <> ''),
  published_on date not null,
  actor text not null,
  recorded_at timestamptz not null
);
`,
    ),
  '0580_contracts_signed_copies': (handle) =>
    runStatements(
      handle,
      `
-- When an imported contract was signed; null: it is not known, and its first day stands for it.
alter table call_off add column signed_on date;
-- Where the scanned copy lies, and whose signatures are on it.
alter table call_off_signed_copy add column file_id bigint references stored_file (id);
alter table call_off_signed_copy add column buyer_membership_id text references membership (id);
alter table call_off_signed_copy add column supplier_membership_id text references membership (id);
-- The notice a ground of the law asks for.
alter table call_off_variation add column notice_reference text;
alter table call_off_variation add column notice_on date;
`,
    ),
  '0620_contracts_order_lapses': (handle) =>
    runStatements(
      handle,
      `
-- Whether it was told that nobody answered this event in time.
alter table call_off_order_event add column lapse_told boolean not null default false;
create index call_off_order_event_waits on call_off_order_event (answer_by) where answer_by is not null and not lapse_told;
`,
    ),
  '0932_contracts_reminders': (handle) =>
    runStatements(
      handle,
      `
-- Call-offs about to end, and larger ones formed of late: for reminders.
create index call_off_ends on call_off (ends_on) where ends_on is not null;
create index call_off_variation_ends on call_off_variation (ends_on) where ends_on is not null;
create index call_off_made on call_off (made_at) where value_gross >= 10000;
create index supplier_invoice_received on supplier_invoice (received_on, id) where kind = 'invoice';
`,
    ),
  '0933_contracts_orders_of_sites': (handle) =>
    // What people who are kept to a site read.
    runStatements(handle, 'create index call_off_order_of_site on call_off_order (site_id, placed_at desc, id desc);'),
};
