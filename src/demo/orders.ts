import { addDays, addMonths, type Day } from '#shared/dates.ts'
import { fractionDigits } from '#shared/money.ts'
import { supersededBy } from '#rooms/orders/rules.ts'
import type { LineIn, OrderIn } from '#rooms/orders/intake.actions.ts'
import { stateOn, type CustomerPlan, type ProductUse } from './customers.ts'
import type { PartnershipPlan } from './plan.ts'
import { worth } from './words.ts'

/** What one unit costs a year, in euros. */
const yearlyPrice = [24, 300, 6, 20, 15, 30]

type Term = { number: number; start: Day; end: Day; placedOn: Day; upgradedFrom: boolean; isUpgraded: boolean; autoRenew: boolean }

/** The orders of a customer that were placed by a day, as they stood on it. */
export const ordersOf = (customer: CustomerPlan, partnership: PartnershipPlan, anchor: Day, day: Day): OrderIn[] => {
  if (stateOn(customer, day) === 'trial' || customer.kind === 'internal' || (customer.kind === 'trial' && customer.leavesOn !== undefined))
    return []
  const terms = termsUntil(customer, anchor, day)
  const orders = terms.map((term, at) => orderOf(customer, partnership, term, terms[at + 1]))
  return [...orders, ...asides(customer, partnership, anchor, day)]
}

// One term follows the other: renewed before or after its end, cut short by an upgrade, or the last one of a customer that leaves.
const termsUntil = (customer: CustomerPlan, anchor: Day, day: Day): Term[] => {
  const { dice, termMonths, part, leavesOn } = customer
  const terms: Term[] = []
  let start = customer.kind === 'trial' ? addDays(customer.since, 14) : customer.since
  let placedOn = addDays(start, -dice.between('placed', 2, 20))
  let upgradedFrom = false
  for (let number = 1; placedOn <= day && number < 200; number++) {
    const term = dice.of('term').of(number)
    const end = addDays(addMonths(start, termMonths), -1)
    const upgrade = upgradeOf(customer, number, start, termMonths, anchor)
    const isUpgraded = upgrade !== undefined && upgrade <= day
    const autoRenew = part?.autoRenew ?? (part?.endsIn === undefined && dice.isHit('auto-renew', 0.3))
    terms.push({ number, start, end, placedOn, upgradedFrom, isUpgraded, autoRenew })
    start = upgrade ?? addDays(end, 1)
    upgradedFrom = upgrade !== undefined
    if (leavesOn !== undefined && start >= leavesOn) break
    placedOn = upgrade ?? renewalPlacedOn(customer, term.roll('late'), term.roll('lag'), { end, anchor, autoRenew })
  }
  return terms
}

const noticeDaysOf = ({ dice, part }: CustomerPlan) => (part?.autoRenew ? 30 : dice.pick('notice', [30, 60, 90]))

const renewalPlacedOn = (
  customer: CustomerPlan,
  late: number,
  lag: number,
  { end, anchor, autoRenew }: { end: Day; anchor: Day; autoRenew: boolean },
): Day => {
  if (autoRenew && !customer.part?.isForgotten) return addDays(end, 1 - noticeDaysOf(customer))
  // In the story the renewal that is waited for comes some weeks after the demo was filled.
  if (customer.part?.endsIn !== undefined && end >= addDays(anchor, -30) && end <= addDays(anchor, 100)) return addDays(anchor, 21)
  return late < 0.82 ? addDays(end, -5 - Math.floor(lag * 75)) : addDays(end, 2 + Math.floor(lag * 32))
}

const upgradeOf = ({ dice, part }: CustomerPlan, number: number, start: Day, termMonths: number, anchor: Day): Day | undefined => {
  if (termMonths < 12) return undefined
  if (part)
    return part.upgraded && start < addDays(anchor, -120) && addMonths(start, 12) > addDays(anchor, -60) ? addDays(anchor, -60) : undefined
  const term = dice.of('upgrade').of(number)
  return term.isHit('comes', 0.13) ? addMonths(start, term.between('after', 3, termMonths - 2)) : undefined
}

const orderNumber = (customer: CustomerPlan, number: number | string) => `S${customer.externalId.slice(1)}-${number}`

