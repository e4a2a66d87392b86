import type { PortalConfig } from '#shared/config.ts'
import { loadConfig } from './config.ts'
import type { Sealing } from './credential.ts'
import { openDatabase, type Database } from './db.ts'
import type { Realm } from './deployment.ts'
import { openKeyring } from './keys.ts'
import { exitWith } from './lifecycle.ts'
import { createLog, type Log } from './log.ts'
import { prepareKeys } from './master-key.ts'
import { openRealms, prepareRealm, type RealmAddress } from './realms.ts'
import { currentSettings, type Settings } from './settings.ts'

export type Command = {
  settings: Settings
  config: PortalConfig
  log: Log
  address: RealmAddress
  database: Database
  /** The realm's keys, compared with those that the database remembers. Throws CannotStart when there are none. */
  sealing: () => Promise<Sealing>
}

export type CommandOptions = { database?: string; statementTimeoutSeconds?: number; isPrepared?: boolean }

/**
 * Runs one command on a realm's database, migrated first: on DATABASE_URL, on the PostgreSQL of a running `npm start`, or on the
 * embedded one, started for as long as the command takes. `owner` is what people typed. `database` names another database of the
 * realm, `isPrepared: false` leaves it as it is found. A failure is told in a sentence with exit code 1; Ctrl-C stops what was started.
 */
export const runCommand = async (
  owner: string,
  realm: Realm,
  work: (command: Command) => Promise<void>,
  { database: name, statementTimeoutSeconds = 600, isPrepared = true }: CommandOptions = {},
): Promise<void> => {
  let stop = async () => {}
  const interrupted = () => void stop().finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const settings = currentSettings()
    const log = createLog(owner, settings)
    const config = await loadConfig(settings.configPath)
    const realms = await openRealms(settings, { log, owner })
    stop = () => realms.stop()
    const address = await realms.addressOf(realm, name)
    if (isPrepared) await prepareRealm(address, log)
    const database = openDatabase({ url: address.url, statementTimeoutSeconds })
    const sealing = async () => ({ realm, keys: openKeyring(await prepareKeys(settings, realm, database), realm) })
    await work({ settings, config, log, address, database, sealing })
    await database.close()
    await stop()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  } catch (error) {
    await stop().catch(() => {})
    exitWith(error)
  }
}
