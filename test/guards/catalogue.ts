import type pg from 'pg'

/**
 * A promise about the database's catalogue: `faults` names whatever breaks it, `violation` is SQL that would,
 * so that the check itself is known to notice.
 */
export type CataloguePromise = { promise: string; faults: (client: pg.Client) => Promise<string[]>; violation: string }

/** The functions that run with their owner's rights: asked before anybody is known. A new one is added here by a reviewer, not by habit. */
const definerFunctions = [
  'add_person(bigint,text,text)',
  'address_mail()',
  'announcement_audience(bigint[],text[])',
  'administered_partnerships(bigint,text[])',
  'deployment_id_key()',
  'introduced_people(bigint[])',
  'open_rooms_of(bigint,bigint,bigint)',
  'partner_file_bytes(bigint)',
  'partner_managers(bigint)',
  'quick_action_uses()',
  'own_room_viewer()',
  'role_use(bigint)',
  'roles_held(bigint,bigint)',
  'room_viewer_of(bigint,bigint,bigint)',
  'room_viewers(text)',
  'session_of(bytea)',
  'session_still(bytea,uuid)',
  'stamp_sessions_in_partnerships()',
  'stamp_sessions_of_own_partner()',
  'stamp_sessions_of_partner()',
  'stamp_sessions_of_person()',
  'stamp_sessions_of_place()',
]
/** Those that reach into the queue of jobs, as the role that sees nothing else. */
const queueFunctions = [
  'add_job(text,json,text,timestamp with time zone,integer,text)',
  'count_jobs()',
  'fail_job_for_good(bigint)',
  'give_up_job(bigint)',
  'job_holders()',
  'list_jobs(text[],integer)',
  'retry_job(bigint)',
  'take_failed_jobs(integer)',
  'unlock_jobs(text[])',
]
/** Those that people's deeds on tasks need, as the role that sees the current partnership only. */
const taskFunctions = ['recount_tasks(bigint,bigint,bigint[],date)', 'task_people()', 'task_people_customers(bigint[],bigint[])']
/** What is over all customers, totals and the words of their names: a restricted person must not read it. */
const rollups = ['partnership_summary', 'partnership_cycle', 'acv_day', 'partnership_word']
/** What vendor staff write although they only look: their own desk, what they did, mail about it, and the people that they look after. */
const writtenByStaff = [
  // Where the configuration lets them work on tasks.
  'task',
  'task_event',
  'task_comment',
  'workspace',
  'event_log',
  'mail',
  'mail_trouble',
  'news',
  'notification',
  'follow',
  'access_link',
  'app_user',
  'membership',
  'user_customer',
  'partner_role',
  'staff_partner',
  'session',
  'second_factor',
  'sign_in_counter',
  'export_job',
  'engine_run',
  // What the vendor's administrators arrange for partners.
  'room',
  'room_note',
  'room_draft',
  'room_editor',
  'room_revision',
  'room_access_test',
  'room_template',
  'partner_type_setup',
  'goal_period',
  'step_completion',
  'announcement',
  'quick_action',
  'overview_default',
  'overview_desk',
  // What they bring, and where it stands.
  'file',
  'file_use',
  // What they call partners, and what they give them.
  'term',
  'partner',
  'partner_change',
  'kit_item',
  'kit_version',
  'support_channel',
]
/** Policies that ask a function of ours for each row, each with its reason. */
const asksForEachRow: Record<string, string> = {
  'room.shown': 'a deployment has hundreds of rooms; who sees one is a rule of ten conditions, which stands once',
  'room_revision.published': 'the same rule, of the rooms',
  'announcement.meant_for': 'the rooms’ rule; announcements are dozens, of which most are over',
  'quick_action.meant_for': 'a hundred at the most',
  'overview_default.own_type': 'it asks who reads once, and there is a row for each partner type',
  'kit_item.shown': 'the rooms’ rule; a kit is hundreds of items',
  'support_channel.offered': 'fifty at the most',
}
/** Functions besides the policies' own that read a setting, each with its reason. */
const readsSettings: Record<string, string> = {
  own_room_viewer: 'asked once in a statement, by policies that then compare its answer with each room',
}
/** Unique keys of tenant tables without partner_id, each with its reason. */
const keysWithoutPartner: Record<string, string> = {
  session_pkey: 'a hash of 256 random bits: a session is a person’s, who may have none',
  access_link_pkey: 'a hash of 256 random bits: nobody can provoke a duplicate',
  export_ticket_pkey: 'a hash of 256 random bits: nobody can provoke a duplicate',
  event_log_seq: 'one chain of seals over all partners; only the sealer writes it',
}
/** Columns that hold one word of a few. */
const wordColumn = '(^|_)(status|state|outcome|severity|side|realm|sub_tab_kind)$|^(customer_scope|cycle_named_by)$'

