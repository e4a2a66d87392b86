import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { knownMigrations, migrateDatabase } from '#server/migrate.ts'
import { createTestDatabase, withClient, type TestDatabase } from '../../../test/database.ts'

const log = pino({ level: 'silent' })
const login = 'portal_app'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase({ template: 'template0' })
})
afterAll(() => test.drop())

it('rooms of an older portal know the steps that are published in them, and stay in every menu', async () => {
  const first = (await knownMigrations()).findIndex((name) => name.includes('room_plan'))
  await migrateDatabase(test.adminUrl, log, { login, first })
  const block = (id: string, kind: string) => ({ id, kind, width: 'full', settings: {} })
  const [before, now] = [[block('old', 'checklist')], [block('list', 'checklist'), block('words', 'text'), block('goal', 'goals')]]
  await withClient(test.adminUrl, async (admin) => {
    await admin.query(`insert into room (partner_type, kind, label, icon, position, pattern, published_revision) values
      ('mssp', 'custom', 'Onboarding', 'rocket', 1, 'onboarding', 2), ('mssp', 'custom', 'Draft', 'book', 2, null, null), ('mssp', 'kit', 'Kit', 'package', 3, null, null)`)
    await admin.query(
      `insert into room_revision (room_id, number, blocks)
       select id, n, case n when 1 then $1::jsonb else $2::jsonb end from room, generate_series(1, 2) n where label = 'Onboarding'`,
      [JSON.stringify(before), JSON.stringify(now)],
    )
  })
  await migrateDatabase(test.adminUrl, log, { login })
  const rooms = await withClient(test.adminUrl, async (admin) => {
    const found = await admin.query(`select label, steps, leaves_when_done as leaves, live_on, last_on from room order by position`)
    return found.rows
  })
  const unplanned = { leaves: false, live_on: null, last_on: null }
  expect(rooms).toEqual([
    { label: 'Onboarding', steps: ['list', 'goal'], ...unplanned },
    { label: 'Draft', steps: [], ...unplanned },
    { label: 'Kit', steps: [], ...unplanned },
  ])
})
