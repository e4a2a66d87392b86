import { sql } from 'kysely'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeScanners, takeScanResults } from '#rooms/activity/intake.actions.ts'
import { failuresByProduct, type ScanOutcome } from '#rooms/activity/rules.ts'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { takeOrders, type OrderIn } from '#rooms/orders/intake.actions.ts'
import { acvYearAgo, isActive, portfolioAcv, storedStatuses, type ValuedLine } from '#rooms/orders/rules.ts'
import { takePartnershipProducts } from '#rooms/partners/intake.actions.ts'
import { takeUsage, type UsageIn } from '#rooms/usage/intake.actions.ts'
import { peakOf, totalPeak } from '#rooms/usage/rules.ts'
import type { Tx } from '#server/db.ts'
import type { IntakeContext } from '#server/intake.ts'
import { listScopes, type PartnershipScope } from '#server/scopes.ts'
import { cycleOf, cyclesBack, type Cycle } from '#shared/cycles.ts'
import { subTabs, taskRules } from '#shared/config.ts'
import { addDays, addMonths, dayOf, type Day } from '#shared/dates.ts'
import { home, openIntake, resale } from '../../../test/intake.ts'
import { catalogue, judge, partsOf } from './catalogue.rules.ts'
import { factsScope, gatherFacts } from './facts.store.ts'
import type { Facts, Finding, OpenLine } from './rules.ts'

let world: Awaited<ReturnType<typeof openIntake>>
const now = Temporal.Instant.from('2026-06-10T21:30:00Z') // the next day in Auckland, and nearly so in Stockholm
const today = '2026-06-10'

beforeAll(async () => {
  world = await openIntake(now.toString())
})
afterAll(() => world?.close())

const everything = { rules: [...taskRules], subTabs: [...subTabs] }
const places = { home, resale }
const customers = ['a', 'b', 'c', 'd', 'e']
const products = ['NET', 'WEB']

const anyCustomer = fc.constantFrom(...customers)
const anyProduct = fc.constantFrom(...products)
const aDay = (from: number, to: number) => fc.integer({ min: from, max: to }).map((offset) => addDays(today, offset))
const anInstant = (days: number) => fc.integer({ min: 0, max: days * 24 }).map((hours) => now.subtract({ hours }).toString())

const anyWorld = fc.record({
  place: fc.constantFrom<'home' | 'resale'>('home', 'resale'),
  states: fc.array(fc.constantFrom('paying' as const, 'paying' as const, 'trial' as const, 'archived' as const, 'internal' as const, 'demo' as const), {
    minLength: customers.length,
    maxLength: customers.length,
  }),
  lines: fc.array(
    fc.record({
      customer: anyCustomer, product: anyProduct, status: fc.constantFrom(...storedStatuses, 'active' as const, 'active' as const),
      startsOn: aDay(-500, 20), termMonths: fc.constantFrom(6, 12, 24), quantity: fc.integer({ min: 0, max: 60 }), recurringMinor: fc.constantFrom(0, 100_000, 500_000),
      oneOffMinor: fc.constantFrom(0, 0, 900), autoRenew: fc.boolean(), noticeDays: fc.constantFrom(0, 30, 90), hasSuccessor: fc.constantFrom(false, false, true),
    }),
    { maxLength: 10 },
  ),
  stretches: fc.array(
    fc.record({ customer: anyCustomer, product: anyProduct, from: aDay(-430, 1), days: fc.integer({ min: 1, max: 50 }), value: fc.integer({ min: 0, max: 60 }) }),
    { maxLength: 14 },
  ),
  climbs: fc.array(fc.record({ customer: anyCustomer, product: anyProduct, value: fc.integer({ min: 20, max: 90 }), ago: fc.integer({ min: -1, max: 2 }) }), { maxLength: 3 }),
  commitment: fc.constantFrom(null, 0, 20, 60),
  scanners: fc.array(fc.record({ customer: anyCustomer, externalId: fc.constantFrom('s1', 's2'), seen: fc.option(anInstant(45), { nil: null }) }), { maxLength: 8 }),
  results: fc.array(
    fc.record({ customer: anyCustomer, product: anyProduct, finishedAt: anInstant(9), outcome: fc.constantFrom<ScanOutcome>('failed', 'failed', 'finished', 'finished-with-warning', 'stopped') }),
    { maxLength: 14 },
  ),
  contacts: fc.array(fc.record({ customer: anyCustomer, types: fc.subarray(['sales', 'finance', 'technical']) }), { maxLength: 5 }),
}) // prettier-ignore
type AnyWorld = typeof anyWorld extends fc.Arbitrary<infer T> ? T : never