const lines = async (client: pg.Client, sql: string, values: unknown[] = []): Promise<string[]> => {
  const found = await client.query<{ fault: string }>(sql, values)
  return found.rows.map(({ fault }) => fault).toSorted()
}
const inPublic = `c.relnamespace = 'public'::regnamespace`
const bookkeeping = `c.relname <> 'applied_migration'`

export type Policy = {
  table: string
  name: string
  command: string
  isPermissive: boolean
  roles: string[]
  using: string | null
  check: string | null
}

export const listPolicies = async (client: pg.Client): Promise<Policy[]> => {
  const found = await client.query<Policy>(`
    select tablename as table, policyname as name, cmd as command, permissive = 'PERMISSIVE' as "isPermissive",
           roles::text[] as roles, qual as using, with_check as check
      from pg_policies where schemaname = 'public' order by 1, 2`)
  return found.rows
}

const policyFaults = async (client: pg.Client, isFault: (expression: string) => boolean) =>
  (await listPolicies(client)).flatMap(({ table, name, using, check }) =>
    [using, check].some((expression) => expression !== null && isFault(expression)) ? [`${table}.${name}`] : [],
  )

// PostgreSQL's own spelling of `(select nullif(current_setting('app.x', true), '')::bigint)`.
const wrapped = /\( SELECT \(NULLIF\(current_setting\('app\.\w+'::text, true\), ''::text\)\)::bigint AS "nullif"\)/g

const tables: CataloguePromise[] = [
  {
    promise: 'every table has row-level security, enabled and forced',
    faults: (client) =>
      lines(
        client,
        `select c.relname as fault from pg_class c where ${inPublic} and ${bookkeeping} and c.relkind in ('r', 'p', 'f') and not (c.relrowsecurity and c.relforcerowsecurity)`,
      ),
    violation: 'alter table customer no force row level security',
  },
  {
    promise: 'every table has a primary key',
    faults: (client) =>
      lines(
        client,
        `select c.relname as fault from pg_class c where ${inPublic} and ${bookkeeping} and c.relkind in ('r', 'p')
        and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`,
      ),
    violation: 'create table keyless (a int)',
  },
  {
    promise: 'every role that may touch a table has a policy that lets it see something',
    faults: (client) =>
      lines(
        client,
        `
        select distinct c.relname || ' to ' || r.rolname as fault from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
         where ${inPublic} and ${bookkeeping} and r.rolname like 'pp\\_%'
           and not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and r.oid = any (p.polroles))`,
      ),
    violation: 'grant select on deployment to pp_full',
  },
  {
    promise: 'unique keys and foreign keys of a tenant table include partner_id',
    faults: async (client) => {
      const found = await lines(
        client,
        `
        with tenant as (select attrelid as id, attnum from pg_attribute where attname = 'partner_id' and not attisdropped)
        select i.relname as fault from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join tenant t on t.id = c.oid
         where ${inPublic} and x.indisunique and not t.attnum = any (x.indkey)
           -- nobody chooses the value of a generated key, so a duplicate can't be provoked
           and not (x.indnkeyatts = 1 and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = x.indkey[0] and a.attidentity = 'a'))
        union all
        select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join tenant t on t.id = c.oid join tenant target on target.id = k.confrelid
         where ${inPublic} and k.contype = 'f' and not (t.attnum = any (k.conkey) and target.attnum = any (k.confkey))`,
      )
      return found.filter((name) => !(name in keysWithoutPartner))
    },
    violation: 'create unique index leaky on customer (external_id)',
  },
  {
    promise: 'the planner knows of every table of partnerships that a partnership belongs to one partner',
    faults: (client) =>
      lines(
        client,
        `
        select c.relname as fault from pg_class c join pg_attribute a on a.attrelid = c.oid
         where ${inPublic} and c.relkind in ('r', 'p') and a.attname in ('partner_id', 'partnership_id') and not a.attisdropped
           and not exists (select from pg_statistic_ext s where s.stxrelid = c.oid and s.stxname = c.relname || '_place')
         group by 1 having count(*) = 2`,
      ),
    violation: 'drop statistics customer_place',
  },
  {
    promise: 'a column that holds one word of a few is text with a CHECK',
    faults: (client) =>
      lines(
        client,
        `
        select c.relname || '.' || a.attname as fault from pg_attribute a join pg_class c on c.oid = a.attrelid
         where ${inPublic} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attname ~ $1
           and not (a.atttypid = 'text'::regtype and exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)))
        union all select typname from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e'`,
        [wordColumn],
      ),
    violation: "create type colour as enum ('red'); create table paint (id int primary key, status colour)",
  },
  {
    promise: 'money is bigint minor units',
    faults: (client) =>
      lines(
        client,
        `
        select c.relname || '.' || a.attname as fault from pg_attribute a join pg_class c on c.oid = a.attrelid
         where ${inPublic} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
           and ((a.attname ~ '(_minor|_cents|amount|price|revenue)' and a.atttypid <> 'bigint'::regtype)
             or (a.atttypid in ('money'::regtype, 'real'::regtype, 'double precision'::regtype, 'numeric'::regtype) and a.attname <> 'rate'))`,
      ),
    violation: 'create table bill (id int primary key, total_minor numeric)',
  },
]

