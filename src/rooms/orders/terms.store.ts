import { sql } from 'kysely'
import type { Member } from '#shared/actor.ts'
import { cycleNamed, cycleOf, previousCycle, type Cycle } from '#shared/cycles.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import type { CustomerPlace } from '#rooms/customers/place.actions.ts'
import { timesMinor } from '#shared/money.ts'
import { fieldProblem } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import { sumOfKnown } from './commercial.rules.ts'
import type { CommercialByUsage, ProductTerms } from './contract.ts'
import { isCounted } from './rules.ts'

type Row = {
  product: string
  commitment: number | null
  unit_price_minor: number | null
  peak: number | null
  peak_day: string | null
  previous_peak: number | null
}

/** A customer's peaks of a cycle (the open one unless named) beside the partnership's terms, and what they come to. 400 for one that has not begun. */
export const getTerms = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  place: CustomerPlace,
  cycleName: string | undefined,
): Promise<CommercialByUsage> => {
  const open = cycleOf(actor.today, actor.cycle)
  const cycle = cycleName ? cycleNamed(cycleName, actor.cycle) : open
  if (cycle.start > open.start) throw fieldProblem('request.invalid', 400, { path: 'cycle', message: 'This period has not begun yet.' })
  const rows = await listTerms(tx, actor, place, cycle)
  const isBilled = isCounted(place.state, modelOf(config, actor.model).eligibleStates)
  const terms = config.products.flatMap(({ code }) => rows.filter((row) => row.product === code).map((row) => termsFrom(row, isBilled)))
  return {
    layout: 'usage',
    asOf: actor.today,
    currency: actor.currency,
    cycle: { name: cycle.name, start: cycle.start, end: cycle.end, isOpen: cycle.start === open.start },
    isBilled,
    products: terms,
    amountMinor: sumOfKnown(terms.map((each) => each.amountMinor)),
  }
}

/** One row for each product that the partnership buys or the customer uses. */
const listTerms = (tx: Tx, actor: Member, place: CustomerPlace, cycle: Cycle): Promise<Row[]> => {
  const used = (start: string) => sql`
    (select product, peak, peak_day from usage_cycle
      where partner_id = ${actor.partnerId} and partnership_id = ${actor.partnershipId} and customer_id = ${place.id} and cycle_start = ${start})`
  return tx.rows(sql<Row>`
    select product, t.commitment, t.unit_price_minor, now.peak, now.peak_day, before.peak as previous_peak
      from terms_in_force(${actor.partnerId}, ${actor.partnershipId}, ${cycle.end}) t
      full join ${used(cycle.start)} now using (product)
      full join ${used(previousCycle(cycle).start)} before using (product)`)
}

const termsFrom = (row: Row, isBilled: boolean): ProductTerms => ({
  product: row.product,
  commitment: row.commitment,
  unitPriceMinor: row.unit_price_minor,
  peak: row.peak,
  peakDay: row.peak_day,
  amountMinor: !isBilled || row.peak === null || row.unit_price_minor === null ? null : timesMinor(row.peak, row.unit_price_minor),
  previousPeak: row.previous_peak,
})
