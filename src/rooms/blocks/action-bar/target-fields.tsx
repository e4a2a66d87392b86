import { Select, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { textOf, type useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { useCall } from '#ui/query.tsx'
import type { ActionButton } from './contract.ts'

type To = ActionButton['to']
type TargetProps = {
  to: To | undefined
  room: BlockFormProps['room']
  path: string
  fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur' | 'errorAt' | 'leave'>
  change: (to: To) => void
}

const empty: Record<To['kind'], To> = {
  room: { kind: 'room', room: '' },
  address: { kind: 'address', address: '' },
  mail: { kind: 'mail', mail: '', subject: '' },
}

/** Where a button leads. */
export const TargetFields = ({ to = empty.room, room, path, fields, change }: TargetProps) => {
  const { t } = useLingui()
  const { data: choices } = useCall('GET /block-choices', {})
  const rooms = (choices?.rooms ?? []).filter((one) => one.partnerType === room.partnerType && one.id !== room.id)
  const words: Record<To['kind'], string> = { room: t`A room`, address: t`An address`, mail: t`A mail` }
  return (
    <>
      <Select
        label={t`Leads to`}
        allowDeselect={false}
        data={Object.entries(words).map(([value, label]) => ({ value, label }))}
        value={to.kind}
        onChange={(kind) => change(empty[kind === 'address' || kind === 'mail' ? kind : 'room'])}
      />
      {to.kind === 'room' && (
        <Select
          label={t`Room`}
          searchable
          data={rooms.map(({ id, label }) => ({ value: id, label }))}
          value={to.room || null}
          onChange={(id) => change({ kind: 'room', room: id ?? '' })}
          nothingFoundMessage={t`Nothing found`}
          {...fields.onBlur(path)}
          error={fields.errorAt(path) && t`Choose a room.`}
        />
      )}
      {to.kind === 'address' && (
        <TextInput
          label={t`Address`}
          description={t`https:// or an address of this portal that begins with /`}
          inputMode="url"
          value={textOf(to.address)}
          onChange={({ currentTarget }) => change({ kind: 'address', address: currentTarget.value })}
          {...fields.onBlur(path)}
        />
      )}
      {to.kind === 'mail' && (
        <>
          <TextInput
            label={t`E-mail address`}
            type="email"
            value={textOf(to.mail)}
            onChange={({ currentTarget }) => change({ ...to, mail: currentTarget.value })}
            {...fields.onBlur(`${path}.mail`)}
          />
          <TextInput
            label={t`Subject`}
            value={textOf(to.subject)}
            onChange={({ currentTarget }) => change({ ...to, subject: currentTarget.value })}
            {...fields.onBlur(`${path}.subject`)}
          />
        </>
      )}
    </>
  )
}
