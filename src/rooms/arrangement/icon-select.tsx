import { Select, type SelectProps } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { roomIcons } from '#shared/room-icons.ts'
import { RoomSign } from '#ui/room-icons.tsx'
import classes from './arrangement.module.css'

type IconSelectProps = { value: string; onChange: (value: (typeof roomIcons)[number]) => void; error?: SelectProps['error'] }

/** The room's sign in the menu. */
export const IconSelect = ({ value, onChange, error }: IconSelectProps) => {
  const { t } = useLingui()
  return (
    <Select
      label={t`Icon`}
      data={roomIcons}
      value={value}
      error={error}
      allowDeselect={false}
      searchable
      leftSection={<RoomSign name={value} size={16} />}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <RoomSign name={option.value} size={16} stroke={1.6} /> {option.value}
        </span>
      )}
      onChange={(next) => {
        const icon = roomIcons.find((one) => one === next)
        if (icon) onChange(icon)
      }}
    />
  )
}
