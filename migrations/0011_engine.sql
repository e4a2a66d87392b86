-- The engine: jobs, which processes work on them, and what ran when. The jobs themselves are graphile-worker's, in its own schema, which
-- is brought up to date before any of these migrations; here they are given to the one role that works on them.
--   pp_worker  takes, finishes and returns jobs; sees nothing else

do $$
begin
  perform pg_advisory_xact_lock(hashtext('partner-portal roles'));
  if not exists (select from pg_roles where rolname = 'pp_worker') then
    create role pp_worker nologin noinherit;
  end if;
end $$;
grant pp_worker to pp_login;

grant usage on schema graphile_worker to pp_worker;
grant select on graphile_worker.migrations to pp_worker;
grant select, insert, update, delete on graphile_worker._private_jobs, graphile_worker._private_job_queues,
  graphile_worker._private_tasks, graphile_worker._private_known_crontabs to pp_worker;
create policy worker on graphile_worker._private_jobs to pp_worker using (true) with check (true);
create policy worker on graphile_worker._private_job_queues to pp_worker using (true) with check (true);
create policy worker on graphile_worker._private_tasks to pp_worker using (true) with check (true);
create policy worker on graphile_worker._private_known_crontabs to pp_worker using (true) with check (true);

-- ---------------------------------------------------------------- who works

