import { afterAll, beforeAll, expect, it } from 'vitest'
import { openOlderPortal } from '../../../test/older.ts'

let older: Awaited<ReturnType<typeof openOlderPortal>>
beforeAll(async () => {
  older = await openOlderPortal('categories_kit_support')
})
afterAll(() => older.drop())

it('partners of an older portal keep what they were called: free words become words with codes', async () => {
  await older.asOwner((admin) =>
    admin.query(`insert into partner (external_id, name, type, tier, category, stage, tags) values
      ('a', 'A', 'mssp', 'Gold', 'Managed Services', 'live', '{nordics,"Key account"}'),
      ('b', 'B', 'reseller', 'gold ', null, ' ', '{Nordics}'),
      ('c', 'C', 'reseller', null, null, null, '{}')`),
  )
  await older.bringUpToDate()
  const [partners, terms] = await older.asOwner(async (admin) => [
    (await admin.query(`select external_id as id, tier, category, stage, tags from partner order by 1`)).rows,
    (await admin.query(`select kind, code, label, phase from term order by 1, 2`)).rows,
  ])
  expect(partners).toEqual([
    { id: 'a', tier: 'gold', category: 'managed-services', stage: 'live', tags: ['key-account', 'nordics'] },
    { id: 'b', tier: 'gold', category: null, stage: null, tags: ['nordics'] },
    { id: 'c', tier: null, category: null, stage: null, tags: [] },
  ])
  expect(terms).toMatchObject([
    { kind: 'category', code: 'managed-services', label: 'Managed Services' },
    { kind: 'stage', code: 'live', label: 'live', phase: 'active' },
    { kind: 'tag', code: 'key-account', label: 'Key account' },
    { kind: 'tag', code: 'nordics' },
    { kind: 'tier', code: 'gold' },
  ])
})
