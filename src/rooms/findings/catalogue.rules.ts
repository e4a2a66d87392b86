import type { ChannelModel } from '#shared/config.ts'
import { acvDropped } from './acv-dropped.rules.ts'
import { contactMissing } from './contact-missing.rules.ts'
import { overCommitment } from './over-commitment.rules.ts'
import { peakToday } from './peak-today.rules.ts'
import { productInactive } from './product-inactive.rules.ts'
import { renewalOverdue } from './renewal-overdue.rules.ts'
import { renewalUpcoming } from './renewal-upcoming.rules.ts'
import type { Facts, Finding, Measure, Part, Rule } from './rules.ts'
import { scannerInactive } from './scanner-inactive.rules.ts'
import { scansFailed } from './scans-failed.rules.ts'
import { usageHigh } from './usage-high.rules.ts'

/** Every rule that there is. */
export const catalogue: readonly Rule[] = [
  renewalUpcoming,
  renewalOverdue,
  acvDropped,
  contactMissing,
  usageHigh,
  productInactive,
  overCommitment,
  peakToday,
  scannerInactive,
  scansFailed,
]

/** The rules that look at a model's customers. */
export const rulesOf = ({ rules }: Pick<ChannelModel, 'rules'>): Rule[] => catalogue.filter(({ rule }) => rules.includes(rule))

/** What those rules want to know. */
export const partsOf = (rules: readonly Rule[]): Part[] => [...new Set(rules.map(({ reads }) => reads))]

/** All that a model's rules find; a task leads to the tab that raised it, or to the tasks where the model has no such tab. */
export const judge = (model: Pick<ChannelModel, 'rules' | 'subTabs'>, facts: Partial<Facts>, measure: Measure): Finding[] =>
  rulesOf(model)
    .flatMap((rule) => rule.judge(facts, measure))
    .map((finding) => (model.subTabs.includes(finding.subTab) ? finding : { ...finding, subTab: 'tasks' }))
