-- Customers, what they ordered, what they use and who they are. Dates are days in the partnership's time zone.

create table customer (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  external_id text not null,
  name text not null,
  domain text,
  country text,
  region text,
  state text not null check (state in ('trial', 'paying', 'archived', 'internal', 'demo')),
  since date not null,
  archived_on date,
  primary key (partner_id, id),
  unique (partner_id, partnership_id, external_id),
  unique (partner_id, partnership_id, id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);

create table user_customer (
  partner_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  customer_id bigint not null,
  primary key (user_id, partner_id, customer_id),
  foreign key (partner_id, customer_id) references customer (partner_id, id) on delete cascade
);
create index user_customer_customer on user_customer (partner_id, customer_id);
alter table user_customer enable row level security;
alter table user_customer force row level security;
create policy oneself on user_customer for select to pp_restricted
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
create policy system on user_customer to pp_system using (true) with check (true);
grant select on user_customer to pp_restricted;
grant select, insert, delete on user_customer to pp_system;

-- customer names its own key `id`, so its policies are written out.
alter table customer enable row level security;
alter table customer force row level security;
create policy partnership on customer to pp_full, pp_restricted, pp_staff, pp_vendor
  using (partner_id = (select nullif(current_setting('app.partner_id', true), '')::bigint)
     and partnership_id = (select nullif(current_setting('app.partnership_id', true), '')::bigint));
create policy system on customer to pp_system using (true) with check (true);
create policy assigned_partner on customer as restrictive to pp_staff
  using (partner_id = any (array(select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
create policy assigned_customer on customer as restrictive to pp_restricted
  using (id = any (array(select u.customer_id from user_customer u where u.user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))));
grant select on customer to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update on customer to pp_system;

-- One row for each customer with all that the dashboard shows, kept in the transaction that changes its source
-- and rolled forward each day (as_of).
create table customer_summary (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  as_of date not null,
  name text not null collate "C",            -- byte order: an index can serve prefix search and sorting under RLS
  name_key text not null collate "C",        -- lower case, without marks: what sorting and search compare
  external_id text not null,
  country text,
  state text not null check (state in ('trial', 'paying', 'archived', 'internal', 'demo')),
  status text not null check (status in ('active', 'upcoming', 'expired', 'none')), -- of its orders; see orders/rules.ts
  acv_minor bigint not null default 0,
  acv_year_ago_minor bigint,                 -- null: no active line then, growth is "new"
  active_lines int not null default 0,
  starts_on date,
  ends_on date,                              -- earliest end of an active line without a successor
  renewal_on date,                           -- the day that decides: ends_on, or the notice deadline of an auto-renewing line
  renewal_minor bigint not null default 0,   -- ACV of lines that renew within three months
  order_number text,                         -- of the line that ends first
  peaks jsonb not null default '{}',         -- product -> peak of the open cycle
  billable_minor bigint,                     -- what the open cycle's peaks cost at the partnership's prices
  last_login_on date,
  last_scan_on date,
  inactive_scanners int not null default 0,
  failed_scans int not null default 0,
  open_tasks int not null default 0,
  worst_severity text check (worst_severity in ('low', 'medium', 'high')),
  primary key (partner_id, partnership_id, customer_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create index customer_summary_acv on customer_summary (partner_id, partnership_id, acv_minor desc, customer_id);
create index customer_summary_name on customer_summary (partner_id, partnership_id, name_key, customer_id);
create index customer_summary_ends on customer_summary (partner_id, partnership_id, ends_on, customer_id);
call protect_partnership_table('customer_summary', true);
grant select on customer_summary to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on customer_summary to pp_system;

-- Totals over all customers of a partnership. A restricted person's totals are summed from the rows they may see,
-- so this table and the other rollups are not granted to pp_restricted at all.
create table partnership_summary (
  partner_id bigint not null,
  partnership_id bigint not null,
  as_of date not null,
  listed int not null,                       -- all customers; the figures below are of those that count
  customers int not null,
  active_customers int not null,
  active_lines int not null,
  acv_minor bigint not null,
  renewal_minor bigint not null,
  open_tasks int not null,
  peaks jsonb not null,
  primary key (partner_id, partnership_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('partnership_summary', false);
grant select on partnership_summary to pp_full, pp_staff, pp_vendor;
grant select, insert, update, delete on partnership_summary to pp_system;

create table tag (
  partner_id bigint not null,
  partnership_id bigint not null,
  id bigint generated always as identity,
  label text not null check (length(label) between 1 and 40),
  label_key text not null collate "C",
  primary key (partner_id, id),
  unique (partner_id, partnership_id, id),
  unique (partner_id, partnership_id, label_key),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('tag', false);
grant select on tag to pp_staff, pp_vendor;
grant select, insert, delete on tag to pp_full, pp_restricted, pp_system;

create table customer_tag (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  tag_id bigint not null,
  primary key (partner_id, partnership_id, customer_id, tag_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade,
  foreign key (partner_id, partnership_id, tag_id) references tag (partner_id, partnership_id, id) on delete cascade
);
create index customer_tag_tag on customer_tag (partner_id, partnership_id, tag_id, customer_id);
call protect_partnership_table('customer_tag', true);
grant select on customer_tag to pp_staff, pp_vendor;
grant select, insert, delete on customer_tag to pp_full, pp_restricted, pp_system;

-- ---------------------------------------------------------------- orders

create table customer_order (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  external_id text not null,                 -- the order number
  status text not null check (status in ('draft', 'active', 'cancelled', 'superseded')), -- expired follows from the dates
  placed_on date not null,
  successor_id bigint,
  primary key (partner_id, id),
  unique (partner_id, partnership_id, customer_id, id),
  unique (partner_id, partnership_id, external_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade,
  foreign key (partner_id, successor_id) references customer_order (partner_id, id)
);
create index customer_order_customer on customer_order (partner_id, partnership_id, customer_id);
call protect_partnership_table('customer_order', true);
grant select on customer_order to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update on customer_order to pp_system;

create table order_line (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  order_id bigint not null,
  id bigint generated always as identity,
  line_number int not null,
  product text not null,
  quantity int not null check (quantity >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  recurring_minor bigint not null,           -- for the whole term, in the contract's currency
  one_off_minor bigint not null default 0,
  rate numeric(20, 10) not null default 1 check (rate > 0), -- contract currency to the partnership's, stored when the order came
  term_months int not null check (term_months > 0),
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),        -- the last day, inclusive
  auto_renew boolean not null default false,
  notice_days int not null default 0 check (notice_days >= 0),
  status text not null check (status in ('draft', 'active', 'cancelled', 'superseded')),
  successor_id bigint,                       -- the line that renews or replaces this one
  acv_minor bigint not null,                 -- in the partnership's currency; orders/rules.ts acvOfLine
  is_short_term boolean not null,            -- under twelve months: flagged, not annualised
  renewal_on date not null,                  -- orders/rules.ts renewalDeadline
  primary key (partner_id, id),
  unique (partner_id, order_id, line_number),
  foreign key (partner_id, partnership_id, customer_id, order_id) references customer_order (partner_id, partnership_id, customer_id, id) on delete cascade,
  foreign key (partner_id, successor_id) references order_line (partner_id, id)
);
create index order_line_customer on order_line (partner_id, partnership_id, customer_id, starts_on);
create index order_line_open_renewals on order_line (partner_id, partnership_id, renewal_on)
  where status = 'active' and successor_id is null;
create index order_line_days on order_line (partner_id, partnership_id, starts_on, ends_on) include (acv_minor, customer_id)
  where status in ('active', 'superseded');
call protect_partnership_table('order_line', true);
grant select on order_line to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on order_line to pp_system;

create table acv_day (
  partner_id bigint not null,
  partnership_id bigint not null,
  day date not null,
  acv_minor bigint not null,
  primary key (partner_id, partnership_id, day),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('acv_day', false);
grant select on acv_day to pp_full, pp_staff, pp_vendor;
grant select, insert, update, delete on acv_day to pp_system;

-- ---------------------------------------------------------------- usage

-- One row holds a customer's daily values of one product in one billing cycle: days[1] is the cycle's first day,
-- null is no sample (which is not zero). The peak stands beside its source, so a correction recomputes it from its own row.
create table usage_cycle (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  product text not null,
  cycle_start date not null,
  days int[] not null check (cardinality(days) between 28 and 31),
  peak int,
  peak_day date,
  primary key (partner_id, partnership_id, customer_id, product, cycle_start),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create index usage_cycle_report on usage_cycle (partner_id, partnership_id, cycle_start, product, peak desc, customer_id) include (peak_day);
call protect_partnership_table('usage_cycle', true);
grant select on usage_cycle to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on usage_cycle to pp_system;

create table partnership_cycle (
  partner_id bigint not null,
  partnership_id bigint not null,
  cycle_start date not null,
  product text not null,
  peak_total bigint not null,
  customers int not null,
  primary key (partner_id, partnership_id, cycle_start, product),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('partnership_cycle', false);
grant select on partnership_cycle to pp_full, pp_staff, pp_vendor;
grant select, insert, update, delete on partnership_cycle to pp_system;

-- ---------------------------------------------------------------- activity

-- Calendar months, days[1] is the first; null is no sample. The same shape as usage, for the configuration's activity metrics.
create table activity_month (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  metric text not null,
  month date not null check (extract(day from month) = 1),
  days int[] not null check (cardinality(days) between 28 and 31),
  primary key (partner_id, partnership_id, customer_id, metric, month),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
call protect_partnership_table('activity_month', true);
grant select on activity_month to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on activity_month to pp_system;

create table scanner (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  external_id text not null,
  name text not null,
  product text not null,
  last_seen_at timestamptz,
  primary key (partner_id, id),
  unique (partner_id, partnership_id, customer_id, id),
  unique (partner_id, partnership_id, customer_id, external_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
call protect_partnership_table('scanner', true);
grant select on scanner to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on scanner to pp_system;

create table scan_schedule (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  external_id text not null,
  name text not null,
  product text not null,
  every_days int not null check (every_days > 0),
  next_run_on date,
  primary key (partner_id, id),
  unique (partner_id, partnership_id, customer_id, external_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
call protect_partnership_table('scan_schedule', true);
grant select on scan_schedule to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on scan_schedule to pp_system;

create table scan_result (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  external_id text not null,
  product text not null,
  target text not null,
  finished_at timestamptz not null,
  outcome text not null check (outcome in ('finished', 'finished-with-warning', 'stopped', 'failed')),
  primary key (partner_id, id),
  unique (partner_id, partnership_id, customer_id, external_id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create index scan_result_recent on scan_result (partner_id, partnership_id, customer_id, finished_at desc);
call protect_partnership_table('scan_result', true);
grant select on scan_result to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on scan_result to pp_system;

-- ---------------------------------------------------------------- contacts

create table contact (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  name text not null check (length(name) between 1 and 120),
  email text,
  phone text,
  title text,
  version int not null default 1,            -- two editors at once: the second is told
  primary key (partner_id, id),
  unique (partner_id, partnership_id, customer_id, id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create index contact_customer on contact (partner_id, partnership_id, customer_id);
call protect_partnership_table('contact', true);
grant select on contact to pp_staff, pp_vendor;
grant select, insert, update, delete on contact to pp_full, pp_restricted, pp_system;

-- One person a type, and one person may hold several.
create table contact_type (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  type text not null,
  contact_id bigint not null,
  primary key (partner_id, partnership_id, customer_id, type),
  foreign key (partner_id, partnership_id, customer_id, contact_id) references contact (partner_id, partnership_id, customer_id, id) on delete cascade
);
call protect_partnership_table('contact_type', true);
grant select on contact_type to pp_staff, pp_vendor;
grant select, insert, update, delete on contact_type to pp_full, pp_restricted, pp_system;

-- ---------------------------------------------------------------- tasks

-- Raised about a customer by a rule; one open task for a rule, customer and object.
create table task (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  id bigint generated always as identity,
  rule text not null,                        -- renewal-upcoming, usage-high, product-inactive, scanner-inactive, scans-failed, acv-dropped …
  category text not null check (category in ('commercial', 'usage', 'retention')),
  object_key text not null,                  -- the order line, product or scanner that it is about
  severity text not null check (severity in ('low', 'medium', 'high')),
  sub_tab text not null,                     -- where a click leads
  facts jsonb not null default '{}',         -- what the title is made of; words come from the message catalogue
  opened_on date not null,
  due_on date,
  closed_at timestamptz,
  primary key (partner_id, id),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create unique index task_one_open on task (partner_id, partnership_id, customer_id, rule, object_key) where closed_at is null;
call protect_partnership_table('task', true);
grant select on task to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, update, delete on task to pp_system;

-- ---------------------------------------------------------------- how somebody left their desk

-- Open customer tabs, columns and saved views; one row for a person and partnership. Nothing of it is kept in the browser.
create table workspace (
  partner_id bigint not null,
  partnership_id bigint not null,
  user_id bigint not null references app_user (id) on delete cascade,
  tabs jsonb not null default '[]',
  hidden_columns jsonb not null default '[]',
  views jsonb not null default '[]',
  primary key (partner_id, partnership_id, user_id),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);
call protect_partnership_table('workspace', false);
create policy oneself on workspace as restrictive to pp_full, pp_restricted, pp_staff, pp_vendor
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
grant select, insert, update on workspace to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;

-- The terms that bill a cycle: those in force on its last day, when the bill is cut. The only place that says so.
create function terms_in_force(of_partner bigint, of_partnership bigint, cycle_end date)
returns table (product text, commitment int, unit_price_minor bigint)
language sql stable
as $$
  select distinct on (p.product) p.product, p.commitment, p.unit_price_minor
    from partnership_product p
   where p.partner_id = of_partner and p.partnership_id = of_partnership
     and p.valid_from <= cycle_end and (p.valid_to is null or p.valid_to >= cycle_end)
   order by p.product, p.valid_from desc
$$;
revoke all on function terms_in_force(bigint, bigint, date) from public;
grant execute on function terms_in_force(bigint, bigint, date) to pp_full, pp_restricted, pp_staff, pp_vendor, pp_system;
