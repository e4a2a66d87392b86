import { NumberInput, Select, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import type { Due } from './rules.ts'

type DueProps = { due: Due | undefined; change: (due: Due) => void; onBlur: () => void; error: string | undefined }

const empty: Record<Due['by'], Due> = { none: { by: 'none' }, days: { by: 'days', days: 7 }, day: { by: 'day', on: '' } }

/** When an item should be done: at no time, so many days after the list was opened, or on a day. */
export const DueField = ({ due = { by: 'none' }, change, onBlur, error }: DueProps) => {
  const { t } = useLingui()
  const words: Record<Due['by'], string> = { none: t`No date`, days: t`Days after the list was opened`, day: t`On a day` }
  return (
    <>
      <Select
        label={t`Due`}
        allowDeselect={false}
        data={Object.entries(words).map(([value, label]) => ({ value, label }))}
        value={due.by}
        onChange={(by) => change(empty[by === 'days' || by === 'day' ? by : 'none'])}
      />
      {due.by === 'days' && (
        <NumberInput
          label={t`Days`}
          min={1}
          max={1_000}
          allowDecimal={false}
          value={due.days}
          onChange={(days) => change({ by: 'days', days: Number(days) })}
          onBlur={onBlur}
          error={error}
        />
      )}
      {due.by === 'day' && (
        <TextInput
          type="date"
          label={t`Day`}
          value={due.on}
          onChange={({ currentTarget }) => change({ by: 'day', on: currentTarget.value })}
          onBlur={onBlur}
          error={error}
        />
      )}
    </>
  )
}
