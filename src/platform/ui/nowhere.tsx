import { useLingui } from '@lingui/react/macro'
import { EmptyState } from './states.tsx'

/** The same for an address that is wrong and for what the reader may not see. */
export const Nowhere = () => {
  const { t } = useLingui()
  return (
    <EmptyState
      isPage
      title={t`There is nothing here`}
    >{t`The address is wrong, or it leads to something that you may not see.`}</EmptyState>
  )
}
