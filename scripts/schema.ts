// npm run schema: writes the tables' types (src/platform/server/schema.ts) from the migrations, over a throwaway PostgreSQL.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startEmbedded } from '#server/embedded.ts'
import { migrateDatabase } from '#server/migrate.ts'

const log = pino({ level: 'silent' })
const embedded = await startEmbedded({
  dataDir: mkdtempSync(join(tmpdir(), 'portal-schema-')),
  log,
  owner: 'npm run schema',
  ephemeral: true,
})
try {
  await migrateDatabase(embedded.adminUrl('postgres'), log)
  const made = spawnSync(join('node_modules', '.bin', 'kysely-codegen'), ['--url', embedded.adminUrl('postgres')], { encoding: 'utf8' })
  // It complains about the types that overrides name and takes them over as they are: only a failure is worth reading.
  process.stdout.write(made.status === 0 ? made.stdout : `${made.stdout}${made.stderr}`)
  process.exitCode = made.status ?? 1
} finally {
  await embedded.stop()
}
