import { Button, Stack, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus } from '@tabler/icons-react'
import { emptyText } from '#shared/rich-text.ts'
import { BlockItem } from '#ui/block-item.tsx'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { moved, newItemId, placed, without } from '#ui/item-order.tsx'
import { AlertNote } from '#ui/problem-note.tsx'
import { RichTextField } from '#ui/rich-text-field.tsx'
import type { FaqSettings } from './contract.ts'
import classes from './form.module.css'

type Item = FaqSettings['items'][number]

export const Form = (props: BlockFormProps<FaqSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const items = settings.items ?? []
  const setItems = (next: Item[]) => {
    fields.leave('items')
    change({ items: next })
  }
  const ofList = items.length === 0 ? fields.errorAt('items') : undefined
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      {items.map((item, at) => (
        <Question
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
        onClick={() => setItems([...items, { id: newItemId(), question: '', answer: emptyText }])}
      >
        <Trans>Add a question</Trans>
      </Button>
    </Stack>
  )
}

type QuestionProps = {
  item: Item
  at: number
  count: number
  fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur'>
  change: (patch: Partial<Item>) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

const Question = ({ item, at, count, fields, change, move, remove }: QuestionProps) => {
  const { t } = useLingui()
  const nth = at + 1
  return (
    <BlockItem name={t`Question ${nth}`} at={at} count={count} move={move} remove={remove}>
      <TextInput
        label={t`Question`}
        value={textOf(item.question)}
        onChange={({ currentTarget }) => change({ question: currentTarget.value })}
        {...fields.onBlur(`items.${at}.question`)}
      />
      <RichTextField
        label={t`Answer`}
        initial={item.answer}
        onChange={(answer) => change({ answer })}
        {...fields.onBlur(`items.${at}.answer`)}
      />
    </BlockItem>
  )
}
