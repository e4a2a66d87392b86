import { countedStates } from '#rooms/customers/counted.rules.ts'
import type { Asking, Maker } from '#rooms/exports/exportable.actions.ts'
import { acvByDay } from '#rooms/orders/rules.ts'
import type { Member } from '#shared/actor.ts'
import { modelOf } from '#shared/config.ts'
import { daysBetween, eachDay, type Span } from '#shared/dates.ts'
import { changeOf } from '#shared/trend.ts'
import type { Tx } from '#server/db.ts'
import type { Deliver } from '#server/download.ts'
import type { Column, Row, Sheet } from '#server/xlsx.ts'
import { reportBuckets, type ReportBucket } from './contract.ts'
import { acvSpan, getAcvReport, getGrowth, getRenewals, getStatuses } from './orders.actions.ts'
import { customerLinesInBatches } from './orders.store.ts'
import { growthInBatches, renewalsInBatches } from './outlook.store.ts'
import { bucketOfDays, monthSummaries } from './rules.ts'
import { deliverReport } from './workbook-meta.ts'

const text = (heading: string, width?: number): Column => ({ heading, kind: 'text', ...(width ? { width } : {}) })
const whole = (heading: string, isSummed = false): Column => ({ heading, kind: 'whole', isSummed })
const money = ({ currency }: Member, heading: string, isSummed = false): Column => ({ heading, kind: { money: currency }, isSummed })
const percent = (heading: string): Column => ({ heading, kind: 'percent' })
const day = (heading: string): Column => ({ heading, kind: 'day' })

const statesOf = ({ config }: Maker, { model }: Member) => countedStates(modelOf(config, model))

/** ACV of each day in all and by customer, with month summaries. */
export const deliverAcvWorkbook = (tx: Tx, { maker, actor, query }: Asking<Partial<Span>>, deliver: Deliver): Promise<void> =>
  deliverReport(tx, { maker, actor, deliver }, async () => {
    const span = acvSpan(actor, query)
    const { values } = await getAcvReport(tx, actor, maker.config, span)
    const days = eachDay(span)
    const byDay: Sheet = {
      name: 'By day',
      columns: [day('Day'), money(actor, 'ACV')],
      batches: [days.map((each, at): Row => [each, values[at] ?? null])],
    }
    const byMonth: Sheet = {
      name: 'By month',
      columns: [
        text('Month', 10),
        ...['First day', 'Last day', 'Change'].map((name) => money(actor, name)),
        percent('Change, %'),
        ...['Average', 'Lowest', 'Highest'].map((name) => money(actor, name)),
      ],
      batches: [
        monthSummaries(span.from, values).map(({ month, first, last, change, average, low, high }): Row => [
          month,
          first,
          last,
          change.absolute,
          change.percent,
          average,
          low,
          high,
        ]),
      ],
    }
    const byCustomer: Sheet = {
      name: 'By customer',
      frozenColumns: 1,
      columns: [text('Customer', 36), text('Customer ID'), ...days.map((each) => ({ ...money(actor, each, true), width: 16 }))],
      batches: (async function* () {
        for await (const batch of customerLinesInBatches(tx, actor, statesOf(maker, actor), span))
          yield batch.map(({ name, externalId, lines }): Row => [
            name,
            externalId,
            ...acvByDay(lines, span.from, span.to).map(({ acvMinor }) => acvMinor),
          ])
      })(),
    }
    return {
      facts: {
        word: 'acv',
        title: 'Annual contract value by day',
        span: `${span.from}-to-${span.to}`,
        period: `${span.from} to ${span.to}`,
        more: [['ACV', acvWords]],
      },
      audited: [byMonth, byDay, byCustomer],
    }
  })

const acvWords =
  'Recurring value of an order line for twelve months; one-off amounts are left out, terms under twelve months are not scaled up'

