import fc from 'fast-check'
import { parseConfig } from '#shared/config.ts'
import { cycleOf } from '#shared/cycles.ts'
import { addDays, addMonths, type Day } from '#shared/dates.ts'
import type { Step } from '#shared/ladder.ts'
import config from '../../../portal.config.ts'
import type {
  AcvChange,
  Failures,
  Finding,
  Grower,
  LastUse,
  Licence,
  Measure,
  MissingContact,
  NewestPeak,
  OpenLine,
  SilentScanner,
} from './rules.ts'

export const today: Day = '2026-03-31'
export const thresholds = parseConfig(config).thresholds
export const measureOn = (day: Day): Measure => ({ today: day, cycle: cycleOf(day, { startDay: 1, namedBy: 'start' }), thresholds })
export const measure = measureOn(today)
export const ago = (days: number) => addDays(today, -days)

export const openLine = (given: Partial<OpenLine> = {}): OpenLine => ({
  customerId: 1, orderNumber: 'S-1', status: 'active', startsOn: '2024-01-01', endsOn: addMonths(today, 2), autoRenew: false, noticeDays: 0, hasSuccessor: false, ...given,
}) // prettier-ignore

const ranks = { low: 1, medium: 2, high: 3 }
/** How serious; 0 is not at all. */
export const rankOf = (step: Step | undefined): number => (step === undefined ? 0 : ranks[step])
export const rankOfFirst = ([first]: readonly Finding[]): number => rankOf(first?.severity)

/** Any day, month ends and leap days more often than chance would have them. */
export const anyDay = fc.oneof(
  fc.integer({ min: 0, max: 3_000 }).map((count) => addDays('2023-01-01', count)),
  fc.constantFrom('2024-02-28', '2024-02-29', '2024-03-01', '2025-02-28', '2026-01-31', '2026-03-31', '2026-08-31', '2026-12-31'),
)
const customerId = fc.integer({ min: 1, max: 4 })
const product = fc.constantFrom('NET', 'WEB', 'CLD')
const units = fc.integer({ min: 0, max: 2_000 })
const maybe = <T>(what: fc.Arbitrary<T>) => fc.option(what, { nil: null })

/** Facts of every part, each of one customer and object at most once, as the statements give them. */
export const anyFacts = fc.record({
  openLines: fc.array(
    fc.record<OpenLine>({
      customerId, status: fc.constantFrom('active', 'draft'), startsOn: fc.constant(ago(400)), endsOn: fc.integer({ min: -60, max: 300 }).map((count) => addDays(today, count)),
      orderNumber: fc.constantFrom('1', '2', '3'), autoRenew: fc.boolean(), noticeDays: fc.constantFrom(0, 30, 90), hasSuccessor: fc.boolean(),
    }),
    { maxLength: 12 },
  ).map((lines) => lines.map((line) => ({ ...line, orderNumber: `S${line.customerId}-${line.orderNumber}` }))),
  acvChanges: uniqueBy(fc.record<AcvChange>({ customerId, acvMinor: units, acvYearAgoMinor: maybe(units) }), (one) => one.customerId),
  missingContacts: uniqueBy(
    fc.record<MissingContact>({ customerId, type: fc.constantFrom('sales', 'technical'), hasNobody: fc.boolean() }),
    (one) => `${one.customerId} ${one.type}`,
  ),
  licences: byProduct(fc.record<Licence>({ customerId, product, licensed: units, thisPeak: maybe(units), lastPeak: maybe(units) })),
  lastUses: byProduct(fc.record<LastUse>({ customerId, product, lastUseOn: fc.nat(60).map(ago) })),
  newestPeaks: byProduct(
    fc.record<NewestPeak>({ customerId, product, peak: units, day: fc.integer({ min: -1, max: 5 }).map(ago), before: maybe(units), cyclesBefore: fc.nat(12) }),
  ),
  growers: byProduct(
    fc.record<Grower>({ customerId, product, used: fc.constant(500), commitment: fc.constantFrom(380, 450, 600), peak: units, peakBefore: units }),
  ),
  scanners: uniqueBy(
    fc.record<SilentScanner>({ customerId, key: fc.constantFrom('a', 'b'), name: fc.constant('scanner'), lastSeenOn: maybe(fc.nat(60).map(ago)), customerSince: fc.nat(60).map(ago) }),
    (one) => `${one.customerId} ${one.key}`,
  ),
  failures: byProduct(
    fc.record({ failed: fc.nat(7), others: fc.nat(3), customerId, product }).map(
      ({ failed, others, ...of }): Failures => ({ ...of, failed, ended: failed + others, firstFailedOn: failed ? ago(3) : undefined, lastFailedOn: failed ? ago(1) : undefined }),
    ),
  ),
}) // prettier-ignore

function uniqueBy<T>(one: fc.Arbitrary<T>, selector: (one: T) => unknown) {
  return fc.uniqueArray(one, { maxLength: 8, selector })
}
function byProduct<T extends { customerId: number; product: string }>(one: fc.Arbitrary<T>) {
  return uniqueBy(one, ({ customerId: of, product: code }) => `${of} ${code}`)
}
