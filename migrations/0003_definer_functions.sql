-- The few questions that are asked before anybody is known. Each is owned by pp_session, whose policies it obeys,
-- and has a fixed search path; the guard test holds the list of them.

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

create function deployment_id_key() returns text
language sql stable security definer set search_path = public, pg_temp
as $$ select d.id_key from deployment d $$;

-- Everything about a session in one round trip; no row when the cookie is unknown.
create function session_of(hash bytea) returns table (
  user_id bigint, partner_id bigint, partnership_id bigint, epoch int, last_seen_at timestamptz, expires_at timestamptz,
  name text, email text, side text, vendor_role text, is_active boolean,
  model text, time_zone text, currency text, cycle_start_day int, cycle_named_by text, member_role text, customer_scope text, is_assigned boolean
)
language sql stable security definer set search_path = public, pg_temp
as $$
  select s.user_id, s.partner_id, s.partnership_id, s.epoch, s.last_seen_at, s.expires_at,
         u.name, u.email, u.side, u.vendor_role, u.is_active,
         p.model, p.time_zone, p.currency, p.cycle_start_day, p.cycle_named_by, m.role, m.customer_scope,
         exists (select from staff_partner a where a.user_id = s.user_id and a.partner_id = s.partner_id)
    from session s
    join app_user u on u.id = s.user_id
    left join partnership p on p.partner_id = s.partner_id and p.id = s.partnership_id
    left join membership m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.partnership_id = s.partnership_id
   where s.id_hash = hash
$$;

revoke all on function deployment_id_key(), session_of(bytea) from public;
alter function deployment_id_key() owner to pp_session;
alter function session_of(bytea) owner to pp_session;
grant execute on function deployment_id_key(), session_of(bytea) to pp_login;
revoke create on schema public from pp_session;
