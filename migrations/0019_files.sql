-- Files that people bring: the vendor's, for rooms and the kit, and a partnership's own.

create table file (
  id bigint generated always as identity primary key,
  partner_id bigint,                         -- null: the vendor's
  partnership_id bigint,
  user_id bigint references app_user (id) on delete set null, -- who brought it
  purpose text not null check (purpose in ('image', 'document', 'video', 'captions', 'kit', 'evidence')),
  name text not null check (char_length(name) between 1 and 200),
  mime text not null,
  size bigint not null check (size >= 0),
  sha256 text not null,
  file_key text not null,                    -- where the store has it; an image's other sizes stand beside it
  width int,
  height int,
  state text not null check (state in ('quarantined', 'clean', 'infected')),
  finding text,                              -- what the scanner called it
  uploaded_at timestamptz not null default now(),
  scanned_at timestamptz,
  foreign key (partner_id, partnership_id) references partnership (partner_id, id) match full
);
create index file_of_partnership on file (partner_id, partnership_id) where partner_id is not null;
create index file_of_user on file (user_id);
create index file_age on file (uploaded_at);

-- What one of the vendor's files stands in: who may open that may open the file.
create table file_use (
  kind text not null check (kind in ('room', 'kit')),
  ref_id bigint not null,                    -- the room's key, or the kit item's
  file_id bigint not null references file (id),
  primary key (kind, ref_id, file_id)
);
create index file_use_of_file on file_use (file_id);

-- How often members downloaded a file, by day. No foreign key: a partnership's row may count a file of the vendor's.
create table file_download (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  file_id bigint not null,
  room_id bigint,                            -- where it was taken from, when that is a room
  day date not null,
  downloads int not null default 1 check (downloads > 0),
  primary key (partner_id, id),
  unique nulls not distinct (partner_id, partnership_id, user_id, file_id, room_id, day),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index file_download_of_file on file_download (file_id, day);
create index file_download_of_user on file_download (user_id);

-- ---------------------------------------------------------------- who sees which

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- What all of a partner's people brought, whoever of them asks: how full its share of the store is.
create function partner_file_bytes(partner bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp
as $$
  select coalesce(sum(f.size), 0)::bigint from file f where f.partner_id = partner
$$;
revoke all on function partner_file_bytes(bigint) from public;
alter function partner_file_bytes(bigint) owner to pp_session;
grant execute on function partner_file_bytes(bigint) to pp_full, pp_restricted;
revoke create on schema public from pp_session;

alter table file enable row level security;
alter table file force row level security;
create policy partnership on file to pp_full, pp_vendor
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint))
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
-- Who sees some customers only sees what they brought themselves.
create policy own on file to pp_restricted
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy assigned on file for select to pp_staff
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and partner_id = any (array(
       select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy vendors on file to pp_vendor using (partner_id is null) with check (partner_id is null);
-- file_use shows them only what stands where they may go.
create policy opened on file for select to pp_full, pp_restricted, pp_staff
  using (partner_id is null and id = any (array(select u.file_id from file_use u)));
create policy session on file for select to pp_session using (true);
create policy system on file to pp_system using (true) with check (true);
grant select, insert on file to pp_full, pp_restricted;
grant select, insert, delete on file to pp_vendor;
grant select on file to pp_staff;
grant select (partner_id, size) on file to pp_session;
grant select, insert, update, delete on file to pp_system;

alter table file_use enable row level security;
alter table file_use force row level security;
-- room_revision shows them what is published in the rooms that are open to them, and nothing else.
create policy in_room on file_use for select to pp_full, pp_restricted, pp_staff
  using (kind = 'room' and ref_id = any (array(select v.room_id from room_revision v)));
create policy arranged on file_use to pp_vendor using (true) with check (true);
create policy system on file_use to pp_system using (true) with check (true);
grant select on file_use to pp_full, pp_restricted, pp_staff;
grant select, insert, delete on file_use to pp_vendor, pp_system;

call protect_partnership_table('file_download', false);
-- Nobody downloads in somebody else's name.
create policy oneself on file_download as restrictive to pp_full, pp_restricted
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy counted on file_download for select to pp_vendor using (true);
grant select, insert, update on file_download to pp_full, pp_restricted;
grant select on file_download to pp_vendor;
grant select, delete on file_download to pp_system;
