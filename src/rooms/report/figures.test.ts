import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emailOf, createWorld, worldToday, type Name, type World } from '../../../test/world.ts'
import { randomPortfolio, type MadeLine, type Portfolio } from '../../../test/portfolio.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { renewalForecast, type RenewableLine } from '#rooms/orders/renewals.rules.ts'
import { acvOfLine, customerStatusOn, lineStatusOn, portfolioAcv, retentionOf } from '#rooms/orders/rules.ts'
import { takeOrders } from '#rooms/orders/intake.actions.ts'
import { takeAssignments, takeMemberships } from '#rooms/partners/people.actions.ts'
import { takePartnerships } from '#rooms/partners/intake.actions.ts'
import { takeUsage } from '#rooms/usage/intake.actions.ts'
import { addDays, addMonths } from '#shared/dates.ts'

// Every figure of both reports against a recount, in plain loops, of the values that went in. Three portfolios, each seen by somebody
// who sees all of it (omar, anna) and by somebody who sees some of its customers (uma).

const today = worldToday
const seeds = [11, 29, 47]
const products = ['NET', 'WEB', 'CLD']

type Place = { partner: string; partnership: string; made: Portfolio; sees: (externalId: string) => boolean }
let world: World
const usagePlaces = new Map<number, Place>()
const orderPlaces = new Map<number, Place>()

const isAssigned = (externalId: string) => Number(externalId.split('-').at(-1)) % 3 === 0

beforeAll(async () => {
  world = await createWorld()
  for (const seed of seeds) {
    usagePlaces.set(seed, await settle(seed, 'mssp'))
    orderPlaces.set(seed, await settle(seed, 'reseller'))
  }
}, 120_000)
afterAll(() => world.close())

/** A partnership of Meridian's with a random portfolio; anna sees all of it, uma every third customer. */
const settle = async (seed: number, model: 'mssp' | 'reseller'): Promise<Place> => {
  const partnership = `${model}-${seed}`
  const at = { partner: 'meridian', partnership }
  const made = randomPortfolio(seed, { prefix: partnership, size: 36, today, products })
  await world.arrange(async (tx, context) => {
    await takePartnerships(
      tx,
      [
        {
          partner: 'meridian',
          externalId: partnership,
          model,
          name: partnership,
          region: 'Nordics',
          currency: 'EUR',
          timeZone: 'Europe/Stockholm',
          cycleStartDay: model === 'mssp' ? 26 : 1,
          cycleNamedBy: model === 'mssp' ? 'end' : 'start',
          activeFrom: '2024-01-01',
          isMain: false,
        },
      ],
      context,
    )
    await takeCustomers(
      tx,
      made.customers.map((customer) => ({ ...at, since: '2024-01-01', ...customer })),
      context,
    )
    await takeUsage(
      tx,
      made.usage.map((row) => ({ ...at, ...row })),
      context,
    )
    await takeOrders(
      tx,
      made.lines.map(({ customer, order, successor, ...line }) => ({
        ...at,
        customer,
        externalId: order,
        status: line.status,
        placedOn: line.startsOn,
        lines: [
          {
            ...line,
            lineNumber: 1,
            product: 'NET',
            quantity: 1,
            currency: 'EUR',
            oneOffMinor: 5,
            rate: '1',
            ...(successor ? { successor: { order: successor, lineNumber: 1 } } : {}),
          },
        ],
      })),
      context,
    )
    await takeMemberships(
      tx,
      [
        { email: emailOf('anna'), ...at, role: 'admin', customerScope: 'all' },
        { email: emailOf('uma'), ...at, role: 'user', customerScope: 'assigned' },
      ],
      context,
    )
    const assigned = made.customers.filter(({ externalId }) => isAssigned(externalId))
    await takeAssignments(
      tx,
      assigned.map(({ externalId }) => ({ email: emailOf('uma'), ...at, customer: externalId })),
      context,
    )
  })
  return { ...at, made, sees: () => true }
}

const views = seeds.flatMap((seed): [number, Name][] => [
  [seed, 'anna'],
  [seed, 'uma'],
])

