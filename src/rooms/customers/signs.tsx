import { Tag } from '#ui/severity.tsx'
import type { CustomerDetail, CustomerState, CustomerStatus } from './contract.ts'
import { stateLabel, statusLabel } from './words.tsx'

const stateTone: Record<CustomerState, 'ok' | 'note' | 'medium'> = {
  paying: 'ok',
  trial: 'note',
  archived: 'medium',
  internal: 'note',
  demo: 'note',
}
const statusTone: Record<CustomerStatus, 'ok' | 'note' | 'high'> = { active: 'ok', upcoming: 'note', expired: 'high', none: 'note' }

export const StateSign = ({ state }: { state: CustomerState }) => <Tag tone={stateTone[state]}>{stateLabel(state)}</Tag>
export const StatusSign = ({ status }: { status: CustomerStatus }) => <Tag tone={statusTone[status]}>{statusLabel(status)}</Tag>

/** What a customer is, beside its name. */
export const Signs = ({ customer }: { customer: CustomerDetail }) => (
  <>
    <StateSign state={customer.state} />
    {customer.status !== 'none' && <StatusSign status={customer.status} />}
  </>
)
