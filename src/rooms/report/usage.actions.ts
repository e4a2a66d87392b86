import { usedStates } from '#rooms/customers/counted.rules.ts'
import { seesPart, type Member } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import { cycleNamed, cycleOf, previousCycle, type Cycle } from '#shared/cycles.ts'
import type { Day } from '#shared/dates.ts'
import { fieldProblem } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { BarCustomer, ReportCycle, UsageCell, UsageQuery, UsageReport } from './contract.ts'
import { amountOf, changeOfAmount, reportCycles, shareOf, usageCell, type UsageFacts, type UsageView } from './rules.ts'
import * as store from './usage.store.ts'

/** The peak usage of each product in the asked cycles, with commitments and what they come to. 400 for a cycle that has not begun. */
export const getUsageReport = async (tx: Tx, actor: Member, config: PortalConfig, asked: UsageQuery): Promise<UsageReport> => {
  const { open, cycles } = cyclesFor(actor, asked)
  const earlier = cycles[0] ? [previousCycle(cycles[0])] : []
  const facts = await store.listUsage(tx, actor, usedStates(modelOf(config, actor.model)), [...earlier, ...cycles])
  const view = { isPartial: seesPart(actor), seesMoney: actor.permissions.has('commercial.read') }
  const within = new Set(cycles.map((cycle) => cycle.name))
  const used = new Set(facts.flatMap((fact) => (within.has(fact.cycle) ? [fact.product] : [])))
  const products = config.products.flatMap(({ code }) => (used.has(code) ? [code] : []))
  const [before = [], ...rows] = cellsBy(facts, [...earlier, ...cycles], products, view)
  const cells = rows.flat()
  const bills = [before, ...rows].map(amountOf)
  return {
    asOf: actor.today,
    timeZone: actor.timeZone,
    currency: actor.currency,
    isPartial: view.isPartial,
    isPriced: cells.some((cell) => cell.unitPriceMinor !== null),
    cycles: cycles.map((cycle) => reportCycle(cycle, open)),
    products,
    cells,
    amounts: cycles.map((cycle, at) => {
      const amountMinor = bills[at + 1] ?? null
      return { cycle: cycle.name, amountMinor, change: changeOfAmount(amountMinor, bills[at]) }
    }),
  }
}

/** The cells of each of consecutive cycles, product by product. */
const cellsBy = (facts: readonly UsageFacts[], cycles: readonly Cycle[], products: readonly string[], view: UsageView): UsageCell[][] => {
  const known = new Map<string, Map<string, UsageFacts>>()
  for (const fact of facts) known.set(fact.cycle, (known.get(fact.cycle) ?? new Map<string, UsageFacts>()).set(fact.product, fact))
  let previous: UsageFacts[] = []
  return cycles.map(({ name }) => {
    const ofCycle = known.get(name)
    const current = products.map(
      (product) => ofCycle?.get(product) ?? { cycle: name, product, customers: 0, peak: null, commitment: null, unitPriceMinor: null },
    )
    const cells = current.map((fact, at) => usageCell(fact, previous[at], view))
    previous = current
    return cells
  })
}

/** The cycles that a query asks for, oldest first, and the open one. 400 for one that has not begun. */
export const cyclesFor = (actor: Member, { cycles: count, until }: UsageQuery): { open: Cycle; cycles: Cycle[] } => {
  const found = reportCycles(actor.cycle, actor.today, count, until)
  if (!found) throw notBegun('until')
  return found
}

const notBegun = (path: string) => fieldProblem('request.invalid', 400, { path, message: 'This period has not begun yet.' })

export const reportCycle = (cycle: Cycle, open: Cycle): ReportCycle => ({
  name: cycle.name,
  start: cycle.start,
  end: cycle.end,
  isOpen: cycle.start === open.start,
})

export type BarAsked = { cycle: string; product: string; cursor?: string | undefined; limit: number }
export type BarReply = { items: BarCustomer[]; next: string | null; total: number; cycle: ReportCycle; product: string; peak: number }

/** A page of the customers whose peaks make up one bar. 400 for a product that the portal lacks or a cycle that has not begun. */
export const getBarCustomers = async (
  tx: Tx,
  actor: Member,
  config: PortalConfig,
  { cycle: name, product, ...page }: BarAsked,
): Promise<BarReply> => {
  const cycle = cycleNamed(name, actor.cycle)
  const open = openCycle(actor)
  if (cycle.start > open.start) throw notBegun('cycle')
  if (!config.products.some(({ code }) => code === product))
    throw fieldProblem('request.invalid', 400, { path: 'product', message: `There is no product "${product}".` })
  const found = await store.listBarCustomers(tx, actor, usedStates(modelOf(config, actor.model)), { cycle, product, ...page })
  return {
    items: found.items.map(({ customerId, ...row }) => ({
      id: tx.ids.outer('cus', customerId),
      ...row,
      share: shareOf(row.peak, found.peak),
    })),
    next: found.next,
    total: found.customers,
    cycle: reportCycle(cycle, open),
    product,
    peak: found.peak,
  }
}

const openCycle = (actor: { today: Day; cycle: Member['cycle'] }): Cycle => cycleOf(actor.today, actor.cycle)
