import { t } from '@lingui/core/macro'
import type { Band, DashboardColumn, Product } from '#shared/config.ts'
import { daysBetween } from '#shared/dates.ts'
import type { CurrentPartnership } from '#rooms/sessions/contract.ts'
import type { Format } from '#ui/format.tsx'
import { Severity } from '#ui/severity.tsx'
import type { BandOf, Column } from '#ui/table-columns.tsx'
import classes from './dashboard.module.css'
import type { CustomerRow } from './contract.ts'
import { StateSign, StatusSign } from './signs.tsx'

export type Shown = { partnership: CurrentPartnership; products: readonly Product[]; format: Format; contactLabel: string }
type Made = Omit<Column<CustomerRow>, 'band'>

/** The dashboard's bands in their order; one without columns is left out. */
export const bandsOf = ({ dashboardColumns }: CurrentPartnership): BandOf[] =>
  [
    { id: 'customer', label: t`Customer`, tint: 'customer' as const },
    { id: 'commercial', label: t`Commercial`, tint: 'commercial' as const },
    { id: 'product', label: t`Products`, tint: 'product' as const },
  ].filter((band) => dashboardColumns[band.tint].length > 0)

/** The model's columns, as the configuration orders them; `peaks` becomes one column a product. */
export const columnsOf = (shown: Shown): Column<CustomerRow>[] =>
  (['customer', 'commercial', 'product'] as const).flatMap((band: Band) =>
    shown.partnership.dashboardColumns[band].flatMap((id) => madeFor(id, shown).map((column) => ({ ...column, band }))),
  )

const madeFor = (id: DashboardColumn, shown: Shown): Made[] => (id === 'peaks' ? peakColumns(shown) : [makers[id](shown)])

const nothing = <span className={classes.nothing}>–</span>
const dayOrNothing = (day: string | null, format: Format) => (day ? format.day(day) : nothing)

const peakColumns = ({ products, format }: Shown): Made[] =>
  products.map((product) => ({
    id: `peak:${product.code}`,
    heading: product.shortName,
    unit: product.units,
    about: t`Peak of the open billing cycle. ${product.measures}`,
    numeric: true,
    width: Math.max(112, 56 + 7 * (product.shortName.length + product.units.length)), // both are the configuration's, and neither is cut
    sortBy: `peak:${product.code}`,
    cell: (row) => {
      const peak = row.peaks[product.code]
      return peak === undefined ? nothing : format.whole(peak)
    },
  }))

