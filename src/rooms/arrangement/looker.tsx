import { Select } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import type { Choices } from './contract.ts'

export const vendorEyes = 'vendor'

type LookerSelectProps = { roles: Choices['roles']; value: string; onChange: (looker: string) => void }

/** With which eyes one looks: a role of the partner's, or our own people. */
export const LookerSelect = ({ roles, value, onChange }: LookerSelectProps) => {
  const { t } = useLingui()
  return (
    <Select
      size="xs" aria-label={t`With whose eyes`} allowDeselect={false} value={value} onChange={(next) => next !== null && onChange(next)}
      data={[...roles.map(({ code, label }) => ({ value: code, label: t`As ${label}` })), { value: vendorEyes, label: t`As our own people` }]}
    />
  )
} // prettier-ignore
