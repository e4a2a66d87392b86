import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

/** A start that can't succeed, told in one sentence for the person at the terminal. Shown without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

export type Environment = Record<string, string | undefined>

const whole = (from: number, to: number) => {
  const range = `must be a whole number from ${from} to ${to}`
  return z.coerce.number(range).int(range).min(from, range).max(to, range)
}
const choice = <const V extends [string, ...string[]]>(values: V) => z.enum(values, `must be one of ${values.join(', ')}`)
const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\/.+/, 'must look like postgres://user:password@host:5432/name')
const WebOrigin = z.string().regex(/^https?:\/\/[^/]+$/, 'must be an origin like https://partners.example.com')

/** Every setting there is. Paths are still as written; `readSettings` makes them absolute. */
const shape = {
  PORTAL_PORT: whole(1, 65535).default(3000),
  API_PORT: whole(1, 65535).default(3001),
  ENGINE_PORT: whole(1, 65535).default(3002),
  DEMO_PORTAL_PORT: whole(1, 65535).default(3100),
  HOST: z
    .string()
    .regex(/^[\w.:-]{1,253}$/, 'must be an address or a host name')
    .default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: PostgresUrl.optional(),
  DEMO_DATABASE_URL: PostgresUrl.optional(),
  PORTAL_URL: WebOrigin.optional(),
  DEMO_PORTAL_URL: WebOrigin.optional(),
  PORTAL_REALM: choice(['real', 'demo']).default('real'),
  PORTAL_CONFIG: z.string().default('./portal.config.ts'),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FORMAT: choice(['auto', 'json', 'pretty']).default('auto'),
  SESSION_IDLE_MINUTES: whole(1, 1440).default(30),
  SESSION_HOURS: whole(1, 720).default(12),
}
const Shape = z.object(shape)
const names = Object.keys(shape)

/** Names that begin like ours are ours, so that a slip of the pen is refused rather than ignored. */
const ourPrefix = /^(PORTAL|API|ENGINE|DEMO|DATABASE|DATA|SESSION|LOG)_/
/** Set by desktops and shells for themselves. */
const notOurs = new Set(['SESSION_MANAGER'])

export type Settings = {
  portalPort: number
  apiPort: number
  enginePort: number
  demoPortalPort: number
  host: string
  /** Absolute. */
  dataDir: string
  /** Absent: the embedded PostgreSQL below `dataDir`. */
  databaseUrl: string | undefined
  demoDatabaseUrl: string | undefined
  /** Where people's browsers find the two portals, when told. */
  portalUrl: string | undefined
  demoPortalUrl: string | undefined
  /** One portal serves exactly one of the two databases. */
  realm: 'real' | 'demo'
  /** Absolute path of the deployment's configuration. */
  configPath: string
  logLevel: z.infer<typeof Shape>['LOG_LEVEL']
  logFormat: z.infer<typeof Shape>['LOG_FORMAT']
  sessionIdleMinutes: number
  sessionHours: number
}

/**
 * The settings in `environment`; relative paths count from `root`. An empty value counts as absent.
 * Throws CannotStart with one line for each unknown name or wrong value.
 */
export const readSettings = (environment: Environment, root = process.cwd()): Settings => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const complaints = Object.keys(given).filter(isUnknown).map(unknownName)
  const parsed = Shape.safeParse(given)
  if (!parsed.success) complaints.push(...parsed.error.issues.map((issue) => wrongValue(issue, given)))
  else complaints.push(...samePorts(parsed.data))
  if (!parsed.success || complaints.length) throw new CannotStart(complaints.join('\n'))
  const is = parsed.data
  return {
    portalPort: is.PORTAL_PORT,
    apiPort: is.API_PORT,
    enginePort: is.ENGINE_PORT,
    demoPortalPort: is.DEMO_PORTAL_PORT,
    host: is.HOST,
    dataDir: resolve(root, is.DATA_DIR),
    databaseUrl: is.DATABASE_URL,
    demoDatabaseUrl: is.DEMO_DATABASE_URL,
    portalUrl: is.PORTAL_URL,
    demoPortalUrl: is.DEMO_PORTAL_URL,
    realm: is.PORTAL_REALM,
    configPath: resolve(root, is.PORTAL_CONFIG),
    logLevel: is.LOG_LEVEL,
    logFormat: is.LOG_FORMAT,
    sessionIdleMinutes: is.SESSION_IDLE_MINUTES,
    sessionHours: is.SESSION_HOURS,
  }
}

/**
 * The process's environment over the `.env` of `root`; the only place that reads either.
 * Throws CannotStart for a name in `.env` that is no setting: the file is ours alone.
 */
export const currentEnvironment = (root = process.cwd()): Environment => {
  const path = resolve(root, '.env')
  if (!existsSync(path)) return process.env
  const file = parseEnv(readFileSync(path, 'utf8'))
  const strange = Object.keys(file).filter((name) => !names.includes(name))
  if (strange.length) throw new CannotStart(strange.map((name) => `In .env: ${unknownName(name)}`).join('\n'))
  return { ...file, ...process.env }
}

/** The settings of this process. Throws CannotStart. */
export const currentSettings = (root = process.cwd()): Settings => readSettings(currentEnvironment(root), root)

const isUnknown = (name: string) => ourPrefix.test(name) && !names.includes(name) && !notOurs.has(name)

const unknownName = (name: string) => {
  const nearest = names.map((known) => ({ known, away: editDistance(name, known) })).toSorted((a, b) => a.away - b.away)[0]
  const hint = nearest && nearest.away <= 4 ? ` Did you mean ${nearest.known}?` : ' docs/operations.md lists all settings.'
  return `${name} is not a setting of this portal.${hint}`
}

const wrongValue = (issue: z.core.$ZodIssue, given: Environment) => {
  const name = String(issue.path[0])
  // A connection string carries a password; a terminal or a log is no place for it.
  if (name.endsWith('DATABASE_URL')) return `${name} is not usable: it ${issue.message}.`
  return `${name} can't be ${JSON.stringify(given[name])}: it ${issue.message}.`
}

const samePorts = (is: z.infer<typeof Shape>) => {
  const ports = (['PORTAL_PORT', 'API_PORT', 'ENGINE_PORT', 'DEMO_PORTAL_PORT'] as const).map((name) => ({ name, port: is[name] }))
  return ports.flatMap(({ name, port }, at) =>
    ports
      .slice(at + 1)
      .filter((other) => other.port === port)
      .map((other) => `${name} and ${other.name} can't both be ${port}.`),
  )
}

const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
