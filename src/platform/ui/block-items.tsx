import { IconPlus } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import classes from './block-item.module.css'
import type { useBlockFields } from './block-fields.tsx'
import { slotsOf, type ItemSlot } from './item-order.tsx'
import { AlertNote } from './problem-note.tsx'
import { ReasonedButton } from './reasoned-button.tsx'

type BlockItemsProps<Item> = {
  /** Where the list stands in the settings. */
  path: string
  items: readonly Item[]
  set: (items: Item[]) => void
  fields: Pick<ReturnType<typeof useBlockFields>, 'errorAt' | 'leave'>
  addLabel: string
  fresh: () => Item
  /** Why no more can be added. */
  full?: string | undefined
  children: (slot: ItemSlot<Item>) => ReactNode
}

/** A list in a block's settings: its items, what is wrong with it while it is empty, and one more. */
export const BlockItems = <Item extends { id: string }>(props: BlockItemsProps<Item>) => {
  const { path, items, set, fields, addLabel, fresh, full, children } = props
  const arrange = (next: Item[]) => {
    fields.leave(path)
    set(next)
  }
  const error = items.length === 0 ? fields.errorAt(path) : undefined
  return (
    <>
      {slotsOf(items, { set, arrange }).map((slot) => (
        <Fragment key={slot.item.id}>{children(slot)}</Fragment>
      ))}
      {error && <AlertNote>{error}</AlertNote>}
      <ReasonedButton
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        className={classes.add}
        reason={full}
        onClick={() => arrange([...items, fresh()])}
      >
        {addLabel}
      </ReasonedButton>
    </>
  )
}