const fill = async (tx: Tx, given: AnyWorld, context: IntakeContext) => {
  const place = places[given.place]
  await takeCustomers(
    tx,
    customers.map((externalId, at) => {
      const state = given.states[at] ?? 'paying'
      return { ...place, externalId, name: externalId, state, since: addDays(today, -at * 9), archivedOn: state === 'archived' ? today : null }
    }),
    context,
  )
  await takePartnershipProducts(tx, products.map((product) => ({ ...place, product, validFrom: '2025-01-01', commitment: given.commitment, unitPriceMinor: 100 })), context)
  await takeOrders(tx, given.lines.flatMap((line, at) => ordersFrom(place, line, at)), context)
  await takeUsage(tx, given.stretches.flatMap(({ customer, product, from, days, value }) =>
    Array.from({ length: days }, (_, at): UsageIn => ({ ...place, customer, product, day: addDays(from, at), value: value + (at % 3) })).filter(({ day }) => day <= addDays(today, 1))), context)
  await takeUsage(tx, given.climbs.flatMap(({ customer, product, value, ago }) => [
    ...[1, 2, 3, 4].map((months): UsageIn => ({ ...place, customer, product, day: addMonths(today, -months), value: 20 })),
    { ...place, customer, product, day: addDays(today, -ago), value },
  ]), context)
  await takeScanners(tx, given.scanners.map(({ seen, ...scanner }) => ({ ...place, ...scanner, name: 'core', product: 'NET', lastSeenAt: seen })), context)
  await takeScanResults(tx, given.results.map((result, at) => ({ ...place, ...result, externalId: `r${at}`, target: 't' })), context)
  await takeContacts(tx, given.contacts.map(({ customer, types }, at) => ({ ...place, customer, types, name: `Person ${at}` })), context)
} // prettier-ignore

const ordersFrom = (place: typeof home, { customer, product, hasSuccessor, ...line }: AnyWorld['lines'][number], at: number): OrderIn[] => {
  const of = { ...place, customer, placedOn: line.startsOn }
  const written = { ...line, lineNumber: 1, product, currency: 'EUR', rate: '1', endsOn: addDays(addMonths(line.startsOn, line.termMonths), -1) }
  const next = `o${at}-next`
  return [
    { ...of, externalId: `o${at}`, status: line.status, lines: [{ ...written, successor: hasSuccessor ? { order: next, lineNumber: 1 } : null }] },
    ...(hasSuccessor ? [{ ...of, externalId: next, status: 'draft' as const, lines: [{ ...written, status: 'draft' as const }] }] : []),
  ]
} // prettier-ignore

