import { issueSetupLink } from '#rooms/accounts/setup.actions.ts'
import { loadConfig } from '#server/config.ts'
import { openDatabase, type Database } from '#server/db.ts'
import type { RealmAddress } from '#server/realms.ts'
import { currentSettings } from '#server/settings.ts'
import { runTogether } from '#server/together.ts'
import { demoAccounts } from '../demo/accounts.ts'
import { fillDemo } from '../demo/fill.ts'

const config = () => loadConfig(currentSettings().configPath)
const opened = async <T>(address: RealmAddress, work: (database: Database) => Promise<T>): Promise<T> => {
  const database = openDatabase({ url: address.url, statementTimeoutSeconds: 600 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

await runTogether({
  accounts: demoAccounts.map(({ email, password, about }) => ({ email, password, who: about })),
  fill: async (address, log) => {
    const is = await config()
    await opened(address, (database) => fillDemo({ database, size: 'small', today: Temporal.Now.instant(), config: is, log }))
  },
  offerSetUp: async (address) => {
    const is = await config()
    return opened(address, (database) => issueSetupLink(database, is))
  },
})
