import type pg from 'pg'

/**
 * Keeps the database and the queue as they are now: `restore` puts every table that was written to since back as it was, so that one
 * request never decides what the next is answered. As superuser; triggers note which tables were written to.
 */
export const keepDatabase = async (admin: pg.Client): Promise<{ restore: () => Promise<void> }> => {
  await admin.query(keeping)
  return { restore: async () => void (await admin.query('select kept.restore()')) }
}

const keeping = `
create schema kept;
create table kept.touched (schema name, name name, primary key (schema, name));
create function kept.note() returns trigger language plpgsql security definer set search_path = kept as $$
begin
  insert into kept.touched values (tg_table_schema, tg_table_name) on conflict do nothing;
  return null;
end $$;
do $$
declare s name; t name;
begin
  for s, t in select schemaname, tablename from pg_tables where schemaname in ('public', 'graphile_worker') loop
    execute format('create table kept.%2$I as table %1$I.%2$I', s, t);
    execute format('create trigger kept after insert or update or delete or truncate on %I.%I for each statement execute function kept.note()', s, t);
  end loop;
end $$;
-- Without triggers: neither those that note a change nor those that forbid one.
create function kept.restore() returns void language plpgsql set session_replication_role = replica as $$
declare s name; t name; columns text;
begin
  for s, t in delete from kept.touched returning schema, name loop
    select string_agg(quote_ident(attname), ', ') into columns
      from pg_attribute where attrelid = format('%I.%I', s, t)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('delete from %I.%I', s, t);
    execute format('insert into %1$I.%2$I (%3$s) overriding system value select %3$s from kept.%2$I', s, t, columns);
  end loop;
end $$;`
