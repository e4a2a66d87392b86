import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { changeOf } from '#shared/trend.ts'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { oneOf, paths, useUrlState } from '#ui/paths.tsx'
import { usePages } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import { EmptyState } from '#ui/states.tsx'
import { DataTable } from '#ui/table.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { GrowthCustomer, GrowthReport } from './contract.ts'
import { ExcelButton } from './excel-button.tsx'
import { PartialNote } from './partial-note.tsx'
import classes from './report.module.css'
import { changeText, directionOf } from './words.tsx'

const sorts = ['change', '-change', 'percent', '-percent', 'acv', '-acv', 'name', '-name'] as const
const view = { growth: oneOf(sorts, '-change') }

/** ACV now against twelve months ago: the whole with its retention, and each customer. */
export const GrowthSection = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const page = usePages('GET /report/orders/growth', { query: { sort: state.growth } }, { keepPrevious: true })
  const columns = useColumns()
  const sortBy = (next: string) => setState({ growth: sorts.find((one) => one === next) ?? '-change' })
  return (
    <Section
      title={t`Growth by customer`}
      about={t`ACV today against twelve months ago. A customer without an active line then is new.`}
      actions={<ExcelButton line="GET /report/orders/growth/workbook" input={{ query: {} }} what={t`growth by customer`} />}
    >
      {page.first?.isPartial && <PartialNote />}
      <div className={classes.pair}>
        <Whole report={page.first} />
      </div>
      <DataTable
        label={t`Growth by customer`}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        total={page.total}
        sort={state.growth}
        onSort={sortBy}
        href={(row) => paths.customer(row.id, 'commercial')}
        height={440}
        isPending={page.isPending}
        isRefreshing={page.isRefreshing}
        error={page.error}
        retry={page.retry}
        hasMore={page.hasMore}
        isFetchingMore={page.isFetchingMore}
        fetchMore={page.fetchMore}
        empty={
          <EmptyState
            title={t`No orders to compare`}
          >{t`Growth appears once a customer has an active order line, today or a year ago.`}</EmptyState>
        }
      />
    </Section>
  )
}

const Whole = ({ report }: { report: GrowthReport | undefined }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency, timeZone } = usePartnership()
  const money = (minor: number) => format.moneyWhole(minor, currency)
  const percent = (value: number | undefined) => (value === undefined ? '–' : format.percent(value / 100))
  const change = report && changeOf(report.acvMinor, report.acvYearAgoMinor)
  const ask = (rule: string) => ({
    rule,
    timeZone,
    ...(report ? { period: format.days(report.yearAgo, report.asOf), asOf: format.day(report.asOf) } : {}),
  })
  return (
    <Stats label={t`Growth of the whole`}>
      <Stat
        label={t`ACV now`}
        isPending={!report}
        value={money(report?.acvMinor ?? 0)}
        {...(change ? { change: { direction: directionOf(change), text: changeText(change, money, format) } } : {})}
        ask={ask(t`The annual value of the order lines that are active today.`)}
      />
      <Stat
        label={t`ACV a year ago`}
        isPending={!report}
        value={money(report?.acvYearAgoMinor ?? 0)}
        ask={ask(t`The annual value of the order lines that were active twelve months ago.`)}
      />
      <Stat
        label={t`Net revenue retention`}
        isPending={!report}
        value={percent(report?.retention?.nrrPercent)}
        ask={ask(
          t`What the customers of a year ago pay today, as a share of what they paid then. New customers are left out; those who left count as zero.`,
        )}
      />
      <Stat
        label={t`Gross revenue retention`}
        isPending={!report}
        value={percent(report?.retention?.grrPercent)}
        ask={ask(t`The same without growth: of each customer no more counts than what it paid then, so it never exceeds 100%.`)}
      />
    </Stats>
  )
}

const useColumns = (): Column<GrowthCustomer>[] => {
  const { t } = useLingui()
  const format = useFormat()
  const { currency } = usePartnership()
  return useMemo(() => {
    const money = (minor: number) => format.money(minor, currency)
    const signed = (minor: number) => `${minor > 0 ? '+' : ''}${money(minor)}`
    return [
      { id: 'name', heading: t`Customer`, sortBy: 'name', cell: (row) => row.name },
      {
        id: 'then',
        heading: t`A year ago`,
        numeric: true,
        width: 140,
        cell: (row) => (row.acvYearAgoMinor === null ? '–' : money(row.acvYearAgoMinor)),
      },
      { id: 'now', heading: t`Now`, numeric: true, width: 140, sortBy: 'acv', cell: (row) => money(row.acvMinor) },
      { id: 'change', heading: t`Change`, numeric: true, width: 150, sortBy: 'change', cell: (row) => signed(row.change.absolute) },
      {
        id: 'percent',
        heading: t`Change, %`,
        numeric: true,
        sortBy: 'percent',
        cell: (row) => (row.change.isNew ? t`New` : row.change.percent === null ? '–' : format.percentChange(row.change.percent / 100)),
      },
    ]
  }, [t, format, currency])
}
