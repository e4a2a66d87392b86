-- Mail waits in a table until it is sent, and the log of what happened becomes an audit log that shows whether it was touched.

-- ---------------------------------------------------------------- mail

create table mail (
  id bigint generated always as identity primary key,
  user_id bigint references app_user (id) on delete cascade,    -- null: to an address that is nobody's (any more)
  address text not null check (address <> ''),
  kind text not null,
  subject text not null,
  paragraphs text[] not null,
  link_label text,
  link_path text check (link_path ~ '^/([^/\\]|$)'),            -- below the portal's own address; gone once the mail is sent
  may_repeat boolean not null default true,                     -- sent again when nobody knows whether it left
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'kept')),
  tries int not null default 0,
  next_try_at timestamptz not null default now(),
  error text,
  asked_by_user_id bigint default nullif(current_setting('app.user_id', true), '')::bigint,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check ((link_label is null) = (link_path is null))
);
create index mail_waiting on mail (next_try_at) where state in ('queued', 'sending');
create index mail_of_user on mail (user_id);
alter table mail enable row level security;
alter table mail force row level security;
create policy ask on mail for insert to pp_full, pp_restricted, pp_staff, pp_vendor
  with check (asked_by_user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy outbox on mail for select to pp_vendor using (true);
create policy session on mail for insert to pp_session with check (true);
create policy system on mail to pp_system using (true) with check (true);
grant insert on mail to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select on mail to pp_vendor;
grant select, insert, update, delete on mail to pp_system;

-- ---------------------------------------------------------------- the audit log

alter table event_log
  add column request_id text,
  add column address text,                    -- the client's subnet
  add column actor_name text,                 -- as it was then: people are renamed and leave
  add column customer_name text,
  add column subject_user_id bigint,          -- the person it was done to
  add column subject_name text,
  add column on_behalf_of_user_id bigint,     -- the member of staff who looked at the portal as the actor
  add column seq bigint,                      -- gapless, in the order of sealing
  add column seal_kid text,
  add column seal bytea check (length(seal) = 32), -- HMAC over the seal before and the row
  add constraint event_log_sealed check (num_nulls(seq, seal_kid, seal) in (0, 3));
create unique index event_log_seq on event_log (seq);
create index event_log_unsealed on event_log (id) where seq is null;
create index event_log_name on event_log (name collate "C", id);
create index event_log_user on event_log (user_id, id);
create index event_log_subject on event_log (subject_user_id, id);

create policy read_own on event_log for select to pp_full
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy read_of_partner on event_log for select to pp_full
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint) and partnership_id is null);
-- Sign-ins and the like happen outside any partnership; they are about its people all the same.
create policy read_of_people on event_log for select to pp_full
  using (partner_id is null and subject_user_id = any (array(
    select m.user_id from membership m
     where m.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
       and m.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint))));
create policy read_all on event_log for select to pp_vendor using (true);
grant select on event_log to pp_full, pp_vendor;
grant update (seq, seal_kid, seal) on event_log to pp_system;

-- Stops the owner of the table as well; who takes the trigger away is found by the chain of seals.
create function keep_event() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.seq is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.seq is null and new.seq is not null
     and to_jsonb(new) - array['seq', 'seal_kid', 'seal'] = to_jsonb(old) - array['seq', 'seal_kid', 'seal'] then
    return new;
  end if;
  raise exception 'the audit log is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger keep before insert or update or delete on event_log for each row execute function keep_event();
create trigger keep_all before truncate on event_log for each statement execute function keep_event();

-- ---------------------------------------------------------------- definer functions

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- A mail to a person goes to the address that is stored, whoever asks for it and whatever was typed.
create function address_mail() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.address = '' then
    select u.email into new.address from app_user u where u.id = new.user_id;
  end if;
  return new;
end $$;
revoke all on function address_mail(), keep_event() from public;
create trigger address before insert on mail for each row execute function address_mail();
alter function address_mail() owner to pp_session;
revoke create on schema public from pp_session;
