import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchChildren } from './children.ts'
import { openDatabase } from './db.ts'
import { exitWith } from './lifecycle.ts'
import { createLog, type Log } from './log.ts'
import { insistNobodyRuns } from './embedded-life.ts'
import { prepareKeys } from './master-key.ts'
import { openRealms, prepareRealm, type RealmAddress } from './realms.ts'
import { CannotStart, currentEnvironment, readSettings, type Environment, type Settings } from './settings.ts'
import { buildWeb, isWebStale } from './web-build.ts'

export type Account = { email: string; password: string; who: string }
export type Demo = {
  accounts: Account[]
  /** Fills an empty demo database, or adds the days that passed since the last start. */
  fill: (address: RealmAddress, log: Log) => Promise<void>
  /** The path of a link for the real portal's first administrator, while there is none. */
  offerSetUp: (address: RealmAddress) => Promise<string | undefined>
}

const say = (text: string) => process.stdout.write(`${text}\n`)
const root = process.cwd()
/** The promise is 5; ending takes a moment as well. */
const stopSeconds = 4.6

/**
 * The whole product for a laptop or a trial: databases, migrations, demo data, the browser app and all processes, until Ctrl-C.
 * Children and PostgreSQL are gone within 5 seconds of the signal.
 */
export const runTogether = async (demo: Demo): Promise<void> => {
  const cancel = new AbortController()
  const cleanUp: CleanUp[] = []
  let ending: Promise<void> | undefined
  const end = (code: number, sentence?: string) =>
    (ending ??= (async () => {
      if (sentence) process.stderr.write(`${sentence}\n`)
      cancel.abort()
      const deadline = performance.now() + stopSeconds * 1000
      for (const step of cleanUp.toReversed())
        await step((deadline - performance.now()) / 1000).catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
      process.exit(code)
    })())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!ending) say('\nStopping …')
      void end(0)
    })
  // The runner that started us was killed.
  if (process.send) process.on('disconnect', () => void end(0))
  try {
    await start(demo, { cancel: cancel.signal, cleanUp, onCrash: (sentence) => void end(1, sentence) })
  } catch (error) {
    if (ending) return ending
    process.once('exit', () => exitWith(error))
    await end(1)
  }
}

/** Told how many seconds are left. */
type CleanUp = (seconds: number) => Promise<void>
type Life = { cancel: AbortSignal; cleanUp: CleanUp[]; onCrash: (sentence: string) => void }

const start = async (demo: Demo, { cancel, cleanUp, onCrash }: Life) => {
  const environment = currentEnvironment(root)
  const settings = readSettings(environment, root)
  const log = createLog('start', { ...settings, logLevel: levelOf(environment, settings) })
  if (!settings.databaseUrl) await insistNobodyRuns(settings.dataDir)
  await insistFreePorts(settings)
  const web = webApp(cancel)
  web.catch(() => {}) // reported when it is awaited below
  const realms = await step(settings.databaseUrl ? 'Opening the database' : 'Starting PostgreSQL', () =>
    openRealms(settings, { log, owner: 'npm start', alone: true, onCrash }),
  )
  cleanUp.push((seconds) => realms.stop(seconds))
  cancel.throwIfAborted()
  const { real, demo: demoRealm } = await step('Preparing the databases', async () => {
    const found = { real: await realms.addressOf('real'), demo: await realms.addressOf('demo') }
    for (const address of Object.values(found)) {
      await prepareRealm(address, log)
      await prepareKeysOf(address, settings)
    }
    return found
  })
  cancel.throwIfAborted()
  await step('Filling the demo', () => demo.fill(demoRealm, log))
  cancel.throwIfAborted()
  await step('Building the browser app', () => web)
  const children = watchChildren(onCrash)
  // What is left is PostgreSQL's, which writes out what it holds.
  cleanUp.push(() => children.stop(2.5))
  const addresses = {
    DATABASE_URL: real.url,
    DEMO_DATABASE_URL: demoRealm.url,
    DEMO_PORTAL_URL: settings.demoPortalUrl ?? origin(settings, settings.demoPortalPort),
  }
  const shared = { ...process.env, LOG_LEVEL: levelOf(environment, settings), ...addresses }
  // Whoever breaks into the demo finds no word of the real portal's key.
  const ofDemo = { ...shared, MASTER_KEY: '', MASTER_KEY_FILE: '', PORTAL_REALM: 'demo' }
  const ofReal = { ...shared, DEMO_MASTER_KEY: '', DEMO_MASTER_KEY_FILE: '', PORTAL_REALM: 'real' }
  await step('Starting the portal, the demo, the API and the engine', () =>
    Promise.all([
      children.start('portal', 'portal', ofReal),
      children.start('demo portal', 'portal', ofDemo),
      children.start('API', 'api', ofReal),
      children.start('engine', 'engine', ofReal),
    ]),
  )
  announce(settings, demo.accounts, await demo.offerSetUp(real))
  // Nobody waits for it: what the demo shows is there already.
  await children.start('demo engine', 'engine', { ...ofDemo, SMTP_URL: '', MAIL_FROM: '' })
}

