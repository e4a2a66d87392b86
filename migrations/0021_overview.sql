-- What a person meets first: the overview and what it is made of, the vendor's announcements and the shortcuts.

-- ---------------------------------------------------------------- announcements

create table announcement (
  id bigint generated always as identity primary key,
  title text not null check (char_length(title) between 1 and 200),
  body text not null check (char_length(body) <= 10000), -- plain paragraphs; addresses in them become links where they are read
  -- Whom it is for, as with a room: any of a list, and of every list; an empty list asks nothing.
  partner_types text[] not null default '{}',
  partnership_ids bigint[] not null default '{}',
  categories text[] not null default '{}',
  tiers text[] not null default '{}',
  stages text[] not null default '{}',
  tags text[] not null default '{}',
  roles text[] not null default '{}',
  shown_from date not null,                  -- days where each partnership is, both inclusive
  shown_to date check (shown_to >= shown_from), -- null: until it is withdrawn
  is_pinned boolean not null default false,
  needs_acknowledgement boolean not null default false,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  created_by bigint references app_user (id)
);
create index announcement_order on announcement (shown_from, id);

-- Who has read it, and who said so.
create table announcement_reading (
  partner_id bigint not null,
  partnership_id bigint not null,
  announcement_id bigint not null references announcement (id) on delete cascade,
  user_id bigint not null references app_user (id) on delete cascade,
  read_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  primary key (partner_id, partnership_id, announcement_id, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index announcement_reading_of_announcement on announcement_reading (announcement_id);
create index announcement_reading_of_user on announcement_reading (user_id);

-- Whether somebody is among those whom it is for: the rule of a room that is live and open to all of the partner types.
create function announcement_fits(asked announcement, viewer room_viewer) returns boolean language sql stable as $$
  select viewer.model is not null
     and (asked.partner_types = '{}' or viewer.model = any (asked.partner_types))
     and coalesce(room_standing(jsonb_populate_record(null::room, jsonb_build_object(
           'status', 'live', 'visibility', 'all', 'partner_type', viewer.model,
           'partnership_ids', asked.partnership_ids, 'categories', asked.categories, 'tiers', asked.tiers, 'stages', asked.stages,
           'tags', asked.tags, 'roles', asked.roles, 'unlock_tiers', '{}'::text[], 'unlock_stages', '{}'::text[], 'unlock_steps', '{}'::text[])),
         viewer) = 'open', false)
$$;

alter table announcement enable row level security;
alter table announcement force row level security;
create policy meant_for on announcement for select to pp_full, pp_restricted, pp_staff
  using (announcement_fits(announcement, (select own_room_viewer())));
create policy written on announcement to pp_vendor using (true) with check (true);
create policy session on announcement for select to pp_session using (true);
create policy system on announcement to pp_system using (true) with check (true);
grant select on announcement to pp_full, pp_restricted, pp_staff, pp_session;
grant select, insert, update, delete on announcement to pp_vendor, pp_system;

call protect_partnership_table('announcement_reading', false);
create policy oneself on announcement_reading as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy session on announcement_reading for select to pp_session using (true);
-- The vendor's people who look at a partner's portal read nothing in its name.
grant select, insert, update on announcement_reading to pp_full, pp_restricted;
grant select on announcement_reading to pp_staff, pp_vendor, pp_session;
grant select, insert, update, delete on announcement_reading to pp_system;

-- ---------------------------------------------------------------- quick actions

create table quick_action (
  id bigint generated always as identity primary key,
  label text not null check (char_length(label) between 1 and 80),
  description text not null default '' check (char_length(description) <= 200),
  icon text not null,
  target_kind text not null check (target_kind in ('room', 'custom-room', 'page', 'link', 'mail')),
  target text not null check (char_length(target) <= 2000), -- a pre-defined room's kind, an own page, an address; nothing for a custom room
  room_id bigint references room (id) on delete cascade,
  partner_types text[] not null default '{}',
  roles text[] not null default '{}',
  position int not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check ((target_kind = 'custom-room') = (room_id is not null))
);
create index quick_action_order on quick_action (position, id);
create index quick_action_room on quick_action (room_id) where room_id is not null;

-- How often each person used it, which decides their order.
create table quick_action_use (
  partner_id bigint not null,
  partnership_id bigint not null,
  action_id bigint not null references quick_action (id) on delete cascade,
  user_id bigint not null references app_user (id) on delete cascade,
  uses int not null default 1,
  last_at timestamptz not null default now(),
  primary key (partner_id, partnership_id, user_id, action_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index quick_action_use_of_action on quick_action_use (action_id);
create index quick_action_use_of_user on quick_action_use (user_id);

-- Of the vendor's people no role is asked, as with rooms.
create function quick_action_fits(asked quick_action, viewer room_viewer) returns boolean language sql immutable as $$
  select viewer.model is not null
     and (asked.partner_types = '{}' or viewer.model = any (asked.partner_types))
     and (asked.roles = '{}' or viewer.side = 'vendor' or coalesce(viewer.role = any (asked.roles), false))
$$;

alter table quick_action enable row level security;
alter table quick_action force row level security;
create policy meant_for on quick_action for select to pp_full, pp_restricted, pp_staff
  using (quick_action_fits(quick_action, (select own_room_viewer())));
create policy arranged on quick_action to pp_vendor using (true) with check (true);
create policy system on quick_action to pp_system using (true) with check (true);
grant select on quick_action to pp_full, pp_restricted, pp_staff;
grant select, insert, update, delete on quick_action to pp_vendor, pp_system;

call protect_partnership_table('quick_action_use', false);
create policy oneself on quick_action_use as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy session on quick_action_use for select to pp_session using (true);
grant select, insert, update on quick_action_use to pp_full, pp_restricted;
grant select on quick_action_use to pp_staff, pp_vendor, pp_session;
grant select, insert, update, delete on quick_action_use to pp_system;

-- ---------------------------------------------------------------- the overview

-- What the vendor lets a partner type have on its overview, and what stands there unless a person chose otherwise.
create table overview_default (
  partner_type text primary key,
  widgets jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by bigint references app_user (id)
);
alter table overview_default enable row level security;
alter table overview_default force row level security;
create policy own_type on overview_default for select to pp_full, pp_restricted, pp_staff
  using (partner_type = (select v.model from own_room_viewer() v));
create policy arranged on overview_default to pp_vendor using (true) with check (true);
create policy system on overview_default to pp_system using (true) with check (true);
grant select on overview_default to pp_full, pp_restricted, pp_staff;
grant select, insert, update, delete on overview_default to pp_vendor, pp_system;

-- How a person left their overview, and when they were there.
create table overview_desk (
  partner_id bigint not null,
  partnership_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  widgets jsonb,                             -- null: as the vendor set it
  period text not null default 'month' check (period in ('month', 'quarter')),
  since timestamptz,                         -- the end of the visit before this one; null: this is the first
  visited_at timestamptz,                    -- the last time that it was looked at
  primary key (partner_id, partnership_id, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index overview_desk_of_user on overview_desk (user_id);
call protect_partnership_table('overview_desk', false);
create policy oneself on overview_desk as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, update on overview_desk to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;

-- What happened to tasks lately, of a whole partnership.
create index task_event_at on task_event (partner_id, partnership_id, at);

-- ---------------------------------------------------------------- what the vendor counts

do $$
begin
  execute format('grant pp_session to %I', current_user);
end $$;
grant create on schema public to pp_session;

-- Everybody whom the announcements are for and who can sign in, with what they did. Looked at once for each partnership and role:
-- nothing else of a person decides. A role of the partner's own counts as the one that it was copied from.
create function announcement_audience(announcements bigint[], sign_in_roles text[])
returns table (announcement_id bigint, partner_id bigint, partner_name text, partnership_id bigint, partnership_name text,
               user_id bigint, user_name text, read_at timestamptz, acknowledged_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
as $$
  with held as materialized (
    select distinct m.partner_id, m.partnership_id, m.role, coalesce(own.copied_from, m.role) as counts_as
      from membership m left join partner_role own on own.partner_id = m.partner_id and own.code = m.role
     where m.role = any (sign_in_roles) or coalesce('portal.sign-in' = any (own.permissions), false)
  ), meant as materialized (
    select a.id, h.partner_id, h.partnership_id, h.role, p.name as partner_name, s.name as partnership_name
      from held h
      join partnership s on s.partner_id = h.partner_id and s.id = h.partnership_id
      join partner p on p.id = h.partner_id
      join announcement a on a.id = any (announcements)
       and announcement_fits(a, ('partner', s.model, s.id, p.tier, p.category, p.stage, p.tags, h.counts_as, '{}'::text[])::room_viewer)
  )
  select t.id, t.partner_id, t.partner_name, t.partnership_id, t.partnership_name, u.id, u.name, r.read_at, r.acknowledged_at
    from meant t
    join membership m on m.partner_id = t.partner_id and m.partnership_id = t.partnership_id and m.role = t.role
    join app_user u on u.id = m.user_id and u.is_active
    left join announcement_reading r on r.partner_id = t.partner_id and r.partnership_id = t.partnership_id
                                    and r.announcement_id = t.id and r.user_id = u.id
$$;

create function quick_action_uses() returns table (action_id bigint, uses bigint, people bigint)
language sql stable security definer set search_path = public, pg_temp
as $$
  select u.action_id, sum(u.uses)::bigint, count(distinct u.user_id) from quick_action_use u group by u.action_id
$$;

revoke all on function announcement_audience(bigint[], text[]), quick_action_uses(), announcement_fits(announcement, room_viewer),
  quick_action_fits(quick_action, room_viewer) from public;
alter function announcement_audience(bigint[], text[]) owner to pp_session;
alter function quick_action_uses() owner to pp_session;
grant execute on function announcement_audience(bigint[], text[]), quick_action_uses() to pp_vendor;
grant execute on function announcement_fits(announcement, room_viewer) to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant execute on function quick_action_fits(quick_action, room_viewer) to pp_full, pp_restricted, pp_staff, pp_vendor;
revoke create on schema public from pp_session;
