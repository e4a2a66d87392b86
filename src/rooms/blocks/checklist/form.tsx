import { Button, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus } from '@tabler/icons-react'
import { useId } from 'react'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import { BlockItem } from '#ui/block-item.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { moved, newItemId, placed, without } from '#ui/item-order.tsx'
import { AlertNote } from '#ui/problem-note.tsx'
import type { ChecklistSettings } from './contract.ts'
import { DueField } from './due-field.tsx'
import classes from './form.module.css'
import { evidences, type Evidence } from './rules.ts'

type Item = ChecklistSettings['items'][number]

export const Form = (props: BlockFormProps<ChecklistSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const scopeId = useId()
  const items = settings.items ?? []
  const setItems = (next: Item[]) => {
    fields.leave('items')
    change({ items: next })
  }
  const ofList = items.length === 0 ? fields.errorAt('items') : undefined
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} description={t`Rooms that it unlocks name it by its title.`} {...fields.line('title')} />
      <Textarea label={t`What it is about`} autosize minRows={2} {...fields.line('about')} />
      <div>
        <Text id={scopeId} size="sm" fw={500} mb={4}>
          <Trans>Who marks it</Trans>
        </Text>
        <SegmentedControl
          aria-labelledby={scopeId}
          value={settings.scope ?? 'partnership'}
          onChange={(scope) => change({ scope })}
          data={[
            { value: 'partnership', label: t`The company together` },
            { value: 'person', label: t`Each person` },
          ]}
        />
      </div>
      {items.map((item, at) => (
        <OneItem
          key={item.id}
          item={item}
          at={at}
          count={items.length}
          fields={fields}
          change={(patch) => change({ items: placed(items, at, { ...item, ...patch }) })}
          move={(by) => setItems(moved(items, at, by))}
          remove={() => setItems(without(items, at))}
        />
      ))}
      {ofList && <AlertNote>{ofList}</AlertNote>}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        className={classes.add}
        onClick={() => setItems([...items, { id: newItemId(), title: '', about: '', due: { by: 'none' }, evidence: 'none' }])}
      >
        <Trans>Add an item</Trans>
      </Button>
    </Stack>
  )
}

type ItemProps = {
  item: Item
  at: number
  count: number
  fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur' | 'errorAt' | 'leave'>
  change: (patch: Partial<Item>) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

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
