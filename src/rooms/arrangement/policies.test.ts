import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, emailOf, type Name, type World } from '../../../test/world.ts'

let world: World
type Place = { partnerId: number; partnershipId: number; userId: number }
const places = new Map<string, Place>()

const rooms = [
  ['open', { status: 'live' }],
  ['for gold', { status: 'live', tiers: ['gold'] }],
  ['for silver', { status: 'live', tiers: ['silver'] }],
  ['draft', { status: 'draft' }],
  ['archived', { status: 'archived' }],
  ['of the vendor alone', { status: 'live', visibility: 'internal' }],
  ['of partners alone', { status: 'live', visibility: 'partners' }],
  ['for marketing', { status: 'live', roles: ['marketing'] }],
  ['locked, shown', { status: 'live', unlock_steps: ['first-steps'], shows_lock: true }],
  ['locked, hidden', { status: 'live', unlock_steps: ['first-steps'] }],
  ['of resellers', { status: 'live', partner_type: 'reseller' }],
] as const

const placeOf = (as: Name, partnership: string) =>
  world.arrange(async (tx) => {
    const row = await tx.first(sql<Place>`
      select s.partner_id as "partnerId", s.id as "partnershipId", u.id as "userId" from partnership s, app_user u
       where s.external_id = ${partnership} and u.email = ${emailOf(as)}`)
    if (!row) throw new Error(`${as} is nowhere`)
    return row
  })

beforeAll(async () => {
  world = await createWorld()
  await world.arrange(async (tx) => {
    await tx.rows(sql`delete from room`)
    const written = rooms.map(([label, parts], at) => ({ partner_type: 'mssp', kind: 'custom', label, icon: 'star', position: at, visibility: 'all', published_revision: 2, version: 1, ...parts })) // prettier-ignore
    for (const row of written) {
      const columns = sql.raw(Object.keys(row).join(', '))
      await tx.rows(
        sql`insert into room (${columns}) select ${columns} from jsonb_populate_record(null::room, ${JSON.stringify(row)}::jsonb)`,
      )
    }
    await tx.rows(sql`insert into room_revision (room_id, number, blocks) select id, n, '[]' from room, unnest(array[1, 2]) n`)
    await tx.rows(sql`insert into room_note (room_id, internal_label) select id, 'inner' from room`)
  })
  for (const as of ['anna', 'uma', 'mark', 'vera', 'pavel'] as const) places.set(as, await placeOf(as, 'meridian-mssp'))
})
afterAll(() => world.close())

type Role = 'pp_full' | 'pp_restricted' | 'pp_staff'
const within = <Row>(role: Role, as: Name, query: ReturnType<typeof sql<Row>>, more: Partial<Place> = {}): Promise<Row[]> =>
  world.database.within({ role, readOnly: true, ...places.get(as), ...more }, (tx) => tx.rows(query))
const seen = async (role: Role, as: Name, more?: Partial<Place>) =>
  (await within(role, as, sql<{ label: string }>`select label from room order by position`, more)).map(({ label }) => label)
const read = async (role: Role, as: Name) => {
  const found = await within(role, as, sql<{ label: string; number: number }>`
    select r.label, v.number from room_revision v join room r on r.id = v.room_id order by r.position, v.number`) // prettier-ignore
  return found.map(({ label, number }) => `${label} ${number}`)
}

describe('the database shows a reader exactly the rooms that are open to them or show that they are locked', () => {
  it('to a member with all customers, and to one with some', async () => {
    const expected = ['open', 'for gold', 'of partners alone', 'locked, shown']
    expect(await seen('pp_full', 'anna')).toEqual(expected)
    expect(await seen('pp_restricted', 'uma')).toEqual(expected)
  })
  it('by their role', async () => {
    expect(await seen('pp_restricted', 'mark')).toContain('for marketing')
  })
  it('to the vendor’s staff: whatever the role, what is internal, and not what is for partners alone', async () => {
    expect(await seen('pp_staff', 'pavel')).toEqual(['open', 'for gold', 'of the vendor alone', 'for marketing', 'locked, shown'])
  })
  it('and none to somebody who does not belong there, or in no partnership', async () => {
    const { userId } = await placeOf('omar', 'meridian-mssp')
    expect(await seen('pp_full', 'anna', { userId })).toEqual([])
    const foreign = await placeOf('omar', 'ostrea-resale')
    expect(await seen('pp_full', 'anna', { partnershipId: foreign.partnershipId })).toEqual([])
    const nowhere = world.database.within({ role: 'pp_full', readOnly: true, userId }, (tx) => tx.rows(sql`select from room`))
    expect(await nowhere).toEqual([])
  })
  it('with the published revision of what is open, and nothing of what is locked', async () => {
    expect(await read('pp_full', 'anna')).toEqual(['open 2', 'for gold 2', 'of partners alone 2'])
  })
  it('and opens what was locked once the step is done, by one person for themselves and by the partnership for all', async () => {
    const { partnerId, partnershipId, userId } = places.get('anna') ?? { partnerId: 0, partnershipId: 0, userId: 0 }
    const done = (person: number | null) =>
      world.arrange((tx) =>
        tx.rows(
          sql`insert into step_completion (partner_id, partnership_id, user_id, step) values (${partnerId}, ${partnershipId}, ${person}, 'first-steps')`,
        ),
      )
    await done(userId)
    expect(await read('pp_full', 'anna')).toEqual(expect.arrayContaining(['locked, shown 2', 'locked, hidden 2']))
    expect(await seen('pp_restricted', 'uma')).not.toContain('locked, hidden')
    expect(await seen('pp_staff', 'pavel')).toContain('locked, hidden')
    await done(null)
    expect(await seen('pp_restricted', 'uma')).toContain('locked, hidden')
  })
})

describe('what the vendor keeps to itself', () => {
  it.each(['room_note', 'room_draft', 'room_access_test', 'room_template', 'partner_type_setup'])(
    '%s is granted to no partner’s role',
    async (table) => {
      for (const [role, as] of [
        ['pp_full', 'anna'],
        ['pp_restricted', 'uma'],
        ['pp_staff', 'pavel'],
      ] as const)
        // prettier-ignore
        await expect(within(role, as, sql`select from ${sql.table(table)}`), role).rejects.toThrow(/permission denied/)
    },
  )
  it.each([
    "insert into room (partner_type, kind, label, icon, position) values ('mssp', 'custom', 'x', 'x', 1)",
    'update room set label = label',
    'delete from room',
    'delete from room_revision',
  ])('and %s is nothing that they may do', async (statement) => {
    for (const [role, as] of [
      ['pp_full', 'anna'],
      ['pp_restricted', 'uma'],
      ['pp_staff', 'pavel'],
    ] as const)
      // prettier-ignore
      await expect(
          world.database.within({ role, readOnly: false, ...places.get(as) }, (tx) => tx.rows(sql.raw(statement))),
          role,
        ).rejects.toThrow(/permission denied/)
  })
})
