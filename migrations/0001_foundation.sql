-- Tenancy: who you are is a database role, and every tenant table lets each role see only what is its own.
-- pp_login is what processes connect as; it owns nothing and may become one of the others for one transaction.
--   pp_session     finds out who somebody is (sign-in, session lookup)
--   pp_full        a member of a partnership who sees all of its customers
--   pp_restricted  a member who sees only the assigned customers
--   pp_staff       vendor staff, the partners assigned to them
--   pp_vendor      vendor administrators, every partner
--   pp_system      named system actors (import, demo, engine), with policies of their own

do $$
declare role_name text;
begin
  perform pg_advisory_xact_lock(hashtext('partner-portal roles'));
  foreach role_name in array array['pp_login','pp_session','pp_full','pp_restricted','pp_staff','pp_vendor','pp_system'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
end $$;
grant pp_session, pp_full, pp_restricted, pp_staff, pp_vendor, pp_system to pp_login;
-- Bulk intake stages its rows in temporary tables.
do $$ begin execute format('grant temporary on database %I to pp_system', current_database()); end $$;

revoke all on schema public from public;
grant usage on schema public to pp_login, pp_session, pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;

-- The policies of a table whose rows belong to one partnership; with a customer_id column, to one customer of it.
-- Wrapped settings and ARRAY(select) are what an index can serve; OR and EXISTS are not.
create procedure protect_partnership_table(target regclass, has_customer boolean) language plpgsql as $$
declare scope constant text :=
  'partner_id = (select nullif(current_setting(''app.partner_id'', true), '''')::bigint)'
  ' and partnership_id = (select nullif(current_setting(''app.partnership_id'', true), '''')::bigint)';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy partnership on %s to pp_full, pp_restricted, pp_staff, pp_vendor using (%s) with check (%s)', target, scope, scope);
  execute format('create policy system on %s to pp_system using (true) with check (true)', target);
  execute format(
    'create policy assigned_partner on %s as restrictive to pp_staff using (partner_id = any (array('
    'select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))))', target);
  if has_customer then
    execute format(
      'create policy assigned_customer on %s as restrictive to pp_restricted using (customer_id = any (array('
      'select u.customer_id from user_customer u where u.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))))', target);
  end if;
end $$;
revoke all on procedure protect_partnership_table(regclass, boolean) from public;

-- ---------------------------------------------------------------- the deployment

create table deployment (
  only_row boolean primary key default true check (only_row),
  realm text not null check (realm in ('real', 'demo')),
  id_key text not null,                     -- shuffles the alphabet of the ids that leave; losing it changes every address
  created_at timestamptz not null default now()
);
alter table deployment enable row level security;
alter table deployment force row level security;
create policy everyone_reads on deployment for select to pp_session using (true);
create policy system on deployment to pp_system using (true) with check (true);
grant select on deployment to pp_session;
grant select, insert on deployment to pp_system;

-- ---------------------------------------------------------------- people

create table app_user (
  id bigint generated always as identity primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  side text not null check (side in ('partner', 'vendor')),
  vendor_role text,                          -- of the configuration's roles; partner people have theirs in membership
  locale text,
  time_zone text,
  password text,                             -- PHC string; null: cannot sign in
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  check ((side = 'vendor') = (vendor_role is not null))
);
alter table app_user enable row level security;
alter table app_user force row level security;
create policy session on app_user to pp_session using (true) with check (true);
create policy system on app_user to pp_system using (true) with check (true);
create policy oneself on app_user for select to pp_full, pp_restricted, pp_staff, pp_vendor
  using (id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select on app_user to pp_session, pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update on app_user to pp_system;

create table partner (
  id bigint generated always as identity primary key,
  external_id text not null unique,
  name text not null,
  type text not null,                        -- a channel model's code
  tier text,
  category text,
  stage text,
  tags text[] not null default '{}',
  country text,
  created_at timestamptz not null default now()
);

create table staff_partner (
  partner_id bigint not null references partner (id) on delete cascade,
  user_id bigint not null references app_user (id) on delete cascade,
  primary key (user_id, partner_id)
);
alter table staff_partner enable row level security;
alter table staff_partner force row level security;
create policy oneself on staff_partner for select to pp_staff
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy session on staff_partner for select to pp_session using (true);
create policy system on staff_partner to pp_system using (true) with check (true);
grant select on staff_partner to pp_staff, pp_session;
grant select, insert, delete on staff_partner to pp_system;

alter table partner enable row level security;
alter table partner force row level security;
create policy own on partner for select to pp_full, pp_restricted
  using (id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy assigned on partner for select to pp_staff
  using (id = any (array(select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy all_partners on partner for select to pp_vendor using (true);
create policy session on partner for select to pp_session using (true);
create policy system on partner to pp_system using (true) with check (true);
grant select on partner to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select, insert, update on partner to pp_system;

create table partnership (
  partner_id bigint not null references partner (id),
  id bigint generated always as identity,
  external_id text not null,
  model text not null,                       -- a channel model's code
  name text not null,
  region text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  cycle_start_day int not null check (cycle_start_day between 1 and 28),
  cycle_named_by text not null check (cycle_named_by in ('start', 'end')),
  active_from date not null,
  active_to date,
  is_main boolean not null default false,
  primary key (partner_id, id),
  unique (partner_id, external_id)
);
create unique index partnership_id on partnership (id);
create unique index one_main_partnership on partnership (partner_id) where is_main;
alter table partnership enable row level security;
alter table partnership force row level security;
create policy own on partnership for select to pp_full, pp_restricted
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy assigned on partnership for select to pp_staff
  using (partner_id = any (array(select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy all_partnerships on partnership for select to pp_vendor using (true);
create policy session on partnership for select to pp_session using (true);
create policy system on partnership to pp_system using (true) with check (true);
grant select on partnership to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select, insert, update on partnership to pp_system;

-- What a partnership buys and at what price, dated: a new contract is a new row.
create table partnership_product (
  partner_id bigint not null,
  partnership_id bigint not null,
  product text not null,
  valid_from date not null,
  valid_to date,
  commitment int check (commitment >= 0),    -- units a cycle that are paid for in any case
  unit_price_minor bigint check (unit_price_minor >= 0),
  primary key (partner_id, partnership_id, product, valid_from),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('partnership_product', false);
grant select on partnership_product to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on partnership_product to pp_system;

create table membership (
  partner_id bigint not null,
  partnership_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  role text not null,
  customer_scope text not null check (customer_scope in ('all', 'assigned')),
  primary key (user_id, partner_id, partnership_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('membership', false);
create policy session on membership for select to pp_session using (true);
grant select on membership to pp_session;
grant select, insert, update, delete on membership to pp_system;

create table session (
  id_hash bytea primary key,                 -- SHA-256 of the cookie's value
  user_id bigint not null references app_user (id) on delete cascade,
  partner_id bigint,
  partnership_id bigint,
  epoch int not null default 1,              -- rises when the partnership changes; a stale page can't write into the other one
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index session_of_user on session (user_id);
alter table session enable row level security;
alter table session force row level security;
create policy session on session to pp_session using (true) with check (true);
create policy system on session to pp_system using (true); -- a new password ends what was open
grant select, insert, update, delete on session to pp_session;
grant select, delete on session to pp_system;

-- What happened, in the transaction that made it so. Nobody changes or removes a row.
create table event_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  name text not null,
  actor text not null,
  user_id bigint,
  partner_id bigint,
  partnership_id bigint,
  customer_id bigint,
  facts jsonb not null default '{}'
);
create index event_log_partner on event_log (partner_id, id);
alter table event_log enable row level security;
alter table event_log force row level security;
create policy add_own on event_log for insert to pp_full, pp_restricted, pp_staff, pp_vendor
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy session on event_log for insert to pp_session with check (true);
create policy system on event_log to pp_system using (true) with check (true);
grant insert on event_log to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select, insert on event_log to pp_system;
