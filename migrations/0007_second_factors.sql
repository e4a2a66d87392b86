-- The second factor of a sign-in: one-time passwords, passkeys and recovery codes. They are a person's, not a partnership's; whoever
-- signs in proves them as pp_session, before anybody is known.

-- That somebody has a second factor at all. What it consists of hangs on this row: taking it away takes everything.
create table second_factor (
  user_id bigint primary key references app_user (id) on delete cascade,
  since timestamptz not null
);
alter table second_factor enable row level security;
alter table second_factor force row level security;
create policy session on second_factor to pp_session using (true) with check (true);
create policy system on second_factor to pp_system using (true) with check (true);
-- Those who edit people see who has one, and take it away from somebody who lost it. Whose memberships they see is for its own policies.
create policy colleagues on second_factor to pp_full, pp_staff
  using (user_id = any (array(select m.user_id from membership m)));
create policy everybody on second_factor to pp_vendor using (true);
grant select, insert, delete on second_factor to pp_session;
grant select, delete on second_factor to pp_system, pp_full, pp_staff, pp_vendor;
grant select on membership to pp_full, pp_staff;

create table totp (
  user_id bigint primary key references second_factor (user_id) on delete cascade,
  secret text not null,                        -- sealed
  last_step bigint not null,                   -- the newest 30 seconds that a code was accepted of; it and all before are spent
  since timestamptz not null
);
alter table totp enable row level security;
alter table totp force row level security;
create policy session on totp to pp_session using (true) with check (true);
create policy system on totp to pp_system using (true) with check (true); -- a new master key seals it anew
grant select, insert, update, delete on totp to pp_session;
grant select, update on totp to pp_system;

-- A secret that was shown and whose first code is still to be given.
create table totp_offer (
  user_id bigint primary key references app_user (id) on delete cascade,
  secret text not null,                        -- sealed
  expires_at timestamptz not null
);
alter table totp_offer enable row level security;
alter table totp_offer force row level security;
create policy session on totp_offer to pp_session using (true) with check (true);
grant select, insert, update, delete on totp_offer to pp_session;

create table passkey (
  id bigint generated always as identity primary key,
  user_id bigint not null references second_factor (user_id) on delete cascade,
  credential text not null unique,             -- base64url, as browsers name it
  public_key bytea not null,                   -- COSE
  sign_count bigint not null,                  -- must rise with every use; authenticators that don't count stay at 0
  transports text[] not null,
  name text not null,
  is_synced boolean not null,                  -- kept by the person's account at a platform, not by one device alone
  since timestamptz not null,
  last_used_at timestamptz
);
create index passkey_of_user on passkey (user_id);
alter table passkey enable row level security;
alter table passkey force row level security;
create policy session on passkey to pp_session using (true) with check (true);
grant select, insert, update, delete on passkey to pp_session;

-- What a passkey is asked to sign, once. Removed by its use.
create table passkey_challenge (
  challenge text primary key,                  -- base64url, 256 random bits
  user_id bigint not null references app_user (id) on delete cascade,
  purpose text not null check (purpose in ('sign-in', 'prove', 'register')),
  session_id bigint not null references session (id) on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenge_of_session on passkey_challenge (session_id);
create index passkey_challenge_of_user on passkey_challenge (user_id);
alter table passkey_challenge enable row level security;
alter table passkey_challenge force row level security;
create policy session on passkey_challenge to pp_session using (true) with check (true);
grant select, insert, delete on passkey_challenge to pp_session;

create table recovery_code (
  user_id bigint not null references second_factor (user_id) on delete cascade,
  hash bytea not null,                         -- SHA-256 of 120 random bits
  primary key (user_id, hash)
);
alter table recovery_code enable row level security;
alter table recovery_code force row level security;
create policy session on recovery_code to pp_session using (true) with check (true);
grant select, insert, delete on recovery_code to pp_session;

-- Wrong codes. Counted for a session, and for a person over an hour; what a browser that signed in before gets wrong is counted apart,
-- so that strangers who know the password can't keep its owner out.
create table factor_miss (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id) on delete cascade,
  session_id bigint not null,                  -- may have ended since: its misses count all the same
  is_known_device boolean not null,
  at timestamptz not null
);
create index factor_miss_of_user on factor_miss (user_id, at);
alter table factor_miss enable row level security;
alter table factor_miss force row level security;
create policy session on factor_miss to pp_session using (true) with check (true);
grant select, insert, delete on factor_miss to pp_session;
