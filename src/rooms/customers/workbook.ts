import { exportable, type Asking, type Exportable } from '#rooms/exports/exportable.actions.ts'
import type { Member } from '#shared/actor.ts'
import { modelOf, type DashboardColumn, type PortalConfig } from '#shared/config.ts'
import { daysBetween } from '#shared/dates.ts'
import { percentOf } from '#shared/money.ts'
import type { Tx } from '#server/db.ts'
import { workbookFile, type Deliver } from '#server/download.ts'
import type { Cell, Column, Sheet } from '#server/xlsx.ts'
import { mainContactType } from './actions.ts'
import { customers, type ColumnId, type CustomerFilter, type CustomerRow } from './contract.ts'
import { countCustomers, customersInBatches } from './store.ts'

type Made = { id: ColumnId; column: Column; cell: (row: CustomerRow) => Cell }
type Asked = CustomerFilter & { columns?: ColumnId[] | undefined }

/** Exactly what the dashboard shows: the same filter, order and columns, one row a customer. */
export const customerExports: readonly Exportable[] = [
  exportable(customers.workbook, {
    permission: 'report.export',
    measure: async (tx, asking) => {
      const { columns: _columns, ...filter } = asking.query
      const rows = await countCustomers(tx, asking.actor, filter)
      return { rows, cells: rows * shownColumns(asking).length }
    },
    make: (tx, asking, deliver) => deliverCustomers(tx, asking, deliver),
  }),
]

const deliverCustomers = (tx: Tx, asking: Asking<Asked>, deliver: Deliver) => {
  const { actor, query, maker } = asking
  const { config, realm } = maker
  const { columns: _columns, ...filter } = query
  const shown = shownColumns(asking)
  const sheet: Sheet = {
    name: 'Customers',
    columns: shown.map(({ column }) => column),
    frozenColumns: 1,
    batches: cellsOf(shown, customersInBatches(tx, actor, { filter, contactType: mainContactType(config) })),
  }
  const prefix = `${config.exports.filePrefix}${realm === 'demo' ? '-demo' : ''}`
  const title = `${config.branding.name}: customers`
  return deliver(
    workbookFile(`${prefix}-customers-${actor.today}`, { title, creator: config.exports.company, createdAt: maker.now(), sheets: [sheet] }),
  )
}

const shownColumns = ({ maker, actor, query: { columns } }: Asking<Asked>): Made[] =>
  columnsOf(maker.config, actor).filter(({ id }) => id === 'name' || !columns || columns.includes(id))

async function* cellsOf(made: readonly Made[], batches: AsyncIterable<CustomerRow[]>) {
  for await (const batch of batches) yield batch.map((row) => made.map(({ cell }) => cell(row)))
}

const columnsOf = (config: PortalConfig, actor: Member): Made[] => {
  const { customer, commercial, product } = modelOf(config, actor.model).dashboardColumns
  return [...customer, ...commercial, ...product].flatMap((id) => (id === 'peaks' ? peakColumns(config) : [makerOf(id, config, actor)]))
}

const peakColumns = ({ products }: PortalConfig): Made[] =>
  products.map(({ code, shortName, units }) => ({
    id: `peak:${code}`,
    column: { heading: `${shortName} (${units})`, kind: 'whole', isSummed: true },
    cell: (row) => row.peaks[code] ?? null,
  }))

const makerOf = (id: Exclude<DashboardColumn, 'peaks'>, config: PortalConfig, { currency, today }: Member): Made => {
  const text = (heading: string, cell: Made['cell']): Made => ({ id, column: { heading, kind: 'text' }, cell })
  const day = (heading: string, cell: Made['cell']): Made => ({ id, column: { heading, kind: 'day' }, cell })
  const whole = (heading: string, cell: Made['cell'], isSummed = false): Made => ({
    id,
    column: { heading, kind: 'whole', isSummed },
    cell,
  })
  const money = (heading: string, cell: Made['cell']): Made => ({
    id,
    column: { heading: `${heading} (${currency})`, kind: { money: currency }, isSummed: true },
    cell,
  })
  const made: Record<typeof id, () => Made> = {
    name: () => ({ ...text('Customer', (row) => row.name), column: { heading: 'Customer', kind: 'text', width: 36 } }),
    externalId: () => text('Reference', (row) => row.externalId),
    country: () => text('Country', (row) => row.country),
    tags: () => text('Tags', (row) => row.tags.map((tag) => tag.label).join(', ') || null),
    tasks: () => whole('Open tasks', (row) => row.openTasks, true),
    contact: () => text(`${config.contactTypes[0]?.label ?? ''} contact`, (row) => row.contact),
    status: () => text('Status', (row) => words[row.state === 'paying' && row.status !== 'none' ? row.status : row.state]),
    acv: () => money('ACV', (row) => row.acvMinor),
    growth: () => ({ id, column: { heading: 'Growth in 12 months (%)', kind: 'percent' }, cell: growthOf }),
    startsOn: () => day('Start', (row) => row.startsOn),
    endsOn: () => day('End', (row) => row.endsOn),
    daysToRenewal: () => whole('Days to renewal', (row) => (row.renewalOn ? daysBetween(today, row.renewalOn) : null)),
    orderNumber: () => text('Order', (row) => row.orderNumber),
    billable: () => money('Usage value', (row) => row.billableMinor),
    lastLogin: () => day('Last sign-in', (row) => row.lastLoginOn),
    lastScan: () => day('Last scan', (row) => row.lastScanOn),
    inactiveScanners: () => whole('Quiet scanners', (row) => row.inactiveScanners, true),
    failedScans: () => whole('Failed scans', (row) => row.failedScans, true),
  }
  return made[id]()
}

/** As the dashboard's signs say it. */
const words: Record<CustomerRow['state'] | Exclude<CustomerRow['status'], 'none'>, string> = {
  trial: 'Trial', paying: 'Paying', archived: 'Archived', internal: 'Internal', demo: 'Demo account', active: 'Active', upcoming: 'Upcoming', expired: 'Expired',
} // prettier-ignore

/** In percent; empty for a customer that was not there a year ago. */
const growthOf = ({ acvMinor, acvYearAgoMinor }: CustomerRow): Cell =>
  acvMinor === null || !acvYearAgoMinor ? null : percentOf(acvMinor - acvYearAgoMinor, acvYearAgoMinor)
