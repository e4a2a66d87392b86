import { plural, t } from '@lingui/core/macro'
import { Group } from '@mantine/core'
import type { Format } from '#ui/format.tsx'
import type { Products } from '#ui/products.tsx'
import { Tag, type Tone } from '#ui/severity.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { LineStatus, Order, OrderLine, Renewal, RenewalBucket } from './contract.ts'

export type Shown = { format: Format; products: Products; currency: string }
export type ShownLine = OrderLine & { orderNumber: string }

const ended = new Set<LineStatus>(['expired', 'superseded', 'cancelled'])

/** The lines of all orders, the newest order first; ended ones only when asked for. */
export const shownLines = (orders: readonly Order[], withEnded: boolean): ShownLine[] =>
  orders.flatMap((order) =>
    order.lines.filter((line) => withEnded || !ended.has(line.status)).map((line) => ({ ...line, orderNumber: order.number })),
  )

const bucketTone: Record<RenewalBucket, Tone> = { overdue: 'high', '0-30': 'high', '31-60': 'medium', '61-90': 'low', later: 'note' }

export const renewalColumns = ({ format, products, currency }: Shown): Column<Renewal>[] => [
  { id: 'order', heading: t`Order`, cell: (renewal) => renewal.orderNumber },
  { id: 'product', heading: t`Product`, cell: (renewal) => products.name(renewal.product) },
  { id: 'left', heading: t`Time left`, cell: ({ bucket, daysLeft }) => <Tag tone={bucketTone[bucket]}>{leftText(daysLeft)}</Tag> },
  { id: 'deadline', heading: t`Deadline`, numeric: true, cell: (renewal) => format.day(renewal.deadline) },
  { id: 'how', heading: t`Renews`, cell: (renewal) => (renewal.autoRenew ? t`By itself unless notice is given` : t`By a new order`) },
  { id: 'ends', heading: t`Ends`, numeric: true, cell: (renewal) => format.day(renewal.endsOn) },
  { id: 'acv', heading: t`ACV`, unit: currency, numeric: true, cell: (renewal) => format.money(renewal.acvMinor, currency) },
]

const leftText = (days: number) =>
  days < 0
    ? plural(-days, { one: 'Overdue by # day', other: 'Overdue by # days' })
    : days === 0
      ? t`Today`
      : plural(days, { one: '# day left', other: '# days left' })

const statusTone: Record<LineStatus, Tone> = {
  active: 'ok',
  upcoming: 'note',
  draft: 'note',
  expired: 'medium',
  superseded: 'note',
  cancelled: 'medium',
}

/** What is paid once, and the contract's own amount, only where some line has them to tell. */
export const lineColumns = ({ format, products, currency }: Shown, lines: readonly OrderLine[]): Column<ShownLine>[] => [
  { id: 'order', heading: t`Order`, cell: (line) => (line.lineNumber === 1 ? line.orderNumber : t`${line.orderNumber}, line ${line.lineNumber}`) },
  { id: 'product', heading: t`Product`, cell: (line) => products.name(line.product) },
  { id: 'status', heading: t`Status`, cell: (line) => <Tag tone={statusTone[line.status]}>{lineStatusLabel(line.status)}</Tag> },
  { id: 'quantity', heading: t`Quantity`, numeric: true, cell: (line) => products.units(line.product, line.quantity) },
  { id: 'starts', heading: t`Starts`, numeric: true, cell: (line) => format.day(line.startsOn) },
  { id: 'ends', heading: t`Ends`, numeric: true, cell: (line) => format.day(line.endsOn) },
  { id: 'term', heading: t`Term`, unit: t`months`, numeric: true, cell: (line) => line.termMonths },
  { id: 'renewal', heading: t`At the end`, cell: endText },
  {
    id: 'acv', heading: t`ACV`, unit: currency, numeric: true,
    about: t`Recurring value per year. A term under twelve months is not annualised.`,
    cell: (line) => (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        {line.isShortTerm && <Tag tone="note">{t`Short term`}</Tag>}
        {format.money(line.acvMinor, currency)}
      </Group>
    ),
  },
  ...amountColumns({ format, currency }, lines),
] // prettier-ignore

const amountColumns = ({ format, currency }: Pick<Shown, 'format' | 'currency'>, lines: readonly OrderLine[]): Column<ShownLine>[] => [
  ...(lines.some((line) => line.recurringMinor !== line.acvMinor || line.currency !== currency) ? [{
    id: 'recurring', heading: t`Contract value`, numeric: true, about: t`For the whole term, in the contract's currency, without what is paid once.`,
    cell: (line: ShownLine) => format.money(line.recurringMinor, line.currency),
  }] : []),
  ...(lines.some((line) => line.oneOffMinor !== 0) ? [{
    id: 'oneOff', heading: t`One-off`, numeric: true,
    cell: (line: ShownLine) => (line.oneOffMinor === 0 ? '–' : format.money(line.oneOffMinor, line.currency)),
  }] : []),
] // prettier-ignore

const endText = (line: ShownLine) => {
  if (line.successor) return t`Followed by ${line.successor.orderNumber}`
  if (ended.has(line.status)) return '–'
  if (!line.autoRenew) return t`Ends unless renewed`
  return plural(line.noticeDays, { one: 'Renews by itself, # day of notice', other: 'Renews by itself, # days of notice' })
}

const lineStatusLabel = (status: LineStatus): string =>
  ({ draft: t`Draft`, upcoming: t`Upcoming`, active: t`Active`, expired: t`Expired`, superseded: t`Replaced`, cancelled: t`Cancelled` })[
    status
  ]
