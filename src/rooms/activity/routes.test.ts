import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeActivityMonths, takeScanners, takeScanResults, takeSchedules } from '#rooms/activity/intake.actions.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { trendOf } from '#shared/trend.ts'
import { addDays, eachDay } from '#shared/dates.ts'
import { createWorld, worldToday, type Name, type World } from '../../../test/world.ts'

const activityLine = 'GET /customers/:id/activity'
const signalsLine = 'GET /customers/:id/signals'
let world: World
const of = async (as: Name, line: string, customer: string, query: Record<string, string> = {}) =>
  world.ask(as, line, { params: { id: await world.customer(customer) }, query })

const alder = { partner: 'meridian', partnership: 'meridian-mssp', customer: 'alder' }
const noon = (day: string) => `${day}T10:00:00Z`

beforeAll(async () => {
  world = await createWorld()
  await world.arrange(async (tx, context) => {
    const month = (metric: string, from: string, days: number, value: (at: number) => number | null) => ({
      ...alder, metric, month: from, days: Array.from({ length: days }, (_, at) => value(at)),
    }) // prettier-ignore
    await takeActivityMonths(tx, [
      month('logins', '2026-04-01', 30, (at) => at),
      month('logins', '2026-05-01', 31, (at) => (at === 4 ? 3 : 0)),
      month('risk-score', '2026-06-01', 30, (at) => (at < 10 ? (at % 2 === 0 ? 50 + at : null) : null)),
      month('network-scans', '2026-06-01', 30, (at) => (at < 10 ? 2 : null)),
    ], context) // prettier-ignore
    // An explicit zero is a sample, and no use.
    await takeUsage(tx, [{ ...alder, product: 'CLD', day: worldToday, value: 0 }], context)
    await takeScanners(tx, [
      { ...alder, externalId: 's1', name: 'rack-1', product: 'NET', lastSeenAt: noon(worldToday) },
      { ...alder, externalId: 's2', name: 'rack-2', product: 'NET', lastSeenAt: noon(addDays(worldToday, -20)) },
    ], context) // prettier-ignore
    await takeSchedules(
      tx,
      [{ ...alder, externalId: 'w', name: 'weekly', product: 'NET', everyDays: 7, nextRunOn: addDays(worldToday, -40) }],
      context,
    )
    await takeScanResults(tx, [
      { ...alder, externalId: 'r1', product: 'NET', target: 'a', finishedAt: noon(addDays(worldToday, -2)), outcome: 'failed' },
      { ...alder, externalId: 'r2', product: 'NET', target: 'b', finishedAt: noon(addDays(worldToday, -3)), outcome: 'failed' },
      { ...alder, externalId: 'r3', product: 'NET', target: 'a', finishedAt: noon(addDays(worldToday, -4)), outcome: 'finished' },
      { ...alder, externalId: 'r4', product: 'NET', target: 'a', finishedAt: noon(addDays(worldToday, -30)), outcome: 'failed' },
      { ...alder, externalId: 'r5', product: 'CLD', target: 'a', finishedAt: noon(addDays(worldToday, -200)), outcome: 'finished' },
    ], context) // prettier-ignore
  })
})
afterAll(() => world.close())

describe('a customer’s activity', () => {
  it('gives all metrics of the configuration over the last ninety days', async () => {
    const { status, body } = await of('anna', activityLine, 'alder')
    expect(status).toBe(200)
    expect(body).toMatchObject({ asOf: worldToday, from: addDays(worldToday, -89), to: worldToday })
    expect(body.metrics.map((each: { metric: string }) => each.metric)).toEqual(world.config.activityMetrics.map((metric) => metric.code))
    const logins = body.metrics.find((each: { metric: string }) => each.metric === 'logins')
    const days = eachDay(body)
    const expected = days.map((day) =>
      day < '2026-04-01' || day > '2026-05-31' ? null : day < '2026-05-01' ? Number(day.slice(8)) - 1 : day === '2026-05-05' ? 3 : 0,
    )
    expect(logins.values).toEqual(expected)
    expect(logins.trend).toMatchObject({
      direction: 'down',
      slopePerDay: trendOf(days.map((day, at) => ({ day, value: expected[at] ?? null })))?.slopePerDay,
    })
  })
  it('says which metrics are not part of the subscription: nothing of the product was ordered or used', async () => {
    const { body } = await of('anna', activityLine, 'alder')
    const part = Object.fromEntries(
      body.metrics.map((each: { metric: string; isPartOfSubscription: boolean }) => [each.metric, each.isPartOfSubscription]),
    )
    expect(part).toMatchObject({
      'risk-score': true,
      logins: true,
      'network-scans': true,
      'web-scans': true,
      'cloud-scans': false,
      assessments: false,
    })
    expect(body.metrics.find((each: { metric: string }) => each.metric === 'cloud-scans')).toMatchObject({ values: [], trend: null })
  })
  it('keeps gaps as gaps and takes any range', async () => {
    const { body } = await of('anna', activityLine, 'alder', { from: '2026-05-31', to: '2026-06-04' })
    expect(body.metrics[0]).toMatchObject({
      metric: 'risk-score',
      values: [null, 50, null, 52, null],
      trend: { direction: 'up', slopePerDay: 1 },
    })
  })
})

