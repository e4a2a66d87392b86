import { sealEvents } from '#rooms/audit/jobs.ts'
import { keepFiguresCurrent } from '#rooms/customers/jobs.ts'
import { deliverMail } from '#rooms/outbox/jobs.ts'
import { openPost } from '#rooms/outbox/post.ts'
import { loadConfig } from '#server/config.ts'
import { openKeyring } from '#server/keys.ts'
import { bootProcess } from '#server/lifecycle.ts'
import { claimKeys, loadMasterKeys } from '#server/master-key.ts'
import { ownOrigin } from '#server/settings.ts'
import { systemClock } from '#shared/dates.ts'

await bootProcess(
  'engine',
  (settings) => settings.enginePort,
  async ({ app, settings, database, log }) => {
    const config = await loadConfig(settings.configPath)
    const masterKeys = await loadMasterKeys(settings, settings.realm)
    await claimKeys(database, masterKeys, settings.realm)
    const keys = openKeyring(masterKeys, settings.realm)
    // Nothing leaves the demo.
    const smtp = settings.realm === 'real' ? settings.smtp : undefined
    const post = smtp && openPost({ url: smtp.url, from: { name: config.branding.name, address: smtp.from } })
    const stops = [
      keepFiguresCurrent({ database, config, log, now: systemClock }),
      deliverMail({ database, config, log, post, origin: ownOrigin(settings) }),
      sealEvents({ database, keys, log, now: systemClock, headFile: settings.auditHeadFile }),
    ]
    app.addHook('onClose', async () => void (await Promise.all(stops.map((stop) => stop()))))
  },
)
