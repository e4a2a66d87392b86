import { sealEvents } from '#rooms/audit/jobs.ts'
import { startEngine } from '#rooms/engine/jobs.ts'
import { deliverMail } from '#rooms/outbox/jobs.ts'
import { openPost } from '#rooms/outbox/post.ts'
import { loadConfig } from '#server/config.ts'
import { openKeyring } from '#server/keys.ts'
import { bootProcess } from '#server/lifecycle.ts'
import { openFiles } from '#server/open-files.ts'
import { claimKeys, loadMasterKeys } from '#server/master-key.ts'
import { ownOrigin } from '#server/settings.ts'
import { systemClock } from '#shared/dates.ts'
import { composers, roomJobs, roomSchedules } from '../rooms.jobs.ts'

await bootProcess(
  'engine',
  (settings) => (settings.realm === 'demo' ? settings.demoEnginePort : settings.enginePort),
  async ({ app, settings, database, url, log, livesWhile, closeSeconds }) => {
    const { realm } = settings
    const config = await loadConfig(settings.configPath)
    const masterKeys = await loadMasterKeys(settings, realm)
    await claimKeys(database, masterKeys, realm)
    const keys = openKeyring(masterKeys, realm)
    // Nothing leaves the demo.
    const smtp = realm === 'real' ? settings.smtp : undefined
    const post = smtp && openPost({ url: smtp.url, from: { name: config.branding.name, address: smtp.from } })
    const running = {
      database,
      config,
      keys,
      log,
      now: systemClock,
      origin: ownOrigin(settings),
      realm,
      files: await openFiles(settings),
      scanner: settings.uploads.scanner,
    }
    const engine = await startEngine({ running, url, jobs: roomJobs, schedules: roomSchedules })
    livesWhile(engine.isTurning)
    const stops = [
      () => engine.stop(closeSeconds - 1),
      deliverMail({ ...running, post, composers, perMinute: settings.mailPerMinute }),
      sealEvents({ database, keys, log, now: systemClock, headFile: settings.auditHeadFile }),
    ]
    app.addHook('onClose', async () => void (await Promise.all(stops.map((stop) => stop()))))
  },
)