describe('retention signals', () => {
  it('come with value, threshold and since, the most serious first', async () => {
    const { status, body } = await of('anna', signalsLine, 'alder')
    expect(status).toBe(200)
    expect(body).toMatchObject({ asOf: worldToday, failedScansDays: 7, usageTrendDays: 90 })
    const found = (indicator: string) => body.signals.find((each: { indicator: string }) => each.indicator === indicator)
    expect(found('inactive-scanners')).toEqual({
      indicator: 'inactive-scanners', state: 'warn', value: 20, unit: 'days', threshold: 14, since: '2026-05-21', product: null, worst: 'rack-2', affected: 1,
    }) // prettier-ignore
    expect(found('failed-scans')).toMatchObject({ state: 'warn', value: 2, threshold: 2, since: '2026-06-07', product: 'NET' })
    expect(found('lapsed-schedules')).toMatchObject({ state: 'warn', value: 40, threshold: 30, since: '2026-05-01', worst: 'weekly' })
    expect(found('last-login')).toMatchObject({ state: 'warn', value: 36, since: '2026-05-05' })
    expect(found('last-scan')).toMatchObject({ state: 'ok', value: 4, product: 'NET' })
    const states = body.signals.map((each: { state: string }) => each.state)
    expect(states).toEqual(
      states.toSorted((a: string, b: string) => ['alert', 'warn', 'ok'].indexOf(a) - ['alert', 'warn', 'ok'].indexOf(b)),
    )
  })
  it('say of scanners, failed scans, sign-ins and scans what the dashboard says', async () => {
    const signals = (await of('anna', signalsLine, 'alder')).body.signals
    const row = (await of('anna', 'GET /customers/:id', 'alder')).body
    const found = (indicator: string) =>
      signals.find((each: { indicator: string; product: string | null }) => each.indicator === indicator && each.product !== 'CLD')
    expect(row).toMatchObject({
      inactiveScanners: found('inactive-scanners').affected, failedScans: found('failed-scans').value,
      lastLoginOn: found('last-login').since, lastScanOn: found('last-scan').since,
    }) // prettier-ignore
  })
  it('are silent about a product that the customer no longer uses', async () => {
    const { body } = await of('anna', signalsLine, 'alder')
    expect(
      body.signals.filter((each: { indicator: string; product: string }) => each.indicator === 'last-scan' && each.product === 'CLD'),
    ).toEqual([])
  })
})

describe.each([activityLine, signalsLine])('who may ask %s', (line) => {
  it('answers 401 to nobody', async () =>
    expect((await world.ask(null, line, { params: { id: await world.customer('alder') } })).status).toBe(401))
  it('answers 403 to a role without activity', async () =>
    expect(await of('mark', line, 'alder')).toMatchObject({ status: 403, body: { code: 'activity.read-not-granted' } }))
  it('answers 404 for another partner’s customer, another partnership’s and one that is not assigned', async () => {
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      expect((await of(as, line, customer)).status, `${as} ${customer}`).toBe(404)
  })
  it('answers a restricted person and vendor staff like anybody who may', async () => {
    const { body } = await of('anna', line, 'alder')
    for (const as of ['uma', 'vera', 'pavel'] as const) expect((await of(as, line, 'alder')).body, as).toEqual(body)
  })
})

it('answers 400 to a range that ends before it begins', async () => {
  expect(await of('anna', activityLine, 'alder', { from: '2026-06-02', to: '2026-06-01' })).toMatchObject({
    status: 400,
    body: { code: 'request.invalid' },
  })
})
