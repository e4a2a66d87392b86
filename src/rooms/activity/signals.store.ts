import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { signInMetricOf, type PortalConfig } from '#shared/config.ts'
import { addDays, daysBetween, type Day, type Span } from '#shared/dates.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import type { CustomerSignals, RetentionSignal } from './contract.ts'
import { failuresByProduct, signalsOf, type ScanOutcome, type Scanner, type Schedule, type Signal, type SignalFacts } from './rules.ts'
import { listProductsInUse } from './store.ts'

/** How far back the usage trend looks. */
const trendDays = 90

const severity = { alert: 0, warn: 1, ok: 2 } as const

/** A customer's retention signals as of today, the most serious first; what each means is in rules.ts. */
export const getSignals = async (tx: Tx, actor: Member, config: PortalConfig, place: CustomerPlace): Promise<CustomerSignals> => {
  const { thresholds } = config
  // A deployment that does not measure sign-ins has no silence to tell.
  const knowsSignIns = signInMetricOf(config) !== undefined
  const facts = await gatherFacts(tx, actor, thresholds.failedScansWindowDays, place)
  const signals = signalsOf(knowsSignIns ? facts : { ...facts, lastLoginOn: actor.today }, thresholds, actor.today)
  return {
    asOf: actor.today,
    failedScansDays: thresholds.failedScansWindowDays,
    usageTrendDays: trendDays,
    signals: signals
      .filter((signal) => knowsSignIns || signal.indicator !== 'last-login')
      .toSorted((a, b) => severity[a.state] - severity[b.state])
      .map(signalFrom),
  }
}

const signalFrom = ({ since, product, worst, ...signal }: Signal): RetentionSignal => ({
  ...signal,
  since: since ?? null,
  product: product ?? null,
  worst: worst ?? null,
})

const gatherFacts = async (tx: Tx, actor: Member, windowDays: number, place: CustomerPlace): Promise<SignalFacts> => {
  const range = { from: addDays(actor.today, 1 - trendDays), to: actor.today }
  const inUse = new Set(await listProductsInUse(tx, actor, place, range))
  const dates = await findDates(tx, actor, place)
  const results = await listResults(tx, actor, place, addDays(actor.today, 1 - windowDays))
  return {
    customerSince: place.since,
    lastLoginOn: dates?.last_login_on ?? undefined,
    renewalOn: dates?.renewal_on ?? undefined,
    scanners: await listScanners(tx, actor, place),
    schedules: await listSchedules(tx, actor, place),
    failures: failuresByProduct(results, windowDays, actor.today),
    lastScans: (await listLastScans(tx, actor, place)).filter(({ product }) => inUse.has(product)),
    usage: await listUsage(tx, actor, place, range),
  }
}

const mine = (actor: Member, place: CustomerPlace) =>
  sql`partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and customer_id = ${place.id}`

// What the dashboard shows of the same customer: read from the same row, so that both say the same.
const findDates = (tx: Tx, actor: Member, place: CustomerPlace) =>
  tx.first(sql<{ last_login_on: Day | null; renewal_on: Day | null }>`
    select last_login_on, renewal_on from customer_summary where ${mine(actor, place)}`)

const listScanners = async (tx: Tx, actor: Member, place: CustomerPlace): Promise<Scanner[]> => {
  const rows = await tx.rows(sql<{ name: string; seen_on: Day | null }>`
    select name, (last_seen_at at time zone ${actor.timeZone})::date as seen_on from scanner where ${mine(actor, place)}`)
  return rows.map((row) => ({ name: row.name, lastSeenOn: row.seen_on ?? undefined }))
}

const listSchedules = async (tx: Tx, actor: Member, place: CustomerPlace): Promise<Schedule[]> => {
  const rows = await tx.rows(
    sql<{ name: string; next_run_on: Day | null }>`select name, next_run_on from scan_schedule where ${mine(actor, place)}`,
  )
  return rows.map((row) => ({ name: row.name, nextRunOn: row.next_run_on ?? undefined }))
}

const listResults = (tx: Tx, actor: Member, place: CustomerPlace, from: Day) =>
  // A day earlier by the clock than by any time zone; the rule decides by the partnership's day.
  tx.rows(sql<{ product: string; day: Day; outcome: ScanOutcome }>`
    select product, (finished_at at time zone ${actor.timeZone})::date as day, outcome
      from scan_result where ${mine(actor, place)} and finished_at >= ${addDays(from, -1)}::date`)

/** Every product that has a scanner, a schedule or a scan, with the day of its last finished scan. */
const listLastScans = async (tx: Tx, actor: Member, place: CustomerPlace) => {
  const rows = await tx.rows(sql<{ product: string; last_scan_on: Day | null }>`
    select product, max(day) as last_scan_on
      from (select product, (finished_at at time zone ${actor.timeZone})::date as day
              from scan_result where ${mine(actor, place)} and outcome in ('finished', 'finished-with-warning')
            union all select product, null from scan_schedule where ${mine(actor, place)}
            union all select product, null from scanner where ${mine(actor, place)}) seen
     group by product order by product`)
  return rows.map((row) => ({ product: row.product, lastScanOn: row.last_scan_on ?? undefined }))
}

const listUsage = async (tx: Tx, actor: Member, place: CustomerPlace, { from, to }: Span): Promise<SignalFacts['usage']> => {
  const rows = await tx.rows(sql<{ product: string; cycle_start: Day; days: (number | null)[] }>`
    select product, cycle_start, days from usage_cycle
     where ${mine(actor, place)} and cycle_start between ${addDays(from, -30)} and ${to}
     order by product, cycle_start`)
  return [...Map.groupBy(rows, (row) => row.product)].map(([product, cycles]) => ({
    product,
    points: cycles.flatMap(({ cycle_start, days }) =>
      days
        .map((value, at) => ({ day: addDays(cycle_start, at), value }))
        .filter(({ day }) => daysBetween(from, day) >= 0 && daysBetween(day, to) >= 0),
    ),
  }))
}
