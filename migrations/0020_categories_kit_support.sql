-- The vendor's own words for partners and material, what was changed about a partner, the sales kit, and where help is found.

-- ---------------------------------------------------------------- words

-- What a label is called in tables and files. Renaming a word later leaves its code alone.
create function term_code(label text) returns text language sql immutable as $$
  select coalesce(
    nullif(btrim(left(
      regexp_replace(regexp_replace(lower(normalize(label, NFKD)), U&'[\0300-\036F]', '', 'g'), '[^a-z0-9]+', '-', 'g'), 60), '-'), ''),
    'word-' || left(md5(label), 10)) -- a label in other letters than ours
$$;

create table term (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('tier', 'category', 'stage', 'tag', 'kit-type', 'kit-audience', 'industry')),
  code text not null check (code ~ '^[a-z0-9][a-z0-9-]{0,69}$'),
  label text not null check (char_length(label) between 1 and 80),
  partner_type text,                         -- a channel model's code; null: for all
  background text not null default '#6b7280' check (background ~ '^#[0-9a-f]{6}$'),
  foreground text not null default '#ffffff' check (foreground ~ '^#[0-9a-f]{6}$'),
  phase text check (phase in ('discovery', 'onboarding', 'active', 'ended')), -- where in the partnership's life a stage stands
  position int not null,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  unique (kind, code),
  constraint term_phase_of_stage check ((kind = 'stage') = (phase is not null))
);
create index term_order on term (kind, position, id);
alter table term enable row level security;
alter table term force row level security;
-- What partners are sorted into among ourselves is not theirs to read.
create policy shown on term for select to pp_full, pp_restricted
  using (kind <> all (array['category', 'tag']) and (select nullif(current_setting('app.partner_id', true), '')::bigint) is not null);
create policy staff on term for select to pp_staff using ((select nullif(current_setting('app.user_id', true), '')::bigint) is not null);
create policy arranged on term to pp_vendor using (true) with check (true);
create policy system on term to pp_system using (true) with check (true);
grant select on term to pp_full, pp_restricted, pp_staff;
grant select, insert, update on term to pp_vendor, pp_system;

-- What partners were called in free words becomes the codes of terms.
insert into term (kind, code, label, phase, position)
select kind, code, label, case kind when 'stage' then 'active' end, row_number() over (partition by kind order by label)
  from (select distinct on (kind, term_code(label)) kind, term_code(label) as code, left(trim(label), 80) as label
          from (select 'tier' as kind, tier as label from partner
                union all select 'category', category from partner
                union all select 'stage', stage from partner
                union all select 'tag', unnest(tags) from partner) held
         where trim(label) <> '' order by kind, term_code(label), label) found;
update partner set
  tier = term_code(nullif(trim(tier), '')),
  category = term_code(nullif(trim(category), '')),
  stage = term_code(nullif(trim(stage), '')),
  tags = array(select distinct term_code(tag) from unnest(tags) tag where trim(tag) <> '')
 where (tier, category, stage) is distinct from (null, null, null) or tags <> '{}';

-- ---------------------------------------------------------------- partners

create index partner_by_name on partner ((lower(name) collate "C"), id);
create policy sorted on partner for update to pp_vendor using (true) with check (true);
grant update (tier, category, stage, tags) on partner to pp_vendor;

