import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asActor } from '#server/access.ts'
import { actorOf, visitOfId } from '#server/session.ts'
import { hashOf } from '#server/session-id.ts'
import type { Member } from '#shared/actor.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { metricNow, metricSeries, metricsNow } from './actions.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** The cast's people as they act, by a session of theirs. */
const memberOf = async (name: Name): Promise<Member> => {
  const cookie = await world.signIn(name)
  const { session } = await visitOfId(world.portal, hashOf(cookie.slice(cookie.indexOf('=') + 1)))
  if (!session) throw new Error(`${name} has no session`)
  return actorOf(world.portal, session, { readOnly: true })
}
const now = async (name: Name, code: string, period: 'month' | 'quarter' = 'month') => {
  const actor = await memberOf(name)
  return asActor(actor, (tx) => metricNow(tx, actor, world.config, code, period))
}

describe('a figure', () => {
  it('is the dashboard’s own, for everybody in their part', async () => {
    for (const name of ['anna', 'uma'] as const) {
      const { totals } = (await world.ask(name, 'GET /customers')).body
      const actor = await memberOf(name)
      const found = await asActor(actor, (tx) =>
        metricsNow(tx, actor, world.config, ['customers', 'openTasks', 'peak:NET', 'peak:WEB'], 'month'),
      )
      expect(found.map(({ code, value }) => [code, value])).toEqual([
        ['customers', totals.customers],
        ['openTasks', totals.openTasks],
        ...['NET', 'WEB'].map((code) => [`peak:${code}`, totals.peaks.find((one: { product: string }) => one.product === code).peak]),
      ])
      expect(found.every(({ isPartial }) => isPartial === (name === 'uma'))).toBe(true)
    }
  })

  it('comes with that of the period before', async () => {
    // May’s cycle had Alder’s 200, Birch’s 100 and Cedar’s 90; in June’s Alder rose to 240.
    expect(await now('anna', 'peak:NET')).toMatchObject({
      value: 430,
      previous: 390,
      change: { absolute: 40 },
      commitment: 500,
      unit: 'units',
    })
    expect(await now('uma', 'peak:NET')).toMatchObject({ value: 340, previous: 300, commitment: null, isPartial: true })
    expect(await now('anna', 'peak:NET', 'quarter')).toMatchObject({
      value: 430,
      period: { name: '2026-Q2', from: '2026-03-26', to: '2026-06-25' },
    })
    expect(await now('anna', 'customers')).toMatchObject({ value: 3, previous: null, change: null })
  })

  it('of orders is the report’s', async () => {
    expect(await now('omar', 'acv')).toMatchObject({ value: 900_000, previous: 900_000, unit: 'money', change: { absolute: 0 } })
    expect(await now('omar', 'renewals')).toMatchObject({ value: 0 })
    expect(await now('omar', 'nrr')).toMatchObject({ value: null })
  })

  it('is not there for who may not see it, nor for another model', async () => {
    expect(await now('mark', 'customers')).toBeNull()
    expect(await now('anna', 'acv')).toBeNull()
    expect(await now('anna', 'peak:NONE')).toBeNull()
    expect(await now('anna', 'peaks')).toBeNull()
  })

  it('of a bill is not made from a part', async () => {
    // NET 500 committed at 1.20, and WEB 12 at 25.
    expect(await now('anna', 'billable')).toMatchObject({ value: 90_000, unit: 'money' })
    expect(await now('uma', 'billable')).toMatchObject({ value: null })
  })
})

describe('a course', () => {
  const series = async (name: Name, code: string, asked: { periods: number; grouping: 'month' | 'quarter' }) => {
    const actor = await memberOf(name)
    return asActor(actor, (tx) => metricSeries(tx, actor, world.config, code, asked))
  }

  it('of peaks has a line for each product', async () => {
    const found = await series('anna', 'peaks', { periods: 3, grouping: 'month' })
    expect(found?.periods.map(({ name }) => name)).toEqual(['2026-04', '2026-05', '2026-06'])
    expect(found?.lines).toEqual([
      { product: 'NET', values: [390, 390, 430] },
      { product: 'WEB', values: [12, 12, 12] },
    ])
    expect((await series('uma', 'peak:NET', { periods: 2, grouping: 'quarter' }))?.lines).toEqual([{ product: 'NET', values: [null, 340] }])
  })

  it('of ACV ends today', async () => {
    const found = await series('omar', 'acv', { periods: 8, grouping: 'month' })
    expect(found?.lines[0]?.values).toEqual([0, 0, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000])
  })

  it('is not there where nobody knows the past, and for who may not see it', async () => {
    expect(await series('anna', 'customers', { periods: 3, grouping: 'month' })).toBeNull()
    expect(await series('mark', 'peaks', { periods: 3, grouping: 'month' })).toBeNull()
  })
})
