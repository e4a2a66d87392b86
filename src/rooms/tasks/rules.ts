export const taskSeverities = ['low', 'medium', 'high'] as const
export const taskCategories = ['commercial', 'usage', 'retention'] as const

/** What raises tasks. A task's object is the order line, product, scanner or contact type that it is about. */
export const taskRules = [
  'renewal-upcoming', 'renewal-overdue', 'acv-dropped', 'contact-missing',
  'usage-high', 'product-inactive', 'over-commitment', 'peak-today',
  'scanner-inactive', 'scans-failed',
] as const // prettier-ignore

export const taskSorts = ['severity', '-severity', 'dueOn', '-dueOn', 'openedOn', '-openedOn', 'customer', '-customer'] as const
export type TaskSort = (typeof taskSorts)[number]

type Severity = (typeof taskSeverities)[number]

/** How many of each severity. */
export const countBySeverity = (severities: Iterable<Severity>): Record<Severity, number> => {
  const counts = { low: 0, medium: 0, high: 0 }
  for (const severity of severities) counts[severity]++
  return counts
}
