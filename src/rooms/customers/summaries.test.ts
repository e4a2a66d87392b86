import { sql } from 'kysely'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeOrders, type OrderIn } from '#rooms/orders/intake.actions.ts'
import { orderFigures, type RenewableLine } from '#rooms/orders/renewals.rules.ts'
import { acvByDay, storedStatuses } from '#rooms/orders/rules.ts'
import { takeUsage, type UsageIn } from '#rooms/usage/intake.actions.ts'
import { peakOf, totalPeak } from '#rooms/usage/rules.ts'
import type { Tx } from '#server/db.ts'
import { cycleFinder, cycleOf } from '#shared/cycles.ts'
import { addDays, addMonths } from '#shared/dates.ts'
import { addPaying, home, openIntake, resale } from '../../../test/intake.ts'
import { takeCustomers } from './intake.actions.ts'
import { recount, rollForward } from './summaries.actions.ts'

let world: Awaited<ReturnType<typeof openIntake>>
let runs = 0
const today = '2026-06-10'

beforeAll(async () => {
  world = await openIntake('2026-06-10T09:00:00Z')
})
afterAll(() => world?.close())

const customers = ['a', 'b', 'c', 'd']
const aDay = (from: number, to: number) => fc.integer({ min: from, max: to }).map((offset) => addDays(today, offset))
const aLine = fc.record({
  customer: fc.constantFrom(...customers),
  status: fc.constantFrom(...storedStatuses, 'active' as const, 'active' as const, 'active' as const),
  startsOn: fc.oneof(aDay(-800, 60), aDay(-1_600, -800)),
  termMonths: fc.constantFrom(6, 12, 24),
  recurringMinor: fc.integer({ min: 0, max: 10_000_000 }),
  autoRenew: fc.boolean(),
  noticeDays: fc.constantFrom(0, 30, 90),
  hasSuccessor: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
})
type ALine = typeof aLine extends fc.Arbitrary<infer T> ? T : never

/** One order with one line each; a line with a successor is followed by an offer that counts nowhere. */
const ordersFrom = (lines: readonly ALine[], run: number): OrderIn[] =>
  lines.flatMap(({ customer, status, startsOn, termMonths, recurringMinor, autoRenew, noticeDays, hasSuccessor }, at) => {
    const place = { ...resale, customer: `${customer}${run}`, placedOn: startsOn }
    const line = {
      lineNumber: 1, product: 'NET', quantity: 1, currency: 'SEK', recurringMinor, oneOffMinor: 0, rate: '1', termMonths,
      startsOn, endsOn: addDays(addMonths(startsOn, termMonths), -1), autoRenew, noticeDays,
    } // prettier-ignore
    const next = `o${run}-${at}-next`
    return [
      {
        ...place,
        externalId: `o${run}-${at}`,
        status,
        lines: [{ ...line, status, successor: hasSuccessor ? { order: next, lineNumber: 1 } : null }],
      },
      ...(hasSuccessor ? [{ ...place, externalId: next, status: 'draft' as const, lines: [{ ...line, status: 'draft' as const }] }] : []),
    ]
  })

type StoredLine = RenewableLine & { customer: string; order: string }
const storedLines = (tx: Tx, run: number) =>
  tx.rows<StoredLine>(sql`
    select c.external_id as customer, o.external_id as order, l.status, l.starts_on as "startsOn", l.ends_on as "endsOn", l.acv_minor as "acvMinor",
      l.auto_renew as "autoRenew", l.notice_days as "noticeDays", l.successor_id is not null as "hasSuccessor"
    from order_line l join customer_order o on o.id = l.order_id join customer c on c.id = l.customer_id
    where c.external_id like ${`%${run}`} and o.external_id like ${`o${run}-%`} order by l.id`)

const shown = (tx: Tx, customer: string) =>
  tx.first<Record<string, unknown>>(sql`
    select status, acv_minor, acv_year_ago_minor, active_lines, starts_on, ends_on, renewal_on, renewal_minor, order_number
    from customer_summary where external_id = ${customer}`)

const partnershipId = async (tx: Tx, name: string) =>
  (await tx.first<{ id: number }>(sql`select id from partnership where external_id = ${name}`))?.id ?? 0

