import { Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import { BlockItem } from '#ui/block-item.tsx'
import { BlockItems } from '#ui/block-items.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { newItemId, type ItemSlot } from '#ui/item-order.tsx'
import { Segments } from '#ui/segments.tsx'
import type { ChecklistSettings } from './contract.ts'
import { DueField } from './due-field.tsx'
import { evidences, type Evidence } from './rules.ts'

type Item = ChecklistSettings['items'][number]

export const Form = (props: BlockFormProps<ChecklistSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} description={t`Rooms that it unlocks name it by its title.`} {...fields.line('title')} />
      <Textarea label={t`What it is about`} autosize minRows={2} {...fields.line('about')} />
      <Segments
        label={t`Who marks it`}
        value={settings.scope ?? 'partnership'}
        onChange={(scope) => change({ scope })}
        data={[
          { value: 'partnership', label: t`The company together` },
          { value: 'person', label: t`Each person` },
        ]}
      />
      <BlockItems
        path="items"
        items={settings.items ?? []}
        set={(items) => change({ items })}
        fields={fields}
        addLabel={t`Add an item`}
        fresh={(): Item => ({ id: newItemId(), title: '', about: '', due: { by: 'none' }, evidence: 'none' })}
      >
        {(slot) => <OneItem {...slot} fields={fields} />}
      </BlockItems>
    </Stack>
  )
}

type ItemProps = ItemSlot<Item> & { fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur' | 'errorAt' | 'leave'> }

const OneItem = ({ item, at, count, fields, change, move, remove }: ItemProps) => {
  const { t } = useLingui()
  const nth = at + 1
  const path = `items.${at}`
  const words: Record<Evidence, string> = { none: t`Nothing: a tick is enough`, note: t`A note`, file: t`A file` }
  return (
    <BlockItem name={t`Item ${nth}`} at={at} count={count} move={move} remove={remove}>
      <TextInput
        label={t`What is to be done`}
        value={textOf(item.title)}
        onChange={({ currentTarget }) => change({ title: currentTarget.value })}
        {...fields.onBlur(`${path}.title`)}
      />
      <TextInput
        label={t`Why, or how`}
        value={textOf(item.about)}
        onChange={({ currentTarget }) => change({ about: currentTarget.value })}
        {...fields.onBlur(`${path}.about`)}
      />
      <DueField
        due={item.due}
        change={(due) => change({ due })}
        onBlur={() => fields.leave(`${path}.due`)}
        error={fields.errorAt(`${path}.due`)}
      />
      <Select
        label={t`Shown by`}
        allowDeselect={false}
        data={evidences.map((value) => ({ value, label: words[value] }))}
        value={item.evidence ?? 'none'}
        onChange={(value) => change({ evidence: evidences.find((one) => one === value) ?? 'none' })}
      />
    </BlockItem>
  )
}