-- What was changed about a partner, by whom.
create table partner_change (
  partner_id bigint not null references partner (id) on delete cascade,
  id bigint generated always as identity,
  at timestamptz not null default now(),
  by_user_id bigint references app_user (id),
  by_name text,                              -- as it was then; null: an import
  field text not null check (field in ('tier', 'category', 'stage', 'tags')),
  before text[] not null,                    -- codes
  after text[] not null,
  primary key (partner_id, id)
);
create index partner_change_of_user on partner_change (by_user_id) where by_user_id is not null;
alter table partner_change enable row level security;
alter table partner_change force row level security;
create policy assigned on partner_change for select to pp_staff
  using (partner_id = any (array(select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy read_all on partner_change for select to pp_vendor using (true);
create policy added on partner_change for insert to pp_vendor
  with check (by_user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy system on partner_change to pp_system using (true) with check (true);
grant select on partner_change to pp_staff;
grant select, insert on partner_change to pp_vendor, pp_system;

-- ---------------------------------------------------------------- kit

create table kit_item (
  id bigint generated always as identity primary key,
  title text not null check (char_length(title) between 1 and 200),
  about text not null default '' check (char_length(about) <= 2000),
  type text not null,                        -- a term's code
  audiences text[] not null default '{}',
  industries text[] not null default '{}',
  products text[] not null default '{}',     -- of the configuration
  language text not null,
  is_co_brandable boolean not null default false,
  expires_on date,                           -- the last day on which partners find it
  renewed_at timestamptz not null default now(), -- when its newest version came
  -- Who may find it: any of a list, and of every list; an empty list asks nothing.
  partner_types text[] not null default '{}',
  categories text[] not null default '{}',
  tiers text[] not null default '{}',
  stages text[] not null default '{}',
  tags text[] not null default '{}',
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index kit_item_renewed on kit_item (renewed_at, id);

create table kit_version (
  kit_id bigint not null references kit_item (id) on delete cascade,
  number int not null,
  file_id bigint references file (id),       -- or an address elsewhere
  url text check (url ~ '^https://'),
  note text not null default '' check (char_length(note) <= 500),
  is_current boolean not null,               -- the one that partners get
  added_at timestamptz not null default now(),
  added_by bigint references app_user (id),
  primary key (kit_id, number),
  constraint kit_version_content check (num_nonnulls(file_id, url) = 1)
);
create unique index one_current_version on kit_version (kit_id) where is_current;
create index kit_version_file on kit_version (file_id) where file_id is not null;
create index kit_version_of_user on kit_version (added_by) where added_by is not null;

-- The same as isShown in the kit's rules; a test holds them together.
create function kit_shown(item kit_item, viewer room_viewer, day date) returns boolean language sql immutable as $$
  select viewer.model is not null and item.archived_at is null and coalesce(item.expires_on >= day, true)
     and (item.partner_types = '{}' or coalesce(viewer.model = any (item.partner_types), false))
     and (item.categories = '{}' or coalesce(viewer.category = any (item.categories), false))
     and (item.tiers = '{}' or coalesce(viewer.tier = any (item.tiers), false))
     and (item.stages = '{}' or coalesce(viewer.stage = any (item.stages), false))
     and (item.tags = '{}' or coalesce(viewer.tags && item.tags, false))
$$;

alter table kit_item enable row level security;
alter table kit_item force row level security;
create policy shown on kit_item for select to pp_full, pp_restricted, pp_staff
  using (kit_shown(kit_item, (select own_room_viewer()), current_date));
create policy arranged on kit_item to pp_vendor using (true) with check (true);
create policy system on kit_item to pp_system using (true) with check (true);
grant select on kit_item to pp_full, pp_restricted, pp_staff;
grant select, insert, update on kit_item to pp_vendor, pp_system;

-- Of an item that is theirs to find, the version that holds.
alter table kit_version enable row level security;
alter table kit_version force row level security;
create policy current on kit_version for select to pp_full, pp_restricted, pp_staff
  using (is_current and kit_id = any (array(select k.id from kit_item k)));
create policy arranged on kit_version to pp_vendor using (true) with check (true);
create policy system on kit_version to pp_system using (true) with check (true);
grant select on kit_version to pp_full, pp_restricted, pp_staff;
grant select, insert, update (is_current) on kit_version to pp_vendor, pp_system;
-- All versions are noted as uses, so that none is cleaned away; partners open the file of the one that holds.
create policy in_kit on file_use for select to pp_full, pp_restricted, pp_staff
  using (kind = 'kit' and file_id = any (array(select v.file_id from kit_version v)));

create table kit_download (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint references app_user (id) on delete set null,
  kit_id bigint not null references kit_item (id) on delete cascade,
  version int not null,
  at timestamptz not null default now(),
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index kit_download_of_item on kit_download (kit_id, partner_id);
create index kit_download_of_user on kit_download (user_id) where user_id is not null;
call protect_partnership_table('kit_download', false);
create policy oneself on kit_download as restrictive for insert to pp_full, pp_restricted
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy counted on kit_download for select to pp_vendor using (true);
grant select on kit_download to pp_vendor;
grant insert on kit_download to pp_full, pp_restricted;
grant select, insert on kit_download to pp_system;

-- When somebody looked at the kit, and the time before: what came since is new to them.
create table kit_visit (
  partner_id bigint not null,
  partnership_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  seen_at timestamptz not null,
  seen_before timestamptz,
  primary key (partner_id, partnership_id, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index kit_visit_of_user on kit_visit (user_id);
call protect_partnership_table('kit_visit', false);
create policy oneself on kit_visit as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, update on kit_visit to pp_full, pp_restricted, pp_system;

-- ---------------------------------------------------------------- support

create table support_channel (
  id bigint generated always as identity primary key,
  name text not null check (char_length(name) between 1 and 120),
  purpose text not null default '' check (char_length(purpose) <= 500),
  partner_types text[] not null default '{}', -- channel models that have it; empty: all
  languages text[] not null default '{}',
  time_zone text not null,
  hours jsonb not null default '[]',         -- [{ days: [1..7], from: '09:00', to: '17:00' }], Monday is 1; none: always
  response text not null default '' check (char_length(response) <= 200),
  severity text not null default '' check (char_length(severity) <= 1000),
  contact_kind text not null check (contact_kind in ('mail', 'phone', 'link')),
  contact text not null check (char_length(contact) between 1 and 500),
  position int not null,
  changed_at timestamptz not null default now()
);
create index support_channel_order on support_channel (position, id);
alter table support_channel enable row level security;
alter table support_channel force row level security;
create policy offered on support_channel for select to pp_full, pp_restricted, pp_staff
  using ((select (own_room_viewer()).model) = any (coalesce(nullif(partner_types, '{}'), array[(select (own_room_viewer()).model)])));
create policy arranged on support_channel to pp_vendor using (true) with check (true);
create policy system on support_channel to pp_system using (true) with check (true);
grant select on support_channel to pp_full, pp_restricted, pp_staff;
grant select, insert, update, delete on support_channel to pp_vendor, pp_system;

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- Who of the vendor looks after a partner, for its people to turn to.
create function partner_managers(partner bigint) returns table (name text, email text)
language sql stable security definer set search_path = public, pg_temp
as $$
  select u.name, u.email from staff_partner s join app_user u on u.id = s.user_id
   where s.partner_id = partner and u.is_active and u.has_password order by lower(u.name), u.id
$$;
revoke all on function term_code(text), kit_shown(kit_item, room_viewer, date), partner_managers(bigint) from public;
alter function partner_managers(bigint) owner to pp_session;
grant execute on function partner_managers(bigint) to pp_full, pp_restricted, pp_staff, pp_vendor;
grant execute on function kit_shown(kit_item, room_viewer, date) to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;
grant execute on function term_code(text) to pp_vendor, pp_system;
revoke create on schema public from pp_session;
