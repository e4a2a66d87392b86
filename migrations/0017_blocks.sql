-- What blocks of rooms say of the vendor's people.

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- Whoever of the vendor is introduced to partners: name, mail and role, and nothing else of their account.
create function introduced_people(asked bigint[]) returns table (id bigint, name text, email text, role text)
language sql stable security definer set search_path = public, pg_temp
as $$
  select u.id, u.name, u.email, u.vendor_role from app_user u where u.id = any (asked) and u.side = 'vendor' and u.is_active
$$;
revoke all on function introduced_people(bigint[]) from public;
alter function introduced_people(bigint[]) owner to pp_session;
grant execute on function introduced_people(bigint[]) to pp_full, pp_restricted, pp_staff, pp_vendor;
revoke create on schema public from pp_session;
