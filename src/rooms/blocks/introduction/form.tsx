import { Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { FileField } from '#ui/file-field.tsx'
import { useCall } from '#ui/query.tsx'
import { Segments } from '#ui/segments.tsx'
import type { IntroductionSettings } from './contract.ts'

// Every key that any of the three has: which of them are sent is decided by `who`.
type Draft = {
  who?: IntroductionSettings['who']
  person?: string
  name?: string
  title?: string
  link?: string
  photo?: string | null
  bio?: string
  phone?: string
}
type Fields = { props: BlockFormProps<Draft>; fields: ReturnType<typeof useBlockFields<Draft>> }

const ownKeys = { manager: [], person: ['person', 'title'], company: ['name', 'link'] } as const

export const Form = (props: BlockFormProps<Draft>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const who = settings.who ?? 'manager'
  const setWho = (next: string) => {
    const chosen = next === 'person' || next === 'company' ? next : 'manager'
    const dropped = [...ownKeys.person, ...ownKeys.company].filter((key) => !(ownKeys[chosen] as readonly string[]).includes(key)) // its keys are words
    change({
      who: chosen,
      ...Object.fromEntries(dropped.map((key) => [key, undefined])),
      ...Object.fromEntries(ownKeys[chosen].map((key) => [key, ''])),
    })
  }
  return (
    <Stack gap="md">
      <Segments
        label={t`Introduces`}
        isStacked
        value={who}
        onChange={setWho}
        data={[
          { value: 'manager', label: t`The partner’s own manager` },
          { value: 'person', label: t`One of our people` },
          { value: 'company', label: t`A company or a team` },
        ]}
      />
      {who === 'person' && <PersonFields props={props} fields={fields} />}
      {who === 'company' && <TextInput label={t`Name`} {...fields.line('name')} />}
      <FileField
        label={who === 'company' ? t`Logo` : t`Photo`}
        purpose="image"
        value={settings.photo}
        onChange={(file) => change({ photo: file?.id ?? null })}
      />
      <Textarea label={t`About`} autosize minRows={3} maxRows={12} {...fields.line('bio')} />
      <TextInput label={t`Phone`} type="tel" {...fields.line('phone')} />
      {who === 'company' && <TextInput label={t`Leads to`} inputMode="url" {...fields.line('link')} />}
    </Stack>
  )
}

const PersonFields = ({ props: { settings, change }, fields }: Fields) => {
  const { t } = useLingui()
  const { data: choices } = useCall('GET /block-choices', {})
  return (
    <>
      <Select
        label={t`Person`}
        description={t`Name and mail are taken from the directory.`}
        searchable
        data={(choices?.people ?? []).map(({ id, name, role }) => ({ value: id, label: `${name}, ${role}` }))}
        value={textOf(settings.person) || null}
        onChange={(person) => change({ person: person ?? '' })}
        nothingFoundMessage={t`Nothing found`}
        {...fields.onBlur('person')}
        error={fields.errorAt('person') && t`Choose a person.`}
      />
      <TextInput label={t`What they do for partners`} description={t`Empty: their role.`} {...fields.line('title')} />
    </>
  )
}