const seenBy = (places: Map<number, Place>, seed: number, as: Name): Place => {
  const place = places.get(seed)
  if (!place) throw new Error(`no place ${seed}`)
  return { ...place, sees: as === 'uma' ? isAssigned : () => true }
}

/** All items of a paged list, by small pages. */
const all = async (as: Name, line: string, query: Record<string, string> = {}) => {
  // oxlint-disable-next-line typescript/no-explicit-any -- replies are read as what they are on the wire
  const items: any[] = []
  let cursor: string | undefined
  let body
  do {
    ;({ body } = await world.ask(as, line, { query: { ...query, limit: '4', ...(cursor ? { cursor } : {}) } }))
    items.push(...body.items)
    cursor = body.next ?? undefined
  } while (cursor)
  return { items, body }
}

/** Peaks by customer of a cycle, from the daily values. */
const peaksOf = ({ made, sees }: Place, product: string, start: string, end: string) => {
  const peaks = new Map<string, number>()
  for (const { externalId, state, name } of made.customers) {
    if (!sees(externalId) || (state !== 'paying' && state !== 'archived')) continue
    for (const row of made.usage)
      if (row.customer === externalId && row.product === product && row.day >= start && row.day <= end)
        peaks.set(name, Math.max(peaks.get(name) ?? 0, row.value))
  }
  return peaks
}
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

describe('the usage report', () => {
  it.each(views)('shows the sums of the peaks that went in (portfolio %i, seen by %s)', async (seed, as) => {
    const place = seenBy(usagePlaces, seed, as)
    await world.move(as, place.partnership)
    const { body } = await world.ask(as, 'GET /report/usage', { query: { cycles: '6' } })
    let cellsWithUsage = 0
    for (const { name, start, end } of body.cycles)
      for (const product of products) {
        const peaks = peaksOf(place, product, start, end)
        const cell = body.cells.find((one: { cycle: string; product: string }) => one.cycle === name && one.product === product)
        expect(cell).toMatchObject({ peak: peaks.size > 0 ? sum(peaks.values()) : null, customers: peaks.size })
        if (peaks.size > 0) cellsWithUsage++
      }
    expect(cellsWithUsage).toBeGreaterThan(8)
    expect(body.isPartial).toBe(as === 'uma')
  })

  it.each(views)(
    "lists customers whose peaks come to the bar, each the usage panel's number (portfolio %i, seen by %s)",
    async (seed, as) => {
      const place = seenBy(usagePlaces, seed, as)
      await world.move(as, place.partnership)
      const { body: report } = await world.ask(as, 'GET /report/usage', { query: { cycles: '3' } })
      for (const cycle of report.cycles.slice(1)) {
        const { items, body } = await all(as, 'GET /report/usage/customers', { cycle: cycle.name, product: 'NET' })
        const peaks = peaksOf(place, 'NET', cycle.start, cycle.end)
        expect(new Map(items.map((item) => [item.name, item.peak]))).toEqual(peaks)
        expect(items.map((item) => item.peak)).toEqual([...peaks.values()].sort((a, b) => b - a))
        expect(sum(items.map((item) => item.peak))).toBe(body.peak)
        expect(body).toMatchObject({
          total: items.length,
          peak: report.cells.find((one: { cycle: string; product: string }) => one.cycle === cycle.name && one.product === 'NET').peak,
        })
        const item = items[0]
        const usage = await world.ask(as, 'GET /customers/:id/usage', {
          params: { id: item.id },
          query: { from: cycle.start, to: cycle.end, product: 'NET' },
        })
        expect(usage.body.products[0].cycles).toContainEqual({ ...cycle, peak: item.peak, peakDay: item.peakDay })
      }
    },
  )
})

type Valued = RenewableLine & { made: MadeLine }
/** Lines that count: of paying customers, and of archived ones until the day before. */
const linesOf = ({ made, sees }: Place, { withArchived }: { withArchived: boolean }): Map<string, Valued[]> =>
  new Map(
    made.customers
      .filter(({ externalId, state }) => sees(externalId) && (state === 'paying' || (withArchived && state === 'archived')))
      .map(({ name, externalId, archivedOn }) => [
        name,
        made.lines
          .filter((line) => line.customer === externalId)
          .map((line): Valued => ({
            made: line,
            status: line.status,
            startsOn: line.startsOn,
            autoRenew: line.autoRenew,
            noticeDays: line.noticeDays,
            hasSuccessor: line.successor !== null,
            endsOn: archivedOn && archivedOn <= line.endsOn ? addDays(archivedOn, -1) : line.endsOn,
            acvMinor: acvOfLine({ recurringMinor: line.recurringMinor, termMonths: line.termMonths, oneOffMinor: 5 }).acvMinor,
          })),
      ]),
  )

