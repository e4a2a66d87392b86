import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type OpenedDatabase } from '../../../test/database.ts'
import { isShown, unknownWord, type KitFacts, type KitViewer } from './rules.ts'

let own: OpenedDatabase
beforeAll(async () => {
  own = await openTestDatabase()
})
afterAll(() => own.close())

const few = (...words: string[]) => fc.subarray(words)
const maybe = (...words: string[]) => fc.constantFrom(null, ...words)
const days = ['2026-06-09', '2026-06-10', '2026-06-11'] as const
const item: fc.Arbitrary<KitFacts> = fc.record({
  isArchived: fc.boolean(),
  expiresOn: maybe(...days),
  partnerTypes: few('mssp', 'reseller'),
  categories: few('a', 'b'),
  tiers: few('gold', 'silver'),
  stages: few('new', 'old'),
  tags: few('x', 'y', 'z'),
})
const viewer: fc.Arbitrary<KitViewer> = fc.record({
  partnerType: fc.constantFrom('mssp', 'reseller'),
  tier: maybe('gold', 'silver'),
  category: maybe('a', 'b'),
  stage: maybe('new', 'old'),
  tags: few('x', 'y', 'z'),
})

describe('who finds an item', () => {
  it('is said by the rule and by the database alike', async () => {
    const cases = fc.sample(fc.record({ item, viewer, day: fc.constantFrom(...days) }), { numRuns: 600, seed: 5 })
    const rows = await own.arrange((tx) =>
      tx.rows<{ shown: boolean }>(sql`
        select kit_shown(
            row(0, 't', '', 'x', '{}', '{}', '{}', 'en', false, (c->'item'->>'expiresOn')::date, now(), array(select jsonb_array_elements_text(c->'item'->'partnerTypes')),
                array(select jsonb_array_elements_text(c->'item'->'categories')), array(select jsonb_array_elements_text(c->'item'->'tiers')), array(select jsonb_array_elements_text(c->'item'->'stages')), array(select jsonb_array_elements_text(c->'item'->'tags')),
                case when (c->'item'->>'isArchived')::boolean then now() end, now(), now())::kit_item,
            row('partner', c->'viewer'->>'partnerType', 1, c->'viewer'->>'tier', c->'viewer'->>'category', c->'viewer'->>'stage',
                array(select jsonb_array_elements_text(c->'viewer'->'tags')), 'admin', '{}'::text[])::room_viewer, (c->>'day')::date) as shown
          from jsonb_array_elements(${JSON.stringify(cases)}::jsonb) with ordinality given (c, n) order by n`),
    )
    expect(rows.map(({ shown }) => shown)).toEqual(cases.map((one) => isShown(one.item, one.viewer, one.day)))
    expect(new Set(rows.map(({ shown }) => shown))).toEqual(new Set([true, false]))
  })
})

describe('a word that there is not', () => {
  const known = { types: ['deck'], audiences: ['sales'], industries: ['retail'], products: ['NET'] }
  it.each([
    [{ type: 'deck', audiences: ['sales'], industries: [], products: ['NET'] }, undefined],
    [{}, undefined],
    [{ type: 'song' }, { path: 'type', word: 'song' }],
    [{ audiences: ['sales', 'pets'] }, { path: 'audiences', word: 'pets' }],
    [{ products: ['WEB'] }, { path: 'products', word: 'WEB' }],
  ])('%j', (given, expected) => {
    expect(unknownWord(given, known)).toEqual(expected)
  })
})
