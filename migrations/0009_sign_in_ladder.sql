-- Guesses are counted here, before anybody is known. Keys are HMACs: of an address that may belong to nobody, or of a subnet.

create table sign_in_counter (
  key bytea primary key,                     -- HMAC of the address and of how the browser is known
  user_id bigint,                            -- null: nobody has the address. A foreign key would take its time for known ones alone
  wrong int not null default 0,              -- different wrong passwords since the last right one
  locked_until timestamptz,
  tried jsonb not null default '[]',         -- keyed marks of what was tried in the last day, with when
  counted_at timestamptz not null,
  told_at timestamptz,                       -- when its person was told of the lock last
  unlock_hash bytea,                         -- SHA-256 of the secret in that mail
  unlock_until timestamptz
);
create index sign_in_counter_user on sign_in_counter (user_id);
create index sign_in_counter_age on sign_in_counter (counted_at);
create index sign_in_counter_marks on sign_in_counter (counted_at) where tried <> '[]';
create unique index sign_in_counter_unlock on sign_in_counter (unlock_hash) where unlock_hash is not null;
alter table sign_in_counter enable row level security;
alter table sign_in_counter force row level security;
create policy session on sign_in_counter to pp_session using (true) with check (true);
grant select, insert, update, delete on sign_in_counter to pp_session;
-- An administrator unlocks a person of theirs: the row goes. Nobody but sign-in itself writes one.
create policy member on sign_in_counter to pp_full, pp_staff
  using (user_id = any (array(select m.user_id from membership m)));
create policy anybody on sign_in_counter to pp_vendor using (true);
grant select (key, user_id), delete on sign_in_counter to pp_full, pp_staff, pp_vendor;
create policy system on sign_in_counter to pp_system using (true); -- a new password ends a pause
grant select (key, user_id), delete on sign_in_counter to pp_system;

create table sign_in_subnet (
  key bytea primary key,                     -- HMAC of the /24 or /64
  thousandths int not null,                  -- of a wrong password; they sink with time
  counted_at timestamptz not null
);
create index sign_in_subnet_age on sign_in_subnet (counted_at);
alter table sign_in_subnet enable row level security;
alter table sign_in_subnet force row level security;
create policy session on sign_in_subnet to pp_session using (true) with check (true);
grant select, insert, update, delete on sign_in_subnet to pp_session;

grant select on membership to pp_full, pp_staff;

-- Sessions of the people of one's partnership can be ended by its administrators, and be seen to be in use.
create policy member on session to pp_full, pp_staff
  using (user_id = any (array(select m.user_id from membership m)));
create policy anybody on session to pp_vendor using (true);
grant select (id_hash, user_id, last_seen_at), delete on session to pp_full, pp_staff, pp_vendor;
