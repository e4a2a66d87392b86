import { keepFiguresCurrent } from '#rooms/customers/jobs.ts'
import { loadConfig } from '#server/config.ts'
import { bootProcess } from '#server/lifecycle.ts'
import { systemClock } from '#shared/dates.ts'

await bootProcess(
  'engine',
  (settings) => settings.enginePort,
  async ({ app, settings, database, log }) => {
    const stop = keepFiguresCurrent({ database, config: await loadConfig(settings.configPath), log, now: systemClock })
    app.addHook('onClose', stop)
  },
)
