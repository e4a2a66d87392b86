import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { isRoomIcon, roomIcons } from '#shared/room-icons.ts'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import { BlockItem } from '#ui/block-item.tsx'
import { BlockItems } from '#ui/block-items.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { newItemId, type ItemSlot } from '#ui/item-order.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import type { ActionBarSettings, ActionButton } from './contract.ts'
import { buttonTones, mostButtons } from './rules.ts'
import { TargetFields } from './target-fields.tsx'

export const Form = (props: BlockFormProps<ActionBarSettings>) => {
  const { t } = useLingui()
  const { settings, change, room } = props
  const fields = useBlockFields(props)
  const buttons = settings.buttons ?? []
  const fresh = (): ActionButton => ({
    id: newItemId(),
    label: '',
    icon: null,
    tone: buttons.length === 0 ? 'filled' : 'outline',
    to: { kind: 'room', room: '' },
  })
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      <BlockItems
        path="buttons"
        items={buttons}
        set={(next) => change({ buttons: next })}
        fields={fields}
        addLabel={t`Add a button`}
        fresh={fresh}
        full={buttons.length < mostButtons ? undefined : t`Six buttons are the most that a reader can take in.`}
      >
        {(slot) => <OneButton {...slot} room={room} fields={fields} />}
      </BlockItems>
      <Text size="sm" c="dimmed">
        <Trans>A button that leads to a room which its reader does not have is left out for them.</Trans>
      </Text>
    </Stack>
  )
}

type OneProps = ItemSlot<ActionButton> & {
  room: BlockFormProps['room']
  fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur' | 'errorAt' | 'leave'>
}

const OneButton = ({ item: button, at, count, room, fields, change, move, remove }: OneProps) => {
  const { t } = useLingui()
  const nth = at + 1
  const path = `buttons.${at}`
  const tones: Record<ActionButton['tone'], string> = { filled: t`Strong`, light: t`Soft`, outline: t`Plain` }
  return (
    <BlockItem name={t`Button ${nth}`} at={at} count={count} move={move} remove={remove}>
      <TargetFields to={button.to} room={room} path={`${path}.to`} fields={fields} change={(to) => change({ to })} />
      <TextInput
        label={t`Label`}
        description={button.to?.kind === 'room' ? t`Empty: what the room is called.` : undefined}
        value={textOf(button.label)}
        onChange={({ currentTarget }) => change({ label: currentTarget.value })}
        {...fields.onBlur(`${path}.label`)}
      />
      <Group grow gap="sm" align="flex-start">
        <Select
          label={t`Icon`}
          placeholder={t`None`}
          clearable
          searchable
          data={roomIcons}
          value={button.icon ?? null}
          leftSection={button.icon ? <RoomSign name={button.icon} size={16} /> : undefined}
          onChange={(icon) => change({ icon: icon && isRoomIcon(icon) ? icon : null })}
        />
        <Select
          label={t`Looks`}
          allowDeselect={false}
          data={buttonTones.map((value) => ({ value, label: tones[value] }))}
          value={button.tone ?? 'outline'}
          onChange={(tone) => change({ tone: buttonTones.find((one) => one === tone) ?? 'outline' })}
        />
      </Group>
    </BlockItem>
  )
}
