import pg from 'pg'
import { openDatabase } from './db.ts'
import { claimDatabase, type Realm } from './deployment.ts'
import { attachEmbedded, startEmbedded, type Embedded } from './embedded.ts'
import type { Log } from './log.ts'
import { migrateDatabase } from './migrate.ts'
import { CannotStart, type Settings } from './settings.ts'

export type RealmAddress = {
  realm: Realm
  /** Owns the tables: for migrations and for filling. */
  adminUrl: string
  /** What the processes connect with. */
  url: string
  /** The login to let in after migrating; absent: the admin's own. */
  login: string | undefined
}

export type Realms = {
  /** The realm's database, made when it is missing; `database` names another one of the same realm, for a benchmark. */
  addressOf: (realm: Realm, database?: string) => Promise<RealmAddress>
  /** Stops the embedded server when we started it, otherwise does nothing. */
  stop: (withinSeconds?: number) => Promise<void>
}

export type RealmOptions = { log: Log; owner: string; alone?: boolean; onCrash?: (sentence: string) => void }

const embedded = {
  real: { database: 'portal', login: 'portal_app' },
  demo: { database: 'portal_demo', login: 'portal_demo_app' },
} as const

/**
 * Where the deployment's own and the demo's database are: on DATABASE_URL when it is set, otherwise on the embedded PostgreSQL,
 * started unless it runs already. `owner` is the command, for whoever comes second; with `alone` a running one is refused instead of
 * used. Throws CannotStart.
 */
export const openRealms = async (settings: Settings, { log, owner, alone = false, onCrash }: RealmOptions): Promise<Realms> => {
  if (settings.databaseUrl || settings.demoDatabaseUrl) return givenRealms(settings)
  const running = alone ? undefined : await attachEmbedded(settings.dataDir)
  const server = running ?? (await startEmbedded({ dataDir: settings.dataDir, log, owner, onCrash }))
  const addressOf = async (realm: Realm, database: string = embedded[realm].database) => {
    const { login } = embedded[realm]
    await createMissing(server, database, login)
    return embeddedAddress(server, realm, database)
  }
  return { addressOf, stop: server.stop }
}

/** The address for one process of one realm: DATABASE_URL or DEMO_DATABASE_URL, else an embedded PostgreSQL that runs already. */
export const realmUrl = async (settings: Settings): Promise<string> => {
  const name = settings.realm === 'demo' ? 'DEMO_DATABASE_URL' : 'DATABASE_URL'
  const given = settings.realm === 'demo' ? settings.demoDatabaseUrl : settings.databaseUrl
  if (given) return given
  const running = await attachEmbedded(settings.dataDir)
  if (running) return embeddedAddress(running, settings.realm).url
  throw new CannotStart(`${name} is not set and no npm start runs over ${settings.dataDir}. Set ${name} to a PostgreSQL 15 or newer.`)
}

/** Brings a realm's database up to date, lets its login in and marks it as that realm's. Returns the migrations applied. */
export const prepareRealm = async (address: RealmAddress, log: Log): Promise<string[]> => {
  const applied = await migrateDatabase(address.adminUrl, log, { login: address.login })
  const database = openDatabase({ url: address.url, maxConnections: 1 })
  try {
    await claimDatabase(database, address.realm)
  } finally {
    await database.close()
  }
  return applied
}

const embeddedAddress = (server: Embedded, realm: Realm, database: string = embedded[realm].database): RealmAddress => {
  const { login } = embedded[realm]
  const url = new URL(server.adminUrl(database))
  url.username = login
  url.password = server.passwordOf(login)
  return { realm, adminUrl: server.adminUrl(database), url: url.href, login }
}

/** Each login enters only its own realm's databases, and can do nothing there until it becomes pp_login (noinherit). */
const createMissing = (server: Embedded, database: string, login: 'portal_app' | 'portal_demo_app') =>
  asAdmin(server.adminUrl('postgres'), async (client) => {
    const { rowCount: known } = await client.query('select from pg_roles where rolname = $1', [login])
    if (!known) await client.query(`create role ${login} login noinherit password ${pg.escapeLiteral(server.passwordOf(login))}`)
    await createDatabase(client, database)
    await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from public`)
    await client.query(`grant connect, temporary on database ${pg.escapeIdentifier(database)} to ${login}`)
  })

/** On a server that was given to us, the demo's database stands beside the real one unless it is named. */
const givenRealms = ({ databaseUrl, demoDatabaseUrl }: Settings): Realms => {
  const addressOf = async (realm: Realm, database?: string) => {
    const url = realm === 'real' ? databaseUrl : (demoDatabaseUrl ?? (databaseUrl && (await besideUrl(databaseUrl, '_demo'))))
    if (!url) throw new CannotStart('DATABASE_URL is not set, only DEMO_DATABASE_URL is.')
    const wanted = database ? await namedUrl(url, database) : url
    return { realm, adminUrl: wanted, url: wanted, login: undefined }
  }
  return { addressOf, stop: async () => {} }
}

const besideUrl = (url: string, suffix: string) => namedUrl(url, `${decodeURIComponent(new URL(url).pathname.slice(1))}${suffix}`)

const namedUrl = async (besides: string, name: string) => {
  try {
    await asAdmin(besides, (client) => createDatabase(client, name))
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause // anything but: not allowed to create a database
    throw new CannotStart(
      `DATABASE_URL's user may not create the database ${name}. Create it, or set DEMO_DATABASE_URL to one that exists.`,
      { cause },
    )
  }
  const url = new URL(besides)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.href
}

const createDatabase = async (client: pg.Client, name: string): Promise<void> => {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
  if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`)
}

const asAdmin = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
