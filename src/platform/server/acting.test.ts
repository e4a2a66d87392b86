import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { asActor } from './access.ts'
import { actingFor, placesOf, type Place } from './acting.ts'

let world: World
let meridian: Place
let resale: Place
let ostrea: Place
const people = new Map<Name, number>()
const idOf = (as: Name) => people.get(as) ?? 0

beforeAll(async () => {
  world = await createWorld()
  await world.arrange(async (tx) => {
    for (const { id, email } of await tx.rows(sql<{ id: number; email: string }>`select id, email from app_user`))
      people.set(email.split('@')[0] as Name, id) // the cast's addresses begin with their names
    const found = await tx.rows(sql<Place>`
      select s.partner_id as "partnerId", s.id as "partnershipId" from partnership s join partner p on p.id = s.partner_id
       order by p.name, s.is_main desc`)
    ;[meridian, resale, ostrea] = found as [Place, Place, Place] // the world has these three
  })
})
afterAll(() => world.close())

const acting = (as: Name, place: Place) => actingFor(world.portal, { userId: idOf(as), ...place })
const customers = async (as: Name, place: Place) => {
  const actor = await acting(as, place)
  if (!actor) return undefined
  const rows = await asActor(actor, (tx) => tx.rows(sql<{ name: string }>`select name from customer order by name`))
  return rows.map(({ name }) => name)
}

describe('acting for a person', () => {
  it('sees what that person sees in the portal, no more', async () => {
    const all = await customers('anna', meridian)
    expect(all?.length).toBeGreaterThan(2)
    expect(await customers('uma', meridian)).toHaveLength(2)
    expect(await customers('pavel', meridian)).toEqual(all)
    expect(await customers('vera', meridian)).toEqual(all)
  })

  it('is as its session would be', async () => {
    const actor = await acting('uma', meridian)
    expect(actor).toMatchObject({ kind: 'member', role: 'user', reach: 'assigned', ...meridian })
    expect(actor?.permissions.has('customer.read')).toBe(true)
    expect(await acting('pavel', meridian)).toMatchObject({ kind: 'staff', role: 'partner-manager', reach: 'assigned' })
  })

  it('is nobody where the person has no business', async () => {
    expect(await acting('omar', meridian)).toBeUndefined()
    expect(await acting('uma', resale)).toBeUndefined()
    expect(await acting('pavel', ostrea)).toBeUndefined()
    expect(await acting('pia', meridian)).toBeUndefined()
    expect(await actingFor(world.portal, { userId: 999_999, ...meridian })).toBeUndefined()
  })

  it('cannot write unless it is bound to', async () => {
    const actor = await acting('anna', meridian)
    if (!actor) throw new Error('anna is nobody')
    await expect(asActor(actor, (tx) => tx.rows(sql`delete from customer_tag`))).rejects.toThrow(/read-only/)
  })

  it('follows a change at once', async () => {
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = false where id = ${idOf('uma')}`))
    expect(await acting('uma', meridian)).toBeUndefined()
    expect(await placesOf(world.portal, idOf('uma'))).toEqual([])
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = true where id = ${idOf('uma')}`))
    expect(await acting('uma', meridian)).toBeDefined()
  })
})

describe('the places of a person', () => {
  it('are the partnerships that they work in', async () => {
    const of = async (as: Name) =>
      (await placesOf(world.portal, idOf(as))).map(({ partnerId, partnershipId }) => ({ partnerId, partnershipId }))
    expect(await of('anna')).toEqual([meridian, resale])
    expect(await of('uma')).toEqual([meridian])
    expect(await of('omar')).toEqual([ostrea])
    expect(await of('pavel')).toEqual([meridian, resale])
    expect(await of('vera')).toEqual([])
    expect(await of('pia')).toEqual([])
  })
})
