import { Stack, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { emptyText } from '#shared/rich-text.ts'
import { BlockItem } from '#ui/block-item.tsx'
import { BlockItems } from '#ui/block-items.tsx'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { newItemId, type ItemSlot } from '#ui/item-order.tsx'
import { RichTextField } from '#ui/rich-text-field.tsx'
import type { FaqSettings } from './contract.ts'

type Item = FaqSettings['items'][number]

export const Form = (props: BlockFormProps<FaqSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      <BlockItems
        path="items"
        items={settings.items ?? []}
        set={(items) => change({ items })}
        fields={fields}
        addLabel={t`Add a question`}
        fresh={(): Item => ({ id: newItemId(), question: '', answer: emptyText })}
      >
        {(slot) => <Question {...slot} fields={fields} />}
      </BlockItems>
    </Stack>
  )
}

type QuestionProps = ItemSlot<Item> & { fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur'> }

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
