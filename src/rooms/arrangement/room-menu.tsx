import { ActionIcon, Menu } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArchive, IconCopy, IconDots, IconEye, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { Panel } from '#ui/panel.tsx'
import type { Arrangement, RoomLine } from './contract.ts'
import { CopyRoom } from './copy-room.tsx'
import { isUnread } from './deeds.tsx'
import { RemoveRoom } from './remove-room.tsx'
import type { Deeds } from './room-list-heading.tsx'

type RoomMenuProps = { room: RoomLine; types: Arrangement['types']; deeds: Deeds }

/** What can be done with a room besides changing it. */
export const RoomMenu = ({ room, types, deeds }: RoomMenuProps) => {
  const { t } = useLingui()
  const [asked, setAsked] = useState<'copy' | 'remove'>()
  const close = () => setAsked(undefined)
  const set = (status: RoomLine['status']) => void deeds.setStatus(room, status)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t`More about ${room.label}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {room.status !== 'live' && (
            <Menu.Item disabled={room.comesLater} leftSection={<IconEye size={15} aria-hidden />} onClick={() => set('live')}>
              {room.comesLater ? <Trans>Make live: not available yet</Trans> : isUnread(room) ? <Trans>Publish and make live</Trans> : <Trans>Make live</Trans>}
            </Menu.Item>
          )}
          {room.status !== 'draft' && (
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => set('draft')}>
              <Trans>Make it a draft</Trans>
            </Menu.Item>
          )}
          {room.status !== 'archived' && (
            <Menu.Item leftSection={<IconArchive size={15} aria-hidden />} onClick={() => set('archived')}>
              <Trans>Archive</Trans>
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={() => setAsked('copy')}>
            <Trans>Copy</Trans>
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" disabled={room.status === 'live'} leftSection={<IconTrash size={15} aria-hidden />} onClick={() => setAsked('remove')}>
            {room.status === 'live' ? <Trans>Remove: archive it first</Trans> : <Trans>Remove</Trans>}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Panel title={asked === 'copy' ? t`Copy ${room.label}` : t`Remove ${room.label}`} opened={asked !== undefined} onClose={close}>
        {asked === 'copy' && <CopyRoom room={room} types={types} close={close} />}
        {asked === 'remove' && <RemoveRoom room={room} close={close} />}
      </Panel>
    </>
  )
} // prettier-ignore