describe('the orders report', () => {
  it.each(views)('shows the ACV of each day and the customers that make it up (portfolio %i, seen by %s)', async (seed, as) => {
    const place = seenBy(orderPlaces, seed, as)
    await world.move(as, place.partnership)
    const lines = linesOf(place, { withArchived: true })
    const { body } = await world.ask(as, 'GET /report/orders/acv')
    expect(body.values.length).toBe(365)
    const wanted = body.values.map((_: unknown, at: number) =>
      sum([...lines.values()].map((own) => portfolioAcv(own, addDays(body.from, at)))),
    )
    expect(body.values).toEqual(wanted)
    expect(Math.max(...wanted)).toBeGreaterThan(0)
    for (const day of [today, addDays(today, -77), addDays(today, -364)]) {
      const { items, body: reply } = await all(as, 'GET /report/orders/acv/customers', { day })
      const each = [...lines].map(([name, own]) => [name, portfolioAcv(own, day)] as const).filter(([, acv]) => acv > 0)
      expect(new Map(items.map((item) => [item.name, item.acvMinor]))).toEqual(new Map(each))
      expect(reply.acvMinor).toBe(wanted[wanted.length - 1 - (today === day ? 0 : day === addDays(today, -77) ? 77 : 364)])
      expect(sum(items.map((item) => item.acvMinor))).toBe(reply.acvMinor)
    }
  })

  it.each(views)('puts every open renewal into one bucket (portfolio %i, seen by %s)', async (seed, as) => {
    const place = seenBy(orderPlaces, seed, as)
    await world.move(as, place.partnership)
    const lines = [...linesOf(place, { withArchived: false }).values()].flat()
    const wanted = renewalForecast(lines, today)
    const { items, body } = await all(as, 'GET /report/orders/renewals')
    for (const { bucket, ...total } of body.buckets) expect(total).toEqual(wanted.buckets[bucket as keyof typeof wanted.buckets])
    expect(body.within.map(({ lines: count, acvMinor }: { lines: number; acvMinor: number }) => ({ lines: count, acvMinor }))).toEqual([
      wanted.within.days30,
      wanted.within.days60,
      wanted.within.days90,
    ])
    expect(body.threeMonths).toEqual(wanted.threeMonths)
    expect(items.length).toBe(body.total)
    const acvOf = (from: string, to: string) =>
      sum(items.filter(({ deadline }) => deadline >= from && deadline <= to).map((item) => item.acvMinor))
    expect(acvOf('0001-01-01', addDays(today, 90))).toBe(sum(body.buckets.map((bucket: { acvMinor: number }) => bucket.acvMinor)))
    expect(acvOf(today, addMonths(today, 3)), 'every line of the three months is listed').toBe(body.threeMonths.acvMinor)
    expect(items.map((item) => item.deadline)).toEqual(items.map((item) => item.deadline).sort())
    const overdue = await all(as, 'GET /report/orders/renewals', { bucket: 'overdue' })
    expect(overdue.items.every((item) => item.daysLeft < 0)).toBe(true)
    expect(overdue.items.length).toBe(wanted.buckets.overdue.lines)
    const { body: dashboard } = await world.ask(as, 'GET /customers', { query: { limit: '1' } })
    expect(dashboard.totals.renewalMinor).toBe(body.threeMonths.acvMinor)
  })

  it.each(views)('shows growth by customer and the retention of the whole (portfolio %i, seen by %s)', async (seed, as) => {
    const place = seenBy(orderPlaces, seed, as)
    await world.move(as, place.partnership)
    const then = addMonths(today, -12)
    const each = [...linesOf(place, { withArchived: true })].map(([name, own]) => ({
      name,
      start: portfolioAcv(own, then),
      end: portfolioAcv(own, today),
    }))
    const wanted = each.filter(({ start, end }) => start > 0 || end > 0)
    const retention = retentionOf(each.map(({ start, end }) => ({ startMinor: start, endMinor: end })))
    for (const sort of ['-change', 'percent', '-acv', 'name']) {
      const { items, body } = await all(as, 'GET /report/orders/growth', { sort })
      expect(
        items.map(({ name, acvMinor, acvYearAgoMinor }) => ({ name, start: acvYearAgoMinor ?? 0, end: acvMinor })).sort(byName),
      ).toEqual(wanted.toSorted(byName))
      expect(body).toMatchObject({
        retention: retention ?? null,
        acvMinor: sum(wanted.map(({ end }) => end)),
        acvYearAgoMinor: sum(wanted.map(({ start }) => start)),
      })
      const changes = items.map((item) => (sort === 'percent' ? item.change.percent : item.change.absolute))
      if (sort === '-change') expect(changes).toEqual(changes.toSorted((a, b) => b - a))
      if (sort === 'percent')
        expect(changes.filter((change) => change !== null)).toEqual(changes.filter((change) => change !== null).sort((a, b) => a - b))
    }
  })

  it.each(views)('counts every line and customer once (portfolio %i, seen by %s)', async (seed, as) => {
    const place = seenBy(orderPlaces, seed, as)
    await world.move(as, place.partnership)
    const { body } = await world.ask(as, 'GET /report/orders/statuses')
    const own = linesOf(place, { withArchived: false })
    const counted = (statuses: string[]) =>
      Object.fromEntries([...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]))
    const answered = (list: { status: string; count: number }[]) =>
      Object.fromEntries(list.filter(({ count }) => count > 0).map(({ status, count }) => [status, count]))
    expect(answered(body.lines)).toEqual(
      counted([...own.values()].flat().map((line) => lineStatusOn({ ...line, endsOn: line.made.endsOn }, today))),
    )
    expect(answered(body.customers)).toEqual(counted([...own.values()].map((lines) => customerStatusOn(lines, today))))
    expect(answered(body.states)).toEqual(
      counted(place.made.customers.filter(({ externalId }) => place.sees(externalId)).map(({ state }) => state)),
    )
  })
})

