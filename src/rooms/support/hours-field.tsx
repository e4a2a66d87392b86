import { ActionIcon, Button, Chip, Group, Text, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Hours } from './contract.ts'
import classes from './support.module.css'
import { dayName } from './words.tsx'

const week = [1, 2, 3, 4, 5, 6, 7]

type HoursFieldProps = { value: readonly Hours[]; onChange: (hours: Hours[]) => void; errorAt: (at: number) => ReactNode }

/** When somebody answers, in as many stretches as it takes. */
export const HoursField = ({ value, onChange, errorAt }: HoursFieldProps) => {
  const { t } = useLingui()
  const set = (at: number, patch: Partial<Hours>) => onChange(value.map((span, place) => (place === at ? { ...span, ...patch } : span)))
  return (
    <fieldset className={classes.hours}>
      <Text component="legend" size="sm" fw={600} mb={4}><Trans>Hours</Trans></Text>
      {value.length === 0 && <Text size="sm" c="dimmed"><Trans>Round the clock.</Trans></Text>}
      {value.map(({ days, from, to }, at) => (
        <div key={at} className={classes.span} role="group" aria-label={t`Hours ${at + 1}`}>
          <div className={classes.days}>
            <Chip.Group multiple value={days.map(String)} onChange={(chosen) => set(at, { days: chosen.map(Number) })}>
              <Group gap={4}>
                {week.map((day) => (
                  <Chip key={day} value={String(day)} size="xs" aria-label={dayName(day, 'long')}>{dayName(day)}</Chip>
                ))}
              </Group>
            </Chip.Group>
          </div>
          <TextInput size="xs" w={84} label={t`From`} value={from} onChange={(event) => set(at, { from: event.currentTarget.value })} />
          <TextInput size="xs" w={84} label={t`To`} value={to} onChange={(event) => set(at, { to: event.currentTarget.value })} />
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={t`Remove hours ${at + 1}`} onClick={() => onChange(value.filter((_, place) => place !== at))}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
          {errorAt(at) && <Text size="xs" c="var(--mantine-color-error)">{errorAt(at)}</Text>}
        </div>
      ))}
      <Button size="compact-xs" variant="subtle" justify="flex-start" className={classes.more} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...value, { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }])}>
        <Trans>Add hours</Trans>
      </Button>
    </fieldset>
  )
} // prettier-ignore
