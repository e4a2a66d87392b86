import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { BlockItem } from '#ui/block-item.tsx'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { FileDrop, FileField } from '#ui/file-field.tsx'
import { slotsOf, type ItemSlot } from '#ui/item-order.tsx'
import { AlertNote } from '#ui/problem-note.tsx'
import type { DocumentSettings } from './contract.ts'
import classes from './form.module.css'

type Item = DocumentSettings['files'][number]

export const Form = (props: BlockFormProps<DocumentSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const files = settings.files ?? []
  const add = (id: string) => {
    fields.leave('files')
    change({ files: [...files, { file: id, label: '', about: '' }] })
  }
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      <Textarea label={t`Text`} autosize minRows={2} maxRows={8} {...fields.line('about')} />
      <div>
        <Text size="sm" fw={500} mb={4}>
          <Trans>Files</Trans>
        </Text>
        <ul className={classes.items}>
          {slotsOf(files, { set: (next) => change({ files: next }) }).map((slot) => (
            <FileItem key={slot.item.file} {...slot} fields={fields} />
          ))}
        </ul>
        <FileDrop label={t`Add files`} purpose="document" multiple onFile={({ id }) => add(id)} />
        {fields.errorAt('files') && <AlertNote>{fields.errorAt('files')}</AlertNote>}
      </div>
    </Stack>
  )
}

type FileItemProps = ItemSlot<Item> & { fields: Pick<ReturnType<typeof useBlockFields>, 'onBlur'> }

const FileItem = ({ item, at, count, fields, change, move, remove }: FileItemProps) => {
  const { t } = useLingui()
  const nth = at + 1
  return (
    <li>
      <BlockItem name={t`File ${nth}`} at={at} count={count} move={move}>
        <FileField
          label={t`File ${nth}`}
          purpose="document"
          value={item.file}
          onChange={(file) => (file ? change({ file: file.id }) : remove())}
        />
        <TextInput
          label={t`Label`}
          description={t`Empty: the file’s name.`}
          value={textOf(item.label)}
          onChange={({ currentTarget }) => change({ label: currentTarget.value })}
          {...fields.onBlur(`files.${at}.label`)}
        />
        <TextInput
          label={t`Description`}
          value={textOf(item.about)}
          onChange={({ currentTarget }) => change({ about: currentTarget.value })}
          {...fields.onBlur(`files.${at}.about`)}
        />
      </BlockItem>
    </li>
  )
}
