import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { addDays, addMonths, eachDay, type Day } from '#shared/dates.ts'
import { LineChart } from '#ui/chart.tsx'
import { DateRange } from '#ui/date-range.tsx'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { day, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { AcvPanel } from './acv-panel.tsx'
import type { AcvReport } from './contract.ts'
import { ExcelButton } from './excel-button.tsx'
import { PartialNote } from './partial-note.tsx'
import classes from './report.module.css'
import { changeText } from './words.tsx'

// `day` is the day whose customers are shown.
const view = { from: day(), to: day(), day: day() }

/** ACV day by day with its trend; a day leads to its customers. */
export const AcvSection = () => {
  const { t } = useLingui()
  const { today } = usePartnership()
  const [state, setState] = useUrlState(view)
  const range = { from: state.from || addDays(addMonths(state.to || today, -12), 1), to: state.to || today }
  const { data, error, refetch } = useCall('GET /report/orders/acv', { query: range }, { keepPrevious: true })
  const back = (months: number) => ({ from: addDays(addMonths(today, -months), 1), to: today })
  return (
    <Section
      title={t`ACV by day`}
      about={t`The annual value of the order lines that are active on each day. Choose a day to see its customers.`}
      actions={
        <>
          <DateRange
            label={t`Days of the ACV`}
            value={range}
            max={today}
            presets={[
              { label: t`Last 3 months`, range: back(3) },
              { label: t`Last 6 months`, range: back(6) },
              { label: t`Last 12 months`, range: back(12) },
              { label: t`Last 24 months`, range: back(24) },
            ]}
            onChange={(next) => setState(next)}
          />
          <ExcelButton line="GET /report/orders/acv/workbook" input={{ query: range }} what={t`ACV by day, month and customer`} />
        </>
      }
    >
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <Chart report={data} onPick={(picked) => setState({ day: picked })} />
      ) : (
        <Waiting label={t`The ACV is being fetched`} />
      )}
      <AcvPanel day={state.day} onClose={() => setState({ day: '' })} />
    </Section>
  )
}

const Chart = ({ report, onPick }: { report: AcvReport; onPick: (day: Day) => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { from, to, values, currency, trend, change } = report
  const points = useMemo(() => eachDay({ from, to }).map((x, at) => ({ x, values: { acv: values[at] ?? null } })), [from, to, values])
  const money = (minor: number) => format.money(minor, currency)
  const words = { up: t`rising`, down: t`falling`, flat: t`level` }
  return (
    <>
      {report.isPartial && <PartialNote />}
      {trend && change && (
        <p className={classes.note}>
          {t`From ${format.day(from)} to ${format.day(to)}: ${changeText(change, money, format)}. The trend is ${words[trend.direction]}.`}
        </p>
      )}
      <LineChart
        label={t`ACV by day`}
        series={[{ id: 'acv', label: t`ACV` }]}
        points={points}
        trend
        area
        height={280}
        valueText={money}
        axisText={(minor) => format.moneyShort(minor, currency)}
        xText={format.day}
        onPick={onPick}
        fileName={`acv-${from}-to-${to}`}
      />
    </>
  )
}