-- A row for each engine that works, by the id that its locks carry. Others see by `beats` that it lives: a counter, because clocks step.
create table engine_process (
  id text primary key,
  name text not null,                        -- the machine and the number of the process, for people
  beats bigint not null default 0,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
alter table engine_process enable row level security;
alter table engine_process force row level security;
create policy administrators on engine_process for select to pp_vendor using (true);
create policy system on engine_process to pp_system using (true) with check (true);
grant select on engine_process to pp_vendor;
grant select, insert, update, delete on engine_process to pp_system;

-- ---------------------------------------------------------------- schedules and their runs

create table engine_schedule (
  name text primary key,
  cron text not null,                        -- in UTC, as the configuration of the newest engine has it
  known_since timestamptz not null           -- what was due before is not made up for
);
alter table engine_schedule enable row level security;
alter table engine_schedule force row level security;
create policy administrators on engine_schedule for select to pp_vendor using (true);
create policy system on engine_schedule to pp_system using (true) with check (true);
grant select on engine_schedule to pp_vendor;
grant select, insert, update, delete on engine_schedule to pp_system;

-- One run for each moment that a schedule was due at, however many engines find it due; or for one that somebody asked for.
create table engine_run (
  id bigint generated always as identity primary key,
  schedule text not null,
  due_at timestamptz not null,
  outcome text not null default 'waiting' check (outcome in ('waiting', 'running', 'succeeded', 'failed', 'skipped')),
  asked_by_user_id bigint references app_user (id) on delete set null,
  process_id text,                           -- the engine that has it, or had it last
  job_id bigint,                             -- the job that it is done by; runs that were skipped have none
  tries int not null default 0,
  started_at timestamptz,
  ended_at timestamptz,
  counts jsonb not null default '{}',
  reason text,
  unique (schedule, due_at)
);
create index engine_run_newest on engine_run (due_at desc, id desc);
alter table engine_run enable row level security;
alter table engine_run force row level security;
create policy administrators on engine_run to pp_vendor using (true) with check (true);
create policy system on engine_run to pp_system using (true) with check (true);
grant select, insert (schedule, due_at, asked_by_user_id), update (outcome, reason, ended_at) on engine_run to pp_vendor;
grant select, insert, update, delete on engine_run to pp_system;

-- How far a job is that runs.
create table job_progress (
  job_id bigint primary key,
  done int not null check (done >= 0),
  total int not null check (total >= 0),
  changed_at timestamptz not null default now()
);
alter table job_progress enable row level security;
alter table job_progress force row level security;
create policy administrators on job_progress for select to pp_vendor using (true);
create policy system on job_progress to pp_system using (true) with check (true);
grant select on job_progress to pp_vendor;
grant select, insert, update, delete on job_progress to pp_system;

-- ---------------------------------------------------------------- definer functions

-- Owned by pp_worker: whoever may call one can do this to jobs, and nothing more.
do $$
begin
  execute format('grant pp_worker to %I', current_user);
end $$;
grant create, usage on schema public to pp_worker;

-- Puts a job where the engine finds it when the caller's transaction commits.
create function add_job(task text, payload json, key text, run_at timestamptz, tries int, queue text) returns void
language sql volatile security definer set search_path = public, pg_temp
as $$
  select graphile_worker.add_job(task, payload, queue_name => queue, run_at => run_at, max_attempts => tries, job_key => key)
$$;

-- What waits, runs or failed, what is due longest first. `states` are those three words.
create function list_jobs(states text[], at_most int) returns table (
  id bigint, task text, payload json, state text, tries int, may_try int, run_at timestamptz, created_at timestamptz,
  locked_at timestamptz, error text, total bigint
)
language sql stable security definer set search_path = public, pg_temp
as $$
  select j.id, t.identifier, j.payload, s.state, j.attempts::int, j.max_attempts::int, j.run_at, j.created_at, j.locked_at, j.last_error,
         count(*) over ()
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
   cross join lateral (select case when j.locked_at is not null then 'running' when j.is_available then 'waiting' else 'failed' end as state) s
   where s.state = any (states)
   order by j.run_at, j.id limit at_most
$$;

create function count_jobs() returns table (waiting bigint, running bigint, failed bigint, oldest_due_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
as $$
  select count(*) filter (where j.is_available), count(*) filter (where j.locked_at is not null),
         count(*) filter (where j.locked_at is null and not j.is_available), min(j.run_at) filter (where j.is_available and j.run_at <= now())
    from graphile_worker._private_jobs j
$$;

-- A job that waits or failed, from the beginning and at once. No row for one that is gone; one that runs is left alone.
create function retry_job(job bigint) returns table (task text, is_done boolean)
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  select t.identifier, j.locked_at is null into task, is_done
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.id = job for update of j;
  if not found then return; end if;
  if is_done then
    perform graphile_worker.reschedule_jobs(array[job], run_at => now(), attempts => 0, max_attempts => 12);
    update graphile_worker._private_jobs j set flags = null where j.id = job;
    perform pg_notify('jobs:insert', '{"count":1}');
  end if;
  return next;
end $$;

-- A job that waits or failed, never again. No row for one that is gone; one that runs is left alone.
create function give_up_job(job bigint) returns table (task text, payload json, is_done boolean)
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  select t.identifier, j.payload, j.locked_at is null into task, payload, is_done
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where j.id = job for update of j;
  if not found then return; end if;
  if is_done then perform graphile_worker.complete_jobs(array[job]); end if;
  return next;
end $$;

-- Whose locks there are.
create function job_holders() returns setof text
language sql stable security definer set search_path = public, pg_temp
as $$
  select j.locked_by from graphile_worker._private_jobs j where j.locked_by is not null
  union select q.locked_by from graphile_worker._private_job_queues q where q.locked_by is not null
$$;

-- Gives back what engines held that are gone. The names of the jobs.
create function unlock_jobs(holders text[]) returns setof text
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare held text[];
begin
  select array_agg(t.identifier) into held from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
   where j.locked_by = any (holders);
  perform graphile_worker.force_unlock_workers(holders);
  perform pg_notify('jobs:insert', '{"count":1}');
  return query select unnest(held);
end $$;

-- A job that runs is not tried again when it fails.
create function fail_job_for_good(job bigint) returns void
language sql volatile security definer set search_path = public, pg_temp
as $$ update graphile_worker._private_jobs j set max_attempts = greatest(j.attempts, 1) where j.id = job $$;

-- Jobs that failed for good and of which nobody was told; they count as told from then on.
create function take_failed_jobs(at_most int) returns table (id bigint, task text, payload json, tries int, error text)
language sql volatile security definer set search_path = public, pg_temp
as $$
  update graphile_worker._private_jobs j set flags = coalesce(j.flags, '{}') || '{"told": true}'
    from graphile_worker._private_tasks t
   where t.id = j.task_id and j.id in (
     select f.id from graphile_worker._private_jobs f
      where f.locked_at is null and not f.is_available and (f.flags ? 'told') is not true
      order by f.id limit at_most for update skip locked)
  returning j.id, t.identifier, j.payload, j.attempts::int, j.last_error
$$;

revoke all on function add_job(text, json, text, timestamptz, int, text), list_jobs(text[], int), count_jobs(), retry_job(bigint),
  give_up_job(bigint), job_holders(), unlock_jobs(text[]), fail_job_for_good(bigint), take_failed_jobs(int) from public;
alter function add_job(text, json, text, timestamptz, int, text) owner to pp_worker;
alter function list_jobs(text[], int) owner to pp_worker;
alter function count_jobs() owner to pp_worker;
alter function retry_job(bigint) owner to pp_worker;
alter function give_up_job(bigint) owner to pp_worker;
alter function job_holders() owner to pp_worker;
alter function unlock_jobs(text[]) owner to pp_worker;
alter function fail_job_for_good(bigint) owner to pp_worker;
alter function take_failed_jobs(int) owner to pp_worker;
grant execute on function add_job(text, json, text, timestamptz, int, text)
  to pp_session, pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;
grant execute on function list_jobs(text[], int), count_jobs(), retry_job(bigint), give_up_job(bigint) to pp_vendor;
grant execute on function job_holders(), unlock_jobs(text[]), fail_job_for_good(bigint), take_failed_jobs(int) to pp_system;
revoke create on schema public from pp_worker;
