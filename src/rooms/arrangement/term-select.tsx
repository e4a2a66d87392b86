import { MultiSelect } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

type Term = { code: string; label: string; isArchived?: boolean }

type TermSelectProps = {
  label: string
  description?: ReactNode
  error?: ReactNode
  data: readonly Term[]
  /** As the form gives them. */
  value?: string[]
  onChange: (value: string[]) => void
}

/** Some of the vendor's own words. An archived one can be taken out and not put in. */
export const TermSelect = ({ label, description, error, data, value = [], onChange }: TermSelectProps) => {
  const { t } = useLingui()
  const offered = data.filter(({ code, isArchived }) => !isArchived || value.includes(code))
  const unknown = value.filter((code) => !data.some((one) => one.code === code)).map((code) => ({ value: code, label: t`${code} (gone)` }))
  return (
    <MultiSelect
      label={label}
      description={description}
      error={error}
      placeholder={value.length > 0 ? undefined : offered.length === 0 ? t`There are none yet` : t`Any`}
      data={[
        ...offered.map(({ code, label: word, isArchived }) => ({ value: code, label: isArchived ? t`${word} (archived)` : word })),
        ...unknown,
      ]}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Choose none` }}
      hidePickedOptions
      value={value}
      onChange={onChange}
    />
  )
}
