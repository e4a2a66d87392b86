import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { isBareAddress, isSmtpUrl } from './mail-address.ts'
import { isNetwork } from './proxies.ts'
import type { Uploads } from './deployment.ts'

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
const Networks = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((all) => all.every(isNetwork), 'must be addresses or networks like 10.0.0.5 or 10.0.0.0/24, with commas between')
const SmtpUrl = z.string().refine(isSmtpUrl, 'must look like smtp://user:password@host:587 or smtps://host:465, with no more than that')
const WebOrigin = z.string().regex(/^https?:\/\/[^/]+$/, 'must be an origin like https://partners.example.com')

/** Every setting there is. Paths are still as written; `readSettings` makes them absolute. */
const shape = {
  PORTAL_PORT: whole(1, 65535).default(3000),
  API_PORT: whole(1, 65535).default(3001),
  ENGINE_PORT: whole(1, 65535).default(3002),
  DEMO_PORTAL_PORT: whole(1, 65535).default(3100),
  DEMO_ENGINE_PORT: whole(1, 65535).default(3102),
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
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TRUSTED_PROXIES: Networks.optional(),
  DRAIN_SECONDS: whole(0, 60).default(3),
  SMTP_URL: SmtpUrl.optional(),
  MAIL_FROM: z.string().refine(isBareAddress, 'must be one bare address like portal@example.com').optional(),
  MAIL_PER_MINUTE: whole(1, 100_000).default(300),
  AUDIT_HEAD_FILE: z.string().optional(),
  FILES_DIR: z.string().optional(),
  FILES_MAX_MB: whole(1, 2_000).default(50),
  FILES_PARTNER_MB: whole(1, 1_000_000).default(2_000),
  FILES_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  FILES_S3_ENDPOINT: WebOrigin.optional(),
  FILES_S3_REGION: z.string().default('us-east-1'),
  FILES_S3_KEY: z.string().optional(),
  FILES_S3_SECRET: z.string().optional(),
  FILES_S3_PREFIX: z
    .string()
    .regex(/^([a-z0-9]+([._-][a-z0-9]+)*\/){0,3}$/, 'must be folders like portal/files/, in small letters')
    .default(''),
  CLAMAV_URL: z
    .string()
    .regex(/^tcp:\/\/[\w.-]+:\d{1,5}$/, 'must look like tcp://clamav.internal:3310')
    .optional(),
  MASTER_KEY: z.string().optional(),
  MASTER_KEY_FILE: z.string().optional(),
  DEMO_MASTER_KEY: z.string().optional(),
  DEMO_MASTER_KEY_FILE: z.string().optional(),
  BREACHED_LIST_FILE: z.string().optional(),
}
const Shape = z.object(shape)

/** The name of each. */
export const settingNames: readonly string[] = Object.keys(shape)

/** Names that begin like ours are ours, so that a slip of the pen is refused rather than ignored. */
const ourPrefix = /^(PORTAL|API|ENGINE|DEMO|DATABASE|DATA|SESSION|LOG|TLS|TRUSTED|DRAIN|SMTP|MAIL|AUDIT|FILES|CLAMAV|MASTER|BREACHED)_/
/** Set by desktops and shells for themselves. */
const notOurs = new Set(['SESSION_MANAGER'])

export type Settings = {
  portalPort: number
  apiPort: number
  enginePort: number
  demoPortalPort: number
  demoEnginePort: number
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
  /** Absolute paths of the certificate (with its chain) and its key; without them a proxy has them. */
  tls: { certFile: string; keyFile: string } | undefined
  /** Whose word about the client's address is believed: exact networks. */
  trustedProxies: string[]
  /** How long a process that was told to stop says so before it closes. */
  drainSeconds: number
  /** The mail server and who the mails are from; absent: an administrator reads them in the portal. */
  smtp: { url: string; from: string } | undefined
  /** How many mails leave in a minute at the most. */
  mailPerMinute: number
  /** Absolute path: where the heads of the audit log's chain are written, best on another machine's disk. */
  auditHeadFile: string
  /** Absolute path of the folder that files are kept in, one below it for each realm; the portal's and the engine's processes share it. */
  filesDir: string
  /** Where files are kept instead; one folder below the prefix for each realm. Without a key the machine's own identity is used. */
  s3: S3Settings | undefined
  uploads: Uploads
  /** Each realm's master key as text, or the absolute path of its file; neither: the file in `dataDir`. */
  masterKeys: Record<'real' | 'demo', { text: string | undefined; file: string | undefined }>
  /** Absolute path of a list of leaked passwords. */
  breachedList: string | undefined
}

