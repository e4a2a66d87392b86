import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { cycleNamed, cycleOf, cyclesBack } from '#shared/cycles.ts'
import { DateRange, type Range } from '#ui/date-range.tsx'
import { useFormat } from '#ui/format.tsx'
import { day, text, useUrlState } from '#ui/paths.tsx'
import { useProducts } from '#ui/products.tsx'
import { useCall } from '#ui/query.tsx'
import { usePartnership } from '#ui/session.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { CurrentPartnership } from '#rooms/sessions/contract.ts'
import classes from './panel.module.css'
import { ProductSection } from './product-section.tsx'

/** `product` and `cycle` (`2026-11`) are what a report's bar leads to: that product alone, with that cycle's peak. */
const view = { from: day(), to: day(), product: text(), cycle: text() }

/** A customer's use, product by product. */
export const UsagePanel = ({ customerId }: { customerId: string }) => {
  const format = useFormat()
  const products = useProducts()
  const partnership = usePartnership()
  const [state, setState] = useUrlState(view)
  const range = rangeOf(state, partnership)
  const { data, error, refetch } = useCall('GET /customers/:id/usage', { params: { id: customerId }, query: range }, { keepPrevious: true })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The usage is being fetched`} />
  if (data.products.length === 0)
    return <EmptyState title={t`No usage yet`}>{t`Nothing was measured for this customer so far.`}</EmptyState>
  const shown = data.products.filter(({ product }) => state.product === '' || product === state.product)
  return (
    <>
      <div className={classes.bar}>
        <DateRange
          label={t`Days that are shown`}
          value={range}
          max={partnership.today}
          presets={presetsOf(partnership)}
          onChange={(next) => setState({ ...next, cycle: '' })}
        />
        <Select
          size="xs"
          aria-label={t`Product`}
          data={[
            { value: '', label: t`All products` },
            ...data.products.map(({ product }) => ({ value: product, label: products.name(product) })),
          ]}
          value={state.product}
          allowDeselect={false}
          onChange={(next) => setState({ product: next ?? '' })}
        />
        <p className={classes.note}>
          <Trans>Data as of {format.day(data.asOf)}</Trans>
        </p>
      </div>
      {shown.length === 0 ? (
        <EmptyState title={t`No usage of ${products.name(state.product)}`}>{t`This customer never used the product.`}</EmptyState>
      ) : (
        shown.map((usage) => (
          <ProductSection
            key={usage.product}
            usage={usage}
            range={data}
            cycle={state.cycle}
            onCycle={(cycle) =>
              setState({ product: usage.product, cycle: cycle.name, from: cycle.start, to: cycle.isOpen ? partnership.today : cycle.end })
            }
          />
        ))
      )}
    </>
  )
}

const rangeOf = (state: { from: string; to: string; cycle: string }, partnership: CurrentPartnership): Range => {
  const { today, cycle: rule } = partnership
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(state.cycle) && !state.from) {
    // The named cycle with the two before it, so that its peak is seen against something.
    const named = cycleNamed(state.cycle, rule)
    return { from: cyclesBack(named, 3)[0]?.start ?? named.start, to: named.end < today ? named.end : today }
  }
  const usual = lastCycles(3, partnership)
  return { from: state.from || usual.from, to: state.to || usual.to }
}

const lastCycles = (count: number, { today, cycle }: CurrentPartnership): Range => ({
  from: cyclesBack(cycleOf(today, cycle), count)[0]?.start ?? today,
  to: today,
})

const presetsOf = (partnership: CurrentPartnership) => [
  { label: t`This cycle`, range: lastCycles(1, partnership) },
  { label: t`Last 3 cycles`, range: lastCycles(3, partnership) },
  { label: t`Last 6 cycles`, range: lastCycles(6, partnership) },
  { label: t`Last 12 cycles`, range: lastCycles(12, partnership) },
]
