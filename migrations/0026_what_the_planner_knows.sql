-- A partnership belongs to one partner, which the planner doesn't know: it takes both columns for independent and expects one row where
-- thousands are. The plan that is kept for a prepared statement then reads all of a partnership's customers for each row of a page. With
-- this statistic it expects a partnership's share of the table.
create or replace procedure protect_partnership_table(target regclass, has_customer boolean) language plpgsql as $$
declare scope constant text :=
  'partner_id = (select nullif(current_setting(''app.partner_id'', true), '''')::bigint)'
  ' and partnership_id = (select nullif(current_setting(''app.partnership_id'', true), '''')::bigint)';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy partnership on %s to pp_full, pp_restricted, pp_staff, pp_vendor using (%s) with check (%s)', target, scope, scope);
  execute format('create policy system on %s to pp_system using (true) with check (true)', target);
  execute format(
    'create policy assigned_partner on %s as restrictive to pp_staff using (partner_id = any (array('
    'select s.partner_id from staff_partner s where s.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))))', target);
  if has_customer then
    execute format(
      'create policy assigned_customer on %s as restrictive to pp_restricted using (customer_id = any (array('
      'select u.customer_id from user_customer u where u.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::bigint))))', target);
  end if;
  call know_place(target);
end $$;

create procedure know_place(target regclass) language plpgsql as $$
begin
  execute format('create statistics %I (dependencies) on partner_id, partnership_id from %s',
                 (select relname from pg_class where oid = target) || '_place', target);
  execute format('analyze %s', target);
end $$;
revoke all on procedure know_place(regclass) from public;

do $$
declare target regclass;
begin
  for target in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname in ('partner_id', 'partnership_id') and not a.attisdropped
     group by c.oid having count(*) = 2 order by c.relname
  loop
    call know_place(target);
  end loop;
end $$;

-- This index also held, in the same order, what the primary key finds by, and the planner could not tell the two apart. What begins with
-- the tag is of no use for the customers of a page.
drop index customer_tag_tag;
create index customer_tag_tag on customer_tag (tag_id, partner_id);
