import { useRoute } from 'wouter'
import { Dashboard } from './dashboard.tsx'
import { Detail } from './detail.tsx'

/** Everything below /customers: the portfolio, and each customer in a tab of its own. */
export const Page = () => {
  const [isOne, params] = useRoute('/customers/:id/:subTab?')
  return isOne && params.id ? <Detail key={params.id} customerId={params.id} subTab={params.subTab} /> : <Dashboard />
}
