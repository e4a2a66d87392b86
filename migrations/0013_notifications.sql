-- Who is told of what. Whatever happens writes its news in the transaction that makes it so; the engine spreads news to people as they
-- are at that moment; each notification is one person's.

-- Written by everybody, read by the engine alone.
create table news (
  id bigint generated always as identity primary key,
  partner_id bigint,                         -- null: of no partnership, about the vendor's side or about somebody's own account
  partnership_id bigint,
  customer_id bigint,
  event text not null,                       -- of the catalogue in the room's rules
  object_kind text,                          -- what it is about: a task, an export
  object_id bigint,
  severity text check (severity in ('low', 'medium', 'high')),
  facts jsonb not null default '{}',         -- what its words are made of
  to_user_ids bigint[],                      -- null: whomever the catalogue names
  by_user_id bigint,                         -- whose deed it was: they know
  at timestamptz not null default now(),
  spread_at timestamptz,
  check ((partner_id is null) = (partnership_id is null)),
  check ((object_kind is null) = (object_id is null)),
  check (customer_id is null or partner_id is not null),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  foreign key (partner_id, customer_id) references customer (partner_id, id) on delete cascade
);
create index news_waiting on news (id) where spread_at is null;
create index news_age on news (at);
create index news_customer on news (partner_id, customer_id);
alter table news enable row level security;
alter table news force row level security;
create policy system on news to pp_system using (true) with check (true);
create policy session on news for insert to pp_session with check (true);
create policy add on news for insert to pp_full, pp_vendor
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy add_plain on news for insert to pp_restricted
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
          and customer_id is null);
create policy add_of_customer on news for insert to pp_restricted
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
          and customer_id = any (array(
            select u.customer_id from user_customer u where u.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
-- A partner's administrator touches the accounts of people of theirs, which is about no partnership.
create policy add_of_people on news for insert to pp_full
  with check (partner_id is null and to_user_ids <@ array(
    select m.user_id from membership m
     where m.partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
       and m.partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)));
create policy add_of_vendor on news for insert to pp_staff, pp_vendor with check (partner_id is null);
create policy add_by_staff on news for insert to pp_staff
  with check (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
          and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
          and partner_id = any (array(
            select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
grant insert on news to pp_full, pp_restricted, pp_staff, pp_vendor, pp_session;
grant select, insert, update, delete on news to pp_system;

-- One person's. Policies decide what they still may see of it, not the moment at which it was written.
create table notification (
  id bigint generated always as identity primary key,
  partner_id bigint,
  partnership_id bigint,
  customer_id bigint,
  user_id bigint not null references app_user (id) on delete cascade,
  news_id bigint not null,
  event text not null,
  object_kind text,
  object_id bigint,
  severity text check (severity in ('low', 'medium', 'high')),
  facts jsonb not null default '{}',
  by_name text,                              -- as it was then
  at timestamptz not null,                   -- when it happened
  told_at timestamptz not null,              -- when the engine came round to tell
  in_portal boolean not null,
  read_at timestamptz,
  mail text not null check (mail in ('off', 'immediate', 'daily', 'weekly')),
  mailed_at timestamptz,                     -- the moment of the mail that it was put into
  unique nulls not distinct (partner_id, news_id, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  foreign key (partner_id, customer_id) references customer (partner_id, id) on delete cascade
);
create index notification_own on notification (user_id, id) where in_portal;
create index notification_unread on notification (user_id) where in_portal and read_at is null;
create index notification_mail on notification (user_id, told_at) where mail <> 'off';
create index notification_read on notification (read_at) where read_at is not null;
create index notification_customer on notification (partner_id, customer_id);
alter table notification enable row level security;
alter table notification force row level security;
create policy system on notification to pp_system using (true) with check (true);
create policy personal on notification to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint) and partner_id is null);
create policy here on notification to pp_full, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy here_plain on notification to pp_restricted
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and customer_id is null);
create policy here_of_customer on notification to pp_restricted
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and customer_id = any (array(
       select u.customer_id from user_customer u where u.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy here_of_staff on notification to pp_staff
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint)
     and partner_id = any (array(
       select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
-- The vendor's people outside any partner's portal see their own of every partner that is theirs.
create policy anywhere_of_vendor on notification to pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and (select nullif(current_setting('app.partnership_id', true), '')::bigint) is null);
create policy anywhere_of_staff on notification to pp_staff
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
     and (select nullif(current_setting('app.partnership_id', true), '')::bigint) is null
     and partner_id = any (array(
       select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
grant select, update (read_at) on notification to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on notification to pp_system;

-- What somebody wants otherwise than the catalogue's default. It is about the account, so it is the session's to write.
create table notification_choice (
  user_id bigint not null references app_user (id) on delete cascade,
  event text not null,
  channel text not null check (channel in ('portal', 'mail')),
  frequency text not null check (frequency in ('off', 'immediate', 'daily', 'weekly')),
  changed_at timestamptz not null default now(),
  primary key (user_id, event, channel),
  check (channel = 'mail' or frequency in ('off', 'immediate'))
);
alter table notification_choice enable row level security;
alter table notification_choice force row level security;
create policy session on notification_choice to pp_session using (true) with check (true);
create policy system on notification_choice to pp_system using (true) with check (true);
create policy oneself on notification_choice for select to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, update, delete on notification_choice to pp_session;
grant select, insert, update, delete on notification_choice to pp_system;
grant select on notification_choice to pp_full, pp_restricted, pp_staff, pp_vendor;

-- A customer or a task that somebody wants to hear more of, or nothing.
create table follow (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  object_kind text not null check (object_kind in ('customer', 'task')),
  object_id bigint not null,
  state text not null check (state in ('following', 'muted')),
  since timestamptz not null default now(),
  primary key (user_id, partner_id, object_kind, object_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id),
  foreign key (partner_id, customer_id) references customer (partner_id, id) on delete cascade
);
create index follow_customer on follow (partner_id, customer_id);
call protect_partnership_table('follow', true);
create policy oneself on follow as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, delete, update (state, since) on follow to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on follow to pp_system;

-- When somebody's next mail of news is due, and when the last one was.
create table notification_pace (
  user_id bigint primary key references app_user (id) on delete cascade,
  due_at timestamptz,
  last_at timestamptz
);
create index notification_pace_due on notification_pace (due_at) where due_at is not null;
alter table notification_pace enable row level security;
alter table notification_pace force row level security;
create policy system on notification_pace to pp_system using (true) with check (true);
grant select, insert, update, delete on notification_pace to pp_system;
