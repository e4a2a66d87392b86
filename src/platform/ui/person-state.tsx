import { Trans } from '@lingui/react/macro'
import { Tag } from './severity.tsx'

export type PersonStateProps = { state: 'invited' | 'active' | 'disabled'; invitation: 'sent' | 'opened' | 'used' | 'expired' | null }

/** Whether somebody can sign in, and how far an invitation got. */
export const PersonState = ({ state, invitation }: PersonStateProps) => {
  if (state === 'active') return <Tag tone="ok"><Trans>Active</Trans></Tag> // prettier-ignore
  if (state === 'disabled') return <Tag tone="medium"><Trans>Disabled</Trans></Tag> // prettier-ignore
  if (invitation === 'expired') return <Tag tone="medium"><Trans>Invitation expired</Trans></Tag> // prettier-ignore
  if (invitation === 'opened') return <Tag tone="note"><Trans>Invitation opened</Trans></Tag> // prettier-ignore
  if (invitation === null) return <Tag tone="medium"><Trans>Not invited yet</Trans></Tag> // prettier-ignore
  return <Tag tone="note"><Trans>Invited</Trans></Tag> // prettier-ignore
}
