import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mountPortal } from './app.ts'
import { loadConfig } from './config.ts'
import { claimDatabase, type Portal } from './deployment.ts'
import { openKeyring } from './keys.ts'
import type { Boot } from './lifecycle.ts'
import { openFiles } from './open-files.ts'
import { claimKeys, loadMasterKeys } from './master-key.ts'
import { newestMigration } from './migrate.ts'
import { insistBreachedList } from './password-check.ts'
import type { Route } from './serve.ts'
import { CannotStart, isSecure, ownOrigin } from './settings.ts'

export type PortalRooms = {
  rooms: (portal: Portal) => Route[]
  /** What has to be in the database before anybody can look: safe at every start. */
  prepare: (portal: Portal) => Promise<void>
  /** The built browser app. */
  webRoot: string
  /** Asked by the demo alone: the real portal has no word of its accounts in memory. */
  demoAccounts: () => Promise<Portal['demoAccounts']>
}

/** Registers the portal of the settings' realm on a process that is being booted. Throws CannotStart. */
export const openPortal = async ({ app, settings, database }: Boot, { rooms, prepare, webRoot, demoAccounts }: PortalRooms) => {
  if (!existsSync(join(webRoot, 'index.html'))) throw new CannotStart('The browser app is not built yet: run npm run build.')
  await claimDatabase(database, settings.realm)
  const masterKeys = await loadMasterKeys(settings, settings.realm)
  await claimKeys(database, masterKeys, settings.realm)
  if (settings.breachedList) await insistBreachedList(settings.breachedList)
  const isDemo = settings.realm === 'demo'
  const config = await loadConfig(settings.configPath)
  const portal: Portal = {
    config,
    logo: await loadLogo(settings.configPath, config.branding.logo),
    database,
    realm: settings.realm,
    keys: openKeyring(masterKeys, settings.realm),
    files: await openFiles(settings),
    uploads: settings.uploads,
    breachedList: settings.breachedList,
    origin: ownOrigin(settings),
    now: () => Temporal.Now.instant(),
    // Browsers keep a Secure cookie only for https; a portal that was not told its address is somebody's own machine.
    session: {
      idleMinutes: settings.sessionIdleMinutes,
      hours: settings.sessionHours,
      secureCookie: isSecure(settings),
    },
    demoUrl: isDemo ? null : (settings.demoPortalUrl ?? null),
    demoAccounts: isDemo ? await demoAccounts() : [],
  }
  // Before a roll-out has migrated the database, this process waits to be ready, and the migration prepares.
  if ((await database.schemaVersion()) === (await newestMigration())) await prepare(portal)
  await mountPortal(app, { portal, routes: rooms(portal), webRoot })
}

/** Below the configuration's folder, as it names it. */
const loadLogo = async (configPath: string, name: string | undefined): Promise<Portal['logo']> => {
  if (!name) return null
  const path = join(dirname(configPath), name)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new CannotStart(`branding.logo names ${path}, which can't be read.`, { cause })
  })
  return { bytes, type: name.endsWith('.svg') ? 'image/svg+xml' : 'image/png' }
}
