import { useLingui } from '@lingui/react/macro'
import type { FoundKind } from './contract.ts'

/** What each kind is called. */
export const useKindWords = (): Record<FoundKind, string> => {
  const { t } = useLingui()
  return {
    customer: t`Customers`,
    room: t`Rooms`,
    kit: t`Kit`,
    action: t`Quick actions`,
    channel: t`Support`,
    person: t`People`,
    text: t`Texts in rooms`,
    partner: t`Partners`,
    'arranged-room': t`Rooms that you arrange`,
    'kit-item': t`Kit items`,
    staff: t`Our own people`,
  }
}
