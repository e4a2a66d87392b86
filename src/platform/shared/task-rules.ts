/** What raises tasks. A task's object is the order, product, scanner or contact type that it is about. No schema: the browser reads it. */
export const taskRules = [
  'renewal-upcoming', 'renewal-overdue', 'acv-dropped', 'contact-missing',
  'usage-high', 'product-inactive', 'over-commitment', 'peak-today',
  'scanner-inactive', 'scans-failed',
] as const // prettier-ignore
