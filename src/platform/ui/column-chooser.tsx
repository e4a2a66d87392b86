import { Button, Checkbox, Popover } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconColumns3 } from '@tabler/icons-react'
import classes from './column-chooser.module.css'
import type { BandOf, Column } from './table-columns.tsx'

type ColumnChooserProps = {
  columns: readonly Pick<Column<never>, 'id' | 'heading' | 'band'>[]
  bands?: readonly BandOf[]
  hidden: readonly string[]
  onChange: (hidden: string[]) => void
}

/** Which columns are shown, band by band. The first always is. */
export const ColumnChooser = ({ columns, bands, hidden, onChange }: ColumnChooserProps) => {
  const { t } = useLingui()
  const groups = bands?.map((band) => ({ ...band, columns: columns.filter((column) => column.band === band.id) })) ?? [
    { id: 'all', label: t`Columns`, columns },
  ]
  const toggle = (id: string) => onChange(hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id])
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={15} aria-hidden />}>
          <Trans>Columns</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Choose columns`}>
        <div className={classes.groups}>
          {groups.map((group) => (
            <fieldset key={group.id} className={classes.group}>
              <legend>{group.label}</legend>
              {group.columns.map((column) => (
                <Checkbox
                  key={column.id}
                  size="xs"
                  label={column.heading}
                  checked={!hidden.includes(column.id)}
                  disabled={column.id === columns[0]?.id}
                  onChange={() => toggle(column.id)}
                />
              ))}
            </fieldset>
          ))}
        </div>
        {hidden.length > 0 && (
          <Button variant="subtle" size="compact-xs" mt="xs" onClick={() => onChange([])}>
            <Trans>Show all columns</Trans>
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