const makers: Record<Exclude<DashboardColumn, 'peaks'>, (shown: Shown) => Made> = {
  name: () => ({ id: 'name', heading: t`Customer`, width: 220, sortBy: 'name', cell: (row) => row.name }),
  externalId: () => ({ id: 'externalId', heading: t`Reference`, width: 130, sortBy: 'externalId', cell: (row) => row.externalId }),
  country: () => ({ id: 'country', heading: t`Country`, width: 104, sortBy: 'country', cell: (row) => row.country ?? nothing }),
  tags: () => ({
    id: 'tags',
    heading: t`Tags`,
    width: 140,
    cell: (row) =>
      row.tags.length ? (
        <span title={row.tags.map((tag) => tag.label).join(', ')}>
          {row.tags.map((tag) => (
            <span key={tag.id} className={classes.tag}>
              {tag.label}
            </span>
          ))}
        </span>
      ) : (
        nothing
      ),
  }),
  tasks: () => ({
    id: 'tasks',
    heading: t`Tasks`,
    width: 118,
    sortBy: 'tasks',
    about: t`Open tasks; the sign is of the worst one.`,
    numeric: true,
    cell: (row) =>
      row.worstSeverity ? (
        <span className={classes.tasks}>
          <Severity level={row.worstSeverity} /> {row.openTasks}
        </span>
      ) : (
        nothing
      ),
  }),
  contact: ({ contactLabel }) => ({
    id: 'contact',
    heading: t`${contactLabel} contact`,
    width: 140,
    cell: (row) => row.contact ?? nothing,
  }),
  status: () => ({
    id: 'status',
    heading: t`Status`,
    width: 112,
    sortBy: 'status',
    cell: (row) => (row.state === 'paying' && row.status !== 'none' ? <StatusSign status={row.status} /> : <StateSign state={row.state} />),
  }),
  acv: ({ partnership, format }) => ({
    id: 'acv',
    heading: t`ACV`,
    unit: partnership.currency,
    width: 124,
    numeric: true,
    sortBy: 'acv',
    about: t`Annual contract value of the lines that are active today.`,
    cell: (row) => (row.acvMinor === null ? nothing : format.money(row.acvMinor, partnership.currency)),
  }),
  growth: ({ partnership, format }) => ({
    id: 'growth',
    heading: t`Growth`,
    unit: t`12 months`,
    width: 158,
    numeric: true,
    sortBy: 'growth',
    about: t`ACV today against the same day twelve months ago.`,
    cell: (row) => growthCell(row, partnership.currency, format),
  }),
  startsOn: ({ format }) => ({
    id: 'startsOn',
    heading: t`Start`,
    width: 112,
    numeric: true,
    sortBy: 'startsOn',
    cell: (row) => dayOrNothing(row.startsOn, format),
  }),
  endsOn: ({ format }) => ({
    id: 'endsOn',
    heading: t`End`,
    width: 112,
    numeric: true,
    sortBy: 'endsOn',
    cell: (row) => dayOrNothing(row.endsOn, format),
  }),
  daysToRenewal: ({ partnership, format }) => ({
    id: 'daysToRenewal',
    heading: t`Renewal`,
    unit: t`days`,
    width: 128,
    numeric: true,
    sortBy: 'daysToRenewal',
    about: t`Days until the renewal is decided: the end, or the notice deadline where an order renews by itself.`,
    cell: (row) => renewalCell(row, partnership.today, format),
  }),
  orderNumber: () => ({ id: 'orderNumber', heading: t`Order`, width: 120, cell: (row) => row.orderNumber ?? nothing }),
  billable: ({ partnership, format }) => ({
    id: 'billable',
    heading: t`Usage value`,
    unit: partnership.currency,
    width: 172,
    numeric: true,
    sortBy: 'billable',
    about: t`Peaks of the open billing cycle at the unit prices of the partnership. Commitments apply to the partnership's total.`,
    cell: (row) => (row.billableMinor === null ? nothing : format.money(row.billableMinor, partnership.currency)),
  }),
  lastLogin: ({ format }) => ({
    id: 'lastLogin',
    heading: t`Last sign-in`,
    width: 124,
    numeric: true,
    sortBy: 'lastLogin',
    cell: (row) => dayOrNothing(row.lastLoginOn, format),
  }),
  lastScan: ({ format }) => ({
    id: 'lastScan',
    heading: t`Last scan`,
    width: 112,
    numeric: true,
    sortBy: 'lastScan',
    cell: (row) => dayOrNothing(row.lastScanOn, format),
  }),
  inactiveScanners: ({ format }) => ({
    id: 'inactiveScanners',
    heading: t`Quiet scanners`,
    width: 140,
    numeric: true,
    sortBy: 'inactiveScanners',
    cell: (row) => (row.inactiveScanners ? format.whole(row.inactiveScanners) : nothing),
  }),
  failedScans: ({ format }) => ({
    id: 'failedScans',
    heading: t`Failed scans`,
    width: 122,
    numeric: true,
    sortBy: 'failedScans',
    cell: (row) => (row.failedScans ? format.whole(row.failedScans) : nothing),
  }),
}

const growthCell = ({ acvMinor, acvYearAgoMinor }: CustomerRow, currency: string, format: Format) => {
  if (acvMinor === null) return nothing
  if (acvYearAgoMinor === null) return acvMinor > 0 ? t`New` : nothing
  if (acvYearAgoMinor === 0) return format.money(acvMinor, currency)
  return (
    <span title={format.money(acvMinor - acvYearAgoMinor, currency)}>
      {format.percentChange((acvMinor - acvYearAgoMinor) / acvYearAgoMinor)}
    </span>
  )
}

const renewalCell = ({ renewalOn }: CustomerRow, today: string, format: Format) => {
  if (!renewalOn) return nothing
  const days = daysBetween(today, renewalOn)
  return (
    <span title={format.day(renewalOn)}>
      {days < 0 ? <span className={classes.overdue}>{t`${format.whole(-days)} overdue`}</span> : format.whole(days)}
    </span>
  )
}
