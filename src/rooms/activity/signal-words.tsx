import { plural, t } from '@lingui/core/macro'
import type { Format } from '#ui/format.tsx'
import type { Products } from '#ui/products.tsx'
import type { CustomerSignals, RetentionSignal } from './contract.ts'

export type SignalWords = { title: string; value: string; detail: string; threshold: string }
type Shown = { format: Format; products: Products; all: CustomerSignals }
type Made = Omit<SignalWords, 'threshold'>

/** A signal in the reader's words. */
export const signalWords = (signal: RetentionSignal, shown: Shown): SignalWords => ({
  ...makers[signal.indicator](signal, shown),
  threshold: thresholdText(signal, shown),
})

const days = (count: number) => plural(count, { one: '# day', other: '# days' })
const productOf = ({ product }: RetentionSignal, { products }: Shown) => (product === null ? '' : products.short(product))
const dayOf = ({ since }: RetentionSignal, { format }: Shown) => (since === null ? t`an unknown day` : format.day(since))

const makers: Record<RetentionSignal['indicator'], (signal: RetentionSignal, shown: Shown) => Made> = {
  'inactive-scanners': (signal, shown) => ({
    title: t`Scanners`,
    value: signal.state === 'ok' ? t`All report` : plural(signal.affected, { one: '# scanner is silent', other: '# scanners are silent' }),
    detail:
      signal.value === 0
        ? t`Every scanner reported today.`
        : t`${signal.worst ?? ''} has been silent the longest: ${days(signal.value)}, since ${dayOf(signal, shown)}.`,
  }),
  'failed-scans': (signal, shown) => ({
    title: t`Failed scans: ${productOf(signal, shown)}`,
    value: plural(signal.value, { one: '# scan failed', other: '# scans failed' }),
    detail:
      signal.since === null
        ? t`None in the last ${days(shown.all.failedScansDays)}.`
        : t`In the last ${days(shown.all.failedScansDays)}, the first on ${dayOf(signal, shown)}.`,
  }),
  'lapsed-schedules': (signal, shown) => ({
    title: t`Scan schedules`,
    value: signal.state === 'ok' ? t`On time` : plural(signal.affected, { one: '# schedule lapsed', other: '# schedules lapsed' }),
    detail:
      signal.value === 0
        ? t`Every schedule ran when it should.`
        : t`${signal.worst ?? ''} should have run on ${dayOf(signal, shown)}, ${days(signal.value)} ago.`,
  }),
  'last-login': (signal, shown) => ({
    title: t`Last sign-in`,
    value: signal.value === 0 ? t`Today` : t`${days(signal.value)} ago`,
    detail: signal.value === 0 ? t`Somebody signed in today.` : t`Nobody has signed in since ${dayOf(signal, shown)}.`,
  }),
  'last-scan': (signal, shown) => ({
    title: t`Last scan: ${productOf(signal, shown)}`,
    value: signal.value === 0 ? t`Today` : t`${days(signal.value)} ago`,
    detail: signal.value === 0 ? t`A scan finished today.` : t`No scan has finished since ${dayOf(signal, shown)}.`,
  }),
  'usage-trend': (signal, shown) => {
    const share = shown.format.percent(signal.value / 100)
    return {
      title: t`Usage trend: ${productOf(signal, shown)}`,
      value: signal.value === 0 ? t`Not falling` : t`Down ${share}`,
      detail: t`The trend line over the last ${days(shown.all.usageTrendDays)}, from ${dayOf(signal, shown)}.`,
    }
  },
  'renewal-engagement': (signal) => ({
    title: t`Renewal and engagement`,
    value: signal.value < 0 ? t`Renewal overdue by ${days(-signal.value)}` : t`Renewal in ${days(signal.value)}`,
    detail:
      signal.affected === 0
        ? t`Sign-ins and use show no sign of leaving.`
        : plural(signal.affected, { one: '# other signal shows low engagement.', other: '# other signals show low engagement.' }),
  }),
}

/** What the value is measured against: the step that was passed or, while all is well, the first one. */
const thresholdText = ({ indicator, state, threshold, unit }: RetentionSignal, { format }: Shown): string => {
  const amount =
    unit === 'days'
      ? days(threshold)
      : unit === 'percent'
        ? format.percent(threshold / 100, 0)
        : plural(threshold, { one: '# scan', other: '# scans' })
  if (indicator === 'renewal-engagement')
    return state === 'ok'
      ? t`Warns from ${amount} before, while engagement is low`
      : t`Threshold passed: ${amount} before, while engagement is low`
  // Silence is bad over its threshold, the others from it on.
  const isOver = unit === 'days'
  if (state === 'ok') return isOver ? t`Warns after ${amount}` : t`Warns from ${amount}`
  return isOver ? t`Threshold passed: more than ${amount}` : t`Threshold passed: ${amount} or more`
}
