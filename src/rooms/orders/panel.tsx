import { t } from '@lingui/core/macro'
import { text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { OrdersLayout } from './orders-layout.tsx'
import { TermsLayout } from './terms-layout.tsx'

const view = { cycle: text() }

/** What a customer is worth: by its orders, or by its use, as the partnership's model says. */
export const CommercialPanel = ({ customerId }: { customerId: string }) => {
  const [state, setState] = useUrlState(view)
  const cycle = /^\d{4}-(0[1-9]|1[0-2])$/.test(state.cycle) ? state.cycle : undefined
  const { data, error, refetch } = useCall(
    'GET /customers/:id/commercial',
    { params: { id: customerId }, query: { cycle } },
    { keepPrevious: true },
  )
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The commercial figures are being fetched`} />
  return data.layout === 'orders' ? (
    <OrdersLayout commercial={data} />
  ) : (
    <TermsLayout commercial={data} onCycle={(next) => setState({ cycle: next })} />
  )
}
