import { useLingui } from '@lingui/react/macro'
import { IconCalendarDue, IconCoin, IconFileCheck, IconUsers } from '@tabler/icons-react'
import { useFormat } from '#ui/format.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { useMay, usePartnership } from '#ui/session.tsx'
import { Stat, Stats } from '#ui/stat.tsx'

/** The four figures of the dashboard, by the dashboard's own call. */
export const TotalCards = () => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency, timeZone } = usePartnership()
  const mayRead = useMay('customer.read')
  const { data } = useCall('GET /customers', { query: { limit: 1 } }, { enabled: mayRead })
  if (!mayRead) return null
  const totals = data?.totals
  const isPending = !totals
  const asOf = totals ? format.day(totals.asOf) : undefined
  const ask = (rule: string) => ({ rule, timeZone, ...(asOf ? { asOf } : {}) })
  const money = (minor: number | null | undefined) => (minor == null ? '–' : format.moneyWhole(minor, currency))
  return (
    <Stats label={t`Totals`}>
      <Stat
        label={t`Customers`}
        icon={IconUsers}
        isPending={isPending}
        value={format.whole(totals?.customers ?? 0)}
        href={paths.customers()}
      />
      <Stat
        label={t`Active subscriptions`}
        icon={IconFileCheck}
        isPending={isPending}
        value={format.whole(totals?.activeSubscriptions ?? 0)}
        ask={ask(t`Order lines that are active today: started, not ended, not cancelled.`)}
      />
      {totals?.acvMinor !== null && (
        <Stat
          label={t`ACV today`}
          icon={IconCoin}
          isPending={isPending}
          value={money(totals?.acvMinor)}
          href={paths.report({ section: 'acv', day: totals?.asOf })}
        />
      )}
      {totals?.renewalMinor !== null && (
        <Stat
          label={t`Renewals in 3 months`}
          icon={IconCalendarDue}
          isPending={isPending}
          value={money(totals?.renewalMinor)}
          href={paths.report({ section: 'renewals' })}
        />
      )}
    </Stats>
  )
}
