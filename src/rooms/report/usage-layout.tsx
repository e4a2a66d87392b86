import { Trans, useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import { PageHeader, Section } from '#ui/page-header.tsx'
import { useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { BarPanel } from './bar-panel.tsx'
import { BillTable } from './bill-table.tsx'
import type { UsageReport } from './contract.ts'
import { ExcelButton } from './excel-button.tsx'
import { MonthTable } from './month-table.tsx'
import { PartialNote } from './partial-note.tsx'
import { UsageBars } from './usage-bars.tsx'
import { MonthsChoice, usageView } from './usage-view.tsx'

/** What a partnership's customers used, cycle by cycle, against what it committed to. */
export const UsageLayout = () => {
  const { t } = useLingui()
  const format = useFormat()
  const { name, timeZone } = usePartnership()
  const [view, setView] = useUrlState(usageView)
  const query = { cycles: view.cycles }
  const { data, error, refetch } = useCall('GET /report/usage', { query }, { keepPrevious: true })
  return (
    <>
      <PageHeader
        title={t`Report`}
        about={
          data ? (
            <Trans>
              {name} · data as of {format.day(data.asOf)} · {timeZone}
            </Trans>
          ) : (
            name
          )
        }
        actions={
          <>
            <MonthsChoice value={view.cycles} onChange={(cycles) => setView({ cycles })} />
            <ExcelButton line="GET /report/usage/workbook" input={{ query }} what={t`peak usage, bills and daily values`} />
          </>
        }
      />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <Sections report={data} />
      ) : (
        <Waiting label={t`The report is being fetched`} />
      )}
      <BarPanel
        bar={view.cycle && view.product ? { cycle: view.cycle, product: view.product } : undefined}
        line="GET /report/usage/customers"
        onClose={() => setView({ cycle: '', product: '' })}
      />
    </>
  )
}

const Sections = ({ report }: { report: UsageReport }) => {
  const { t } = useLingui()
  const [view, setView] = useUrlState(usageView)
  const pick = (cycle: string, product: string) => setView({ cycle, product })
  return (
    <>
      {report.isPartial && <PartialNote bills />}
      <Section
        title={t`Monthly peak usage by product`}
        about={t`A customer's peak is its highest daily value in the cycle; a bar is the sum of the customers' peaks. Choose a bar to see its customers.`}
      >
        <UsageBars report={report} onPick={pick} />
      </Section>
      <Section title={t`Monthly summary`} about={t`Each total against the cycle before.`}>
        <MonthTable report={report} onPick={pick} />
      </Section>
      {!report.isPartial && <BillTable report={report} chosen={view.bill} onChoose={(bill) => setView({ bill })} onPick={pick} />}
    </>
  )
}
