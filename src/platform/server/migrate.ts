import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { installQueue } from './queue.ts'
import type { Log } from './log.ts'
import { CannotStart } from './settings.ts'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))
/** The names of all migrations that this code has, in their order. */
export const knownMigrations = async (folder = migrationsFolder): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => name.replace(/\.sql$/, ''))

const oldest = { version: 150_000, name: 'PostgreSQL 15' }

/** The name of the newest migration that this code was written for; a database that lacks it is not ready. */
export const newestMigration = async (folder = migrationsFolder): Promise<string> => {
  const newest = (await knownMigrations(folder)).at(-1)
  if (!newest) throw new CannotStart(`There are no migrations in ${folder}.`)
  return newest
}

/**
 * Brings the database up to the newest migration, in one transaction: all of it or nothing. Two at once wait for each other. An empty
 * database may be brought to an older state, for what was saved in that: `first` is the number of migrations.
 * Afterwards `login` (absent: the one that `adminUrl` names) may become pp_login, as which the processes work.
 * Returns the names of what was applied. Throws CannotStart for a server that is too old.
 */
export const migrateDatabase = async (
  adminUrl: string,
  log: Log,
  { login, folder = migrationsFolder, first }: { login?: string; folder?: string; first?: number } = {},
) => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await refuseOldServer(client)
    // Before ours, which grant what is in it.
    await installQueue(client, adminUrl, log)
    const applied = await runner({
      dbClient: client,
      dir: folder,
      direction: 'up',
      ...(first === undefined ? {} : { count: first }),
      migrationsTable: 'applied_migration',
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: { debug: () => {}, info: (text) => log.debug(text), warn: (text) => log.debug(text), error: (text) => log.error(text) },
    })
    await letIn(client, login)
    return applied.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

const refuseOldServer = async (client: pg.Client) => {
  const { rows } = await client.query<{ number: string; text: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as text`,
  )
  if (Number(rows[0]?.number) < oldest.version)
    throw new CannotStart(`The database is PostgreSQL ${rows[0]?.text}; the portal needs ${oldest.name} or newer.`)
}

const letIn = async (client: pg.Client, login: string | undefined) => {
  await client.query('grant select on applied_migration to pp_login')
  const { rows } = await client.query<{ name: string; super: boolean; member: boolean }>(
    `select rolname as name, rolsuper as super, pg_has_role(oid, 'pp_login', 'member') as member from pg_roles where rolname = coalesce($1, session_user)`,
    [login ?? null],
  )
  const found = rows[0]
  if (!found || found.super) return
  try {
    // Also for a member: whoever made pp_login is one from PostgreSQL 16 on, and still may not become it.
    await client.query(`grant pp_login to ${pg.escapeIdentifier(found.name)}`)
  } catch (error) {
    if (!found.member) throw error
  }
}