/** Open renewals by deadline, with totals. */
export const deliverRenewalsWorkbook = (tx: Tx, { maker, actor }: Asking<unknown>, deliver: Deliver): Promise<void> =>
  deliverReport(tx, { maker, actor, deliver }, async () => {
    const { buckets, within, threeMonths } = await getRenewals(tx, actor, maker.config, { limit: 1 })
    const forecast: Row[] = [
      ...within.map(({ days, lines, acvMinor }): Row => [`Within ${days} days`, lines, acvMinor]),
      ['Within three calendar months', threeMonths.lines, threeMonths.acvMinor],
    ]
    const lines: Sheet = {
      name: 'Lines',
      frozenColumns: 1,
      columns: [
        text('Customer', 36),
        text('Order'),
        text('Product', 12),
        whole('Quantity'),
        day('Ends'),
        day('Deadline'),
        whole('Days left'),
        text('Due', 12),
        text('Renews by itself', 16),
        money(actor, 'ACV', true),
      ],
      batches: (async function* () {
        for await (const batch of renewalsInBatches(tx, actor, statesOf(maker, actor)))
          yield batch.map((row): Row => {
            const left = daysBetween(actor.today, row.deadline)
            const bucket = bucketOfDays(left)
            return [
              row.customer,
              row.orderNumber,
              row.product,
              row.quantity,
              row.endsOn,
              row.deadline,
              left,
              bucket ? bucketWords[bucket] : 'After 90 days',
              row.autoRenew ? 'Yes' : 'No',
              row.acvMinor,
            ]
          })
      })(),
    }
    return {
      facts: {
        word: 'renewals',
        title: 'Renewals',
        span: actor.today,
        period: `As of ${actor.today}, ninety days or three months ahead`,
        more: [['Deadline', 'The end of the line, or the last day for notice when it renews by itself']],
      },
      audited: [
        {
          name: 'Buckets',
          columns: [text('Due'), whole('Lines', true), money(actor, 'ACV', true)],
          batches: [reportBuckets.map((bucket): Row => [bucketWords[bucket], ...totalOf(buckets, bucket)])],
        },
        { name: 'Forecast', columns: [text('Adding up', 30), whole('Lines'), money(actor, 'ACV')], batches: [forecast] },
        lines,
      ],
    }
  })

const bucketWords: Record<ReportBucket, string> = {
  overdue: 'Overdue',
  '0-30': '0 to 30 days',
  '31-60': '31 to 60 days',
  '61-90': '61 to 90 days',
}

const totalOf = (buckets: readonly { bucket: ReportBucket; lines: number; acvMinor: number }[], bucket: ReportBucket): [number, number] => {
  const found = buckets.find((one) => one.bucket === bucket)
  return [found?.lines ?? 0, found?.acvMinor ?? 0]
}

/** ACV now against twelve months ago, customer by customer, with retention. */
export const deliverGrowthWorkbook = (tx: Tx, { maker, actor }: Asking<unknown>, deliver: Deliver): Promise<void> =>
  deliverReport(tx, { maker, actor, deliver }, async () => {
    const growth = await getGrowth(tx, actor, maker.config, { sort: 'name', limit: 1 })
    const summary: Row[] = [
      [`ACV on ${growth.asOf}`, growth.acvMinor, null],
      [`ACV on ${growth.yearAgo}`, growth.acvYearAgoMinor, null],
      ['Change', growth.acvMinor - growth.acvYearAgoMinor, changeOf(growth.acvMinor, growth.acvYearAgoMinor).percent],
      ['Net revenue retention', null, growth.retention?.nrrPercent ?? null],
      ['Gross revenue retention', null, growth.retention?.grrPercent ?? null],
    ]
    const byCustomer: Sheet = {
      name: 'By customer',
      frozenColumns: 1,
      columns: [
        text('Customer', 36),
        text('Customer ID'),
        money(actor, 'ACV a year ago', true),
        money(actor, 'ACV now', true),
        money(actor, 'Change', true),
        percent('Change, %'),
        text('New', 8),
      ],
      batches: (async function* () {
        for await (const batch of growthInBatches(tx, actor, statesOf(maker, actor)))
          yield batch.map(({ name, externalId, acvMinor, acvYearAgoMinor }): Row => {
            const change = changeOf(acvMinor, acvYearAgoMinor ?? undefined)
            return [name, externalId, acvYearAgoMinor, acvMinor, change.absolute, change.percent, change.isNew ? 'New' : '']
          })
      })(),
    }
    return {
      facts: {
        word: 'growth',
        title: 'Growth by customer',
        span: growth.asOf,
        period: `${growth.yearAgo} to ${growth.asOf}`,
        more: [['ACV', acvWords]],
      },
      audited: [
        { name: 'Summary', columns: [text('Figure', 30), money(actor, 'Amount'), percent('Percent')], batches: [summary] },
        byCustomer,
      ],
    }
  })

/** How many lines and customers there are of each status. */
export const deliverStatusesWorkbook = (tx: Tx, { maker, actor }: Asking<unknown>, deliver: Deliver): Promise<void> =>
  deliverReport(tx, { maker, actor, deliver }, async () => {
    const { lines, customers, states, asOf } = await getStatuses(tx, actor, maker.config)
    const sheet = (name: string, what: string, counts: readonly { status: string; count: number }[]): Sheet => ({
      name,
      columns: [text('Status'), whole(what, true)],
      batches: [counts.map(({ status, count }): Row => [status, count])],
    })
    return {
      facts: { word: 'statuses', title: 'Status of orders and customers', span: asOf, period: `As of ${asOf}` },
      audited: [
        sheet('Order lines', 'Lines', lines),
        sheet('Customers by orders', 'Customers', customers),
        sheet('Customers by state', 'Customers', states),
      ],
    }
  })
