import { usedStates } from '#rooms/customers/counted.rules.ts'
import type { Asking } from '#rooms/exports/exportable.actions.ts'
import type { Member } from '#shared/actor.ts'
import { modelOf, type Product } from '#shared/config.ts'
import { cycleNamed, type Cycle } from '#shared/cycles.ts'
import { addDays } from '#shared/dates.ts'
import { timesMinor } from '#shared/money.ts'
import type { Tx } from '#server/db.ts'
import type { Deliver } from '#server/download.ts'
import type { Column, Row, Sheet } from '#server/xlsx.ts'
import type { UsageQuery, UsageReport } from './contract.ts'
import { inSheets } from './sheets.ts'
import { getUsageReport } from './usage.actions.ts'
import * as store from './usage.store.ts'
import { cycleWords, deliverReport } from './workbook-meta.ts'

// What a person can still open and search; whole cycles, the newest first.
const DAILY_LIMIT = 2_000_000
const DAILY_SHEET_ROWS = 1_000_000

type Source = { tx: Tx; actor: Member; states: store.UsedStates; report: UsageReport; cycles: Cycle[]; products: Product[] }

/** The usage report as a workbook: summary, customers by product, invoice lines where prices are known, periods, daily values. */
export const deliverUsageWorkbook = (tx: Tx, { maker, actor, query }: Asking<UsageQuery>, deliver: Deliver): Promise<void> =>
  deliverReport(tx, { maker, actor, deliver }, async () => {
    const { config } = maker
    const report = await getUsageReport(tx, actor, config, query)
    const cycles = report.cycles.map(({ name }) => cycleNamed(name, actor.cycle))
    const products = config.products.filter(({ code }) => report.products.includes(code))
    const source: Source = { tx, actor, states: usedStates(modelOf(config, actor.model)), report, cycles, products }
    const daily = config.exports.dailySheet ? await dailyCycles(source) : []
    const [first, last] = [cycles[0]?.name ?? '', cycles.at(-1)?.name ?? '']
    return {
      facts: {
        word: 'usage',
        title: 'Peak usage by product',
        span: first === last ? first : `${first}-to-${last}`,
        period: `${first} to ${last} (${cycles[0]?.start ?? ''} to ${cycles.at(-1)?.end ?? ''})`,
        more: [
          ['Billing cycle', cycleWords(actor)],
          ['Peak', 'The largest daily value of a customer in a cycle; a total is the sum of the customers’ peaks'],
          ['Daily values', daily.length > 0 ? `Of ${daily.map(({ name }) => name).join(', ')}` : 'Left out'],
        ],
      },
      audited: [summarySheet(source), customerSheet(source), ...(report.isPriced && !report.isPartial ? [invoiceSheet(source)] : [])],
      more: async function* () {
        yield periodSheet(source)
        if (daily.length > 0) yield* inSheets(dailySheet(source, daily), DAILY_SHEET_ROWS)
      },
    }
  })

const stateOf = (report: UsageReport, name: string) => (report.cycles.find((cycle) => cycle.name === name)?.isOpen ? 'Open' : 'Closed')

const summarySheet = ({ report, products, actor }: Source): Sheet => {
  const money = { money: actor.currency }
  const columns: Column[] = [
    { heading: 'Period', kind: 'text', width: 10 },
    { heading: 'State', kind: 'text', width: 9 },
    { heading: 'Product', kind: 'text', width: 32 },
    { heading: 'Code', kind: 'text', width: 9 },
    { heading: 'Unit', kind: 'text', width: 12 },
    { heading: 'Customers', kind: 'whole' },
    { heading: 'Total peak', kind: 'whole' },
    { heading: 'Commitment', kind: 'whole' },
    { heading: 'Billable', kind: 'whole' },
    { heading: 'Overage', kind: 'whole' },
    ...(report.isPriced
      ? ([
          { heading: 'Unit price', kind: money },
          { heading: 'Amount', kind: money, isSummed: true },
        ] satisfies Column[])
      : []),
  ]
  const rows = report.cells.map((cell): Row => {
    const product = products.find(({ code }) => code === cell.product)
    return [
      cell.cycle,
      stateOf(report, cell.cycle),
      product?.name ?? cell.product,
      cell.product,
      product?.units ?? '',
      cell.customers,
      cell.peak,
      cell.commitment,
      cell.billable,
      cell.overage,
      ...(report.isPriced ? [cell.unitPriceMinor, cell.amountMinor] : []),
    ]
  })
  return { name: 'Summary', columns, batches: [rows], frozenColumns: 1 }
}

