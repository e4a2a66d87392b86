-- The life of a task: open, acknowledged, snoozed; then done, dismissed, or resolved because its condition ended. Who did what and when
-- stands in its history.

-- One task for a rule, customer and object, ever: what comes back is the same task, reopened. Of earlier closed ones the newest is kept.
alter table task no force row level security;
delete from task old using task newer
 where newer.partner_id = old.partner_id and newer.partnership_id = old.partnership_id and newer.customer_id = old.customer_id
   and newer.rule = old.rule and newer.object_key = old.object_key and newer.id > old.id;
alter table task
  add column state text not null default 'open' check (state in ('open', 'acknowledged', 'snoozed', 'done', 'dismissed', 'resolved')),
  add column snoozed_until date,             -- the day on which it counts again
  add column quiet_until date,               -- of what was done or dismissed: found again before this day, it stays closed
  add column ended_on date,                  -- of what is closed: since when its condition is gone; null: it goes on
  add column assignee_id bigint references app_user (id) on delete set null,
  add column version int not null default 1; -- rises with every deed and every change of severity
update task set state = 'resolved', ended_on = (closed_at at time zone 'UTC')::date where closed_at is not null;
alter table task force row level security;
alter table task
  add constraint task_closed check ((closed_at is not null) = (state in ('done', 'dismissed', 'resolved'))),
  add constraint task_snoozed check ((snoozed_until is not null) = (state = 'snoozed')),
  add constraint task_quiet check ((quiet_until is not null) = (state in ('done', 'dismissed'))),
  add constraint task_ended check (ended_on is null or closed_at is not null),
  add constraint task_of_customer unique (partner_id, partnership_id, customer_id, id);
drop index task_one_open;
create unique index task_key on task (partner_id, partnership_id, customer_id, rule, object_key);
create index task_open on task (partner_id, partnership_id, customer_id) where closed_at is null;
create index task_closed_newest on task (partner_id, partnership_id, closed_at desc, id) where closed_at is not null;
create index task_assignee on task (assignee_id) where assignee_id is not null;
grant update (state, snoozed_until, quiet_until, closed_at, assignee_id, version) on task to pp_full, pp_restricted, pp_staff, pp_vendor;

-- What happened to a task, in order; replaying it gives the task's state. Nobody changes or removes a row.
create table task_event (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  task_id bigint not null,
  id bigint generated always as identity,
  kind text not null check (kind in ('raised', 'worsened', 'eased', 'woke', 'resolved', 'reopened', 'acknowledged', 'unacknowledged',
    'snoozed', 'done', 'dismissed', 'assigned', 'commented', 'comment-removed')),
  at timestamptz not null,
  user_id bigint,                            -- null: the engine
  user_name text,                            -- as it was then
  severity text check (severity in ('low', 'medium', 'high')), -- where the deed gave it one
  facts jsonb not null default '{}',
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id, customer_id, task_id) references task (partner_id, partnership_id, customer_id, id) on delete cascade
);
create index task_event_task on task_event (partner_id, task_id, id);
call protect_partnership_table('task_event', true);
create policy own_deeds on task_event as restrictive for insert to pp_full, pp_restricted, pp_staff, pp_vendor
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert on task_event to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;

alter table task_event no force row level security;
alter table task no force row level security;
insert into task_event (partner_id, partnership_id, customer_id, task_id, kind, at, severity)
select partner_id, partnership_id, customer_id, id, 'raised', opened_on::timestamp at time zone 'UTC', severity from task;
insert into task_event (partner_id, partnership_id, customer_id, task_id, kind, at)
select partner_id, partnership_id, customer_id, id, 'resolved', closed_at from task where closed_at is not null;
alter table task force row level security;
alter table task_event force row level security;

create table task_comment (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  task_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null,
  user_name text not null,                   -- as it was then
  body text not null check (length(body) between 1 and 2000),
  at timestamptz not null,
  changed_at timestamptz,
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id, customer_id, task_id) references task (partner_id, partnership_id, customer_id, id) on delete cascade
);
create index task_comment_task on task_comment (partner_id, task_id, id);
call protect_partnership_table('task_comment', true);
create policy own_added on task_comment as restrictive for insert to pp_full, pp_restricted, pp_staff, pp_vendor
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy own_changed on task_comment as restrictive for update to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy own_removed on task_comment as restrictive for delete to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, delete, update (body, changed_at) on task_comment to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on task_comment to pp_system;

-- ---------------------------------------------------------------- how many are open

-- Checking the bodies of SQL functions would plan them under the policies of every role that the owner of the database is a member of, all
-- at once: those of customer and user_customer then ask each other without end. No role that asks has both.
set local check_function_bodies = off;

-- The only place that says which tasks count: the open and acknowledged ones, and the snoozed ones whose day has come.
create function is_open_task(closed_at timestamptz, snoozed_until date, today date) returns boolean
language sql immutable
as $$ select closed_at is null and (snoozed_until is null or snoozed_until <= today) $$;

create function open_task_counts(of_partner bigint, of_partnership bigint, today date)
returns table (customer_id bigint, open_tasks int, worst_severity text)
language sql stable
as $$
  select t.customer_id, count(*)::int,
         (array['low', 'medium', 'high'])[max(array_position(array['low', 'medium', 'high'], t.severity))]
    from task t
   where t.partner_id = of_partner and t.partnership_id = of_partnership and is_open_task(t.closed_at, t.snoozed_until, today)
   group by t.customer_id
