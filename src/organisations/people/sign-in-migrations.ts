import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** Signing in: one-time secrets, delays after wrong guesses, second factors, accounts elsewhere. */
export const signInMigrations: Migrations = {
  '0111_organisations_sign_in': (handle) =>
    runStatements(
      handle,
      `
-- What is good once and for a while: links in letters, half-done sign-ins, challenges. Only hashes of what was given out.
create table person_token (
  token_hash text primary key,
  kind text not null,
  person_id text references person (id),
  detail jsonb not null default '{}',
  made_at timestamptz not null,
  ends_at timestamptz not null,
  -- used, or made useless by something newer
  used_at timestamptz
);
create index person_token_of_person on person_token (person_id, kind) where used_at is null;
create index person_token_ended on person_token (ends_at);
-- Guesses that were wrong or are under way, by what is guessed at and by where from; hashes, because both are personal.
create table sign_in_gate (
  subject text primary key,
  failures int not null check (failures >= 0),
  last_at timestamptz not null
);
create index sign_in_gate_last on sign_in_gate (last_at);
create table person_totp (
  person_id text primary key references person (id),
  -- encrypted with the key of the installation
  secret text not null,
  made_at timestamptz not null,
  -- the newest time step a code was taken for: it and older ones are not taken again
  last_step bigint not null
);
create table person_recovery_code (
  person_id text not null references person (id),
  code_hash text not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);
create table person_passkey (
  id text primary key,
  person_id text not null references person (id),
  name text not null check (name <> ''),
  public_key text not null,
  counter bigint not null,
  transports text[] not null default '{}',
  made_at timestamptz not null,
  last_used_at timestamptz
);
create index person_passkey_of on person_passkey (person_id);
-- The same person at a sign-in service.
create table person_identity (
  issuer text not null,
  subject text not null,
  person_id text not null references person (id),
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create index person_identity_of on person_identity (person_id);
`,
    ),
  '0112_organisations_sessions_renewed': (handle) =>
    runStatements(
      handle,
      `
-- The secret before the last renewal: good a moment longer, for what it was good for, because a second click carries it.
alter table person_session add column previous_hash text unique, add column previous_until timestamptz,
  add column previous_confirmed_at timestamptz,
  add constraint person_session_previous_ends check ((previous_hash is null) = (previous_until is null));
`,
    ),
  '0113_organisations_factors_reset': (handle) =>
    runStatements(
      handle,
      `
-- An administrator took lost second factors away: a new one is set up only with the link of the letter that went out then.
alter table person add column factors_reset_at timestamptz;
`,
    ),
};
