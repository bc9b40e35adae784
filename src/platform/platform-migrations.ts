import { sql } from 'kysely';
import { runStatements, type Migrations } from './database/index.ts';
import { eventsMigrations } from './events/events-migrations.ts';
import { postMigrations } from './post/post-migrations.ts';

/** Tables of the machinery: audit events, sessions and keys, jobs, files. */
export const platformMigrations: Migrations = {
  '0001_platform_audit': (handle) =>
    runStatements(
      handle,
      `
create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  action text not null,
  actor text not null,
  subject text not null,
  request_id text,
  detail jsonb not null default '{}',
  -- set by the sealer, in the order in which events became visible to it
  seal_position bigint unique,
  seal text
);
create index audit_event_unsealed on audit_event (id) where seal_position is null;
create index audit_event_subject on audit_event (subject, id);
`,
    ),
  '0002_platform_jobs': (handle) =>
    runStatements(
      handle,
      `
create table job (
  id bigint generated always as identity primary key,
  kind text not null,
  unique_key text,
  input jsonb not null,
  actor text not null,
  queued_at timestamptz not null default clock_timestamp(),
  -- a step that failed is tried again after this instant
  not_before timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz,
  failed_at timestamptz,
  cancel_requested_at timestamptz,
  cancelled_at timestamptz,
  -- the runner that works on it; null when nobody does
  worker text,
  attempts integer not null default 0,
  progress_done bigint not null default 0,
  progress_total bigint not null default 0,
  progress_message text not null default '',
  checkpoint jsonb,
  result jsonb,
  failure text,
  constraint job_ends_once check (num_nonnulls(finished_at, failed_at, cancelled_at) <= 1),
  constraint job_failure_said check ((failed_at is null) = (failure is null))
);
create unique index job_key_unfinished on job (kind, unique_key)
  where finished_at is null and failed_at is null and cancelled_at is null;
create index job_waiting on job (id) where finished_at is null and failed_at is null and cancelled_at is null;
create index job_kind on job (kind, id);
`,
    ),
  '0003_platform_audit_guard': async (handle) => {
    await sql
      .raw(
        `
create function audit_event_guard() returns trigger language plpgsql as $$
begin
  -- The one change allowed is the sealer's: a seal on an event that has none.
  if tg_op = 'UPDATE' and old.seal_position is null and new.seal_position is not null and new.seal is not null
    and (new.id, new.at, new.action, new.actor, new.subject, new.request_id, new.detail)
      is not distinct from (old.id, old.at, old.action, old.actor, old.subject, old.request_id, old.detail) then
    return new;
  end if;
  raise exception 'audit events cannot be changed or removed';
end $$`,
      )
      .execute(handle);
    await runStatements(
      handle,
      `
create trigger audit_event_stays before update or delete on audit_event
  for each row execute function audit_event_guard();
create trigger audit_event_stays_whole before truncate on audit_event
  for each statement execute function audit_event_guard();
alter table audit_event add constraint audit_event_sealed_whole check ((seal_position is null) = (seal is null));
`,
    );
  },
  '0004_platform_access': (handle) =>
    runStatements(
      handle,
      `
create table operator_link (
  id bigint generated always as identity primary key,
  -- SHA-256 of the secret in the address; the secret itself is nowhere
  token_hash text not null unique,
  made_at timestamptz not null,
  used_at timestamptz,
  replaced_at timestamptz
);
create table operator_session (
  id text primary key,
  token_hash text not null unique,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
create table api_key (
  id text primary key,
  name text not null,
  key_hash text not null unique,
  scopes text[] not null,
  made_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
`,
    ),
  '0010_platform_files': (handle) =>
    runStatements(
      handle,
      `
create table stored_file (
  id bigint generated always as identity primary key,
  name text not null,
  size bigint not null default 0,
  sha256 text not null default '',
  begun_at timestamptz not null default clock_timestamp(),
  -- when a chunk was last added
  touched_at timestamptz not null default clock_timestamp(),
  -- null while it is not whole
  finished_at timestamptz
);
create index stored_file_unfinished on stored_file (touched_at) where finished_at is null;
create table stored_file_chunk (
  file_id bigint not null references stored_file (id) on delete cascade,
  position integer not null,
  bytes bytea not null,
  primary key (file_id, position)
);
-- whole, not compressed: compressing a megabyte would keep the embedded engine from others
alter table stored_file_chunk alter column bytes set storage external;
`,
    ),
  '0011_platform_job_history': (handle) =>
    runStatements(
      handle,
      `
create index job_failed on job (id) where failed_at is not null;
create index job_cancelled on job (id) where cancelled_at is not null;
`,
    ),
  '0020_platform_post': (handle) =>
    runStatements(
      handle,
      `
create table mail_outbox (
  id bigint generated always as identity primary key,
  recipient text not null check (recipient <> ''),
  subject text not null check (subject <> ''),
  body text not null,
  kind text not null,
  unique_key text unique,
  queued_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);
create index mail_outbox_waiting on mail_outbox (id) where sent_at is null;
`,
    ),
  ...postMigrations,
  ...eventsMigrations,
  '0040_platform_signing_keys': (handle) =>
    runStatements(
      handle,
      `
create table signing_key (
  -- SHA-256 of the public key, hexadecimal
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  -- DER in base64: SubjectPublicKeyInfo and PKCS #8
  public_key text not null,
  private_key text,
  made_at timestamptz not null,
  retired_at timestamptz,
  -- a retired key signs nothing more, so its secret half is not kept
  constraint signing_key_retired_public check ((retired_at is null) = (private_key is not null))
);
create unique index signing_key_current on signing_key ((true)) where retired_at is null;
`,
    ),
};
