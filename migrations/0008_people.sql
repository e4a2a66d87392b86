-- People are looked after by those who may: a partner's administrators in their partnership, vendor staff in the partnership that they
-- look at, and vendor administrators among the vendor's own. Restricted people write nobody.

alter table app_user add column last_seen_at timestamptz;
grant select (last_seen_at) on app_user to pp_full, pp_restricted, pp_staff, pp_vendor;
create index membership_partnership on membership (partner_id, partnership_id, user_id);

-- A session ends and is forgotten; when its person was last here is not.
create function note_last_seen() returns trigger language plpgsql as $$
begin
  update app_user u set last_seen_at = new.last_seen_at
   where u.id = new.user_id and (u.last_seen_at is null or u.last_seen_at < new.last_seen_at);
  return null;
end $$;
revoke all on function note_last_seen() from public;
create trigger last_seen after insert or update of last_seen_at, stage on session
  for each row when (new.stage = 'full') execute function note_last_seen();

create policy colleagues on app_user for select to pp_full, pp_staff, pp_vendor
  using (id = any (array(
    select m.user_id from membership m
     where m.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
       and m.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint))));
create policy colleagues_changed on app_user for update to pp_full, pp_staff, pp_vendor
  using (id = any (array(
    select m.user_id from membership m
     where m.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
       and m.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint))));
grant update (name, is_active) on app_user to pp_full, pp_staff;
grant update (name, is_active, vendor_role) on app_user to pp_vendor;
grant insert (email, name, side), update (name, password, is_active, last_seen_at) on app_user to pp_session;

create policy vendor_people on app_user for select to pp_vendor using (side = 'vendor');
create policy vendor_people_changed on app_user for update to pp_vendor using (side = 'vendor');
create policy vendor_people_added on app_user for insert to pp_vendor with check (side = 'vendor');
grant insert (email, name, side, vendor_role) on app_user to pp_vendor;

grant select, insert, delete, update (role, customer_scope) on membership to pp_full, pp_staff, pp_vendor;

-- Of the partnership's customers and people only: a partner's other partnerships assign their own.
create policy assignments on user_customer to pp_full, pp_staff, pp_vendor
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and customer_id = any (array(
       select c.id from customer c
        where c.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and c.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)))
     and user_id = any (array(
       select m.user_id from membership m
        where m.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and m.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint))));
grant select, insert, delete on user_customer to pp_full, pp_staff, pp_vendor;

-- A partner's own roles hold in all of its partnerships.
drop policy own on partner_role;
create policy own on partner_role to pp_full, pp_staff, pp_vendor
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy own_read on partner_role for select to pp_restricted
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
grant insert, delete, update (label, permissions, reach) on partner_role to pp_full, pp_staff, pp_vendor;

-- Which partners a partner manager sees is the administrators' to say.
create policy administrators on staff_partner to pp_vendor using (true) with check (true);
grant select, insert, delete on staff_partner to pp_vendor;

-- What a partner's administrator must not see but has to rely on: whether an address is somebody else's, and the other partnerships'
-- people in numbers. Each is owned by pp_session and answers no more than that.

grant create on schema public to pp_session;

-- The account of an address for a partner's new person: a new one, that of somebody who works for the same partner, or one that
-- nobody holds any more, which begins anew. Null: it can't be had, for whatever reason.
create function add_person(partner bigint, address text, called text) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare person bigint;
begin
  insert into app_user (email, name, side) values (address, called, 'partner') on conflict (email) do nothing returning id into person;
  if person is not null then return person; end if;
  select u.id into person from app_user u where u.email = address and u.side = 'partner' for update;
  if person is null or exists (select from membership m where m.user_id = person and m.partner_id <> partner) then return null; end if;
  if not exists (select from membership m where m.user_id = person) then
    update app_user set name = called, password = null, is_active = true, last_seen_at = null where id = person;
    delete from second_factor f where f.user_id = person; -- whoever had the address before has the factors still
  end if;
  return person;
end $$;

-- The partnerships of a partner that somebody can look after: who may sign in, sees all customers and holds one of the roles.
create function administered_partnerships(partner bigint, roles text[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp
as $$
  select distinct m.partnership_id from membership m join app_user u on u.id = m.user_id
   where m.partner_id = partner and m.role = any (roles) and m.customer_scope = 'all' and u.is_active and u.has_password
$$;

-- How many people hold each role, over all partnerships of a partner.
create function role_use(partner bigint) returns table (role text, people bigint)
language sql stable security definer set search_path = public, pg_temp
as $$ select m.role, count(distinct m.user_id) from membership m where m.partner_id = partner group by m.role $$;

-- The roles of one person, over all partnerships of a partner: who looks after one of them must not put out an admin of another.
create function roles_held(partner bigint, person bigint) returns setof text
language sql stable security definer set search_path = public, pg_temp
as $$ select distinct m.role from membership m where m.partner_id = partner and m.user_id = person $$;

revoke all on function add_person(bigint, text, text), administered_partnerships(bigint, text[]), role_use(bigint), roles_held(bigint, bigint)
  from public;
alter function add_person(bigint, text, text) owner to pp_session;
alter function administered_partnerships(bigint, text[]) owner to pp_session;
alter function role_use(bigint) owner to pp_session;
alter function roles_held(bigint, bigint) owner to pp_session;
grant execute on function add_person(bigint, text, text), administered_partnerships(bigint, text[]), role_use(bigint),
  roles_held(bigint, bigint) to pp_full, pp_staff, pp_vendor;
revoke create on schema public from pp_session;
