import pg from 'pg'

/** Questions to PostgreSQL's catalogue, for what copies all tables there are: no list of them has to be kept anywhere. */

export type TableShape = { name: string; columns: string[] }
export type SequenceState = { name: string; value: string; isCalled: boolean }

/** The migrations' own list is made by migrating. */
const ownTables = `c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'applied_migration'`

/** A pool counts bigint in numbers; here they only travel. */
export const connectAdmin = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  return client
}

/** Every table with the columns that are stored rather than computed. */
export const tablesOf = async (client: pg.Client): Promise<TableShape[]> =>
  (
    await client.query<TableShape>(`
      select c.relname::text as name, array_agg(a.attname::text order by a.attname) as columns
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       where ${ownTables} group by 1 order by 1`)
  ).rows

export const sequencesOf = async (client: pg.Client): Promise<SequenceState[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`,
  )
  const states: SequenceState[] = []
  for (const { name } of rows) {
    if (name.startsWith('applied_migration')) continue
    const found = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${quoted(name)}`,
    )
    for (const { value, called } of found.rows) states.push({ name, value, isCalled: called })
  }
  return states
}

/** The newest migration that a database has, or undefined for one without tables. */
export const migrationOf = async (client: pg.Client): Promise<string | undefined> => {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('public.applied_migration') is not null as there`)
  if (!rows[0]?.there) return undefined
  return (await client.query<{ name: string }>('select max(name) as name from public.applied_migration')).rows[0]?.name
}

/** The name of a table that has a row, or of anything else that is in the way of a fresh start; undefined for an empty database. */
export const firstFilled = async (client: pg.Client): Promise<string | undefined> => {
  for (const { name } of await tablesOf(client)) if ((await client.query(`select from ${quoted(name)} limit 1`)).rowCount) return name
  return undefined
}

/** A table of ours, whatever it is called. */
export const quoted = (name: string) => `public.${pg.escapeIdentifier(name)}`

/** `COPY` of a table's stored columns, without its end. */
export const copyText = ({ name, columns }: TableShape) =>
  `COPY ${quoted(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`

/** Statements that take away what would stand in the way of loading every table in any order, and those that put it back. */
export const hindrancesOf = async (client: pg.Client): Promise<{ lift: string[]; restore: string[] }> => {
  const foreign = await client.query<{ table: string; name: string; definition: string }>(`
    select c.relname::text as table, k.conname::text as name, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f' and k.conparentid = 0 and ${ownTables} order by 1, 2`)
  const triggers = await client.query<{ table: string; name: string; enabled: string }>(`
    select c.relname::text as table, t.tgname::text as name, t.tgenabled::text as enabled
      from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and t.tgenabled <> 'D' and ${ownTables} order by 1, 2`)
  const forced = await client.query<{ table: string }>(
    `select c.relname::text as table from pg_class c where c.relforcerowsecurity and ${ownTables} order by 1`,
  )
  const alter = (table: string, what: string) => `alter table ${quoted(table)} ${what}`
  const enabling: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica' }
  return {
    lift: [
      ...foreign.rows.map(({ table, name }) => alter(table, `drop constraint ${pg.escapeIdentifier(name)}`)),
      ...triggers.rows.map(({ table, name }) => alter(table, `disable trigger ${pg.escapeIdentifier(name)}`)),
      ...forced.rows.map(({ table }) => alter(table, 'no force row level security')),
    ],
    restore: [
      ...foreign.rows.map(({ table, name, definition }) => alter(table, `add constraint ${pg.escapeIdentifier(name)} ${definition}`)),
      ...triggers.rows.map(({ table, name, enabled }) => alter(table, `${enabling[enabled]} trigger ${pg.escapeIdentifier(name)}`)),
      ...forced.rows.map(({ table }) => alter(table, 'force row level security')),
    ],
  }
}
