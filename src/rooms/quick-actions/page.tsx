import { useLingui } from '@lingui/react/macro'
import { IconBolt } from '@tabler/icons-react'
import { PageHeader } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { Tiles } from './tiles.tsx'

/** Every shortcut that the reader has, the most used first. */
export const Page = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /quick-actions', {})
  return (
    <>
      <PageHeader title={t`Quick actions`} about={t`What you use most comes first.`} />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting label={t`The quick actions are being fetched`} />
      ) : data.items.length === 0 ? (
        <EmptyState icon={IconBolt} title={t`No shortcuts yet`}>{t`Your vendor has set none for you.`}</EmptyState>
      ) : (
        <Tiles actions={data.items} />
      )}
    </>
  )
}
