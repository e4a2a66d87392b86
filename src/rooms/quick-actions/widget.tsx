import { useLingui } from '@lingui/react/macro'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import classes from './quick-actions.module.css'
import { Tiles } from './tiles.tsx'

/** The few that the reader uses most, on the overview. */
export const QuickActionsWidget = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /quick-actions', { query: { top: 'true' } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The quick actions are being fetched`} />
  if (data.items.length === 0) return <p className={classes.description}>{t`Your vendor has set no shortcuts for you yet.`}</p>
  return <Tiles actions={data.items} isShort />
}
