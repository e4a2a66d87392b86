-- How rooms are used: when somebody came and looked at which, and the same by day.

-- Somebody's stay in a partnership's portal: it ends after half an hour without a sign of them, or four hours.
create table portal_stay (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  check (seen_at >= began_at)
);
create index portal_stay_of_user on portal_stay (user_id, seen_at);
create index portal_stay_age on portal_stay (seen_at);

-- One look at a room within a stay.
create table room_view (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  stay_id bigint not null,
  room_id bigint not null references room (id) on delete cascade,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  seconds int not null default 0 check (seconds >= 0), -- while the page was on the screen
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  foreign key (partner_id, stay_id) references portal_stay (partner_id, id) on delete cascade
);
create index room_view_of_stay on room_view (partner_id, stay_id, room_id, id);
create index room_view_of_user on room_view (user_id);
create index room_view_of_room on room_view (room_id);

-- The same by person and day, kept when the looks themselves are gone. Without a room: of the portal as a whole.
create table room_use_day (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  room_id bigint references room (id) on delete cascade,
  day date not null,                         -- where the partnership is
  views int not null default 0,
  stays int not null default 0,              -- that began on the day; of a room: in which it was looked at
  seconds int not null default 0,
  primary key (partner_id, id),
  unique nulls not distinct (partner_id, partnership_id, user_id, room_id, day),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index room_use_day_of_room on room_use_day (room_id, day);
create index room_use_day_age on room_use_day (day);
create index room_use_day_of_user on room_use_day (user_id);

do $$
declare target text;
begin
  foreach target in array array['portal_stay', 'room_view', 'room_use_day'] loop
    execute format('call protect_partnership_table(%L, false)', target);
    -- Nobody is seen in somebody else's name, nor sees how others use the portal.
    execute format(
      'create policy oneself on %I as restrictive to pp_full, pp_restricted'
      ' using (user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))'
      ' with check (user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))', target);
    execute format('create policy counted on %I for select to pp_vendor using (true)', target);
    execute format('grant select, insert, update on %I to pp_full, pp_restricted', target);
    execute format('grant select on %I to pp_vendor', target);
    execute format('grant select, insert, update, delete on %I to pp_system', target);
  end loop;
end $$;