const customerSheet = ({ tx, actor, states, cycles, products }: Source): Sheet => ({
  name: 'By customer',
  frozenColumns: 2,
  columns: [
    { heading: 'Period', kind: 'text', width: 10 },
    { heading: 'Customer', kind: 'text', width: 36 },
    { heading: 'Customer ID', kind: 'text' },
    ...products.flatMap(({ shortName, units }): Column[] => [
      { heading: `${shortName}, ${units}`, kind: 'whole', isSummed: true, width: 16 },
      { heading: `${shortName}, peak day`, kind: 'day', width: 14 },
    ]),
  ],
  batches: (async function* () {
    for (const cycle of cycles)
      for await (const batch of store.customerPeaksInBatches(tx, actor, states, cycle))
        yield batch.map(({ name, externalId, peaks }): Row => [
          cycle.name,
          name,
          externalId,
          ...products.flatMap(({ code }) => peaks[code] ?? [null, null]),
        ])
  })(),
})

/** Every customer's peak at the unit price, and what a commitment adds: the lines of a period come to its amount in the summary. */
const invoiceSheet = ({ tx, actor, states, report, cycles, products }: Source): Sheet => ({
  name: 'Invoice',
  frozenColumns: 1,
  columns: [
    { heading: 'Period', kind: 'text', width: 10 },
    { heading: 'Line', kind: 'text', width: 30 },
    { heading: 'Customer', kind: 'text', width: 36 },
    { heading: 'Customer ID', kind: 'text' },
    { heading: 'Product', kind: 'text', width: 32 },
    { heading: 'Unit', kind: 'text', width: 12 },
    { heading: 'Quantity', kind: 'whole' },
    { heading: 'Unit price', kind: { money: actor.currency } },
    { heading: 'Amount', kind: { money: actor.currency }, isSummed: true },
  ],
  batches: (async function* () {
    for (const cycle of cycles) {
      const priced = products.flatMap((product) => {
        const cell = report.cells.find((one) => one.cycle === cycle.name && one.product === product.code)
        return cell?.amountMinor === null || cell?.unitPriceMinor == null ? [] : [{ product, cell, price: cell.unitPriceMinor }]
      })
      for await (const batch of store.customerPeaksInBatches(tx, actor, states, cycle))
        yield batch.flatMap(({ name, externalId, peaks }) =>
          priced.flatMap(({ product, price }): Row[] => {
            const [peak] = peaks[product.code] ?? []
            return peak
              ? [[cycle.name, 'Peak usage', name, externalId, product.name, product.units, peak, price, timesMinor(peak, price)]]
              : []
          }),
        )
      yield priced.flatMap(({ product, cell, price }): Row[] => {
        const unused = (cell.billable ?? 0) - (cell.peak ?? 0)
        return unused > 0
          ? [
              [
                cycle.name,
                'Commitment that was not used',
                null,
                null,
                product.name,
                product.units,
                unused,
                price,
                timesMinor(unused, price),
              ],
            ]
          : []
      })
    }
  })(),
})

const periodSheet = ({ report, cycles }: Source): Sheet => ({
  name: 'Periods',
  columns: [
    { heading: 'Period', kind: 'text', width: 10 },
    { heading: 'First day', kind: 'day' },
    { heading: 'Last day', kind: 'day' },
    { heading: 'Days', kind: 'whole' },
    { heading: 'State', kind: 'text', width: 12 },
  ],
  batches: [cycles.map(({ name, start, end, days }): Row => [name, start, end, days, stateOf(report, name)])],
})

/** The newest cycles whose daily values fit, in their order; the newest one in any case. */
const dailyCycles = async ({ tx, actor, states, cycles }: Source): Promise<Cycle[]> => {
  const counts = await store.countDailyValues(tx, actor, states, cycles)
  let rows = 0
  const fitting = cycles.toReversed().filter((cycle, at) => {
    rows += counts.get(cycle.start) ?? 0
    return at === 0 || rows <= DAILY_LIMIT
  })
  return fitting.toReversed()
}

const dailySheet = ({ tx, actor, states, products }: Source, cycles: Cycle[]): Sheet => ({
  name: 'Daily',
  columns: [
    { heading: 'Period', kind: 'text', width: 10 },
    { heading: 'Product', kind: 'text', width: 32 },
    { heading: 'Customer', kind: 'text', width: 36 },
    { heading: 'Customer ID', kind: 'text' },
    { heading: 'Day', kind: 'day' },
    { heading: 'Value', kind: 'whole' },
  ],
  batches: (async function* () {
    const names = new Map(products.map(({ code, name }) => [code, name]))
    for (const cycle of cycles) {
      const days = Array.from({ length: cycle.days }, (_, at) => addDays(cycle.start, at))
      for await (const batch of store.dailyValuesInBatches(tx, actor, states, cycle))
        yield batch.flatMap((row) =>
          days.flatMap((day, at): Row[] => {
            const value = row.days[at] ?? null
            return value === null ? [] : [[cycle.name, names.get(row.product) ?? row.product, row.name, row.externalId, day, value]]
          }),
        )
    }
  })(),
})
