import type { PortalConfig } from '#shared/config.ts'
import { loadConfig } from './config.ts'
import { openDatabase, type Database } from './db.ts'
import type { Realm } from './deployment.ts'
import { exitWith } from './lifecycle.ts'
import { createLog, type Log } from './log.ts'
import { openRealms, prepareRealm, type RealmAddress } from './realms.ts'
import { currentSettings, type Settings } from './settings.ts'

export type Command = { settings: Settings; config: PortalConfig; log: Log; address: RealmAddress; database: Database }

/**
 * Runs one command on a realm's database, migrated first: on DATABASE_URL, on the PostgreSQL of a running `npm start`, or on the
 * embedded one, started for as long as the command takes. `owner` is what people typed. `database` names another database of the
 * realm. A failure is told in a sentence with exit code 1; Ctrl-C stops what was started.
 */
export const runCommand = async (
  owner: string,
  realm: Realm,
  work: (command: Command) => Promise<void>,
  { database: name, statementTimeoutSeconds = 600 }: { database?: string; statementTimeoutSeconds?: number } = {},
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
    await prepareRealm(address, log)
    const database = openDatabase({ url: address.url, statementTimeoutSeconds })
    await work({ settings, config, log, address, database })
    await database.close()
    await stop()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  } catch (error) {
    await stop().catch(() => {})
    exitWith(error)
  }
}
