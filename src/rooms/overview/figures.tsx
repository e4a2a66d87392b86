import { Anchor } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import {
  IconAlertTriangle,
  IconCalendarDue,
  IconChartDots,
  IconCoin,
  IconFileCheck,
  IconReceipt,
  IconUserCheck,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { Link } from 'wouter'
import { useFormat } from '#ui/format.tsx'
import { metricLabel, useMetricPlace, useMetricText, useMetricUnit } from '#ui/metric.tsx'
import { paths } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { useMay } from '#ui/session.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import type { Overview } from './contract.ts'
import classes from './overview.module.css'

const icons: Record<string, Icon> = {
  customers: IconUsers,
  activeCustomers: IconUserCheck,
  activeSubscriptions: IconFileCheck,
  acv: IconCoin,
  renewals: IconCalendarDue,
  nrr: IconChartDots,
  openTasks: IconAlertTriangle,
  billable: IconReceipt,
}

type Figure = Overview['figures'][number]

/** The dashboard's totals, each with its change and a way to its rows. */
export const Figures = ({ overview }: { overview: Overview | undefined }) => {
  const { t } = useLingui()
  if (!overview)
    return (
      <Stats label={t`Figures`} count={4}>
        {[1, 2, 3, 4].map((one) => (
          <Stat key={one} label="–" value="" isPending />
        ))}
      </Stats>
    )
  const { figures } = overview
  if (figures.length === 0) return null
  return (
    <div>
      <Stats label={t`Figures`} count={figures.length}>
        {figures.map((figure) => (
          <One key={figure.code} figure={figure} />
        ))}
      </Stats>
      <FiguresNote figures={figures} />
    </div>
  )
}

const One = ({ figure }: { figure: Figure }) => {
  const { t } = useLingui()
  const text = useMetricText()
  const products = useProducts()
  const placeOf = useMetricPlace()
  const unitOf = useMetricUnit()
  const format = useFormat()
  const { code, value, unit, product, commitment } = figure
  const change = text.change(figure)
  const href = placeOf(figure)
  const committed = commitment === null ? undefined : t`of ${format.whole(commitment)} committed`
  const sign = icons[code]
  const units = unitOf(product)
  return (
    <Stat
      label={metricLabel(code, products.short)}
      value={value === null ? '–' : text.value(value, unit)}
      {...(sign ? { icon: sign } : {})}
      {...(units ? { unit: units } : {})}
      {...(change ? { change } : {})}
      {...(href ? { href } : {})}
      about={committed}
    />
  )
}

/** As of when, against what; what a restricted reader sees; and what to do where there is nothing yet. */
const FiguresNote = ({ figures }: { figures: readonly Figure[] }) => {
  const { t } = useLingui()
  const format = useFormat()
  const text = useMetricText()
  const mayReadContacts = useMay('customer.read')
  const [first] = figures
  if (!first) return null
  const { asOf, isPartial, period } = first
  const hasChange = figures.some(({ change }) => change !== null)
  const customers = figures.find(({ code }) => code === 'customers')
  return (
    <p className={classes.note}>
      {[
        t`As of ${format.day(asOf)}.`,
        hasChange && t`Changes are against the period before ${text.period(period.name)} (${format.days(period.from, period.to)}).`,
        isPartial && t`Of the customers that are assigned to you.`,
      ]
        .filter(Boolean)
        .join(' ')}
      {customers?.value === 0 && mayReadContacts && (
        <>
          {' '}
          <Anchor component={Link} href={paths.customers()} inherit>
            {t`No customer counts yet: look at all of them`}
          </Anchor>
        </>
      )}
    </p>
  )
}
