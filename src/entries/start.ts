import { loadConfig } from '#server/config.ts'
import { openDatabase } from '#server/db.ts'
import { currentSettings } from '#server/settings.ts'
import { runTogether } from '#server/together.ts'
import { demoAccounts } from '../demo/accounts.ts'
import { fillDemo } from '../demo/fill.ts'

await runTogether({
  accounts: demoAccounts.map(({ email, password, about }) => ({ email, password, who: about })),
  fill: async (address, log) => {
    const config = await loadConfig(currentSettings().configPath)
    const database = openDatabase({ url: address.url, statementTimeoutSeconds: 600 })
    try {
      await fillDemo({ database, size: 'small', today: Temporal.Now.instant(), config, log })
    } finally {
      await database.close()
    }
  },
})