const orderOf = (customer: CustomerPlan, partnership: PartnershipPlan, term: Term, next: Term | undefined): OrderIn => {
  const lines = linesOf(customer, partnership, term)
  const following = next && linesOf(customer, partnership, next)
  const successorOf = (product: string) =>
    next && {
      order: orderNumber(customer, next.number),
      lineNumber: following?.find((line) => line.product === product && line.recurringMinor > 0)?.lineNumber ?? 1,
    }
  return {
    partner: partnership.partner,
    partnership: partnership.externalId,
    customer: customer.externalId,
    externalId: orderNumber(customer, term.number),
    status: term.isUpgraded && next ? 'superseded' : 'active',
    placedOn: term.placedOn,
    successor: next ? orderNumber(customer, next.number) : null,
    lines: lines.map((line) => {
      const once = line.recurringMinor === 0
      const followed = {
        ...line,
        successor: once ? { order: orderNumber(customer, term.number), lineNumber: 1 } : successorOf(line.product),
      }
      return term.isUpgraded && next && !once ? { ...followed, ...supersededBy(line, next.start) } : followed
    }),
  }
}

const linesOf = (customer: CustomerPlan, partnership: PartnershipPlan, term: Term): LineIn[] => {
  const { dice, termMonths } = customer
  const { currency, rate } = contractCurrency(customer, partnership)
  const dropped = customer.uses.length > 1 && term.number > 1 && dice.of('drop').of(term.number).isHit('last', 0.1) ? 1 : 0
  const line = (at: number, product: string, quantity: number, recurringMinor: number, oneOffMinor: number, months = termMonths): LineIn => ({
    lineNumber: at, product, quantity, currency, recurringMinor, oneOffMinor, rate, termMonths: months,
    startsOn: term.start, endsOn: months === termMonths ? term.end : addDays(addMonths(term.start, months), -1),
    autoRenew: term.autoRenew, noticeDays: term.autoRenew ? noticeDaysOf(customer) : 0, status: 'active',
  }) // prettier-ignore
  const minor = 10 ** fractionDigits(currency) * worth(currency)
  const lines = customer.uses.slice(0, customer.uses.length - dropped).map((use, at) => {
    const quantity = quantityIn(use, customer, term)
    const recurring = Math.round(
      quantity * (yearlyPrice[use.at] ?? 20) * (1 - dice.roll('discount') * 0.25) * 1.03 ** (term.number - 1) * (termMonths / 12) * minor,
    )
    return line(
      at + 1,
      use.product,
      quantity,
      recurring,
      at === 0 && term.number === 1 && dice.isHit('setup', 0.4) ? Math.round(900 * minor) : 0,
    )
  })
  // Paid once and done with: it is followed by the subscription that it was for.
  const first = lines[0]
  if (first && term.number === 1 && dice.isHit('workshop', 0.15))
    lines.push(line(lines.length + 1, first.product, 1, 0, Math.round(2_400 * minor), 1))
  return lines
}

const quantityIn = (use: ProductUse, { dice, termMonths }: CustomerPlan, term: Term) => {
  const years = ((term.number - 1) * termMonths) / 12
  const grown =
    use.quantity *
    (1 + use.growthPerYear) ** years *
    (term.upgradedFrom ? 1.3 : 1) *
    (0.97 + dice.of(`q ${use.product}`).of(term.number).roll('n') * 0.06)
  return Math.max(1, Math.round(grown))
}

const contractCurrency = ({ dice }: CustomerPlan, { currency }: PartnershipPlan) => {
  const other = currency === 'USD' ? 'EUR' : 'USD'
  if (!dice.isHit('foreign', 0.12)) return { currency, rate: '1' }
  return { currency: other, rate: (worth(currency) / worth(other)).toFixed(4) }
}

// Beside the running contract: an order that was cancelled, an offer that nobody has signed.
const asides = (customer: CustomerPlan, partnership: PartnershipPlan, anchor: Day, day: Day): OrderIn[] => {
  const aside = (suffix: string, start: Day, status: 'draft' | 'cancelled'): OrderIn[] => {
    const term: Term = {
      number: 1,
      start,
      end: addDays(addMonths(start, customer.termMonths), -1),
      placedOn: addDays(start, -25),
      upgradedFrom: false,
      isUpgraded: false,
      autoRenew: false,
    }
    if (term.placedOn > day || start <= customer.since || (customer.leavesOn !== undefined && start >= customer.leavesOn)) return []
    const [line] = linesOf(customer, partnership, term)
    if (!line) return []
    const order = {
      partner: partnership.partner,
      partnership: partnership.externalId,
      customer: customer.externalId,
      externalId: orderNumber(customer, suffix),
    }
    return [{ ...order, status, placedOn: term.placedOn, successor: null, lines: [{ ...line, status, oneOffMinor: 0 }] }]
  }
  const { dice } = customer
  const offered = addDays(anchor, dice.between('offered', 5, 24))
  return [
    ...(dice.isHit('cancelled', 0.05) ? aside('X', addDays(customer.since, dice.between('cancelled on', 60, 300)), 'cancelled') : []),
    ...(dice.isHit('offer', 0.07) ? aside('Q', offered, day > addDays(offered, 30) ? 'cancelled' : 'draft') : []),
  ]
}
