import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { paths } from '#ui/paths.tsx'
import type { RoomLine } from './contract.ts'
import { refreshRooms } from './deeds.tsx'

/** Gone for good, and asked for by its name. */
export const RemoveRoom = ({ room, close }: { room: RoomLine; close: () => void }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const form = useContractForm({
    initial: { label: '' },
    schema: () => import('./contract.ts').then(({ arrangement }) => arrangement.remove.query),
    send: ({ label }) => call('DELETE /arrangement/:id', { params: { id: room.id }, query: { label } }),
    onDone: ({ type }) => {
      close()
      navigate(paths.arrangement({ type }))
      client.removeQueries({ queryKey: ['GET /arrangement/:id', { params: { id: room.id } }] })
      void refreshRooms(client)
      noticeDone(t`${room.label} is removed`)
    },
  })
  return (
    <ContractForm form={form} submit={<Trans>Remove for good</Trans>} cancel={close}>
      <p>
        {room.kind === 'custom' ? (
          <Trans>Its blocks, every published version, its notes and its tests go with it. An archived room keeps them.</Trans>
        ) : (
          <Trans>Its settings, notes and tests go with it. It can be added again, as new.</Trans>
        )}
      </p>
      <TextInput label={t`Type ${room.label} to remove it`} autoComplete="off" data-autofocus {...form.field('label')} />
    </ContractForm>
  )
}
