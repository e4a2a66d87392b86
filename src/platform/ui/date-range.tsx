import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'

export type Range = { from: string; to: string }
export type DateRangeProps = {
  label: string
  /** ISO days, both included. */
  value: Range
  onChange: (range: Range) => void
  min?: string
  max?: string
  /** Offered beside the calendar: the last three cycles, this year. */
  presets?: readonly { label: string; range: Range }[]
}

const Calendar = lazy(async () => ({ default: (await import('./date-range-calendar.tsx')).DateRangeCalendar }))

/** From one day to another. The calendar is fetched when the first one is shown. */
export const DateRange = (props: DateRangeProps) => (
  <Suspense fallback={<Skeleton height={30} width={240} />}>
    <Calendar {...props} />
  </Suspense>
)
