import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useLingui } from '@lingui/react/macro'
import { OneItem, type OrderItem } from './order-item.tsx'
import classes from './order-list.module.css'

export type OrderListProps<Row> = {
  label: string
  rows: readonly Row[]
  rowId: (row: Row) => string
  rowName: (row: Row) => string
  /** From one place to another, both counted from 0. */
  move: (from: number, to: number) => void
  line: (row: Row) => ReactNode
}

// Dragging is an extra for the pointer: its library comes with the list.
const Sortable = lazy(() => import('./order-list-sortable.tsx'))

/** Rows that can be put into another order: dragged by their handle, or with their two arrow buttons. */
export const OrderList = <Row,>(props: OrderListProps<Row>) => {
  const { t } = useLingui()
  const [said, setSaid] = useState('')
  const { rows, rowId, rowName, line } = props
  const move = (from: number, to: number) => {
    const row = rows[from]
    if (row === undefined || to < 0 || to >= rows.length || from === to) return
    props.move(from, to)
    setSaid(t`${rowName(row)} moved to place ${to + 1} of ${rows.length}`)
  }
  const items = rows.map((row, at) => ({ id: rowId(row), name: rowName(row), at, last: rows.length - 1, move, content: line(row) }))
  return (
    <>
      <Suspense fallback={<PlainList label={props.label} items={items} />}>
        <Sortable label={props.label} items={items} move={move} />
      </Suspense>
      <span className="only-spoken" role="status">
        {said}
      </span>
    </>
  )
}

const PlainList = ({ label, items }: { label: string; items: readonly OrderItem[] }) => (
  <ol className={classes.list} aria-label={label}>
    {items.map((item) => (
      <li key={item.id} className={classes.item}>
        <OneItem item={item} />
      </li>
    ))}
  </ol>
)
