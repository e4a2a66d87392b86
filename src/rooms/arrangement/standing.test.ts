import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roomStatuses, roomVisibilities, standingOf, type RoomFacts, type Viewer } from '#rooms/rooms/rules.ts'
import { createWorld, type World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

// Few words, so that lists and viewers meet as often as they miss.
const word = fc.constantFrom('a', 'b', 'c')
const words = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.uniqueArray(word, { maxLength: 3 }) })
const one = fc.option(word, { nil: null })
const place = fc.integer({ min: 1, max: 3 })
const type = fc.constantFrom('mssp', 'reseller')

const room: fc.Arbitrary<RoomFacts> = fc.record({
  partnerType: type,
  status: fc.oneof({ weight: 4, arbitrary: fc.constant('live' as const) }, { weight: 1, arbitrary: fc.constantFrom(...roomStatuses) }),
  visibility: fc.constantFrom(...roomVisibilities),
  access: fc.record({
    partnershipIds: fc.oneof(fc.constant([]), fc.uniqueArray(place, { maxLength: 2 })),
    categories: words, tiers: words, stages: words, tags: words, roles: words,
  }), // prettier-ignore
  unlock: fc.record({ tiers: words, stages: words, steps: words, showsLock: fc.boolean() }),
})
const viewer: fc.Arbitrary<Viewer> = fc.record({
  side: fc.constantFrom('partner', 'vendor'),
  partnerType: type,
  partnershipId: fc.option(place, { nil: null }),
  tier: one, category: one, stage: one, tags: words, role: one, steps: words,
}) // prettier-ignore

/** The same as the database says, of many at once. */
const standingsInDatabase = (cases: readonly (readonly [RoomFacts, Viewer])[]): Promise<string[]> => {
  const written = cases.map(([{ partnerType, status, visibility, access, unlock }, { partnershipId, partnerType: model, ...rest }], at) => ({
    at,
    room: {
      partner_type: partnerType, status, visibility, partnership_ids: access.partnershipIds, categories: access.categories, tiers: access.tiers,
      stages: access.stages, tags: access.tags, roles: access.roles, unlock_tiers: unlock.tiers, unlock_stages: unlock.stages,
      unlock_steps: unlock.steps, shows_lock: unlock.showsLock,
    },
    viewer: { ...rest, model, partnership_id: partnershipId },
  })) // prettier-ignore
  return world.arrange(async (tx) => {
    const rows = await tx.rows(sql<{ standing: string }>`
      select coalesce(room_standing(jsonb_populate_record(null::room, c.room), jsonb_populate_record(null::room_viewer, c.viewer)), 'hidden') as standing
        from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as c (at int, room jsonb, viewer jsonb) order by c.at`)
    return rows.map(({ standing }) => standing)
  })
}

describe('how a room stands to somebody', () => {
  it('is the same in the rules and in the database, of thousands of rooms and people', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(room, viewer), { minLength: 400, maxLength: 400 }), async (cases) => {
        const expected = cases.map(([facts, somebody]) => standingOf(facts, somebody))
        for (const standing of expected) seen.add(standing)
        expect(await standingsInDatabase(cases)).toEqual(expected)
      }),
      { numRuns: 12 },
    )
    // What only ever was hidden would have proved little.
    expect([...seen].toSorted()).toEqual(['hidden', 'locked', 'open'])
  })
})
