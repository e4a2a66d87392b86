import { Select, Stack, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { useCall } from '#ui/query.tsx'
import { Segments } from '#ui/segments.tsx'
import type { LinkSettings } from './contract.ts'

export const Form = (props: BlockFormProps<LinkSettings>) => {
  const { t } = useLingui()
  const { settings, change, room } = props
  const fields = useBlockFields(props)
  const { data: choices } = useCall('GET /block-choices', {})
  const rooms = (choices?.rooms ?? []).filter((one) => one.partnerType === room.partnerType && one.id !== room.id)
  const { to } = settings
  const isRoom = to?.kind === 'room'
  return (
    <Stack gap="md">
      <Segments
        label={t`Leads to`}
        value={isRoom ? 'room' : 'address'}
        onChange={(kind) => change({ to: kind === 'room' ? { kind, room: '' } : { kind: 'address', address: '' } })}
        data={[
          { value: 'address', label: t`An address` },
          { value: 'room', label: t`A room` },
        ]}
      />
      {isRoom ? (
        <Select
          label={t`Room`}
          description={t`Partners who do not have the room do not see the link.`}
          searchable
          data={rooms.map(({ id, label }) => ({ value: id, label }))}
          value={to.room || null}
          onChange={(id) => change({ to: { kind: 'room', room: id ?? '' } })}
          nothingFoundMessage={t`Nothing found`}
          {...fields.onBlur('to')}
          error={fields.errorAt('to') && t`Choose a room.`}
        />
      ) : (
        <TextInput
          label={t`Address`}
          description={t`https://, mailto: or an address of this portal that begins with /`}
          inputMode="url"
          value={textOf(to?.address)}
          onChange={({ currentTarget }) => change({ to: { kind: 'address', address: currentTarget.value } })}
          {...fields.onBlur('to')}
        />
      )}
      <TextInput label={t`Label`} description={isRoom ? t`Empty: what the room is called.` : undefined} {...fields.line('label')} />
      <TextInput label={t`Description`} {...fields.line('about')} />
    </Stack>
  )
}
