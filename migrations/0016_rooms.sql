-- What each partner type sees: its rooms, who of it may open them, and what stands in the ones that are made of blocks.

-- ---------------------------------------------------------------- tables

create table room (
  id bigint generated always as identity primary key,
  partner_type text not null,                -- a channel model's code
  kind text not null check (kind ~ '^[a-z][a-z-]{0,39}$'), -- `custom`, or a pre-defined kind of the rooms' rules
  label text not null check (char_length(label) between 1 and 500),
  icon text not null,
  group_label text not null default '',      -- the heading in the sidebar that it stands under
  position int not null,
  status text not null default 'draft' check (status in ('draft', 'live', 'archived')),
  visibility text not null default 'all' check (visibility in ('all', 'internal', 'partners')),
  has_contents boolean not null default false, -- a table of contents beside it
  -- Who may open it: any of a list, and of every list; an empty list asks nothing.
  partnership_ids bigint[] not null default '{}',
  categories text[] not null default '{}',
  tiers text[] not null default '{}',
  stages text[] not null default '{}',
  tags text[] not null default '{}',
  roles text[] not null default '{}',
  -- What unlocks it: any of the tiers, any of the stages, all of the steps (checklists and goals, by the ids of their blocks).
  unlock_tiers text[] not null default '{}',
  unlock_stages text[] not null default '{}',
  unlock_steps text[] not null default '{}',
  shows_lock boolean not null default false, -- locked: in the menu with what unlocks it, or not there at all
  published_revision int,                    -- what partners read of its blocks
  pattern text check (pattern ~ '^[a-z][a-z-]{0,39}$'), -- which of the rooms that ship ready to be filled it began as
  version int not null default 1,            -- rises with every change of what stands above; a change says which one it read
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create unique index one_of_a_kind on room (partner_type, kind) where kind <> 'custom';
create index room_order on room (partner_type, position, id);

-- What the vendor's people say of a room among themselves.
create table room_note (
  room_id bigint primary key references room (id) on delete cascade,
  internal_label text not null default '' check (char_length(internal_label) <= 500),
  notes text not null default '' check (char_length(notes) <= 20000)
);

-- The blocks that are worked on.
create table room_draft (
  room_id bigint primary key references room (id) on delete cascade,
  version int not null default 1,            -- rises with every save; a save says which one it read
  blocks jsonb not null default '[]',
  changed_at timestamptz not null default now(),
  changed_by bigint references app_user (id),
  -- What the last restoration, or a save over somebody else's, took the place of: it can be taken back.
  aside jsonb,
  aside_at timestamptz
);

-- Who has a room's editor open, one row a window; a window that was not heard of for a while is gone.
create table room_editor (
  room_id bigint not null references room (id) on delete cascade,
  editor_window uuid not null,
  user_id bigint not null references app_user (id) on delete cascade,
  seen_at timestamptz not null default now(),
  primary key (room_id, editor_window)
);

-- The blocks as they were published, oldest first; the room says which one partners read.
create table room_revision (
  room_id bigint not null references room (id) on delete cascade,
  number int not null,
  blocks jsonb not null,
  words text not null default '',            -- what can be read in it, for searching
  published_at timestamptz not null default now(),
  published_by bigint references app_user (id),
  primary key (room_id, number)
);

-- "A Gold reseller sees it, a Bronze doesn't": asked again at every change.
create table room_access_test (
  id bigint generated always as identity primary key,
  room_id bigint not null references room (id) on delete cascade,
  label text not null check (char_length(label) between 1 and 200),
  viewer jsonb not null,                     -- who is asked about: a made-up partner's tier, category, stage, tags, role and steps
  expects text not null check (expects in ('open', 'locked', 'hidden')),
  created_at timestamptz not null default now()
);
create index access_test_of_room on room_access_test (room_id, id);

-- A custom room to start others from.
create table room_template (
  id bigint generated always as identity primary key,
  label text not null check (char_length(label) between 1 and 200),
  about text not null default '' check (char_length(about) <= 1000),
  icon text not null,
  blocks jsonb not null,
  created_at timestamptz not null default now(),
  created_by bigint references app_user (id)
);

-- What the vendor answered when a partner type was set up, so that the questions can be asked again with the answers in place.
create table partner_type_setup (
  partner_type text primary key,
  preset text not null,
  answers jsonb not null default '{}',
  chosen_at timestamptz not null default now(),
  chosen_by bigint references app_user (id)
);

-- Checklists that are complete and goals that are reached.
create table step_completion (
  id bigint generated always as identity,
  partner_id bigint not null,
  partnership_id bigint not null,
  user_id bigint references app_user (id) on delete cascade, -- null: the partnership's as a whole
  step text not null,                        -- the id of the block
  completed_at timestamptz not null default now(),
  primary key (partner_id, id),
  unique nulls not distinct (partner_id, partnership_id, user_id, step),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index step_completion_of_user on step_completion (user_id) where user_id is not null;

-- ---------------------------------------------------------------- who sees a room

-- Somebody as the rooms' rules see them. `side` vendor: staff who look at the partner's portal.
create type room_viewer as (
  side text, model text, partnership_id bigint, tier text, category text, stage text, tags text[], role text, steps text[]
);

-- `open`, `locked` (it shows what unlocks it) or null: not there. The same as standingOf in the rooms' rules; a test holds them together.
create function room_standing(asked room, viewer room_viewer) returns text language sql immutable as $$
  select case
    when asked.status <> 'live' or not coalesce(asked.partner_type = viewer.model, false) then null
    when asked.visibility = case viewer.side when 'vendor' then 'partners' else 'internal' end then null
    when asked.partnership_ids <> '{}' and not coalesce(viewer.partnership_id = any (asked.partnership_ids), false) then null
    when asked.categories <> '{}' and not coalesce(viewer.category = any (asked.categories), false) then null
    when asked.tiers <> '{}' and not coalesce(viewer.tier = any (asked.tiers), false) then null
    when asked.stages <> '{}' and not coalesce(viewer.stage = any (asked.stages), false) then null
    when asked.tags <> '{}' and not coalesce(viewer.tags && asked.tags, false) then null
    when viewer.side <> 'vendor' and asked.roles <> '{}' and not coalesce(viewer.role = any (asked.roles), false) then null
    when (asked.unlock_tiers <> '{}' and not coalesce(viewer.tier = any (asked.unlock_tiers), false))
      or (asked.unlock_stages <> '{}' and not coalesce(viewer.stage = any (asked.unlock_stages), false))
      or not coalesce(asked.unlock_steps <@ viewer.steps, false)
      then case when asked.shows_lock then 'locked' end
    else 'open'
  end
$$;
revoke all on function room_standing(room, room_viewer) from public;
grant execute on function room_standing(room, room_viewer) to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session, pp_system;

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- A person in a partnership as the rooms see them: a member's own steps and the partnership's count, for the vendor's staff those of
-- everybody there. A role of the partner's own counts as the one that it was copied from. Nothing for who does not belong there.
create function room_viewer_of(partner bigint, partnership bigint, person bigint) returns room_viewer
language sql stable security definer set search_path = public, pg_temp
as $$
  select (case u.side when 'vendor' then 'vendor' else 'partner' end, s.model, s.id, p.tier, p.category, p.stage, p.tags,
          coalesce(own.copied_from, m.role),
          array(select c.step from step_completion c
                 where c.partner_id = s.partner_id and c.partnership_id = s.id
                   and (c.user_id is null or u.side = 'vendor' or c.user_id = u.id)))::room_viewer
    from partnership s
    join partner p on p.id = s.partner_id
    join app_user u on u.id = person
    left join membership m on m.partner_id = s.partner_id and m.partnership_id = s.id and m.user_id = u.id
    left join partner_role own on own.partner_id = m.partner_id and own.code = m.role
   where s.partner_id = partner and s.id = partnership and (m.user_id is not null or u.side = 'vendor')
$$;

-- Whoever the transaction is for.
create function own_room_viewer() returns room_viewer
language sql stable security definer set search_path = public, pg_temp
as $$
  select room_viewer_of(
    nullif(current_setting('app.partner_id', true), '')::bigint,
    nullif(current_setting('app.partnership_id', true), '')::bigint,
    nullif(current_setting('app.user_id', true), '')::bigint)
$$;

-- Every partnership of a type as staff see it, for whoever arranges the rooms: nobody's own, so all that people there have completed.
create function room_viewers(asked_type text) returns table (partner_id bigint, partnership_id bigint, viewer room_viewer)
language sql stable security definer set search_path = public, pg_temp
as $$
  select s.partner_id, s.id, ('vendor', s.model, s.id, p.tier, p.category, p.stage, p.tags, null,
         coalesce((select array_agg(distinct c.step) from step_completion c where c.partner_id = s.partner_id and c.partnership_id = s.id), '{}'))::room_viewer
    from partnership s
    join partner p on p.id = s.partner_id
   where s.model = asked_type
$$;

alter table room enable row level security;
alter table room force row level security;
create policy shown on room for select to pp_full, pp_restricted, pp_staff
  using (room_standing(room, (select own_room_viewer())) is not null);
create policy arranged on room to pp_vendor using (true) with check (true);
create policy session on room for select to pp_session using (true);
create policy system on room to pp_system using (true) with check (true);
grant select on room to pp_full, pp_restricted, pp_staff, pp_session;
grant select, insert, update, delete on room to pp_vendor, pp_system;

alter table room_revision enable row level security;
alter table room_revision force row level security;
create policy published on room_revision for select to pp_full, pp_restricted, pp_staff
  using (room_id = any (array(select r.id from room r where room_standing(r, (select own_room_viewer())) = 'open'))
     and number = (select r.published_revision from room r where r.id = room_id));
create policy arranged on room_revision to pp_vendor using (true) with check (true);
create policy system on room_revision to pp_system using (true) with check (true);
grant select on room_revision to pp_full, pp_restricted, pp_staff;
grant select, insert, update, delete on room_revision to pp_vendor, pp_system;

do $$
declare target text;
begin
  foreach target in array array['room_note', 'room_draft', 'room_editor', 'room_access_test', 'room_template', 'partner_type_setup'] loop
    execute format('alter table %I enable row level security', target);
    execute format('alter table %I force row level security', target);
    execute format('create policy arranged on %I to pp_vendor using (true) with check (true)', target);
    execute format('create policy system on %I to pp_system using (true) with check (true)', target);
    execute format('grant select, insert, update, delete on %I to pp_vendor, pp_system', target);
  end loop;
end $$;

call protect_partnership_table('step_completion', false);
create policy session on step_completion for select to pp_session using (true);
-- Nobody completes or undoes a step in somebody else's name.
create policy own_or_shared on step_completion as restrictive to pp_full, pp_restricted
  using (coalesce(user_id, 0) = any (array[0, (select nullif(current_setting('app.user_id', true), '')::bigint)]));
grant select on step_completion to pp_session, pp_staff, pp_vendor;
grant select, insert, delete on step_completion to pp_full, pp_restricted;
grant select, insert, delete on step_completion to pp_system;

-- ---------------------------------------------------------------- what a session knows of rooms

-- As before, with the pre-defined rooms that are open to its person.
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
           'openRooms', open_rooms_of(s.partner_id, s.partnership_id, coalesce(s.viewed_user_id, s.user_id)),
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

-- The kinds of the pre-defined rooms that stand open to somebody in a partnership; empty where there is none.
create function open_rooms_of(partner bigint, partnership bigint, person bigint) returns text[]
language sql stable security definer set search_path = public, pg_temp
as $$
  -- Materialized: a part that is merged into the rest asks who the person is once for every room.
  with v as materialized (select room_viewer_of(partner, partnership, person) as viewer)
  select coalesce(array_agg(r.kind order by r.kind), '{}')
    from v
    join room r on r.partner_type = (v.viewer).model and r.kind <> 'custom' and room_standing(r, v.viewer) = 'open'
$$;

create function stamp_sessions_in_partnerships() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  update session set stamp = gen_random_uuid() where partnership_id is not null;
  return null;
end $$;

create function stamp_sessions_of_own_partner() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
  update session set stamp = gen_random_uuid() where partner_id = new.id;
  return null;
end $$;

-- What decides which rooms are open is part of what a session stands for.
create trigger stamp after insert or update or delete on room for each statement execute function stamp_sessions_in_partnerships();
create trigger stamp after insert or delete on step_completion for each row execute function stamp_sessions_of_partner();
create trigger stamp after update on partner for each row
  when ((new.tier, new.category, new.stage, new.tags) is distinct from (old.tier, old.category, old.stage, old.tags))
  execute function stamp_sessions_of_own_partner();

revoke all on function room_viewer_of(bigint, bigint, bigint), own_room_viewer(), room_viewers(text), open_rooms_of(bigint, bigint, bigint),
  stamp_sessions_in_partnerships(), stamp_sessions_of_own_partner() from public;
alter function room_viewer_of(bigint, bigint, bigint) owner to pp_session;
alter function own_room_viewer() owner to pp_session;
alter function room_viewers(text) owner to pp_session;
alter function open_rooms_of(bigint, bigint, bigint) owner to pp_session;
alter function stamp_sessions_in_partnerships() owner to pp_session;
alter function stamp_sessions_of_own_partner() owner to pp_session;
grant execute on function own_room_viewer() to pp_full, pp_restricted, pp_staff, pp_vendor;
grant execute on function room_viewers(text) to pp_vendor;
revoke create on schema public from pp_session;
