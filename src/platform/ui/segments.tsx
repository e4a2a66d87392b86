import { SegmentedControl, Text } from '@mantine/core'
import { useId } from 'react'

type SegmentsProps<Value extends string> = {
  label: string
  value: Value
  onChange: (value: Value) => void
  data: readonly { value: Value; label: string }[]
  /** Below each other, for words that are long. */
  isStacked?: boolean
}

/** One of a few, all of them to be seen, under a label. */
export const Segments = <Value extends string>({ label, value, onChange, data, isStacked = false }: SegmentsProps<Value>) => {
  const id = useId()
  return (
    <div>
      <Text id={id} size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl<Value>
        aria-labelledby={id}
        orientation={isStacked ? 'vertical' : 'horizontal'}
        fullWidth={isStacked}
        value={value}
        onChange={onChange}
        data={[...data]}
      />
    </div>
  )
}
