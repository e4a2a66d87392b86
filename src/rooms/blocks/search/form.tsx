import { Select, Stack, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { isSearchScope, searchScopes } from './scopes.rules.ts'
import type { SearchSettings } from './contract.ts'
import { useScopeWords } from './words.tsx'

export const Form = (props: BlockFormProps<SearchSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const words = useScopeWords()
  return (
    <Stack gap="md">
      <TextInput label={t`Title`} {...fields.line('title')} />
      <Select
        label={t`Looks through`}
        allowDeselect={false}
        data={searchScopes.map((scope) => ({ value: scope, label: words[scope] }))}
        value={settings.scope ?? 'all'}
        onChange={(scope) => scope && isSearchScope(scope) && change({ scope })}
      />
      <TextInput label={t`Words in the empty field`} {...fields.line('hint')} />
    </Stack>
  )
}
