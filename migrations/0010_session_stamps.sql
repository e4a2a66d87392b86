-- A session carries a stamp that changes with everything that decides who its person is and what they may. A process that remembers a
-- session asks for the stamp alone, which is one row by its key instead of five tables; docs/decisions/0018-stamped-sessions.md.

-- Never a number that counts: after a restored backup it could come round to one that stood for something else.
alter table session add column stamp uuid not null default gen_random_uuid();
create index session_viewed on session (viewed_user_id) where viewed_user_id is not null;

-- Whatever a session's own row comes to say, but when it was used last.
create function stamp_session() returns trigger language plpgsql as $$
begin
  new.stamp := gen_random_uuid();
  return new;
end $$;
create trigger stamp before update on session for each row
  when (to_jsonb(new) - 'last_seen_at' is distinct from to_jsonb(old) - 'last_seen_at') execute function stamp_session();

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- The sources of session_of, each with the sessions that it is a part of. By the rights of pp_session: who changes a person, a role or an
-- assignment sees no sessions.
create function stamp_sessions_of_person() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  update session set stamp = gen_random_uuid() where user_id = new.id or viewed_user_id = new.id;
  return null;
end $$;

create function stamp_sessions_of_place() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    update session set stamp = gen_random_uuid() where user_id = old.user_id or viewed_user_id = old.user_id;
  end if;
  if tg_op <> 'DELETE' then
    update session set stamp = gen_random_uuid() where user_id = new.user_id or viewed_user_id = new.user_id;
  end if;
  return null;
end $$;

create function stamp_sessions_of_partner() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then update session set stamp = gen_random_uuid() where partner_id = old.partner_id; end if;
  if tg_op <> 'DELETE' then update session set stamp = gen_random_uuid() where partner_id = new.partner_id; end if;
  return null;
end $$;

create trigger stamp after update on app_user for each row
  when ((new.name, new.email, new.side, new.is_active, new.vendor_role)
        is distinct from (old.name, old.email, old.side, old.is_active, old.vendor_role))
  execute function stamp_sessions_of_person();
create trigger stamp after insert or update or delete on membership for each row execute function stamp_sessions_of_place();
create trigger stamp after insert or update or delete on staff_partner for each row execute function stamp_sessions_of_place();
create trigger stamp after insert or update or delete on partner_role for each row execute function stamp_sessions_of_partner();
create trigger stamp after update on partnership for each row
  when (new.* is distinct from old.*) execute function stamp_sessions_of_partner();

-- A row when the session is still what it was when it had this stamp.
create function session_still(hash bytea, seen uuid) returns table (last_seen_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
  select s.last_seen_at into last_seen_at from session s where s.id_hash = hash and s.stamp = seen;
  if found then return next; end if;
end $$;

-- As before, with the stamp among the facts.
create or replace function session_of(hash bytea) returns table (facts text, last_seen_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
  return query
  select json_build_object(
           'id', s.id, 'stamp', s.stamp, 'family', s.family, 'accountId', s.user_id, 'stage', s.stage, 'portalType', s.portal_type,
           'epoch', s.epoch, 'expiresAt', s.expires_at, 'rotatedAt', s.rotated_at, 'device', s.device,
           'name', u.name, 'email', u.email, 'side', u.side, 'isActive', u.is_active, 'vendorRole', u.vendor_role,
           'partnerId', s.partner_id, 'partnershipId', s.partnership_id, 'model', p.model, 'timeZone', p.time_zone, 'currency', p.currency,
           'startDay', p.cycle_start_day, 'namedBy', p.cycle_named_by, 'memberRole', m.role, 'customerScope', m.customer_scope,
           'ownRole', r.label, 'ownPermissions', r.permissions,
           'isAssigned', exists (select from staff_partner a where a.user_id = s.user_id and a.partner_id = s.partner_id),
           'viewed', case when v.id is not null then
             json_build_object('id', v.id, 'name', v.name, 'email', v.email, 'isActive', v.is_active) end
         )::text, s.last_seen_at
    from session s
    join app_user u on u.id = s.user_id
    left join app_user v on v.id = s.viewed_user_id
    left join partnership p on p.partner_id = s.partner_id and p.id = s.partnership_id
    left join membership m on m.user_id = coalesce(s.viewed_user_id, s.user_id) and m.partner_id = s.partner_id and m.partnership_id = s.partnership_id
    left join partner_role r on r.partner_id = m.partner_id and r.code = m.role
   where s.id_hash = hash;
end $$;

revoke all on function stamp_session(), stamp_sessions_of_person(), stamp_sessions_of_place(), stamp_sessions_of_partner(),
  session_still(bytea, uuid) from public;
alter function stamp_sessions_of_person() owner to pp_session;
alter function stamp_sessions_of_place() owner to pp_session;
alter function stamp_sessions_of_partner() owner to pp_session;
alter function session_still(bytea, uuid) owner to pp_session;
grant execute on function session_still(bytea, uuid) to pp_login;
revoke create on schema public from pp_session;

-- Whoever changes a person holds its row and comes for the person's sessions; who uses a session holds that and would come for the person.
-- The note of a moment may be left out, so it never waits.
create or replace function note_last_seen() returns trigger language plpgsql as $$
begin
  update app_user u set last_seen_at = new.last_seen_at
   where u.id = (select a.id from app_user a
                  where a.id = new.user_id and (a.last_seen_at is null or a.last_seen_at < new.last_seen_at)
                    for no key update skip locked);
  return null;
end $$;
