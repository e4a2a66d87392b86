import { ActionIcon, Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import classes from './order-list.module.css'

export type OrderItem = { id: string; name: string; at: number; last: number; move: (from: number, to: number) => void; content: ReactNode }

/** What a row is made of; `handle` is what it is dragged by. */
export const OneItem = ({ item: { name, at, last, move, content }, handle }: { item: OrderItem; handle?: Ref<HTMLSpanElement> }) => {
  const { t } = useLingui()
  return (
    <>
      <span ref={handle} className={classes.handle} aria-hidden data-drags={handle ? true : undefined}>
        <IconGripVertical size={16} />
      </span>
      <div className={classes.content}>{content}</div>
      <span className={classes.moves}>
        <MoveButton label={t`Move ${name} up`} isOff={at === 0} press={() => move(at, at - 1)} Sign={IconArrowUp} />
        <MoveButton label={t`Move ${name} down`} isOff={at === last} press={() => move(at, at + 1)} Sign={IconArrowDown} />
      </span>
    </>
  )
}

type MoveButtonProps = { label: string; isOff: boolean; press: () => void; Sign: typeof IconArrowUp }

// It keeps the focus at the end of the list, where it does nothing: a press more must not lose one's place.
const MoveButton = ({ label, isOff, press, Sign }: MoveButtonProps) => (
  <Tooltip label={label} openDelay={400}>
    <ActionIcon
      size={26}
      aria-label={label}
      aria-disabled={isOff || undefined}
      data-disabled={isOff || undefined}
      onClick={() => !isOff && press()}
    >
      <Sign size={15} aria-hidden />
    </ActionIcon>
  </Tooltip>
)
