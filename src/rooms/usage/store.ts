import type { Member } from '#shared/actor.ts'
import type { CycleRule, PortalConfig } from '#shared/config.ts'
import { cycleOf, cyclesBack, previousCycle, type Cycle } from '#shared/cycles.ts'
import type { Day, Span } from '#shared/dates.ts'
import { rangeOf } from '#shared/ranges.ts'
import { sql } from 'kysely'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import type { Tx } from '#server/db.ts'
import { maxUsageDays, type CustomerUsage, type CyclePeak, type ProductUsage } from './contract.ts'
import { peakOfRange, type CycleMark, type UsageRow } from './rules.ts'

type Row = { product: string; cycle_start: Day; days: (number | null)[] | null }

/** What a customer used, day by day, in a range (the last three cycles unless asked), with its cycles' peaks. */
export const getUsage = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  place: CustomerPlace,
  asked: Partial<Span> & { product?: string | undefined },
): Promise<CustomerUsage> => {
  const open = cycleOf(actor.today, actor.cycle)
  const range = rangeOf(asked, { from: cyclesBack(open, 3)[0]?.start ?? open.start, to: actor.today }, maxUsageDays)
  const rows = await listCycles(tx, actor, place, range, open)
  const products = config.products
    .map((product) => product.code)
    .filter((code) => (asked.product === undefined || code === asked.product) && rows.some((row) => row.product === code))
    .map((code) =>
      productFrom(
        code,
        rows.filter((row) => row.product === code),
        actor.cycle,
        range,
        open,
      ),
    )
  return { asOf: actor.today, from: range.from, to: range.to, products }
}

/** Every cycle of the customer, but the daily values only of those that the range or the last two cycles need. */
const listCycles = (tx: Tx, actor: Member, place: CustomerPlace, range: Span, open: Cycle): Promise<Row[]> => {
  const first = cycleOf(range.from, actor.cycle).start
  const recent = previousCycle(open).start
  return tx.rows(sql<Row>`
    select product, cycle_start,
           case when cycle_start between ${first} and ${range.to} or cycle_start between ${recent} and ${open.start} then days end as days
      from usage_cycle
     where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and customer_id = ${place.id}
     order by product, cycle_start`)
}

const productFrom = (product: string, rows: Row[], rule: CycleRule, range: Span, open: Cycle): ProductUsage => {
  const known = rows.flatMap(({ cycle_start, days }): UsageRow[] => (days ? [{ cycle: cycleOf(cycle_start, rule), days }] : []))
  const chart = peakOfRange(known, rule, range)
  // The last two cycles go through the same rule, so that a tile never shows another number than the chart.
  const recent = peakOfRange(known, rule, { from: previousCycle(open).start, to: open.end })
  const [lastCycle, thisCycle] = recent.cycles.map((mark) => peakFrom(mark, open))
  if (!lastCycle || !thisCycle) throw new Error(`The cycles around ${open.start} are not two`)
  return {
    product,
    values: chart.points.map(({ value }) => value),
    cycles: chart.cycles.map((mark) => peakFrom(mark, open)),
    thisCycle,
    lastCycle,
  }
}

const peakFrom = ({ cycle, peak }: CycleMark, open: Cycle): CyclePeak => ({
  name: cycle.name,
  start: cycle.start,
  end: cycle.end,
  isOpen: cycle.start === open.start,
  peak: peak?.peak ?? null,
  peakDay: peak?.day ?? null,
})
