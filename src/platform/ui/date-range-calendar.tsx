import '@mantine/dates/styles.layer.css'
import { useLingui } from '@lingui/react/macro'
import { DatePickerInput, DatesProvider } from '@mantine/dates'
import { useMediaQuery } from '@mantine/hooks'
import { IconCalendar } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { DateRangeProps } from './date-range.tsx'
import classes from './date-range.module.css'
import { useFormat } from './format.tsx'

type Preset = { label: string; value: [string, string] }

export const DateRangeCalendar = ({ label, value, onChange, min, max, presets }: DateRangeProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const id = useId()
  const isNarrow = useMediaQuery('(max-width: 640px)')
  // Between the first click and the second there is half a range, which nobody else may see.
  const [half, setHalf] = useState<[string | null, string | null]>()
  const [from, to] = half ?? [value.from, value.to]
  const text = from && to ? format.days(from, to) : t`Choose two days`
  return (
    <DatesProvider settings={{ firstDayOfWeek: 1 }}>
      <DatePickerInput
        type="range"
        size="xs"
        id={id}
        aria-label={`${label}: ${text}`}
        leftSection={<IconCalendar size={15} aria-hidden />}
        minDate={min}
        maxDate={max}
        numberOfColumns={isNarrow ? 1 : 2}
        hideOutsideDates
        allowSingleDateInRange
        presets={presets?.map(({ label: name, range }): Preset => ({ label: name, value: [range.from, range.to] }))}
        popoverProps={{ id, transitionProps: { duration: 100 } }}
        ariaLabels={{
          previousMonth: t`Previous month`,
          nextMonth: t`Next month`,
          previousYear: t`Previous year`,
          nextYear: t`Next year`,
        }}
        valueFormatter={() => text}
        value={[from, to]}
        onChange={(next) => {
          const [start, end] = next
          setHalf(start && end ? undefined : [start, end])
          if (start && end) onChange({ from: start, to: end })
        }}
        classNames={{ day: classes.day }}
        w={240}
      />
    </DatesProvider>
  )
}
