import { Select, TextInput } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone, noticeNote } from '#ui/notices.tsx'
import { paths } from '#ui/paths.tsx'
import type { Arrangement, RoomLine } from './contract.ts'
import { refreshRooms } from './deeds.tsx'

type CopyRoomProps = { room: RoomLine; types: Arrangement['types']; close: () => void }

/** A draft like it, for the same or another partner type. */
export const CopyRoom = ({ room, types, close }: CopyRoomProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const form = useContractForm({
    initial: { type: '', label: room.label },
    schema: () => import('./contract.ts').then(({ arrangement }) => arrangement.copy.body),
    send: (body) => call('POST /arrangement/:id/copies', { params: { id: room.id }, body }),
    onDone: ({ room: copy, leftOut }) => {
      void refreshRooms(client, copy)
      close()
      navigate(paths.arrangement({ type: copy.type }))
      noticeDone(t`${copy.label} is there as a draft`)
      for (const one of leftOut) noticeNote(leftOutWords(one))
    },
  })
  return (
    <ContractForm form={form} submit={<Trans>Copy</Trans>} cancel={close}>
      <Select
        label={t`For partner type`} allowDeselect={false} placeholder={t`Choose a type`} data={types.map(({ code, label }) => ({ value: code, label }))}
        {...form.field('type')} value={form.values.type || null} onChange={(next) => next !== null && form.set('type', next)}
      />
      <TextInput label={t`Name`} autoComplete="off" {...form.field('label')} />
      <p>
        {room.kind === 'custom' ? (
          <Trans>Its blocks come along as they are worked on; nothing of the copy is published. Access tests stay with this room.</Trans>
        ) : (
          <Trans>Each of the portal’s own rooms stands once for a type: a type that has it already can’t take another.</Trans>
        )}
      </p>
    </ContractForm>
  )
} // prettier-ignore

const leftOutWords = (list: 'partnerships' | 'steps'): string =>
  list === 'partnerships'
    ? t`The list of partnerships was left out: they are of another partner type. Look at the access before the copy goes live.`
    : t`The steps that unlock the room were left out: they are in rooms of another partner type. Look at the access before the copy goes live.`
