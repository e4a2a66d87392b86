import { Switch } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { changeOf } from '#shared/trend.ts'
import { useCause } from '#ui/cause.tsx'
import { useFormat } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { flag, useUrlState } from '#ui/paths.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { Stat, Stats } from '#ui/stat.tsx'
import { EmptyState } from '#ui/states.tsx'
import { useProducts } from '#ui/products.tsx'
import { usePartnership } from '#ui/session.tsx'
import type { CommercialByOrders } from './contract.ts'
import { lineColumns, renewalColumns, shownLines } from './orders-columns.tsx'

const view = { ended: flag() }

/** A reseller's customer: ACV, what is to be renewed, and every order line. */
export const OrdersLayout = ({ commercial }: { commercial: CommercialByOrders }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const [state, setState] = useUrlState(view)
  const markOf = useCause()
  const mark = ({ orderNumber }: { orderNumber: string }) => markOf(orderNumber)
  const { orders, renewals, currency } = commercial
  if (orders.length === 0) return <EmptyState title={t`No orders`}>{t`This customer has not ordered anything yet.`}</EmptyState>
  const lines = shownLines(orders, state.ended)
  const shown = { format, products, currency }
  return (
    <>
      <Totals commercial={commercial} />
      <Section
        title={t`Renewals`}
        about={t`Lines that nothing follows yet: overdue, or with a deadline within 90 days. A line that renews by itself has its deadline for notice before its end.`}
      >
        <SimpleTable
          label={t`Renewals near their deadline`}
          columns={renewalColumns(shown)}
          rows={renewals}
          rowId={(renewal) => renewal.lineId}
          mark={mark}
          empty={<EmptyState title={t`Nothing to renew within 90 days`} />}
        />
      </Section>
      <Section
        title={t`Order lines`}
        actions={
          <Switch
            size="xs"
            label={<Trans>Show ended lines</Trans>}
            checked={state.ended}
            onChange={(event) => setState({ ended: event.currentTarget.checked })}
          />
        }
      >
        <SimpleTable
          label={t`Order lines`}
          columns={lineColumns(shown, lines)}
          rows={lines}
          rowId={(line) => line.id}
          mark={mark}
          empty={<EmptyState title={t`No running order`}>{t`Every line has ended. Show ended lines to see them.`}</EmptyState>}
        />
      </Section>
    </>
  )
}

const Totals = ({ commercial }: { commercial: CommercialByOrders }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { timeZone } = usePartnership()
  const { acvMinor, acvYearAgoMinor, activeLines, renewalMinor, currency, startsOn, asOf } = commercial
  const ask = (rule: string) => ({ rule, timeZone, asOf: format.day(asOf) })
  return (
    <Stats label={t`This customer's orders`}>
      <Stat
        label={t`ACV today`}
        value={format.money(acvMinor, currency)}
        change={changeText(acvMinor, acvYearAgoMinor, (percent) => format.percentChange(percent))}
        ask={ask(
          t`Recurring value of each active line, divided by its months and multiplied by twelve. One-off amounts are left out; terms under twelve months are not annualised.`,
        )}
      />
      <Stat
        label={t`Renewals in 3 months`}
        value={format.money(renewalMinor, currency)}
        ask={ask(t`ACV of the open lines whose deadline lies within the next three calendar months.`)}
      />
      <Stat
        label={t`Active lines`}
        value={format.whole(activeLines)}
        ask={ask(t`Order lines that are active today: started, not ended, not cancelled.`)}
      />
      <Stat label={t`First order began`} value={startsOn ? format.day(startsOn) : '–'} />
    </Stats>
  )
}

const changeText = (now: number, before: number | null, percentText: (ratio: number) => string) => {
  const { absolute, percent, isNew } = changeOf(now, before ?? undefined)
  if (isNew) return { direction: 'up' as const, text: t`new, none a year ago` }
  if (percent === null) return undefined
  return {
    direction: absolute > 0 ? ('up' as const) : absolute < 0 ? ('down' as const) : ('same' as const),
    text: t`${percentText(percent / 100)} on a year ago`,
  }
}