/** Every fact of the customers that count, from the rows as they stand, by the pure rules of each room. */
const recountFacts = async (tx: Tx, scope: PartnershipScope, { config }: IntakeContext): Promise<Facts> => {
  const rowsOf = <Row>(text: string) =>
    tx.rows<Row>(sql`${sql.raw(text)} where c.state = 'paying' and c.partnership_id = ${scope.partnershipId}`)
  const of = (table: string) => `from ${table} t join customer c on c.id = t.customer_id and c.partner_id = t.partner_id`
  const lines = await rowsOf<Omit<OpenLine, 'status'> & ValuedLine & { product: string; quantity: number; recurringMinor: number; oneOffMinor: number }>(`
    select t.customer_id as "customerId", o.external_id as "orderNumber", t.status, t.starts_on as "startsOn", t.ends_on as "endsOn", t.acv_minor as "acvMinor",
      t.auto_renew as "autoRenew", t.notice_days as "noticeDays", t.successor_id is not null as "hasSuccessor", t.product, t.quantity,
      t.recurring_minor as "recurringMinor", t.one_off_minor as "oneOffMinor" ${of('order_line')} join customer_order o on o.id = t.order_id`)
  const counted = await rowsOf<{ customerId: number }>('select c.id as "customerId" from customer c')
  const held = await rowsOf<{ customerId: number; type: string }>(`select t.customer_id as "customerId", t.type ${of('contact_type')}`)
  const cycles = await tx.rows<UsageRow>(sql`
    select t.customer_id as "customerId", c.state, t.product, t.cycle_start as start, t.days ${sql.raw(of('usage_cycle'))} where c.partnership_id = ${scope.partnershipId}`)
  const scanners = await rowsOf<{ customerId: number; key: string; name: string; seen: string | null; customerSince: Day }>(
    `select t.customer_id as "customerId", t.external_id as key, t.name, t.last_seen_at as seen, c.since as "customerSince" ${of('scanner')}`)
  const results = await rowsOf<{ customerId: number; product: string; at: string; outcome: ScanOutcome }>(
    `select t.customer_id as "customerId", t.product, t.finished_at as at, t.outcome ${of('scan_result')}`)
  const day = (instant: string) => dayOf(Temporal.Instant.from(instant), scope.timeZone)
  return {
    openLines: lines,
    acvChanges: counted.map(({ customerId }) => {
      const own = lines.filter((line) => line.customerId === customerId)
      return { customerId, acvMinor: portfolioAcv(own, scope.today), acvYearAgoMinor: acvYearAgo(own, scope.today) ?? null }
    }),
    missingContacts: counted.flatMap(({ customerId }) => {
      const required = config.contactTypes.filter((type) => type.required).map(({ code }) => code)
      const types = held.filter((each) => each.customerId === customerId && required.includes(each.type)).map(({ type }) => type)
      return required.filter((type) => !types.includes(type)).map((type) => ({ customerId, type, hasNobody: types.length === 0 }))
    }),
    ...recountUsage(cycles, scope, lines),
    growers: await recountGrowers(tx, cycles, scope),
    scanners: scanners.map(({ seen, ...scanner }) => ({ ...scanner, lastSeenOn: seen === null ? null : day(seen) })),
    failures: [...Map.groupBy(results, ({ customerId }) => customerId)].flatMap(([customerId, own]) => {
      const dated = own.map(({ product, outcome, at }) => ({ product, outcome, day: day(at) }))
      return failuresByProduct(dated, config.thresholds.failedScansWindowDays, scope.today).map((each) => ({
        ...each,
        customerId,
        lastFailedOn: dated.filter(({ product, outcome }) => product === each.product && outcome === 'failed').map((one) => one.day).toSorted().at(-1),
      }))
    }),
  }
} // prettier-ignore

type UsageRow = { customerId: number; state: string; product: string; start: Day; days: (number | null)[] }
const peakIn = (rows: readonly UsageRow[], cycle: Cycle | undefined) => {
  const row = rows.find(({ start }) => start === cycle?.start)
  return cycle && row && peakOf(row.days, cycle)
}
const byCustomerAndProduct = (rows: readonly UsageRow[]) => [...Map.groupBy(rows, (row) => `${row.customerId} ${row.product}`).values()]

type Bought = {
  customerId: number
  product: string
  quantity: number
  recurringMinor: number
  oneOffMinor: number
  status: OpenLine['status']
  startsOn: Day
  endsOn: Day
}
const recountUsage = (all: readonly UsageRow[], { cycle, today: day }: PartnershipScope, lines: readonly Bought[]) => {
  const facts = { licences: [] as Facts['licences'][number][], lastUses: [] as Facts['lastUses'][number][], newestPeaks: [] as Facts['newestPeaks'][number][] }
  const recent = cyclesBack(cycle, 13)
  for (const rows of byCustomerAndProduct(all.filter(({ state }) => state === 'paying'))) {
    const { customerId = 0, product = '' } = rows[0] ?? {}
    const [last, open] = recent.slice(-2)
    const licensed = lines
      .filter((line) => line.customerId === customerId && line.product === product && isActive(line, day) && (line.recurringMinor > 0 || line.oneOffMinor === 0))
      .reduce((sum, { quantity }) => sum + quantity, 0)
    facts.licences.push({ customerId, product, licensed, thisPeak: peakIn(rows, open)?.peak ?? null, lastPeak: peakIn(rows, last)?.peak ?? null })
    const used = rows
      .filter(({ start }) => start >= (recent[0]?.start ?? ''))
      .flatMap(({ start, days }) => days.flatMap((value, at) => (value ? addDays(start, at) : [])))
    const lastUseOn = used.toSorted().at(-1)
    if (lastUseOn) facts.lastUses.push({ customerId, product, lastUseOn })
    const newest = [open, last].find((each) => peakIn(rows, each))
    const peak = peakIn(rows, newest)
    if (!newest || !peak) continue
    const before = cyclesBack(newest, 13).slice(0, -1).flatMap((each) => peakIn(rows, each)?.peak ?? [])
    facts.newestPeaks.push({ customerId, product, ...peak, before: before.length ? Math.max(...before) : null, cyclesBefore: before.length })
  }
  return facts
} // prettier-ignore

