import { Button, TextInput } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { BlockTitle } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { useOpenSearch } from '#ui/search-door.tsx'
import type { SearchSettings } from './contract.ts'
import { useScopeWords } from './words.tsx'
import classes from './view.module.css'

export const View = ({ settings, isPreview }: BlockViewProps<SearchSettings, null>) => {
  const open = useOpenSearch()
  const words = useScopeWords()
  const [text, setText] = useState('')
  const { title, hint, scope } = settings
  const search = (event: FormEvent) => {
    event.preventDefault()
    // What its editor would find is not what its readers will.
    if (!isPreview) open({ text, scope })
  }
  return (
    <>
      <BlockTitle>{title}</BlockTitle>
      <form role="search" aria-label={title || words[scope]} className={classes.form} onSubmit={search}>
        <TextInput
          className={classes.field}
          type="search"
          aria-label={title || words[scope]}
          placeholder={hint || words[scope]}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          maxLength={80}
          size="md"
        />
        <Button type="submit" size="md">
          <Trans>Search</Trans>
        </Button>
      </form>
    </>
  )
}
