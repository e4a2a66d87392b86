import { SegmentedControl } from '@mantine/core'

type ChoiceProps<T extends string> = {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string }[]
}

/** One of a few, all visible: 3, 6 or 12 months. */
export const Choice = <T extends string>({ label, value, onChange, options }: ChoiceProps<T>) => (
  <SegmentedControl
    size="xs"
    // On a phone it scrolls within itself.
    maw="100%"
    style={{ overflowX: 'auto' }}
    aria-label={label}
    value={value}
    onChange={(next) => {
      const option = options.find((one) => one.value === next)
      if (option) onChange(option.value)
    }}
    data={options.map((option) => ({ value: option.value, label: option.label }))}
    transitionDuration={100}
  />
)
