import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Choice } from '#ui/choice.tsx'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { oneOf, paths, useUrlState } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePages } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { RenewalLine, RenewalReport } from './contract.ts'
import { ExcelButton } from './excel-button.tsx'
import { PartialNote } from './partial-note.tsx'
import classes from './report.module.css'
import { bucketLabel } from './words.tsx'

const buckets = ['overdue', '0-30', '31-60', '61-90'] as const
const view = { bucket: oneOf(['', ...buckets], '') }

/** What has to be renewed within ninety days or three months and what is overdue, in disjoint buckets, and each line of it. */
export const RenewalsSection = () => {
  const { t } = useLingui()
  const [{ bucket }, setState] = useUrlState(view)
  const page = usePages('GET /report/orders/renewals', { query: bucket ? { bucket } : {} }, { keepPrevious: true })
  const columns = useColumns()
  return (
    <Section
      title={t`Renewals`}
      about={t`Active lines without a successor. The deadline is the end, or the last day for notice of a line that renews by itself.`}
      actions={
        <>
          <Choice
            label={t`Renewals that are listed`}
            value={bucket}
            onChange={(next) => setState({ bucket: next })}
            options={[{ value: '', label: t`All` }, ...buckets.map((value) => ({ value, label: bucketLabel(value) }))]}
          />
          <ExcelButton line="GET /report/orders/renewals/workbook" input={{ query: {} }} what={t`renewals`} />
        </>
      }
    >
      {page.first?.isPartial && <PartialNote />}
      <div className={classes.pair}>
        <Buckets report={page.first} />
      </div>
      <DataTable
        label={t`Renewals by deadline`}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowName={(row) => row.customer}
        total={page.total}
        href={(row) => paths.customer(row.customerId, 'commercial')}
        height={440}
        isPending={page.isPending}
        isRefreshing={page.isRefreshing}
        error={page.error}
        retry={page.retry}
        hasMore={page.hasMore}
        isFetchingMore={page.isFetchingMore}
        fetchMore={page.fetchMore}
        empty={<EmptyState title={t`Nothing to renew here`}>{t`No open renewal falls into these days.`}</EmptyState>}
      />
    </Section>
  )
}

const Buckets = ({ report }: { report: RenewalReport | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency, timeZone, today } = usePartnership()
  const money = (minor: number) => format.moneyWhole(minor, currency)
  const ask = (rule: string) => ({ rule, timeZone, asOf: format.day(report?.asOf ?? today) })
  const lines = (count: number) => (count === 1 ? t`1 line` : t`${format.whole(count)} lines`)
  const within = (days: number) => report?.within.find((total) => total.days === days)
  return (
    <Stats label={t`Renewals in buckets`}>
      {buckets.map((bucket) => {
        const total = report?.buckets.find((one) => one.bucket === bucket)
        const adding = bucket === '31-60' ? within(60) : bucket === '61-90' ? within(90) : undefined
        return (
          <Stat
            key={bucket}
            label={bucketLabel(bucket)}
            isPending={!total}
            value={money(total?.acvMinor ?? 0)}
            about={adding ? t`${lines(total?.lines ?? 0)}; ${money(adding.acvMinor)} from today on` : lines(total?.lines ?? 0)}
            ask={ask(
              bucket === 'overdue'
                ? t`ACV of open renewals whose deadline has passed. The list below shows them under Overdue.`
                : t`ACV of open renewals whose deadline falls into these days from today. No line stands in two buckets.`,
            )}
          />
        )
      })}
      <Stat
        label={t`Within 3 months`}
        isPending={!report}
        value={money(report?.threeMonths.acvMinor ?? 0)}
        about={lines(report?.threeMonths.lines ?? 0)}
        ask={ask(
          t`ACV of open renewals whose deadline lies between today and the same day three calendar months on, both included: the figure of the dashboard.`,
        )}
      />
    </Stats>
  )
}

const useColumns = (): Column<RenewalLine>[] => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const { currency } = usePartnership()
  return useMemo(
    () => [
      { id: 'customer', heading: t`Customer`, cell: (row) => row.customer },
      { id: 'order', heading: t`Order`, width: 180, cell: (row) => row.orderNumber },
      { id: 'product', heading: t`Product`, width: 110, cell: (row) => products.short(row.product) },
      { id: 'ends', heading: t`Ends`, numeric: true, cell: (row) => format.day(row.endsOn) },
      { id: 'deadline', heading: t`Deadline`, numeric: true, cell: (row) => format.day(row.deadline) },
      {
        id: 'left',
        heading: t`Days left`,
        numeric: true,
        width: 120,
        cell: (row) => (row.daysLeft < 0 ? <Trans>{format.whole(-row.daysLeft)} overdue</Trans> : format.whole(row.daysLeft)),
      },
      { id: 'auto', heading: t`Renews by itself`, width: 120, cell: (row) => (row.autoRenew ? t`Yes` : t`No`) },
      { id: 'acv', heading: t`ACV`, numeric: true, width: 130, cell: (row) => format.money(row.acvMinor, currency) },
    ],
    [t, format, products, currency],
  )
}
