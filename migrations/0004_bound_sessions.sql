-- Sessions know their browser, their stage and their portal, change their id while they are used, and tell when an old id comes back.

-- Everybody signs in again: what was open is bound to nothing.
truncate session;
alter table session
  add column id bigint generated always as identity unique,
  add column family uuid not null default gen_random_uuid(),    -- stays when the id changes
  add column stage text not null default 'full' check (stage in ('factor', 'enrol', 'full')),
  add column portal_type text not null check (portal_type in ('partner', 'vendor', 'demo')),
  add column device text not null,                              -- what the browser said of itself when the session began
  add column device_label text not null default '',
  add column address text not null default '',                  -- the subnet, for the person to recognise
  add column rotated_at timestamptz not null default now(),     -- when the id changed last
  add column viewed_user_id bigint references app_user (id) on delete set null;

-- Ids that a session had before. One of them coming back after the grace is a copy in other hands.
create table session_retired (
  id_hash bytea primary key,
  session_id bigint not null references session (id) on delete cascade,
  retired_at timestamptz not null
);
create index session_retired_session on session_retired (session_id);
alter table session_retired enable row level security;
alter table session_retired force row level security;
create policy session on session_retired to pp_session using (true) with check (true);
grant select, insert, delete on session_retired to pp_session;

-- A partner's own copies of the configuration's roles.
create table partner_role (
  partner_id bigint not null references partner (id) on delete cascade,
  code text not null check (code like 'own-%'),                 -- never the code of one of the configuration's
  label text not null,
  permissions text[] not null,
  reach text not null check (reach in ('all', 'assigned')),
  copied_from text not null,                                    -- the code of the configuration's role
  primary key (partner_id, code)
);
alter table partner_role enable row level security;
alter table partner_role force row level security;
create policy own on partner_role for select to pp_full, pp_restricted, pp_staff, pp_vendor
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint));
create policy assigned_partner on partner_role as restrictive to pp_staff
  using (partner_id = any (array(select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy session on partner_role for select to pp_session using (true);
create policy system on partner_role to pp_system using (true) with check (true);
grant select on partner_role to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select, insert, update, delete on partner_role to pp_system;

-- Staff outside any partner's portal write down what they do as well.
create policy add_of_staff on event_log for insert to pp_staff, pp_vendor
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint) and partner_id is null);

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

drop function session_of(bytea);

-- Everything about a session: what decides who somebody is as one text, to be compared whole, and what changes with use; no row when the
-- cookie is unknown. It is asked with every request, so what only some sessions need is joined for those alone.
create function session_of(hash bytea) returns table (facts text, last_seen_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare is_plain boolean;
begin
  select json_build_object(
           'id', s.id, 'family', s.family, 'accountId', s.user_id, 'stage', s.stage, 'portalType', s.portal_type, 'epoch', s.epoch,
           'expiresAt', s.expires_at, 'rotatedAt', s.rotated_at, 'device', s.device,
           'name', u.name, 'email', u.email, 'side', u.side, 'isActive', u.is_active,
           'partnerId', s.partner_id, 'partnershipId', s.partnership_id, 'model', p.model, 'timeZone', p.time_zone, 'currency', p.currency,
           'startDay', p.cycle_start_day, 'namedBy', p.cycle_named_by, 'memberRole', m.role, 'customerScope', m.customer_scope
         )::text, s.last_seen_at, u.side = 'partner' and m.role not like 'own-%'
    into facts, last_seen_at, is_plain
    from session s
    join app_user u on u.id = s.user_id
    left join partnership p on p.partner_id = s.partner_id and p.id = s.partnership_id
    left join membership m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.partnership_id = s.partnership_id
   where s.id_hash = hash;
  if not found then return; end if;
  if is_plain then
    return next;
    return;
  end if;
  -- Staff, whose role is their own and who may look at the portal as somebody; members with one of their partner's own roles.
  return query
  select json_build_object(
           'id', s.id, 'family', s.family, 'accountId', s.user_id, 'stage', s.stage, 'portalType', s.portal_type, 'epoch', s.epoch,
           'expiresAt', s.expires_at, 'rotatedAt', s.rotated_at, 'device', s.device,
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

revoke all on function session_of(bytea) from public;
alter function session_of(bytea) owner to pp_session;
grant execute on function session_of(bytea) to pp_login;
revoke create on schema public from pp_session;