const policies: CataloguePromise[] = [
  {
    promise: 'every setting that a policy reads is wrapped in a sub-select and may be empty',
    faults: (client) => policyFaults(client, (expression) => expression.replace(wrapped, '').includes('current_setting')),
    violation: `create policy bare on customer to pp_full using (partner_id = current_setting('app.partner_id')::bigint)`,
  },
  {
    promise: 'no policy uses OR, EXISTS or IN (select), which no index can serve',
    faults: (client) => policyFaults(client, (expression) => /\bOR\b|\bEXISTS\b|\bIN \(\s*SELECT|(= ANY|ANY) \( ?SELECT/.test(expression)),
    violation: 'create policy slow on customer to pp_restricted using (id in (select customer_id from user_customer))',
  },
  {
    promise: 'no policy calls a function of ours for each row',
    faults: async (client) => {
      const found = await lines(
        client,
        `
        select distinct c.relname || '.' || p.polname as fault from pg_policy p join pg_class c on c.oid = p.polrelid
          join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_proc'::regclass
          join pg_proc f on f.oid = d.refobjid where f.pronamespace = 'public'::regnamespace`,
      )
      return found.filter((name) => !(name in asksForEachRow))
    },
    violation: `create function who() returns bigint language sql stable return 1; create policy called on customer to pp_full using (partner_id = who())`,
  },
  {
    promise: 'every policy names its roles',
    faults: async (client) =>
      (await listPolicies(client)).filter(({ roles }) => roles.includes('public')).map(({ table, name }) => `${table}.${name}`),
    violation: 'create policy anybody on customer using (true)',
  },
]

const functions: CataloguePromise[] = [
  {
    promise: 'no function that reads a setting is marked IMMUTABLE, nor reads one at all outside the policies’ own procedure',
    faults: (client) =>
      lines(
        client,
        `
        select p.proname as fault from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname <> 'protect_partnership_table' and p.proname <> all ($1::text[])
           and (pg_get_functiondef(p.oid) ilike '%current_setting%' or (p.provolatile = 'i' and p.prosrc ~* '\\mselect\\M.*\\mfrom\\M'))`,
        [Object.keys(readsSettings)],
      ),
    violation: `create function who() returns text language sql immutable as $$ select current_setting('app.partner_id', true) $$`,
  },
  {
    promise:
      'functions with their owner’s rights are exactly the reviewed ones, owned by whom they were reviewed for, with a fixed search path',
    faults: async (client) => {
      const found = await client.query<{ name: string; isFixed: boolean; owner: string }>(`
        select p.oid::regprocedure::text as name, coalesce('search_path=public, pg_temp' = any (p.proconfig), false) as "isFixed", p.proowner::regrole::text as owner
          from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef`)
      const names = found.rows.map(({ name }) => name)
      const reviewed = [...definerFunctions, ...queueFunctions, ...taskFunctions]
      const ownerOf = (name: string) =>
        queueFunctions.includes(name) ? 'pp_worker' : taskFunctions.includes(name) ? 'pp_task_desk' : 'pp_session'
      return [
        ...names.filter((name) => !reviewed.includes(name)),
        ...reviewed.filter((name) => !names.includes(name)).map((name) => `${name} is gone`),
        ...found.rows.filter(({ name, isFixed, owner }) => !isFixed || owner !== ownerOf(name)).map(({ name }) => `${name} is loose`),
      ]
    },
    violation: 'alter function session_of(bytea) reset search_path',
  },
  {
    promise: 'nothing of ours is granted to PUBLIC',
    faults: (client) =>
      lines(
        client,
        `
        select 'relation ' || c.relname as fault from pg_class c, aclexplode(c.relacl) a where ${inPublic} and a.grantee = 0
        union all select 'column ' || t.attrelid::regclass || '.' || t.attname from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a where ${inPublic} and a.grantee = 0
        union all select 'function ' || p.proname from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where p.pronamespace = 'public'::regnamespace and a.grantee = 0
        union all select 'schema ' || n.nspname from pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'public' and a.grantee = 0`,
      ),
    violation: 'create function open_door() returns int language sql return 1',
  },
]

const roles: CataloguePromise[] = [
  {
    promise: 'a view obeys its reader’s policies, and no materialised view is granted',
    faults: (client) =>
      lines(
        client,
        `
        select c.relname as fault from pg_class c where ${inPublic} and
          ((c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false))
        or (c.relkind = 'm' and exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)))`,
      ),
    violation: 'create view everything as select * from customer',
  },
  {
    promise: 'totals over all customers are not granted to restricted people',
    faults: (client) =>
      lines(
        client,
        `select name as fault from unnest($1::text[]) name where has_table_privilege('pp_restricted', name, 'select, insert, update, delete')`,
        [rollups],
      ),
    violation: 'grant select on acv_day to pp_restricted',
  },
  {
    promise: 'vendor staff write nothing but their own desk, the log of what they did, and people',
    faults: (client) =>
      lines(
        client,
        `
        select c.relname || ' to ' || role as fault from pg_class c, unnest(array['pp_staff', 'pp_vendor']) role
         where ${inPublic} and c.relkind in ('r', 'p') and c.relname <> all ($1::text[])
           and (has_table_privilege(role, c.oid, 'delete, truncate') or has_any_column_privilege(role, c.oid, 'insert, update'))`,
        [writtenByStaff],
      ),
    violation: 'grant update on contact to pp_vendor',
  },
  {
    promise: 'nobody may empty, reference or put triggers on a table',
    faults: (client) =>
      lines(
        client,
        `
        select distinct c.relname || ' to ' || a.grantee::regrole as fault from pg_class c, aclexplode(c.relacl) a
         where ${inPublic} and a.grantee <> c.relowner and (a.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN') or a.is_grantable)`,
      ),
    violation: 'grant truncate on contact to pp_full',
  },
  {
    promise: 'what processes connect as owns nothing and sees no table but the list of migrations',
    faults: (client) =>
      lines(
        client,
        `
        select 'owns ' || c.relname as fault from pg_class c where c.relowner = 'pp_login'::regrole
        union all select 'sees ' || c.relname from pg_class c, aclexplode(c.relacl) a where a.grantee = 'pp_login'::regrole and (c.relname <> 'applied_migration' or a.privilege_type <> 'SELECT')
        union all select 'owns function ' || p.proname from pg_proc p where p.proowner = 'pp_login'::regrole`,
      ),
    violation: 'grant select on customer to pp_login',
  },
  {
    promise: 'no role of ours can sign in, is a superuser, passes row-level security, creates roles or databases, or owns a table',
    faults: (client) =>
      lines(
        client,
        `
        select rolname as fault from pg_roles where rolname like 'pp\\_%' and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
        union all select r.rolname || ' owns ' || c.relname from pg_class c join pg_roles r on r.oid = c.relowner where ${inPublic} and r.rolname like 'pp\\_%'
        union all select r.rolname || ' creates in public' from pg_roles r where r.rolname like 'pp\\_%' and has_schema_privilege(r.oid, 'public', 'create')`,
      ),
    violation: 'alter role pp_full bypassrls',
  },
  {
    promise: 'only pp_login becomes another role of ours, and none inherits its rights',
    faults: (client) =>
      lines(
        client,
        `
        select m.roleid::regrole || ' to ' || m.member::regrole as fault from pg_auth_members m join pg_roles given on given.oid = m.roleid join pg_roles taker on taker.oid = m.member
         where given.rolname like 'pp\\_%' and not taker.rolsuper and not taker.rolcreaterole -- who may make roles owns the tables
           and not ((taker.rolname = 'pp_login' or given.rolname = 'pp_login') and not taker.rolinherit and not m.admin_option)`,
      ),
    violation: 'grant pp_system to pp_restricted',
  },
]

export const cataloguePromises: CataloguePromise[] = [...tables, ...policies, ...functions, ...roles]
