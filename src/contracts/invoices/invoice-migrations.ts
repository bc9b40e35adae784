import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** What arrived of orders, and what is charged for it. Rows are only added, never changed. */
export const invoiceMigrations: Migrations = {
  '0530_contracts_receipts': (handle) =>
    runStatements(
      handle,
      `
-- What arrived of an order. A mistake is put right by a receipt that reverses it.
create table order_receipt (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  order_id text not null references call_off_order (id),
  -- from 1 within the order
  position integer not null check (position > 0),
  received_on date not null,
  -- the receipt this one takes back, all of it
  reverses text unique references order_receipt (id),
  note text not null default '',
  actor text not null,
  -- what the form was made for: sent twice, it is one receipt
  unique_key text not null,
  recorded_at timestamptz not null,
  unique (order_id, position),
  unique (order_id, unique_key)
);
create table order_receipt_line (
  receipt_id text not null references order_receipt (id),
  -- number of the order's line
  line integer not null check (line > 0),
  kept integer not null check (kept >= 0),
  rejected integer not null check (rejected >= 0),
  -- why: damaged, wrong, not-ordered, other
  reason text,
  primary key (receipt_id, line),
  constraint order_receipt_line_reason check ((rejected > 0) = (reason is not null)),
  constraint order_receipt_line_says_something check (kept + rejected > 0)
);
create table order_receipt_serial (
  receipt_id text not null references order_receipt (id),
  line integer not null,
  organisation_id text not null references organisation (id),
  mpn text not null,
  serial text not null check (serial <> ''),
  -- in capitals without spaces: what makes two the same
  serial_key text not null,
  primary key (receipt_id, line, serial_key)
);
create index order_receipt_serial_of_organisation on order_receipt_serial (organisation_id, serial_key);
`,
    ),
  '0531_contracts_invoices': (handle) =>
    runStatements(
      handle,
      `
-- An invoice or credit note as it arrived. It never changes; what happens to its lines are events.
create table supplier_invoice (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  supplier_id text not null references supplier (id),
  organisation_id text not null references organisation (id),
  order_id text not null references call_off_order (id),
  call_off_id text not null references call_off (id),
  -- as on the order: who may see it
  site_id text not null references organisation_site (id),
  agreement text not null,
  kind text not null check (kind in ('invoice', 'credit-note')),
  number text not null check (number <> ''),
  -- in lower case without spaces: what makes two the same
  number_key text not null,
  -- a credit note: the invoice it corrects
  credits text references supplier_invoice (id),
  issued_on date not null,
  -- the day from which the time to pay counts
  received_on date not null,
  net numeric(14, 2) not null,
  vat numeric(14, 2) not null,
  gross numeric(14, 2) not null,
  -- of what it says: the same document again is the same invoice
  fingerprint text not null,
  -- typed, file, interface
  source text not null,
  actor text not null,
  sent_at timestamptz not null,
  unique (supplier_id, number_key),
  constraint supplier_invoice_adds_up check (gross = net + vat)
);
create index supplier_invoice_of_organisation on supplier_invoice (organisation_id, sent_at desc, id desc);
create index supplier_invoice_of_supplier on supplier_invoice (supplier_id, sent_at desc, id desc);
create index supplier_invoice_of_agreement on supplier_invoice (agreement, sent_at desc, id desc);
create index supplier_invoice_of_order on supplier_invoice (order_id);
create table supplier_invoice_line (
  invoice_id text not null references supplier_invoice (id),
  number integer not null check (number > 0),
  -- number of the order's line it charges; null: none
  order_line integer,
  mpn text not null,
  title text not null,
  quantity numeric(20, 6) not null,
  unit_price numeric(20, 6) not null,
  net numeric(14, 2) not null,
  vat_percent numeric(6, 3),
  vat numeric(14, 2) not null,
  primary key (invoice_id, number)
);
-- Only added to. src/contracts/invoices/rules/invoice-state.ts says what may follow what.
create table supplier_invoice_event (
  invoice_id text not null references supplier_invoice (id),
  position integer not null check (position > 0),
  -- of a line, or paid
  kind text not null,
  line integer,
  -- differences found, money credited or paid
  facts jsonb not null default '{}',
  note text not null default '',
  actor text not null,
  at timestamptz not null,
  primary key (invoice_id, position)
);
`,
    ),
  '0532_contracts_instalments': (handle) =>
    runStatements(
      handle,
      `
-- The term an order commits for: what is paid by the month, quarter or year has an instalment for each of them.
alter table call_off_order add column starts_on date, add column ends_on date;
update call_off_order o set starts_on = (o.placed_at at time zone 'Europe/London')::date;
update call_off_order o set starts_on = c.starts_on, ends_on = c.ends_on
  from call_off c where c.id = o.call_off_id and c.made_from = 'purchase:' || o.purchase;
alter table call_off_order alter column starts_on set default current_date, alter column starts_on set not null;
-- The period a line charges for, as it says or as it was found to be; and its number or row in the file it came in.
alter table supplier_invoice_line add column period_from date, add column period_to date,
  add column source_line text not null default '',
  add constraint supplier_invoice_line_period check ((period_from is null) = (period_to is null) and period_from <= period_to);
`,
    ),
};
