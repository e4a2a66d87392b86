import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconLayoutGrid } from '@tabler/icons-react'
import { useState } from 'react'
import { Panel } from '#ui/panel.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { SetForm } from './set-form.tsx'

type ChooseSetProps = { type: string; typeLabel: string }

/** A set of rooms for a partner type: chosen directly, or by five questions. */
export const ChooseSet = ({ type, typeLabel }: ChooseSetProps) => {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconLayoutGrid size={15} aria-hidden />} onClick={() => setOpen(true)}>
        <Trans>Choose a set</Trans>
      </Button>
      <Panel title={t`Rooms for ${typeLabel} partners`} opened={isOpen} onClose={() => setOpen(false)} size={640}>
        {isOpen && <Content type={type} close={() => setOpen(false)} />}
      </Panel>
    </>
  )
}

const Content = ({ type, close }: { type: string; close: () => void }) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /arrangement/presets', { query: { type } })
  if (data) return <SetForm presets={data} close={close} />
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Waiting label={t`Opening the sets`} />
}