// Last: they take away days that were computed.
describe('ACV of days that nobody computed', () => {
  const ask = (from: string, to: string) => world.ask('anna', 'GET /report/orders/acv', { query: { from, to } })
  const forget = (partnership: string, first: string, last: string) =>
    world.arrange((tx) =>
      tx.rows(sql`
        delete from acv_day a using partnership p
         where p.id = a.partnership_id and p.external_id = ${partnership} and a.day between ${first} and ${last}`),
    )
  const at = () => seenBy(orderPlaces, 47, 'anna').partnership

  it('is nothing before the first line', async () => {
    await world.move('anna', at())
    expect((await ask('1999-12-30', '2000-01-02')).body).toMatchObject({ values: [0, 0, 0, 0], trend: { direction: 'flat' } })
    const [first] = await world.arrange((tx) =>
      tx.rows<{ day: string; acv: number }>(sql`
        select a.day, a.acv_minor as acv from acv_day a join partnership p on p.id = a.partnership_id
         where p.external_id = ${at()} order by a.day limit 1`),
    )
    expect(first?.acv).toBeGreaterThan(0)
    const day = first?.day ?? ''
    expect((await ask(addDays(day, -2), day)).body.values).toEqual([0, 0, first?.acv])
  })

  it('is unknown after the last day that was computed', async () => {
    await world.move('anna', at())
    const { values } = (await ask(addDays(today, -4), today)).body
    await forget(at(), addDays(today, -1), today)
    expect((await ask(addDays(today, -4), today)).body.values).toEqual([...values.slice(0, 3), null, null])
    expect((await ask(today, today)).body).toMatchObject({ values: [null], trend: null, change: null })
  })

  it('is an error between others, never the figure of another day', async () => {
    await world.move('anna', at())
    await forget(at(), addDays(today, -3), addDays(today, -3))
    expect((await ask(addDays(today, -4), today)).status).toBe(500)
  })
})

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
