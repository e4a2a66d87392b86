import { usePartnership } from '#ui/session.tsx'
import { OrdersLayout } from './orders-layout.tsx'
import { UsageLayout } from './usage-layout.tsx'

/** The report, in the layout of the partnership's channel model. */
export const Page = () => {
  const { id, reportLayout } = usePartnership()
  return reportLayout === 'usage' ? <UsageLayout key={id} /> : <OrdersLayout key={id} />
}
