import { MultiSelect } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import classes from './picker.module.css'

export type Picked = { id: string; name: string }

type PickerProps = {
  label: string
  description?: ReactNode
  error?: ReactNode
  value: readonly Picked[]
  onChange: (value: Picked[]) => void
  /** What the server found for what was typed last; undefined while it looks. */
  found: readonly Picked[] | undefined
  /** A few letters, once the typing rests. */
  onSearch: (search: string) => void
}

/** As many as fit without scrolling: a few letters more find the others. */
const mostShown = 8

/** Some of many: the server searches, what was chosen stays in the field. */
export const Picker = ({ label, description, error, value, onChange, found, onSearch }: PickerProps) => {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const ask = useDebouncedCallback((search: string) => onSearch(search.trim()), 200)
  const type = (search: string) => {
    setTyped(search)
    ask(search)
  }
  const options = [...value, ...(found ?? []).filter((one) => !value.some((own) => own.id === one.id))]
  return (
    <MultiSelect
      label={label}
      description={description}
      error={error}
      searchable
      hidePickedOptions
      clearable
      clearButtonProps={{ 'aria-label': t`Choose none` }}
      placeholder={value.length === 0 ? t`Type a name` : undefined}
      nothingFoundMessage={found === undefined ? t`Looking` : t`Nothing found`}
      maxDropdownHeight={360}
      classNames={{ input: classes.field, inputField: classes.typed }}
      data={options.map((one) => ({ value: one.id, label: one.name }))}
      // The server has searched already; what it found for other letters is gone.
      filter={({ options: all }) =>
        all.filter((one) => 'value' in one && (found ?? []).some((two) => two.id === one.value)).slice(0, mostShown)
      }
      searchValue={typed}
      onSearchChange={type}
      value={value.map((one) => one.id)}
      onChange={(ids) => onChange(ids.flatMap((id) => options.find((one) => one.id === id) ?? []))}
    />
  )
}
