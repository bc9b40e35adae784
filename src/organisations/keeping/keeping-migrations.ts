import { type Migrations, runStatements } from '../../platform/database/index.ts';

/** How organisations change: every change as it was made, and whom programs may stand for. */
export const keepingMigrations: Migrations = {
  '0126_organisations_changes': (handle) =>
    runStatements(
      handle,
      `
-- counts every change of the organisation itself: forms say which one they show
alter table organisation add column version integer not null default 1 check (version > 0);
-- What an organisation changed of itself. Only added to.
create table organisation_change (
  id text primary key,
  organisation_id text not null references organisation (id),
  -- the facts that changed, as they were and as they are since
  before jsonb not null,
  after jsonb not null,
  -- whether the authority is to look (again) because of it: until it did, nothing can be bought
  asks boolean not null,
  -- whether it had been confirmed until then
  unconfirmed boolean not null,
  -- what the organisation says to the authority
  note text not null default '' check (length(note) <= 1000),
  -- as in audit events: a kind and an id
  changed_by text not null,
  changed_at timestamptz not null,
  constraint organisation_change_unconfirms_by_asking check (asks or not unconfirmed)
);
create index organisation_change_of on organisation_change (organisation_id, changed_at desc);
`,
    ),
  '0127_organisations_requests_decided_by_programs': (handle) =>
    runStatements(
      handle,
      `
-- as in audit events: a kind and an id, because programs decide too
alter table organisation_join_request drop constraint organisation_join_request_decided_by_fkey;
update organisation_join_request set decided_by = 'person:' || decided_by where decided_by is not null;
`,
    ),
};
