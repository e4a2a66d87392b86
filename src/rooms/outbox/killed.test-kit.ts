// A process of its own that sends what waits, to be killed in the middle of it.
import { pino } from 'pino'
import { openDatabase } from '#server/db.ts'
import { openKeyring } from '#server/keys.ts'
import { parseConfig } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { memoryFiles } from '../../../test/files.ts'
import { deliverWaiting } from './jobs.ts'
import { openPost } from './post.ts'

const [url = '', port = ''] = process.argv.slice(2)
await deliverWaiting({
  database: openDatabase({ url }),
  config: parseConfig(defaultConfig),
  keys: openKeyring({ keys: [{ kid: 'test', key: Buffer.alloc(32, 7) }] }, 'real'),
  files: memoryFiles(),
  log: pino({ level: 'silent' }),
  now: () => Temporal.Now.instant(),
  origin: 'https://partners.example.com',
  realm: 'real',
  post: openPost({ url: `smtp://127.0.0.1:${port}`, from: { name: 'Northwall', address: 'portal@vendor.example' } }),
  composers: { test: async () => ({ subject: 'Your week', blocks: [{ is: 'text', text: 'One.' }] }) },
  perMinute: 300,
})
