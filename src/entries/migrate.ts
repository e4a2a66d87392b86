import { loadConfig } from '#server/config.ts'
import { openDatabase } from '#server/db.ts'
import { exitWith } from '#server/lifecycle.ts'
import { createLog } from '#server/log.ts'
import { openRealms, prepareRealm } from '#server/realms.ts'
import { currentSettings } from '#server/settings.ts'
import { preparePortal } from '../rooms.first.ts'

// Safe to run at each roll-out and by several machines at once: they wait for each other, and a current database is left as it is.
try {
  const settings = currentSettings()
  const log = createLog('migrate', settings)
  const config = await loadConfig(settings.configPath)
  const realms = await openRealms(settings, { log, owner: 'npm run migrate' })
  try {
    const withDemo = !settings.databaseUrl || settings.demoDatabaseUrl
    for (const realm of withDemo ? (['real', 'demo'] as const) : (['real'] as const)) {
      const address = await realms.addressOf(realm)
      const applied = await prepareRealm(address, log)
      const database = openDatabase({ url: address.url, maxConnections: 1 })
      await preparePortal({ database, config }).finally(() => database.close())
      process.stdout.write(`${address.realm}: ${applied.length ? `applied ${applied.join(', ')}` : 'already current'}\n`)
    }
  } finally {
    await realms.stop()
  }
} catch (error) {
  exitWith(error)
}
