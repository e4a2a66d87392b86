-- Passwords, the links that lead to a first or a new one, and the fingerprint of the key that they are sealed with.

alter table app_user
  add column password_set_at timestamptz,
  add column has_password boolean generated always as (password is not null) stored;
comment on column app_user.password is 'Argon2id PHC string, sealed; null: cannot sign in';

-- What a password is sealed in is of no use to anybody but sign-in: the other roles read people without it.
revoke select on app_user from pp_full, pp_restricted, pp_staff, pp_vendor;
grant select (id, email, name, side, vendor_role, locale, time_zone, is_active, created_at, password_set_at, has_password)
  on app_user to pp_full, pp_restricted, pp_staff, pp_vendor;
-- One's own password and profile, when it was proved whose they are.
grant update (password, password_set_at, name, locale, time_zone) on app_user to pp_session;

-- ---------------------------------------------------------------- the master key

-- A key's fingerprint, so that a start with another key of the same name is refused, and one that lacks a key still in use.
create table master_key (
  kid text primary key,
  fingerprint bytea not null,
  first_used_at timestamptz not null default now()
);
alter table master_key enable row level security;
alter table master_key force row level security;
create policy system on master_key to pp_system using (true) with check (true);
grant select, insert, delete on master_key to pp_system;

-- ---------------------------------------------------------------- links

-- A secret in a link, of which only the hash is kept. An invitation needs a passphrase as well: `sealed` opens with both.
--   invitation  leads a person without a password to their first one
--   reset       leads a person with one to another
--   setup       makes the first administrator of the vendor
create table access_link (
  secret_hash bytea primary key,             -- SHA-256 of the 32 bytes in the link
  kind text not null check (kind in ('invitation', 'reset', 'setup')),
  user_id bigint references app_user (id) on delete cascade,
  partner_id bigint,                         -- of an invitation: where the inviter was; null: the vendor's own people
  partnership_id bigint,
  salt bytea,
  sealed bytea,
  tries int not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  opened_at timestamptz,
  used_at timestamptz,
  voided_at timestamptz,
  check ((kind = 'setup') = (user_id is null)),
  check ((kind = 'invitation') = (sealed is not null and salt is not null)),
  -- Whom a partner invites is a member of it, whatever a policy overlooks; who is taken out takes the invitation along.
  foreign key (user_id, partner_id, partnership_id) references membership (user_id, partner_id, partnership_id) on delete cascade
);
create index access_link_user on access_link (user_id, created_at);
call protect_partnership_table('access_link', false);
create policy invitations_only on access_link as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (kind = 'invitation') with check (kind = 'invitation');
create policy of_staff on access_link to pp_vendor using (partner_id is null) with check (partner_id is null);
create policy session on access_link to pp_session using (true) with check (true);
grant insert, select (kind, user_id, partner_id, partnership_id, tries, created_at, expires_at, opened_at, used_at, voided_at),
      update (voided_at) on access_link to pp_full, pp_staff, pp_vendor;
grant select, insert, update, delete on access_link to pp_session, pp_system;