export type S3Settings = {
  bucket: string
  /** Absent: Amazon's own. */
  endpoint: string | undefined
  region: string
  credentials: { key: string; secret: string } | undefined
  /** '' or folders that end with a slash. */
  prefix: string
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
  else
    complaints.push(
      ...samePorts(parsed.data),
      ...halfTls(parsed.data),
      ...halfMail(parsed.data),
      ...halfS3(parsed.data),
      ...twoKeys(parsed.data),
    )
  if (!parsed.success || complaints.length) throw new CannotStart(complaints.join('\n'))
  const is = parsed.data
  return {
    portalPort: is.PORTAL_PORT,
    apiPort: is.API_PORT,
    enginePort: is.ENGINE_PORT,
    demoPortalPort: is.DEMO_PORTAL_PORT,
    demoEnginePort: is.DEMO_ENGINE_PORT,
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
    tls:
      is.TLS_CERT_FILE && is.TLS_KEY_FILE
        ? { certFile: resolve(root, is.TLS_CERT_FILE), keyFile: resolve(root, is.TLS_KEY_FILE) }
        : undefined,
    trustedProxies: is.TRUSTED_PROXIES ?? [],
    drainSeconds: is.DRAIN_SECONDS,
    smtp: is.SMTP_URL && is.MAIL_FROM ? { url: is.SMTP_URL, from: is.MAIL_FROM } : undefined,
    filesDir: resolve(root, is.FILES_DIR ?? `${is.DATA_DIR}/files`),
    s3: s3In(is),
    uploads: uploadsIn(is),
    mailPerMinute: is.MAIL_PER_MINUTE,
    auditHeadFile: resolve(root, is.AUDIT_HEAD_FILE ?? `${is.DATA_DIR}/audit/heads.jsonl`),
    masterKeys: {
      real: { text: is.MASTER_KEY, file: is.MASTER_KEY_FILE && resolve(root, is.MASTER_KEY_FILE) },
      demo: { text: is.DEMO_MASTER_KEY, file: is.DEMO_MASTER_KEY_FILE && resolve(root, is.DEMO_MASTER_KEY_FILE) },
    },
    breachedList: is.BREACHED_LIST_FILE && resolve(root, is.BREACHED_LIST_FILE),
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
  const strange = Object.keys(file).filter((name) => !settingNames.includes(name))
  if (strange.length) throw new CannotStart(strange.map((name) => `In .env: ${unknownName(name)}`).join('\n'))
  return { ...file, ...process.env }
}

/** The settings of this process. Throws CannotStart. */
export const currentSettings = (root = process.cwd()): Settings => readSettings(currentEnvironment(root), root)

/** Whether people reach this process's portal by https only. Not told: a portal that has a certificate is reached by it. */
export const isSecure = ({ realm, portalUrl, demoPortalUrl, tls }: Settings): boolean =>
  (realm === 'demo' ? demoPortalUrl : portalUrl)?.startsWith('https:') ?? tls !== undefined

/** Where people's browsers find this process's portal; links in mail begin with it. */
export const ownOrigin = (settings: Settings): string => {
  const isDemo = settings.realm === 'demo'
  const told = isDemo ? settings.demoPortalUrl : settings.portalUrl
  return told ?? `${isSecure(settings) ? 'https' : 'http'}://localhost:${isDemo ? settings.demoPortalPort : settings.portalPort}`
}

const isUnknown = (name: string) => ourPrefix.test(name) && !settingNames.includes(name) && !notOurs.has(name)

const unknownName = (name: string) => {
  const nearest = settingNames.map((known) => ({ known, away: editDistance(name, known) })).toSorted((a, b) => a.away - b.away)[0]
  const hint = nearest && nearest.away <= 4 ? ` Did you mean ${nearest.known}?` : ' docs/operations.md lists all settings.'
  return `${name} is not a setting of this portal.${hint}`
}

const wrongValue = (issue: z.core.$ZodIssue, given: Environment) => {
  const name = String(issue.path[0])
  // A connection string carries a password; a terminal or a log is no place for it.
  if (/(DATABASE|SMTP)_URL$|_SECRET$/.test(name)) return `${name} is not usable: it ${issue.message}.`
  return `${name} can't be ${JSON.stringify(given[name])}: it ${issue.message}.`
}

const samePorts = (is: z.infer<typeof Shape>) => {
  const ports = (['PORTAL_PORT', 'API_PORT', 'ENGINE_PORT', 'DEMO_PORTAL_PORT', 'DEMO_ENGINE_PORT'] as const).map((name) => ({
    name,
    port: is[name],
  }))
  return ports.flatMap(({ name, port }, at) =>
    ports
      .slice(at + 1)
      .filter((other) => other.port === port)
      .map((other) => `${name} and ${other.name} can't both be ${port}.`),
  )
}

const halfTls = (is: z.infer<typeof Shape>) =>
  (is.TLS_CERT_FILE === undefined) === (is.TLS_KEY_FILE === undefined)
    ? []
    : ['TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.']

const halfMail = (is: z.infer<typeof Shape>) =>
  (is.SMTP_URL === undefined) === (is.MAIL_FROM === undefined) ? [] : ['SMTP_URL and MAIL_FROM belong together: set both, or neither.']

const halfS3 = (is: z.infer<typeof Shape>) => {
  const halfKey = (is.FILES_S3_KEY === undefined) !== (is.FILES_S3_SECRET === undefined)
  const noBucket = is.FILES_S3_BUCKET === undefined && (is.FILES_S3_ENDPOINT ?? is.FILES_S3_KEY ?? is.FILES_S3_SECRET) !== undefined
  return [
    ...(halfKey ? ['FILES_S3_KEY and FILES_S3_SECRET belong together: set both, or neither.'] : []),
    ...(noBucket ? ['FILES_S3_BUCKET is missing: the other settings of S3 mean nothing without it.'] : []),
  ]
}

const s3In = (is: z.infer<typeof Shape>): S3Settings | undefined =>
  is.FILES_S3_BUCKET === undefined
    ? undefined
    : {
        bucket: is.FILES_S3_BUCKET,
        endpoint: is.FILES_S3_ENDPOINT,
        region: is.FILES_S3_REGION,
        credentials: is.FILES_S3_KEY && is.FILES_S3_SECRET ? { key: is.FILES_S3_KEY, secret: is.FILES_S3_SECRET } : undefined,
        prefix: is.FILES_S3_PREFIX,
      }

const uploadsIn = (is: z.infer<typeof Shape>): Uploads => {
  const scanner = is.CLAMAV_URL === undefined ? null : new URL(is.CLAMAV_URL)
  return {
    maxBytes: is.FILES_MAX_MB * 1_000_000,
    partnerBytes: is.FILES_PARTNER_MB * 1_000_000,
    scanner: scanner && { host: scanner.hostname, port: Number(scanner.port) },
  }
}

const twoKeys = (is: z.infer<typeof Shape>) =>
  (['MASTER_KEY', 'DEMO_MASTER_KEY'] as const)
    .filter((name) => is[name] !== undefined && is[`${name}_FILE`] !== undefined)
    .map((name) => `${name} and ${name}_FILE can't both be set: which one counts?`)

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