const prepareKeysOf = async (address: RealmAddress, settings: Settings) => {
  const database = openDatabase({ url: address.url, maxConnections: 1 })
  try {
    await prepareKeys(settings, address.realm, database, { mayMake: true })
  } finally {
    await database.close()
  }
}

/** The processes' own lines would drown ours; whoever wants them sets the level. */
const levelOf = (environment: Environment, settings: Settings) => (environment['LOG_LEVEL'] ? settings.logLevel : 'warn')

const webApp = async (cancel: AbortSignal) => {
  if (await isWebStale(root)) await buildWeb(root, cancel)
}

/** Shows what takes its time, and how long it took when that was noticeable. */
const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  process.stdout.write(`${what} … `)
  const began = performance.now()
  try {
    const result = await work()
    const seconds = (performance.now() - began) / 1000
    say(seconds < 0.5 ? 'done' : `done in ${seconds.toFixed(1)} s`)
    return result
  } catch (error) {
    say('failed')
    throw error
  }
}

/** Asked before the long work, not after. */
const insistFreePorts = async (settings: Settings) => {
  const ports = {
    PORTAL_PORT: settings.portalPort,
    DEMO_PORTAL_PORT: settings.demoPortalPort,
    API_PORT: settings.apiPort,
    ENGINE_PORT: settings.enginePort,
    DEMO_ENGINE_PORT: settings.demoEnginePort,
  }
  for (const [name, port] of Object.entries(ports))
    if (await answers(port, settings.host))
      throw new CannotStart(`Port ${port} is in use by another program. Stop it, or set ${name} to another port.`)
}

const answers = (port: number, host: string) => {
  const probe = connect({ port, host: host === '0.0.0.0' || host === '::' ? 'localhost' : host })
  const outcome = new Promise<boolean>((done) => {
    probe.on('connect', () => done(true))
    probe.on('error', () => done(false))
  })
  return Promise.race([outcome, sleep(1000, false)]).finally(() => probe.destroy())
}

const origin = (settings: Settings, port: number) => {
  // By its name: browsers keep no passkey for an address.
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host
  return `${settings.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const announce = (settings: Settings, accounts: Account[], setUpPath: string | undefined) => {
  const own = settings.portalUrl ?? origin(settings, settings.portalPort)
  const width = (key: 'email' | 'password') => Math.max(...accounts.map((account) => account[key].length))
  const table = accounts.map(
    ({ email, password, who }) => `    ${email.padEnd(width('email'))}   ${password.padEnd(width('password'))}   ${who}`,
  )
  say(
    [
      '',
      `  Demo portal       ${settings.demoPortalUrl ?? origin(settings, settings.demoPortalPort)}`,
      `  Your own portal   ${own}   (empty until you bring your data: README.md)`,
      `  Public API        ${origin(settings, settings.apiPort)}`,
      `  Engine            ${origin(settings, settings.enginePort)}   (health only)`,
      '',
      '  Accounts of the demo, also one click away on its sign-in page:',
      ...table,
      '',
      ...(setUpPath
        ? [
            '  Your own portal has no administrator yet. This link makes the first one, once, within 24 hours:',
            `    ${own}${setUpPath}`,
            '',
          ]
        : []),
      '  Stop with Ctrl-C.',
      '',
    ].join('\n'),
  )
}
