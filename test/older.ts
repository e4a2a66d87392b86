import { pino } from 'pino'
import type pg from 'pg'
import { knownMigrations, migrateDatabase } from '#server/migrate.ts'
import { createTestDatabase, withClient } from './database.ts'

const log = pino({ level: 'silent' })
const login = 'portal_app'

/** An empty portal as it was before the migration whose name holds this, to be filled by its owner and brought up to date. */
export const openOlderPortal = async (migration: string) => {
  const test = await createTestDatabase({ template: 'template0' })
  const first = (await knownMigrations()).findIndex((name) => name.includes(migration))
  await migrateDatabase(test.adminUrl, log, { login, first })
  return {
    asOwner: <T>(work: (admin: pg.Client) => Promise<T>): Promise<T> => withClient(test.adminUrl, work),
    bringUpToDate: () => migrateDatabase(test.adminUrl, log, { login }),
    drop: () => test.drop(),
  }
}
