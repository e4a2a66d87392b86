-- Files that are too large to wait for: asked for here, made by the engine as the person, kept for a day.

create table export_job (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  line text not null,                        -- of the endpoint that answers with the same file when it is small
  query jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed', 'expired')),
  attempt int not null default 0,            -- raised whenever an engine begins: an earlier one finds it changed and gives up
  rows_total bigint not null,                -- about how many there will be, counted when it was asked for
  rows_done bigint not null default 0,
  scope_mark text,                           -- what the person could see when it was made
  file_key text,
  file_name text,
  file_type text,
  size bigint,
  sha256 text,
  reason text,                               -- why it failed, for the person
  asked_at timestamptz not null default now(),
  began_at timestamptz,
  ended_at timestamptz,
  expires_at timestamptz,
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  constraint export_job_ready check (state <> 'ready' or num_nulls(scope_mark, file_key, file_name, file_type, size, sha256, expires_at) = 0)
);
create index export_job_user on export_job (partner_id, partnership_id, user_id, id);
create index export_job_running on export_job (partner_id) where state = 'running';
create index export_job_ended on export_job (ended_at) where ended_at is not null;
call protect_partnership_table('export_job', false);
create policy oneself on export_job as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
-- What becomes of it is the engine's to say.
grant select, insert (partner_id, partnership_id, user_id, line, query, rows_total, asked_at), delete
  on export_job to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, update, delete on export_job to pp_system;

-- Good for one download, by the session that asked for it, within a minute of the database's clock.
create table export_ticket (
  hash bytea primary key,                    -- SHA-256 of the ticket
  session_family uuid not null,
  user_id bigint not null references app_user (id) on delete cascade,
  partner_id bigint not null,
  export_id bigint not null,
  expires_at timestamptz not null default now() + interval '60 seconds',
  foreign key (partner_id, export_id) references export_job (partner_id, id) on delete cascade
);
create index export_ticket_age on export_ticket (expires_at);
create index export_ticket_of_export on export_ticket (partner_id, export_id);
create index export_ticket_of_user on export_ticket (user_id);
alter table export_ticket enable row level security;
alter table export_ticket force row level security;
create policy session on export_ticket to pp_session using (true) with check (true);
grant select, insert, delete on export_ticket to pp_session;
