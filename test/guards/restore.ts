import type pg from 'pg'

/**
 * Keeps the database as it is now: `restore` puts every table that was written to since back as it was, so that one request never decides
 * what the next is answered. As superuser; triggers note which tables were written to.
 */
export const keepDatabase = async (admin: pg.Client): Promise<{ restore: () => Promise<void> }> => {
  await admin.query(keeping)
  return { restore: async () => void (await admin.query('select kept.restore()')) }
}

const keeping = `
create schema kept;
create table kept.touched (name text primary key);
create function kept.note() returns trigger language plpgsql security definer set search_path = kept as $$
begin
  insert into kept.touched values (tg_table_name) on conflict do nothing;
  return null;
end $$;
do $$
declare t text;
begin
  for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
    execute format('create table kept.%1$I as table public.%1$I', t);
    execute format('create trigger kept after insert or update or delete or truncate on public.%I for each statement execute function kept.note()', t);
  end loop;
end $$;
-- Without triggers: neither those that note a change nor those that forbid one.
create function kept.restore() returns void language plpgsql set session_replication_role = replica as $$
declare t text; columns text;
begin
  for t in delete from kept.touched returning name loop
    select string_agg(quote_ident(attname), ', ') into columns
      from pg_attribute where attrelid = format('public.%I', t)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('delete from public.%I', t);
    execute format('insert into public.%1$I (%2$s) overriding system value select %2$s from kept.%1$I', t, columns);
  end loop;
end $$;`
