import type { ChannelModel, CycleRule, Permission, PortalConfig, ReportLayout } from '#shared/config.ts'
import { cycleOf, cyclesBack, nextCycle, type Cycle } from '#shared/cycles.ts'
import type { Day } from '#shared/dates.ts'

/** What counts as one number each. `peak:NET` is one product's; `peaks` all products', as lines of a chart alone. */
export const metricCodes = [
  'customers', 'activeCustomers', 'activeSubscriptions', 'acv', 'renewals', 'nrr', 'openTasks', 'billable', 'peaks',
] as const // prettier-ignore
export type PlainMetric = (typeof metricCodes)[number]
export const metricPattern = new RegExp(`^(${metricCodes.join('|')}|peak:[A-Z][A-Z0-9]{0,9})$`)

export const metricUnits = ['count', 'money', 'units', 'percent'] as const
export type MetricUnit = (typeof metricUnits)[number]

/** A month is the partnership's billing cycle; a quarter three of them, January to March the first. */
export const metricPeriods = ['month', 'quarter'] as const
export type MetricPeriod = (typeof metricPeriods)[number]

/** How many periods a chart shows at the most. */
export const mostPeriods = { month: 12, quarter: 8 } as const

type MetricFacts = {
  unit: MetricUnit
  /** All of these, and one of `seenIn`: the rooms that show the same figure. */
  needs: readonly Permission[]
  seenIn: readonly Permission[]
  /** Report layouts that it means something in; a model whose dashboard names it has it besides. */
  layouts: readonly ReportLayout[]
  /** One number for now; whether it is known of earlier periods too. */
  hasNow: boolean
  hasSeries: boolean
}

const both = ['usage', 'orders'] as const
const portfolio = { unit: 'count', needs: [], seenIn: ['customer.read'], layouts: both, hasNow: true, hasSeries: false } as const
const money = { unit: 'money', needs: ['commercial.read'], seenIn: ['customer.read', 'report.read'], hasNow: true } as const
const used = { unit: 'units', needs: ['usage.read'], seenIn: ['customer.read', 'report.read'], layouts: both, hasSeries: true } as const

const facts: Record<PlainMetric | 'peak', MetricFacts> = {
  customers: portfolio,
  activeCustomers: portfolio,
  activeSubscriptions: portfolio,
  acv: { ...money, layouts: ['orders'], hasSeries: true },
  renewals: { ...money, layouts: ['orders'], hasSeries: false },
  nrr: { ...money, unit: 'percent', seenIn: ['report.read'], layouts: ['orders'], hasSeries: false },
  openTasks: { ...portfolio, needs: ['task.read'], seenIn: ['customer.read', 'task.read'] },
  billable: { ...money, needs: ['commercial.read', 'usage.read'], seenIn: ['report.read'], layouts: ['usage'], hasSeries: true },
  peaks: { ...used, hasNow: false },
  peak: { ...used, hasNow: true },
}

const isPlain = (code: string): code is PlainMetric => metricCodes.some((one) => one === code)

/** The product of `peak:NET`. */
export const productOf = (code: string): string | undefined => (code.startsWith('peak:') ? code.slice(5) : undefined)

/** What is known of a metric; undefined for a code that is none. */
export const metricFacts = (code: string): MetricFacts | undefined =>
  isPlain(code) ? facts[code] : productOf(code) === undefined ? undefined : facts.peak

/** The metrics of a channel model, in one order: what a block or a goal of its rooms can be made of. */
export const metricsOf = (config: PortalConfig, model: ChannelModel): string[] =>
  [...metricCodes, ...config.products.map(({ code }) => `peak:${code}`)].filter((code) => isOfModel(config, model, code))

export const isOfModel = (config: PortalConfig, { reportLayout, dashboardMetrics }: ChannelModel, code: string): boolean => {
  const known = metricFacts(code)
  const product = productOf(code)
  if (!known || (product !== undefined && !config.products.some((one) => one.code === product))) return false
  return known.layouts.includes(reportLayout) || dashboardMetrics.some((metric) => metric === code)
}

/** Whether somebody with these permissions is shown the figure in its own room. */
export const maySeeMetric = (permissions: ReadonlySet<Permission>, code: string): boolean => {
  const known = metricFacts(code)
  return (
    known !== undefined &&
    known.needs.every((permission) => permissions.has(permission)) &&
    known.seenIn.some((permission) => permissions.has(permission))
  )
}

/** A period: the billing cycles that it is made of, oldest first. `isOpen`: today lies in it. */
export type Period = { kind: MetricPeriod; name: string; from: Day; to: Day; cycles: Cycle[]; isOpen: boolean }

/** The last `count` periods, the open one last. */
export const lastPeriods = (today: Day, rule: CycleRule, kind: MetricPeriod, count: number): Period[] => {
  const open = cycleOf(today, rule)
  const size = kind === 'month' ? 1 : 3
  // The quarter's last cycle may lie ahead: a period is whole, whatever of it has begun.
  const ahead = kind === 'month' ? 0 : 2 - ((Number(open.name.slice(5)) - 1) % 3)
  const last = ahead === 0 ? open : ahead === 1 ? nextCycle(open) : nextCycle(nextCycle(open))
  const cycles = cyclesBack(last, size * count)
  return Array.from({ length: count }, (_, at) => periodFrom(kind, cycles.slice(at * size, (at + 1) * size), at === count - 1))
}

const periodFrom = (kind: MetricPeriod, cycles: Cycle[], isOpen: boolean): Period => {
  const [first, last] = [cycles[0], cycles.at(-1)]
  if (!first || !last) throw new RangeError('A period has at least one cycle')
  const name = kind === 'month' ? last.name : `${last.name.slice(0, 4)}-Q${Math.ceil(Number(last.name.slice(5)) / 3)}`
  return { kind, name, from: first.start, to: last.end, cycles, isOpen }
}

/** The largest known; null when none is. */
export const largestOf = (values: readonly (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => typeof value === 'number')
  return known.length > 0 ? Math.max(...known) : null
}
