import type { Day } from '#shared/dates.ts'
import { sumMinor } from '#shared/money.ts'
import { daysBetween } from '#shared/dates.ts'
import { isRenewalOpen, renewalBucket, renewalDeadline } from './renewals.rules.ts'
import type { RenewableLine, RenewalBucket } from './renewals.rules.ts'
import { customerStatusOn, lineStatusOn } from './rules.ts'
import type { LineLife, LineStatus, StoredStatus } from './rules.ts'

/** Where an open renewal stands. `daysLeft` is negative when overdue. */
export type OpenRenewal<L> = { line: L; deadline: Day; daysLeft: number; bucket: RenewalBucket }

/** An order's status as of a day: what was decided about the whole order, otherwise what its lines say (active beats upcoming beats expired). */
export const orderStatusOn = (stored: StoredStatus, lines: readonly LineLife[], day: Day): LineStatus => {
  if (stored === 'draft' || stored === 'cancelled') return stored
  const byLines = customerStatusOn(lines, day)
  if (byLines === 'active' || byLines === 'upcoming') return byLines
  const ended = new Set(lines.map((line) => lineStatusOn(line, day)))
  if (stored === 'superseded' || (ended.has('superseded') && !ended.has('expired'))) return 'superseded'
  if (ended.has('expired')) return 'expired'
  return ended.has('cancelled') ? 'cancelled' : 'draft'
}

/** Open renewals that are overdue or have their deadline within ninety days, the most urgent first. */
export const renewalsNear = <L extends RenewableLine>(lines: readonly L[], today: Day): OpenRenewal<L>[] =>
  lines
    .filter((line) => isRenewalOpen(line, today) && renewalBucket(line, today) !== 'later')
    .map((line) => {
      const deadline = renewalDeadline(line)
      return { line, deadline, daysLeft: daysBetween(today, deadline), bucket: renewalBucket(line, today) }
    })
    .sort((a, b) => a.daysLeft - b.daysLeft || (a.line.endsOn < b.line.endsOn ? -1 : 1))

/** The sum of amounts that may be unknown; null when all are. */
export const sumOfKnown = (amounts: readonly (number | null)[]): number | null => {
  const known = amounts.filter((amount) => amount !== null)
  return known.length === 0 ? null : sumMinor(known)
}
