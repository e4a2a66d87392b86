import type { PortalConfig } from '#shared/config.ts'
import { addDays, addMonths, type Day } from '#shared/dates.ts'
import type { CustomerIn } from '#rooms/customers/intake.actions.ts'
import type { Dice } from './dice.ts'
import type { PartnershipPlan } from './plan.ts'
import { awkwardNames, cores, places, trades } from './words.ts'

/** One product as one customer uses it; in a partnership with orders `quantity` is what it bought first. */
export type ProductUse = { product: string; at: number; dice: Dice; base: number; growthPerYear: number; quantity: number }

export type CustomerPlan = {
  dice: Dice
  externalId: string
  name: string
  country: string
  region: string
  kind: 'ordinary' | 'trial' | 'internal' | 'demo'
  since: Day
  /** The first day on which it is no customer any more. */
  leavesOn: Day | undefined
  termMonths: number
  uses: ProductUse[]
  /** A part in the demo's story, told for certain in every size. */
  part: Part | undefined
}

export type Part = {
  name?: string
  kind?: CustomerPlan['kind']
  /** Days from the anchor. */
  since?: number
  leaves?: number
  /** Days from the anchor to the end of the running term; the renewal has not come by then. */
  endsIn?: number
  autoRenew?: boolean
  /** It should have renewed by itself, but the order has not come. */
  isForgotten?: boolean
  /** First and last day of far more use of the first product, from the anchor. */
  surge?: readonly [number, number]
  /** First and last day without a sample of the first product, from the anchor. */
  quiet?: readonly [number, number]
  failingScans?: boolean
  silentScanner?: number
  upgraded?: boolean
  /** Licensed for less than it uses. */
  crowded?: boolean
}

const trialDays = 14
const scale = [90, 9, 240, 120, 160, 60]

const movedOn = -44
const mainParts: Record<number, Part> = {
  1: { name: 'Harbourline Freight', since: movedOn },
  2: { failingScans: true },
  3: { name: awkwardNames[0] ?? '' },
  4: { quiet: [-10, 30] },
  5: { name: awkwardNames[1] ?? '' },
  6: { quiet: [-38, 20] },
  7: { leaves: -35 },
  8: { name: awkwardNames[7] ?? '' },
  9: { kind: 'trial', since: -6 },
  10: { silentScanner: 34 },
  11: { name: awkwardNames[2] ?? '' },
  12: { surge: [-1, 3] },
  13: { kind: 'internal' },
  15: { kind: 'demo' },
}
const secondParts: Record<number, Part> = {
  0: { endsIn: -9 },
  1: { endsIn: 12 },
  2: { endsIn: 44, crowded: true },
  3: { endsIn: 75 },
  4: { endsIn: 50, autoRenew: true, name: awkwardNames[3] ?? '' },
  5: { upgraded: true },
  6: { name: awkwardNames[4] ?? '', silentScanner: 16 },
  7: { leaves: -50 },
  8: { name: awkwardNames[5] ?? '', failingScans: true },
  9: { kind: 'trial', since: -3 },
  11: { name: awkwardNames[6] ?? '' },
  12: { endsIn: 18, autoRenew: true, isForgotten: true },
}
const movedAwayParts: Record<number, Part> = { 0: { name: 'Harbourline Freight', leaves: movedOn } }

/** The customers of a partnership, in the order of their numbers. */
export const planCustomers = (partnership: PartnershipPlan, anchor: Day, config: PortalConfig): CustomerPlan[] => {
  const taken = new Set<string>()
  return Array.from({ length: partnership.customers }, (_, index) => planCustomer(partnership, anchor, config, index, taken))
}

const planCustomer = (partnership: PartnershipPlan, anchor: Day, config: PortalConfig, index: number, taken: Set<string>): CustomerPlan => {
  const dice = partnership.dice.of('customer').of(index)
  const part = partOf(partnership, index)
  const kind = part ? (part.kind ?? 'ordinary') : kindOf(dice)
  const termMonths = part?.endsIn !== undefined || part?.leaves !== undefined || part?.upgraded ? 12 : termOf(dice)
  const since = sinceOf(dice, part, kind, anchor, termMonths)
  const isOrders = partnership.model.reportLayout === 'orders'
  return {
    dice,
    externalId: `C${partnership.externalId.slice(2)}-${String(index + 1).padStart(5, '0')}`,
    name: part?.name ?? nameOf(dice, partnership, taken),
    country: dice.pick('country', partnership.region.countries),
    region: partnership.region.name,
    kind,
    since,
    leavesOn: leavesOnOf(dice, part, kind, { since, anchor, termMonths, isOrders }),
    termMonths,
    uses: usesOf(dice, part, config, isOrders),
    part,
  }
}

const partOf = ({ story }: PartnershipPlan, index: number): Part | undefined =>
  story === 'main' ? mainParts[index] : story === 'second' ? secondParts[index] : story === 'moved-away' ? movedAwayParts[index] : undefined

