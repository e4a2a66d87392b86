-- What people do with the blocks of rooms: what they complete, what they reach, and how much is used.

-- A checklist's items that are done. `block` and `item` are ids of a room's blocks, which have no rows of their own.
create table checklist_mark (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint references app_user (id) on delete cascade, -- whose list it is; null: the partnership's
  block text not null,
  item text not null,
  marked_by_user_id bigint references app_user (id) on delete set null,
  marked_by_name text not null,              -- as it was: who sees the list may not see the person
  marked_at timestamptz not null default now(),
  note text check (char_length(note) between 1 and 2000),
  file_id bigint,                            -- the file that shows it
  primary key (partner_id, id),
  unique nulls not distinct (partner_id, partnership_id, block, item, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index checklist_mark_of_user on checklist_mark (user_id) where user_id is not null;
create index checklist_mark_by on checklist_mark (marked_by_user_id);

-- When somebody, or the partnership, first opened a checklist: its items are due so many days later.
create table checklist_start (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint references app_user (id) on delete cascade,
  block text not null,
  started_on date not null,
  primary key (partner_id, id),
  unique nulls not distinct (partner_id, partnership_id, block, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
create index checklist_start_of_user on checklist_start (user_id) where user_id is not null;

-- What a partnership reached of a goal in each of its periods. One that has ended is kept as it was.
create table goal_period (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  block text not null,
  period_from date not null,
  period_to date not null,
  target bigint not null,                    -- as it was when the value was last written
  value bigint,                              -- whole, rounded down; null: nothing known
  reached_at timestamptz,                    -- when the value first was the target or more
  noted_at timestamptz not null default now(),
  noted_by_user_id bigint references app_user (id) on delete set null, -- null: the engine
  primary key (partner_id, id),
  unique (partner_id, partnership_id, block, period_from),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  check (period_to >= period_from)
);
create index goal_period_of_block on goal_period (block, period_from);
create index goal_period_by on goal_period (noted_by_user_id);

-- How much a member uses blocks, by day. No foreign key to the room: what was counted outlives it.
create table block_use (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  user_id bigint not null references app_user (id) on delete cascade,
  room_id bigint not null,
  block text not null,
  deed text not null check (deed in ('click', 'watch')),
  target text not null check (char_length(target) <= 200), -- what was followed; '' for a video
  day date not null,
  times int not null default 1 check (times > 0),
  share_percent int check (share_percent between 0 and 100), -- of a video: the furthest of the day
  primary key (partner_id, id),
  unique (partner_id, partnership_id, user_id, room_id, block, deed, target, day),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  check ((deed = 'watch') = (share_percent is not null))
);
create index block_use_of_room on block_use (room_id, day);
create index block_use_of_user on block_use (user_id);

-- ---------------------------------------------------------------- who sees which

call protect_partnership_table('checklist_mark', false);
call protect_partnership_table('checklist_start', false);
call protect_partnership_table('goal_period', false);
call protect_partnership_table('block_use', false);

-- A list of somebody's own is theirs; marks stand under one's own name.
create policy own_or_shared on checklist_mark as restrictive to pp_full, pp_restricted
  using (coalesce(user_id, 0) = any (array[0, (select nullif(current_setting('app.user_id', true), '')::bigint)]));
create policy by_oneself on checklist_mark as restrictive for insert to pp_full, pp_restricted
  with check (marked_by_user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy own_or_shared on checklist_start as restrictive to pp_full, pp_restricted
  using (coalesce(user_id, 0) = any (array[0, (select nullif(current_setting('app.user_id', true), '')::bigint)]));
grant select, insert, delete on checklist_mark to pp_full, pp_restricted;
grant select, insert on checklist_start to pp_full, pp_restricted;
grant select on checklist_mark, checklist_start to pp_staff, pp_vendor;
grant select, insert, update, delete on checklist_mark, checklist_start to pp_system;

-- Values that are entered by hand are entered for one partnership after the other, from outside any; what they reach unlocks rooms.
create policy entered on goal_period to pp_vendor using (true) with check (true);
create policy entered on step_completion to pp_vendor using (true) with check (true);
grant select on goal_period to pp_full, pp_restricted, pp_staff;
grant select, insert, update, delete on goal_period to pp_vendor, pp_system;
grant insert, delete on step_completion to pp_vendor;

-- Nobody uses anything in somebody else's name.
create policy oneself on block_use as restrictive to pp_full, pp_restricted
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy counted on block_use for select to pp_vendor using (true);
grant select, insert, update on block_use to pp_full, pp_restricted;
grant select on block_use to pp_vendor;
grant select, delete on block_use to pp_system;
