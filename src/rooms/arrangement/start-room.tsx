import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { Panel } from '#ui/panel.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { RoomDetail } from './contract.ts'
import { TemplateList } from './template-list.tsx'

type StartRoomProps = { type: string; typeLabel: string; onStarted: (room: RoomDetail) => void }

/** A new room of blocks for a partner type, from what ships or from what the vendor has saved. */
export const StartRoom = ({ type, typeLabel, onStarted }: StartRoomProps) => {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const started = (room: RoomDetail) => {
    setOpen(false)
    onStarted(room)
  }
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconTemplate size={15} aria-hidden />} onClick={() => setOpen(true)}>
        <Trans>Start from a template</Trans>
      </Button>
      <Panel title={t`A new room for ${typeLabel} partners`} opened={isOpen} onClose={() => setOpen(false)} size={560}>
        {isOpen && <Content type={type} onStarted={started} />}
      </Panel>
    </>
  )
}

const Content = ({ type, onStarted }: Pick<StartRoomProps, 'type' | 'onStarted'>) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /arrangement/templates')
  if (data) return <TemplateList type={type} templates={data.items} onStarted={onStarted} />
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Waiting label={t`Opening the templates`} />
}