const recountGrowers = async (tx: Tx, all: readonly UsageRow[], { cycle, partnershipId }: PartnershipScope): Promise<Facts['growers']> => {
  const terms = await tx.rows<{ product: string; commitment: number | null }>(
    sql`select product, commitment from partnership_product where partnership_id = ${partnershipId} and valid_to is null and valid_from = '2025-01-01'`,
  )
  const before = cyclesBack(cycle, 4)[0]
  return terms.flatMap(({ product, commitment }) => {
    const own = byCustomerAndProduct(all.filter((row) => row.product === product && ['paying', 'archived'].includes(row.state)))
    const used = totalPeak(own.map((rows) => peakIn(rows, cycle)))
    if (commitment === null || used === undefined) return []
    return own.flatMap((rows) => {
      const peak = peakIn(rows, cycle)?.peak
      const { customerId = 0, state } = rows[0] ?? {}
      if (peak === undefined || state !== 'paying') return []
      return { customerId, product, used, commitment, peak, peakBefore: peakIn(rows, before)?.peak ?? 0 }
    })
  })
}

class Undone extends Error {}

describe('what the statements gather', () => {
  test('raises what a naive recount of the raw rows raises, in any small world', async () => {
    const seen = new Map<string, number>()
    const sorted = (findings: Finding[]) =>
      findings.map((each) => JSON.stringify(each, Object.keys(each).toSorted().concat(Object.keys(each.facts)))).toSorted()
    const compare = async (tx: Tx, given: AnyWorld, context: IntakeContext) => {
      await fill(tx, given, context)
      const scopes = (await listScopes(tx, context)).filter(({ model }) => model.code === (given.place === 'home' ? 'mssp' : 'reseller'))
      for (const each of scopes) {
        const scope = factsScope({ ...each, model: { ...each.model, ...everything } }, context.config)
        const measure = {
          today: scope.today,
          cycle: cycleOf(scope.today, { startDay: given.place === 'home' ? 26 : 1, namedBy: 'end' }),
          thresholds: context.config.thresholds,
        }
        const found = judge(everything, await gatherFacts(tx, scope, partsOf(catalogue)), measure)
        expect(sorted(found)).toEqual(sorted(judge(everything, await recountFacts(tx, scope, context), measure)))
        for (const { rule } of found) seen.set(rule, (seen.get(rule) ?? 0) + 1)
      }
      throw new Undone()
    }
    await fc.assert(
      fc.asyncProperty(anyWorld, (given) =>
        world
          .arrange((tx, context) => compare(tx, given, context))
          .catch((error: unknown) => {
            if (!(error instanceof Undone)) throw error
          }),
      ),
      { numRuns: 60 },
    )
    expect([...seen.keys()].toSorted()).toEqual([...taskRules].toSorted())
  }, 180_000)

  test('leaves out customers that don’t count, archived ones even where the configuration counts them in totals', async () => {
    const [scope] = await world.arrange((tx, context) => listScopes(tx, context))
    if (!scope) throw new Error('The world has a partnership')
    const counts = (eligibleStates: PartnershipScope['model']['eligibleStates']) =>
      factsScope({ ...scope, model: { ...scope.model, eligibleStates } }, world.context.config).states
    expect(counts(['paying'])).toEqual(['paying'])
    expect(counts(['paying', 'trial', 'archived', 'internal', 'demo']).toSorted()).toEqual(['paying', 'trial'])
  })
})
