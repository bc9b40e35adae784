import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** Organisations that buy, supply and run the agreement, their people, and how these sign in. */
export const peopleMigrations: Migrations = {
  '0110_organisations_people': (handle) =>
    runStatements(
      handle,
      `
create table organisation (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  kind text not null check (kind in ('buyer', 'supplier', 'authority')),
  name text not null check (name <> ''),
  -- the name in lower case with single spaces
  name_key text not null,
  identifier_scheme text,
  identifier_number text,
  -- buyers: a class of reference/buyer-classes.yaml, from which sector, threshold and publication class follow
  buyer_class text,
  -- why it counts as a contracting authority, where the class alone does not say so
  authority_basis text,
  -- whether its functions are wholly or mainly devolved: another publication duty
  devolved boolean not null default false,
  -- academies: finance leases then need an explicit approval
  notice_to_improve boolean not null default false,
  -- suppliers: the position in the register
  supplier_id text references supplier (id),
  -- authorities: the agreements they run
  agreements text[] not null default '{}',
  -- e-mail domains whose people are shown this organisation when they register: a proposal, never a right
  domains text[] not null default '{}',
  demonstration boolean not null,
  created_at timestamptz not null,
  -- somebody of the authority, or the operator, looked at it and let it buy
  confirmed_at timestamptz,
  closed_at timestamptz,
  constraint organisation_identifier_whole check ((identifier_scheme is null) = (identifier_number is null)),
  constraint organisation_buyer_has_class check ((kind = 'buyer') = (buyer_class is not null)),
  constraint organisation_supplier_is_in_register check ((kind = 'supplier') = (supplier_id is not null))
);
create unique index organisation_identifier on organisation (identifier_scheme, identifier_number)
  where identifier_scheme is not null and closed_at is null;
create unique index organisation_supplier on organisation (supplier_id) where supplier_id is not null and closed_at is null;
create index organisation_name on organisation (name_key);
create index organisation_domains on organisation using gin (domains);
-- Where goods go and money is counted: a school of a trust, a ward block, an office.
create table organisation_site (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  name text not null check (name <> ''),
  identifier_scheme text,
  identifier_number text,
  address text not null,
  postcode text not null,
  main boolean not null default false,
  created_at timestamptz not null,
  closed_at timestamptz,
  unique (organisation_id, id)
);
create index organisation_site_of on organisation_site (organisation_id);
create table person (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  -- in lower case, as mail is delivered
  email text not null unique check (email = lower(email)),
  name text not null check (name <> ''),
  job_title text not null default '',
  -- argon2id, with its parameters; null: signs in another way
  password_hash text,
  demonstration boolean not null,
  created_at timestamptz not null,
  verified_at timestamptz,
  closed_at timestamptz
);
create table membership (
  id text primary key check (id ~ '^[a-z0-9]{8,20}$'),
  organisation_id text not null references organisation (id),
  person_id text not null references person (id),
  roles text[] not null check (cardinality(roles) > 0),
  site_id text references organisation_site (id),
  -- most the person may approve, and may sign for, pounds including VAT over the whole term; null: nothing
  approval_limit numeric(14, 2) check (approval_limit >= 0),
  signing_limit numeric(14, 2) check (signing_limit >= 0),
  joined_at timestamptz not null,
  ended_at timestamptz
);
create unique index membership_one on membership (organisation_id, person_id) where ended_at is null;
create index membership_of_person on membership (person_id) where ended_at is null;
create table person_session (
  id text primary key,
  token_hash text not null unique,
  person_id text not null references person (id),
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  -- how: password, passkey, sign-in service, demonstration
  method text not null,
  -- when a second factor was last given in this session
  confirmed_at timestamptz,
  -- what the browser calls itself, shortened
  browser text not null default ''
);
create index person_session_open on person_session (person_id) where ended_at is null;
`,
    ),
};
