import { useLingui } from '@lingui/react/macro'
import { Section } from '#ui/page-header.tsx'
import { useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { BarPanel } from './bar-panel.tsx'
import { ExcelButton } from './excel-button.tsx'
import { PartialNote } from './partial-note.tsx'
import { UsageBars } from './usage-bars.tsx'
import { MonthsChoice, usageView } from './usage-view.tsx'

/** What the customers of a partnership used, month by month. */
export const OrdersUsageSection = () => {
  const { t } = useLingui()
  const [view, setView] = useUrlState(usageView)
  const query = { cycles: view.cycles }
  const { data, error, refetch } = useCall('GET /report/orders/usage', { query }, { keepPrevious: true })
  return (
    <Section
      title={t`Product usage by month`}
      about={t`The sum of the customers' peaks in each month. Choose a bar to see its customers.`}
      actions={
        <>
          <MonthsChoice value={view.cycles} onChange={(cycles) => setView({ cycles })} />
          <ExcelButton line="GET /report/orders/usage/workbook" input={{ query }} what={t`product usage by month`} />
        </>
      }
    >
      {data?.isPartial && <PartialNote />}
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <UsageBars report={data} onPick={(cycle, product) => setView({ cycle, product })} />
      ) : (
        <Waiting label={t`The usage is being fetched`} />
      )}
      <BarPanel
        bar={view.cycle && view.product ? { cycle: view.cycle, product: view.product } : undefined}
        line="GET /report/orders/usage/customers"
        onClose={() => setView({ cycle: '', product: '' })}
      />
    </Section>
  )
}
