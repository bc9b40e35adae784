import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** How organisations come to be confirmed and people come to be in them. */
export const membershipMigrations: Migrations = {
  '0125_organisations_membership': (handle) =>
    runStatements(
      handle,
      `
-- What the authority decided of an organisation that asked to buy; the newest counts. Only added to.
create table organisation_decision (
  id text primary key,
  organisation_id text not null references organisation (id),
  decision text not null check (decision in ('confirmed', 'refused')),
  reason text not null,
  decided_by text not null references person (id),
  decided_at timestamptz not null,
  constraint organisation_decision_says_why check (decision = 'confirmed' or reason <> '')
);
create index organisation_decision_of on organisation_decision (organisation_id, decided_at);
create index organisation_waiting on organisation (created_at)
  where kind = 'buyer' and confirmed_at is null and closed_at is null;
create table organisation_invitation (
  id text primary key,
  organisation_id text not null references organisation (id),
  email text not null check (email = lower(email)),
  roles text[] not null check (cardinality(roles) > 0),
  site_id text,
  approval_limit numeric(14, 2) check (approval_limit >= 0),
  signing_limit numeric(14, 2) check (signing_limit >= 0),
  -- SHA-256 of the secret in the address; the secret itself is nowhere
  token_hash text not null unique,
  -- what the form was made for: sent twice it invites once
  form_key text not null,
  -- as in audit events: a kind and an id
  invited_by text not null,
  invited_at timestamptz not null,
  ends_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by text references person (id),
  revoked_at timestamptz,
  unique (organisation_id, form_key),
  foreign key (organisation_id, site_id) references organisation_site (organisation_id, id),
  constraint organisation_invitation_ends_once check (accepted_at is null or revoked_at is null),
  constraint organisation_invitation_accepted_by_somebody check ((accepted_at is null) = (accepted_by is null))
);
-- A new invitation to somebody revokes the one before.
create unique index organisation_invitation_open on organisation_invitation (organisation_id, email)
  where accepted_at is null and revoked_at is null;
create table organisation_join_request (
  id text primary key,
  organisation_id text not null references organisation (id),
  person_id text not null references person (id),
  message text not null,
  asked_at timestamptz not null,
  decided_at timestamptz,
  approved boolean,
  reason text not null default '',
  decided_by text references person (id),
  constraint organisation_join_request_decided_whole
    check ((decided_at is null) = (approved is null) and (decided_at is null) = (decided_by is null)),
  constraint organisation_join_request_says_why check (approved is not false or reason <> '')
);
create unique index organisation_join_request_open on organisation_join_request (organisation_id, person_id)
  where decided_at is null;
create index organisation_join_request_of_person on organisation_join_request (person_id, asked_at);
-- A key of an organisation acts within it; one without acts for nobody's.
alter table api_key add organisation_id text references organisation (id);
create index api_key_of_organisation on api_key (organisation_id) where organisation_id is not null;
`,
    ),
};
