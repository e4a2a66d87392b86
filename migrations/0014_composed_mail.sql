-- Mail whose content is made when it is sent, limits on how much goes to whom, and addresses that mail does not reach.

alter table mail
  add column composer text,                            -- what makes the content, with the scope of that moment; null: it stands here
  add column compose_of jsonb,                         -- what the composer is given
  add column is_security boolean not null default true,-- goes whatever the limits and the address's history say
  add column body_text text,                           -- of a kept composed mail: an administrator reads it here
  add column body_html text,
  add column tried_at timestamptz,                     -- when it was last taken to be sent
  add column is_handed boolean not null default false, -- the mail server may have had it: nobody knows after a crash
  add constraint mail_composed check ((composer is null) = (compose_of is null)),
  drop constraint mail_state_check,
  add constraint mail_state_check check (state in ('queued', 'sending', 'sent', 'failed', 'kept', 'dropped'));
create index mail_next on mail (is_security desc, next_try_at, id) where state = 'queued';
create index mail_tried on mail (tried_at) where tried_at is not null;

-- An address of a person that the mail server refused: no mail but security mail goes there until somebody says that it works again.
create table mail_trouble (
  user_id bigint primary key references app_user (id) on delete cascade,
  address text not null,                               -- counts only while the person's address is still this one
  refusals int not null default 1,                     -- passing ones, in a row
  stopped_at timestamptz,                              -- null: not yet
  reason text not null,
  changed_at timestamptz not null default now()
);
alter table mail_trouble enable row level security;
alter table mail_trouble force row level security;
create policy administrators on mail_trouble to pp_vendor using (true) with check (true);
create policy session on mail_trouble to pp_session using (true) with check (true);
create policy system on mail_trouble to pp_system using (true) with check (true);
grant select, delete on mail_trouble to pp_vendor, pp_session;
grant select, insert, update, delete on mail_trouble to pp_system;

-- One digest for each person and window, however often the schedule runs and however many engines do.
create table digest (
  user_id bigint not null references app_user (id) on delete cascade,
  frequency text not null check (frequency in ('daily', 'weekly')),
  due_at timestamptz not null,                         -- the window: when it was due
  since timestamptz not null,                          -- what came up from then on is new
  asked_at timestamptz not null default now(),
  primary key (user_id, frequency, due_at)
);
alter table digest enable row level security;
alter table digest force row level security;
create policy system on digest to pp_system using (true) with check (true);
grant select, insert, update, delete on digest to pp_system;
