import { afterAll, beforeAll, expect, it } from 'vitest'
import { openOlderPortal } from '../../../test/older.ts'

let older: Awaited<ReturnType<typeof openOlderPortal>>
beforeAll(async () => {
  older = await openOlderPortal('room_plan')
})
afterAll(() => older.drop())

it('rooms of an older portal know the steps that are published in them, and stay in every menu', async () => {
  const block = (id: string, kind: string) => ({ id, kind, width: 'full', settings: {} })
  const [before, now] = [[block('old', 'checklist')], [block('list', 'checklist'), block('words', 'text'), block('goal', 'goals')]]
  await older.asOwner(async (admin) => {
    await admin.query(`insert into room (partner_type, kind, label, icon, position, pattern, published_revision) values
      ('mssp', 'custom', 'Onboarding', 'rocket', 1, 'onboarding', 2), ('mssp', 'custom', 'Draft', 'book', 2, null, null), ('mssp', 'kit', 'Kit', 'package', 3, null, null)`)
    await admin.query(
      `insert into room_revision (room_id, number, blocks)
       select id, n, case n when 1 then $1::jsonb else $2::jsonb end from room, generate_series(1, 2) n where label = 'Onboarding'`,
      [JSON.stringify(before), JSON.stringify(now)],
    )
  })
  await older.bringUpToDate()
  const rooms = await older.asOwner(async (admin) => {
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