const kindOf = (dice: Dice): CustomerPlan['kind'] => {
  const roll = dice.roll('kind')
  return roll < 0.05 ? 'trial' : roll < 0.065 ? 'internal' : roll < 0.075 ? 'demo' : 'ordinary'
}

const termOf = (dice: Dice) => {
  const roll = dice.roll('term')
  return roll < 0.06 ? 6 : roll < 0.68 ? 12 : roll < 0.85 ? 24 : 36
}

const sinceOf = (dice: Dice, part: Part | undefined, kind: CustomerPlan['kind'], anchor: Day, termMonths: number): Day => {
  if (part?.since !== undefined) return addDays(anchor, part.since)
  // Who left in the story did so at the end of a term.
  if (part?.leaves !== undefined) return addMonths(addDays(anchor, part.leaves), -2 * termMonths)
  if (part?.endsIn !== undefined) return addMonths(addDays(anchor, part.endsIn + 1), -2 * termMonths)
  if (kind === 'trial') return addDays(anchor, -dice.between('since', 0, trialDays - 1))
  return addDays(anchor, -40 - Math.floor(dice.roll('since') ** 1.6 * 1_460))
}

const leavesOnOf = (
  dice: Dice,
  part: Part | undefined,
  kind: CustomerPlan['kind'],
  { since, anchor, termMonths, isOrders }: { since: Day; anchor: Day; termMonths: number; isOrders: boolean },
): Day | undefined => {
  if (part?.leaves !== undefined) return addDays(anchor, part.leaves)
  if (kind === 'trial') return dice.isHit('stays', 0.6) ? undefined : addDays(since, trialDays)
  if (kind !== 'ordinary' || part) return undefined
  const roll = dice.roll('leaves')
  const wanted =
    roll < 0.09
      ? addDays(anchor, -dice.between('left', 3, 420))
      : roll < 0.16
        ? addDays(anchor, dice.between('will-leave', 10, 720))
        : undefined
  if (wanted === undefined || wanted <= addDays(since, 60)) return undefined
  // With orders nobody leaves before the term has ended.
  if (!isOrders) return wanted
  let end = addMonths(since, termMonths)
  for (let terms = 2; end < wanted; terms++) end = addMonths(since, terms * termMonths)
  return end
}

const nameOf = (dice: Dice, { region }: PartnershipPlan, taken: Set<string>): string => {
  const core = dice.pick('core', cores)
  const trade = dice.pick('trade', trades)
  const roll = dice.roll('shape')
  const plain =
    roll < 0.62
      ? `${core} ${trade}`
      : roll < 0.8
        ? `${dice.pick('place', places)} ${trade}`
        : `${core} & ${dice.pick('partner', cores)} ${trade}`
  const full = dice.isHit('ending', 0.35) ? `${plain} ${region.ending}` : plain
  let name = taken.has(full) ? `${full} ${dice.pick('branch', places)}` : full
  for (let number = 2; taken.has(name); number++) name = `${full} ${number}`
  taken.add(name)
  return name
}

const usesOf = (dice: Dice, part: Part | undefined, { products }: PortalConfig, isOrders: boolean): ProductUse[] => {
  const size = Math.exp(dice.bell('size') * 0.75)
  return products.flatMap(({ code }, at) => {
    if (at > 0 && !dice.isHit(`uses ${code}`, [1, 0.55, 0.4, 0.45, 0.35][at] ?? 0.3)) return []
    const own = dice.of(code)
    const wanted = Math.max(3, size * (scale[at] ?? 50) * (0.6 + own.roll('share') * 0.8))
    const step = wanted > 200 ? 50 : wanted > 40 ? 10 : 5
    const quantity = Math.ceil(wanted / step) * step
    const base = isOrders ? Math.max(1, quantity * (part?.crowded ? 1.12 : 0.25 + own.roll('used') * 0.7)) : wanted
    return [{ product: code, at, dice: own, base, growthPerYear: 0.1 + own.bell('growth') * 0.2, quantity }]
  })
}

/** What a customer is on a day. */
export const stateOn = ({ kind, since, leavesOn }: CustomerPlan, day: Day): CustomerIn['state'] => {
  if (kind === 'internal' || kind === 'demo') return kind
  if (leavesOn !== undefined && leavesOn <= day) return 'archived'
  return kind === 'trial' && day < addDays(since, trialDays) ? 'trial' : 'paying'
}

/** The row of a customer as of a day. */
export const customerRow = (customer: CustomerPlan, { partner, externalId }: PartnershipPlan, day: Day): CustomerIn => {
  const state = stateOn(customer, day)
  const host = customer.externalId.toLowerCase()
  return {
    partner,
    partnership: externalId,
    externalId: customer.externalId,
    name: customer.name,
    domain: `${host}.example`,
    country: customer.country,
    region: customer.region,
    state,
    since: customer.since,
    archivedOn: state === 'archived' ? (customer.leavesOn ?? null) : null,
  }
}
