import { ActionIcon, Group } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './block-item.module.css'

type BlockItemProps = {
  /** Which one it is: `Question 3`. */
  name: string
  at: number
  count: number
  move: (by: -1 | 1) => void
  /** Absent: it is taken away by what stands in it. */
  remove?: () => void
  children: ReactNode
}

/** One of several in a block's settings, with what moves it and takes it away. */
export const BlockItem = ({ name, at, count, move, remove, children }: BlockItemProps) => {
  const { t } = useLingui()
  return (
    <fieldset className={classes.item}>
      <legend className="only-spoken">{name}</legend>
      <Group gap={4} justify="space-between">
        <span className={classes.name} aria-hidden>
          {name}
        </span>
        <Group gap={4}>
          <ActionIcon variant="subtle" color="gray" aria-label={t`${name}: move up`} disabled={at === 0} onClick={() => move(-1)}>
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t`${name}: move down`} disabled={at + 1 === count} onClick={() => move(1)}>
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
          {remove && (
            <ActionIcon variant="subtle" color="gray" aria-label={t`${name}: remove`} onClick={remove}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {children}
    </fieldset>
  )
}
