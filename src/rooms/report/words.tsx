import { t } from '@lingui/core/macro'
import type { Format } from '#ui/format.tsx'
import type { ReportBucket, StatusReport } from './contract.ts'

export const bucketLabel = (bucket: ReportBucket): string =>
  ({ overdue: t`Overdue`, '0-30': t`0 to 30 days`, '31-60': t`31 to 60 days`, '61-90': t`61 to 90 days` })[bucket]

export const lineStatusLabel = (status: StatusReport['lines'][number]['status']): string =>
  ({ draft: t`Draft`, upcoming: t`Upcoming`, active: t`Active`, expired: t`Expired`, superseded: t`Replaced`, cancelled: t`Cancelled` })[
    status
  ]

export const customerStatusLabel = (status: StatusReport['customers'][number]['status']): string =>
  ({ active: t`Active`, upcoming: t`Upcoming`, expired: t`Expired`, none: t`No orders` })[status]

export const stateLabel = (state: StatusReport['states'][number]['status']): string =>
  ({ trial: t`Trial`, paying: t`Paying`, archived: t`Archived`, internal: t`Internal`, demo: t`Demo account` })[state]

type Change = { absolute: number; percent: number | null; isNew: boolean }

export const directionOf = ({ absolute }: Change): 'up' | 'down' | 'same' => (absolute > 0 ? 'up' : absolute < 0 ? 'down' : 'same')

/** `+40 (+10.3%)`, `New`, `No change`. */
export const changeText = (change: Change, absolute: (value: number) => string, format: Format): string => {
  if (change.isNew) return t`New`
  if (change.absolute === 0) return t`No change`
  const percent = change.percent === null ? '' : ` (${format.percentChange(change.percent / 100)})`
  return `${change.absolute > 0 ? '+' : ''}${absolute(change.absolute)}${percent}`
}
