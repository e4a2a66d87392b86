import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../../../test/world.ts'

let world: World
const line = 'POST /partnerships/:id/judgement'
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world?.close())

describe(line, () => {
  const judge = async (as: Parameters<World['ask']>[0], partnership = 'meridian-mssp') =>
    world.ask(as, line, { params: { id: await world.partnership(partnership) } })

  test('204: an administrator of the vendor has any partnership judged, and that is written down', async () => {
    const { status, body } = await judge('vera')
    expect([status, body]).toEqual([204, ''])
    expect((await judge('vera', 'ostrea-resale')).status).toBe(204)
    const told = (await world.ask('vera', 'GET /vendor/audit', { query: { name: 'partnership.judging-asked' } })).body
    expect(told.items).toHaveLength(2)
  })

  test('400: for what is no partnership’s id', async () => {
    expect((await world.ask('vera', line, { params: { id: await world.customer('alder') } })).status).toBe(400)
  })

  test('401: for nobody', async () => {
    expect((await judge(null)).status).toBe(401)
  })

  test('403: for a partner’s people and for staff without the permission', async () => {
    for (const name of ['anna', 'uma', 'omar', 'pavel'] as const) expect([name, (await judge(name)).status]).toEqual([name, 403])
  })
})
