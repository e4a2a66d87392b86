import type { PortalConfig, SubTab, TaskRule, Thresholds } from '#shared/config.ts'
import type { Cycle } from '#shared/cycles.ts'
import type { Day } from '#shared/dates.ts'
import type { Step } from '#shared/ladder.ts'
import type { ScanFailures } from '#rooms/activity/rules.ts'
import type { RenewableLine } from '#rooms/orders/renewals.rules.ts'
import type { Peak } from '#rooms/usage/rules.ts'

type OfCustomer = { customerId: number }

/** A line that somebody may have to renew. */
export type OpenLine = OfCustomer & Omit<RenewableLine, 'acvMinor'> & { orderNumber: string }
/** ACV today and twelve months ago, minor units. */
export type AcvChange = OfCustomer & { acvMinor: number; acvYearAgoMinor: number | null }
/** A required contact type that nobody holds; `hasNobody`: no required type has anybody. */
export type MissingContact = OfCustomer & { type: string; hasNobody: boolean }
/** Units bought and running today, beside the peaks of the open billing cycle and of the one before. */
export type Licence = OfCustomer & { product: string; licensed: number; thisPeak: number | null; lastPeak: number | null }
/** The last day with a value above zero. */
export type LastUse = OfCustomer & { product: string; lastUseOn: Day }
/** The peak of the newest cycle that has samples, and what was highest in the cycles before it, of which `cyclesBefore` have samples. */
export type NewestPeak = OfCustomer & Peak & { product: string; before: number | null; cyclesBefore: number }
/** A customer's part in a product of which the partnership uses more than it has committed to. */
export type Grower = OfCustomer & { product: string; used: number; commitment: number; peak: number; peakBefore: number }
export type SilentScanner = OfCustomer & { key: string; name: string; lastSeenOn: Day | null; customerSince: Day }
export type Failures = OfCustomer & ScanFailures & { lastFailedOn: Day | undefined }

/** What is known of one partnership's customers that count, each part gathered when a rule reads it. */
export type Facts = {
  openLines: readonly OpenLine[]
  acvChanges: readonly AcvChange[]
  missingContacts: readonly MissingContact[]
  licences: readonly Licence[]
  lastUses: readonly LastUse[]
  newestPeaks: readonly NewestPeak[]
  growers: readonly Grower[]
  scanners: readonly SilentScanner[]
  failures: readonly Failures[]
}
export type Part = keyof Facts

/** What rules judge by besides the facts. */
export type Measure = { today: Day; cycle: Cycle; thresholds: Thresholds }

/** What a rule has to say: at most one for a customer and an object. `facts` fill the task's sentence. */
export type Found = OfCustomer & {
  objectKey: string
  severity: Step
  facts: Readonly<Record<string, string | number | boolean | null>>
  dueOn?: Day
}

export type Finding = Omit<Found, 'dueOn'> & {
  rule: TaskRule
  category: 'commercial' | 'usage' | 'retention'
  subTab: SubTab
  dueOn: Day | null
}

type Written<P extends Part> = Pick<Finding, 'rule' | 'category' | 'subTab'> & {
  reads: P
  find: (facts: Facts[P], measure: Measure) => Found[]
}
export type Rule = Pick<Finding, 'rule' | 'category' | 'subTab'> & {
  reads: Part
  judge: (facts: Partial<Facts>, measure: Measure) => Finding[]
}

/** A rule as its file writes it, made into one of a list. A part that was not gathered has nothing to say. */
export const defineRule = <P extends Part>({ rule, category, subTab, reads, find }: Written<P>): Rule => ({
  rule,
  category,
  subTab,
  reads,
  judge: (facts, measure) => {
    const given = facts[reads]
    return given === undefined ? [] : find(given, measure).map((found) => ({ dueOn: null, ...found, rule, category, subTab }))
  },
})

/** The contact types that a customer must name somebody for. */
export const requiredContactTypes = ({ contactTypes }: Pick<PortalConfig, 'contactTypes'>): string[] =>
  contactTypes.filter(({ required }) => required).map(({ code }) => code)