$$;

-- Writes the counts of the given customers, and the partnership's sum of them, where they differ.
create procedure write_task_counts(of_partner bigint, of_partnership bigint, customers bigint[], today date) language plpgsql as $$
begin
  update customer_summary s set open_tasks = c.open_tasks, worst_severity = c.worst_severity
    from (select n.id, coalesce(o.open_tasks, 0) as open_tasks, o.worst_severity
            from unnest(customers) as n (id) left join open_task_counts(of_partner, of_partnership, today) o on o.customer_id = n.id) c
   where s.partner_id = of_partner and s.partnership_id = of_partnership and s.customer_id = c.id
     and (s.open_tasks, s.worst_severity) is distinct from (c.open_tasks, c.worst_severity);
  update partnership_summary p set open_tasks = c.open_tasks
    from (select coalesce(sum(s.open_tasks), 0)::int as open_tasks from customer_summary s
           where s.partner_id = of_partner and s.partnership_id = of_partnership) c
   where p.partner_id = of_partner and p.partnership_id = of_partnership and p.open_tasks <> c.open_tasks;
end $$;

-- ---------------------------------------------------------------- what people's deeds need beyond their own rights

-- Owned by pp_task_desk, which sees the current partnership only: the sums over all customers, which no tenant writes, and who works in
-- the partnership, which restricted people don't see.
do $$
begin
  perform pg_advisory_xact_lock(hashtext('partner-portal roles'));
  if not exists (select from pg_roles where rolname = 'pp_task_desk') then
    create role pp_task_desk nologin noinherit;
  end if;
  execute format('grant pp_task_desk to %I', current_user);
end $$;
grant create, usage on schema public to pp_task_desk;

create policy task_desk on task for select to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy task_desk on customer_summary to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy task_desk on partnership_summary to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy task_desk on membership for select to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy task_desk on staff_partner for select to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy task_desk on user_customer for select to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy task_desk on partner_role for select to pp_task_desk
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy task_desk_members on app_user for select to pp_task_desk using (id = any (array(select m.user_id from membership m)));
create policy task_desk_staff on app_user for select to pp_task_desk using (id = any (array(select s.user_id from staff_partner s)));
grant select (partner_id, partnership_id, id, customer_id, severity, closed_at, snoozed_until) on task to pp_task_desk;
grant select (partner_id, partnership_id, customer_id, open_tasks, worst_severity), update (open_tasks, worst_severity)
  on customer_summary to pp_task_desk;
grant select (partner_id, partnership_id, open_tasks), update (open_tasks) on partnership_summary to pp_task_desk;
grant select on membership, staff_partner, user_customer, partner_role to pp_task_desk;
grant select (id, name, side, vendor_role, is_active) on app_user to pp_task_desk;

-- The counts after a deed; the policies above keep it to the current partnership, whatever it is asked.
create function recount_tasks(of_partner bigint, of_partnership bigint, customers bigint[], today date) returns void
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  call write_task_counts(of_partner, of_partnership, customers, today);
end $$;

-- Everybody who works in the current partnership, and the vendor's people assigned to its partner. What their roles allow is decided by
-- the configuration, except for a partner's own roles.
create function task_people() returns table (
  user_id bigint, name text, side text, role text, own_role text, own_permissions text[], customer_scope text
)
language sql stable security definer set search_path = public, pg_temp
as $$
  select u.id, u.name, u.side, m.role, r.label, r.permissions, m.customer_scope
    from membership m join app_user u on u.id = m.user_id and u.is_active
    left join partner_role r on r.partner_id = m.partner_id and r.code = m.role
  union all
  select u.id, u.name, u.side, u.vendor_role, null, null, 'all'
    from staff_partner s join app_user u on u.id = s.user_id and u.is_active
$$;

-- The restricted ones among the given people, each with those of the given customers that are theirs.
create function task_people_customers(people bigint[], customers bigint[]) returns table (user_id bigint, customer_id bigint)
language sql stable security definer set search_path = public, pg_temp
as $$ select c.user_id, c.customer_id from user_customer c where c.user_id = any (people) and c.customer_id = any (customers) $$;

revoke all on function is_open_task(timestamptz, date, date), open_task_counts(bigint, bigint, date), recount_tasks(bigint, bigint, bigint[], date),
  task_people(), task_people_customers(bigint[], bigint[]) from public;
revoke all on procedure write_task_counts(bigint, bigint, bigint[], date) from public;
alter function recount_tasks(bigint, bigint, bigint[], date) owner to pp_task_desk;
alter function task_people() owner to pp_task_desk;
alter function task_people_customers(bigint[], bigint[]) owner to pp_task_desk;
grant execute on function is_open_task(timestamptz, date, date), open_task_counts(bigint, bigint, date)
  to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system, pp_task_desk;
grant execute on procedure write_task_counts(bigint, bigint, bigint[], date) to pp_system, pp_task_desk;
grant execute on function recount_tasks(bigint, bigint, bigint[], date), task_people(), task_people_customers(bigint[], bigint[])
  to pp_full, pp_restricted, pp_staff, pp_vendor;
revoke create on schema public from pp_task_desk;
reset check_function_bodies;