describe('what the dashboard stores is what the rules say', () => {
  test('of orders: status, ACV, growth, renewals and the order that decides, whatever the lines', async () => {
    // The resale partnership lives in Auckland, where it is evening of the same day.
    await fc.assert(
      fc.asyncProperty(fc.array(aLine, { maxLength: 14 }), async (lines) => {
        const run = ++runs + 1000
        await world.arrange(async (tx, context) => {
          await addPaying(
            tx,
            resale,
            customers.map((name) => `${name}${run}`),
            context,
          )
          await takeOrders(tx, ordersFrom(lines, run), context)
          const stored = await storedLines(tx, run)
          for (const name of customers.map((each) => `${each}${run}`)) {
            const figures = orderFigures(
              stored.filter((line) => line.customer === name),
              today,
            )
            expect(await shown(tx, name)).toEqual({
              status: figures.status,
              acv_minor: figures.acvMinor,
              acv_year_ago_minor: figures.acvYearAgoMinor ?? null,
              active_lines: figures.activeLines,
              starts_on: figures.startsOn ?? null,
              ends_on: figures.next?.endsOn ?? null,
              renewal_on: figures.next ? addDays(figures.next.endsOn, figures.next.autoRenew ? -figures.next.noticeDays : 0) : null,
              renewal_minor: figures.renewalMinor,
              order_number: figures.next?.order ?? null,
            })
          }
          expect(await recount(tx, context, await partnershipId(tx, 'resale'))).toEqual([])
        })
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  test('of the portfolio: the ACV of every day is the sum of the lines that were active on it', async () => {
    await world.arrange(async (tx) => {
      const lines = await tx.rows<RenewableLine>(sql`
        select l.status, l.starts_on as "startsOn", l.ends_on as "endsOn", l.acv_minor as "acvMinor" from order_line l
        join partnership p on p.id = l.partnership_id where p.external_id = 'resale'`)
      const days = await tx.rows<{ day: string; acvMinor: number }>(sql`
        select d.day, d.acv_minor as "acvMinor" from acv_day d join partnership p on p.id = d.partnership_id where p.external_id = 'resale' order by d.day`)
      expect(days.length).toBeGreaterThan(300)
      expect(days).toEqual(acvByDay(lines, days[0]?.day ?? today, today))
    })
  })

  test('of usage: a peak for each product, the price of the open cycle, and the total of every cycle', async () => {
    const rule = { startDay: 26, namedBy: 'end' as const }
    const find = cycleFinder(rule)
    const aSample = fc.record({
      customer: fc.constantFrom(...customers),
      product: fc.constantFrom('NET', 'WEB'),
      day: aDay(-70, 0),
      value: fc.nat(500),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(aSample, { maxLength: 120 }), async (samples) => {
        const run = ++runs + 1000
        const rows: UsageIn[] = samples.map((sample) => ({ ...home, ...sample, customer: `${sample.customer}${run}` }))
        await world.arrange(async (tx, context) => {
          await addPaying(
            tx,
            home,
            customers.map((name) => `${name}${run}`),
            context,
          )
          const half = Math.floor(rows.length / 2)
          await takeUsage(tx, rows.slice(0, half), context)
          await takeUsage(tx, rows.slice(half), context)
          const days = new Map<string, (number | null)[]>()
          for (const { customer, product, day, value } of rows) {
            const { cycle, index } = find(day)
            const key = `${customer} ${product} ${cycle.start}`
            const known = days.get(key) ?? Array.from({ length: cycle.days }, () => null)
            known[index] = value
            days.set(key, known)
          }
          const open = cycleOf(today, rule)
          const peakAt = (customer: string, product: string) => peakOf(days.get(`${customer} ${product} ${open.start}`) ?? [], open)?.peak
          for (const name of customers.map((each) => `${each}${run}`)) {
            const peaks = Object.fromEntries(
              ['NET', 'WEB'].flatMap((product) => [[product, peakAt(name, product)]]).filter(([, peak]) => peak !== undefined),
            )
            const row = await tx.first(sql`select peaks, billable_minor from customer_summary where external_id = ${name}`)
            expect(row).toEqual({ peaks, billable_minor: peaks.NET === undefined ? null : peaks.NET * 150 })
          }
          const [net] = await tx.rows<{ peak_total: number }>(sql`
            select sum(u.peak) filter (where c.external_id like ${`%${run}`}) as peak_total from usage_cycle u join customer c on c.id = u.customer_id
            where u.cycle_start = ${open.start} and u.product = 'NET'`)
          expect(net?.peak_total === null ? undefined : Number(net?.peak_total)).toBe(
            totalPeak(customers.map((name) => peakOf(days.get(`${name}${run} NET ${open.start}`) ?? [], open))),
          )
          expect(await recount(tx, context, await partnershipId(tx, 'mssp'))).toEqual([])
        })
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

describe('a recount', () => {
  test.each([
    ['customer_summary', sql`update customer_summary set acv_minor = acv_minor + 1 where external_id = 'a1001'`],
    ['partnership_summary', sql`update partnership_summary set customers = customers + 1`],
    ['acv_day', sql`update acv_day set acv_minor = acv_minor + 1`],
    ['usage_cycle', sql`update usage_cycle set peak = coalesce(peak, 0) + 1`],
    ['partnership_cycle', sql`update partnership_cycle set peak_total = peak_total + 1`],
  ])('finds a row of %s that is not what its sources say', async (table, damage) => {
    const found = await undone((tx) => tx.rows(damage), ['mssp', 'resale'])
    expect(found.map((difference) => difference.table)).toContain(table)
  })

  // Damages, recounts and takes it back.
  const undone = async (damage: (tx: Tx) => Promise<unknown>, partnerships: string[]) => {
    const found: Awaited<ReturnType<typeof recount>> = []
    const back = new Error('taken back')
    await world
      .arrange(async (tx, context) => {
        await damage(tx)
        for (const name of partnerships) found.push(...(await recount(tx, context, await partnershipId(tx, name))))
        throw back
      })
      .catch((error: unknown) => {
        if (error !== back) throw error
      })
    return found
  }
})

describe('a new day', () => {
  test('rolls every figure forward to it, once', async () => {
    const tomorrow = { ...world.context, now: world.context.now.add({ hours: 24 * 40 }) }
    expect(await world.arrange((tx, context) => rollForward(tx, context), tomorrow)).toBeGreaterThan(0)
    await world.arrange(async (tx, context) => {
      expect(await rollForward(tx, context)).toBe(0)
      for (const name of ['mssp', 'resale']) expect(await recount(tx, context, await partnershipId(tx, name))).toEqual([])
      const days = await tx.first<{ last: string }>(sql`select max(day) as last from acv_day`)
      expect(days?.last).toBe('2026-07-20')
    }, tomorrow)
  })

  test('loses nothing of an intake that is under way while it rolls', async () => {
    const next = { ...world.context, now: world.context.now.add({ hours: 24 * 41 }) }
    const { promise: written, resolve: onWritten } = Promise.withResolvers<void>()
    const { promise: rolling, resolve: onRolling } = Promise.withResolvers<void>()
    const intake = world.arrange(async (tx, context) => {
      await addPaying(tx, resale, ['busy'], context)
      const line = {
        lineNumber: 1, product: 'NET', quantity: 1, currency: 'SEK', recurringMinor: 1_200, oneOffMinor: 0, rate: '1', termMonths: 12,
        startsOn: '2026-01-01', endsOn: '2026-12-31', autoRenew: false, noticeDays: 0, status: 'active' as const,
      } // prettier-ignore
      await takeOrders(
        tx,
        [{ ...resale, customer: 'busy', externalId: 'busy', status: 'active', placedOn: '2026-01-01', lines: [line] }],
        context,
      )
      onWritten()
      await rolling
      await new Promise((resolve) => setTimeout(resolve, 300)) // long enough for the other one to come to what is held here
    })
    await written
    const roll = world.arrange((tx, context) => rollForward(tx, context), next)
    onRolling()
    await Promise.all([intake, roll])
    await world.arrange(async (tx, context) => {
      expect(await recount(tx, context, await partnershipId(tx, 'resale'))).toEqual([])
    }, next)
  })

  test('an archived customer leaves the totals of today and stays in the cycles that it used', async () => {
    await world.arrange(async (tx, context) => {
      await addPaying(tx, home, ['leaver'], context)
      await takeUsage(tx, [{ ...home, customer: 'leaver', product: 'CLD', day: '2026-05-02', value: 77 }], context)
      const row = { ...home, externalId: 'leaver', name: 'leaver', since: '2024-01-01' }
      const count = () =>
        tx.first<{ customers: number }>(
          sql`select customers from partnership_summary s join partnership p on p.id = s.partnership_id where p.external_id = 'mssp'`,
        )
      const before = await count()
      await takeCustomers(tx, [{ ...row, state: 'archived', archivedOn: '2026-06-01' }], context)
      expect((await count())?.customers).toBe((before?.customers ?? 0) - 1)
      expect(await tx.rows(sql`select peak_total from partnership_cycle where product = 'CLD'`)).toEqual([{ peak_total: 77 }])
      await takeCustomers(tx, [{ ...row, state: 'internal' }], context)
      expect(await tx.rows(sql`select peak_total from partnership_cycle where product = 'CLD'`)).toEqual([])
    })
  })
})
