import { useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconCalendarDue, IconCoin, IconFileCheck, IconUserCheck, IconUsers } from '@tabler/icons-react'
import { useFormat } from '#ui/format.tsx'
import { paths } from '#ui/paths.tsx'
import { usePartnership, useSession } from '#ui/session.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import type { Totals as TotalsOf } from './contract.ts'

/** The portfolio in one row, as the model's configuration picks and orders it. Each number says where it comes from. */
export const Totals = ({ totals }: { totals: TotalsOf | null | undefined }) => {
  const { t } = useLingui()
  const { dashboardMetrics } = usePartnership()
  const { products } = useSession().start
  const count = dashboardMetrics.reduce((sum, metric) => sum + (metric === 'peaks' ? products.length : 1), 0)
  return (
    <Stats label={t`Portfolio totals`} count={count}>
      {dashboardMetrics.map((metric) =>
        metric === 'peaks' ? <Peaks key={metric} totals={totals} /> : <Total key={metric} metric={metric} totals={totals} />,
      )}
    </Stats>
  )
}

type Metric = 'customers' | 'activeCustomers' | 'activeSubscriptions' | 'acv' | 'renewals' | 'openTasks'

const Total = ({ metric, totals }: { metric: Metric; totals: TotalsOf | null | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { timeZone, currency } = usePartnership()
  const asOf = totals ? format.day(totals.asOf) : undefined
  const ask = (rule: string) => ({ rule, timeZone, asOf })
  const money = (minor: number | null | undefined) => (minor === null || minor === undefined ? '–' : format.moneyWhole(minor, currency))
  const count = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format.whole(value))
  const isPending = !totals
  switch (metric) {
    case 'customers':
      return (
        <Stat
          label={t`Customers`}
          icon={IconUsers}
          isPending={isPending}
          value={count(totals?.customers)}
          ask={ask(t`Customers whose state counts in this partnership, as far as you may see them.`)}
        />
      )
    case 'activeCustomers':
      return (
        <Stat
          label={t`Active customers`}
          icon={IconUserCheck}
          isPending={isPending}
          value={count(totals?.activeCustomers)}
          ask={ask(t`Customers with usage in the open billing cycle or a contract line that is active today.`)}
        />
      )
    case 'activeSubscriptions':
      return (
        <Stat
          label={t`Active subscriptions`}
          icon={IconFileCheck}
          isPending={isPending}
          value={count(totals?.activeSubscriptions)}
          ask={ask(t`Order lines that are active today: started, not ended, not cancelled.`)}
        />
      )
    case 'acv':
      return (
        <Stat
          label={t`ACV today`}
          icon={IconCoin}
          isPending={isPending}
          value={money(totals?.acvMinor)}
          ask={ask(
            t`Recurring value of each active line, divided by its months and multiplied by twelve. One-off amounts are left out; terms under twelve months are not annualised.`,
          )}
        />
      )
    case 'renewals':
      return (
        <Stat
          label={t`Renewals in 3 months`}
          icon={IconCalendarDue}
          isPending={isPending}
          value={money(totals?.renewalMinor)}
          href={paths.report({ section: 'renewals' })}
        />
      )
    case 'openTasks':
      return (
        <Stat label={t`Open tasks`} icon={IconAlertTriangle} isPending={isPending} value={count(totals?.openTasks)} href={paths.tasks()} />
      )
  }
}

/** One tile a product: the peak of the open cycle, and what is committed. */
const Peaks = ({ totals }: { totals: TotalsOf | null | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { timeZone } = usePartnership()
  const { products } = useSession().start
  return products.map((product) => {
    const found = totals?.peaks.find((one) => one.product === product.code)
    const commitment = found?.commitment
    return (
      <Stat
        key={product.code}
        label={product.shortName}
        isPending={!totals}
        value={found ? format.whole(found.peak) : '–'}
        unit={product.units}
        about={commitment === null || commitment === undefined ? undefined : t`of ${format.whole(commitment)} committed`}
        ask={
          totals
            ? {
                rule: t`The sum of your customers' peaks in the open billing cycle. A customer's peak is the highest daily value. ${product.measures}`,
                period: format.days(totals.cycle.start, totals.cycle.end),
                timeZone,
                asOf: format.day(totals.asOf),
              }
            : undefined
        }
      />
    )
  })
}
