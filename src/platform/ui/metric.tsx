import { t } from '@lingui/core/macro'
import { useMemo } from 'react'
import type { MetricNow } from '#rooms/metrics/contract.ts'
import { productOf, type PlainMetric } from '#rooms/metrics/rules.ts'
import { useFormat, type Format } from './format.tsx'
import { paths } from './paths.tsx'
import { useProducts } from './products.tsx'
import { useMay, useSession } from './session.tsx'

const labels: Record<PlainMetric, () => string> = {
  customers: () => t`Customers`,
  activeCustomers: () => t`Active customers`,
  activeSubscriptions: () => t`Active subscriptions`,
  acv: () => t`ACV today`,
  renewals: () => t`Renewals in 3 months`,
  nrr: () => t`Net revenue retention`,
  openTasks: () => t`Open tasks`,
  billable: () => t`Billable amount`,
  peaks: () => t`Peak usage by product`,
}
const isPlain = (code: string): code is PlainMetric => Object.hasOwn(labels, code)

/** What a metric is called; a product's peak by the product's `name`. */
export const metricLabel = (code: string, name: (product: string) => string): string => {
  const product = productOf(code)
  return product !== undefined ? name(product) : isPlain(code) ? labels[code]() : code
}

/** `2026-06` as a month, `2026-Q2` as it is read. */
export const periodLabel = (name: string, { month }: Pick<Format, 'month'>): string => {
  const [year = '', quarter] = name.split('-Q')
  return quarter ? t`Q${quarter} ${year}` : month(name)
}

type Unit = MetricNow['unit']

/** How figures are written: money in this currency, or in the partnership's that the page is about. */
export const useMetricText = (given?: string) => {
  const format = useFormat()
  const { partnership } = useSession().start
  // The sign for no currency in particular: a page that is about no partnership says whose figures they are.
  const currency = given ?? partnership?.currency ?? 'XXX'
  return useMemo(() => {
    const value = (amount: number, unit: Unit) =>
      unit === 'money' ? format.moneyWhole(amount, currency) : unit === 'percent' ? format.percent(amount / 100) : format.whole(amount)
    const short = (amount: number, unit: Unit) =>
      unit === 'money' ? format.moneyShort(amount, currency) : unit === 'percent' ? format.percent(amount / 100, 0) : format.short(amount)
    const change = ({ change: by, unit }: Pick<MetricNow, 'change' | 'unit'>) => {
      if (!by) return undefined
      const percent = by.percent === null ? '' : ` (${format.percentChange(by.percent / 100)})`
      const text = by.isNew
        ? t`New`
        : by.absolute === 0
          ? t`No change`
          : `${by.absolute > 0 ? '+' : ''}${value(by.absolute, unit)}${percent}`
      return { direction: by.absolute > 0 ? ('up' as const) : by.absolute < 0 ? ('down' as const) : ('same' as const), text }
    }
    return { value, short, change, period: (name: string) => periodLabel(name, format) }
  }, [format, currency])
}

/** Where the rows behind a figure are, as far as the reader may go there. */
export const useMetricPlace = () => {
  const { partnership } = useSession().start
  const [mayCustomers, mayReport, mayTasks] = [useMay('customer.read'), useMay('report.read'), useMay('task.read')]
  return ({
    code,
    product,
    period,
  }: Pick<MetricNow, 'code' | 'product'> & { period: { name: string; from: string } }): string | undefined => {
    if (!partnership) return undefined
    const ofCustomers = (query?: Parameters<typeof paths.customers>[0]) => (mayCustomers ? paths.customers(query) : undefined)
    const ofReport = (query?: Parameters<typeof paths.report>[0]) => (mayReport ? paths.report(query) : undefined)
    if (code === 'openTasks') return mayTasks ? paths.tasks() : undefined
    if (code === 'activeSubscriptions') return ofCustomers({ status: ['active'] })
    if (code === 'acv' || code === 'nrr' || code === 'renewals') return ofReport() ?? ofCustomers()
    if (code === 'billable') return ofReport()
    if (product === null) return ofCustomers()
    const isCycle = /^\d{4}-\d\d$/.test(period.name)
    const ofBar = partnership.reportLayout === 'usage' && isCycle ? ofReport({ cycle: period.name, product }) : undefined
    return ofBar ?? ofCustomers({ product, sort: `-peak:${product}` })
  }
}

/** A product's unit behind its peak. */
export const useMetricUnit = () => {
  const products = useProducts()
  return (product: string | null): string | undefined => (product === null ? undefined : products.find(product)?.units)
}
