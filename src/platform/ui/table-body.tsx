import { Checkbox, Skeleton } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import { Link, useLocation } from 'wouter'
import type { DataTableProps } from './table.tsx'
import type { BandOf, Column } from './table-columns.tsx'
import { startsBand } from './table-head.tsx'
import classes from './table.module.css'

type BodyProps<Row> = Omit<DataTableProps<Row>, 'height'> & {
  bandOf: (column: Column<Row>) => BandOf | undefined
  region: RefObject<HTMLElement | null>
  headerRows: number
  /** The rows to draw, when not all are; `height` is what all would take. */
  items: { index: number; start: number; end: number }[] | undefined
  height: number
  rowHeight: number
  skeletonRows: number
  reveal: (index: number) => void
}

export const TableBody = <Row extends object>(props: BodyProps<Row>) => {
  const { rows, columns, items, height, onSelect, skeletonRows } = props
  const keys = useRowKeys(props)
  const span = columns.length + (onSelect ? 1 : 0)
  const drawn = items ?? rows.map((_, index) => ({ index }))
  const before = items?.[0]?.start ?? 0
  const after = items ? height - (items.at(-1)?.end ?? 0) : 0
  return (
    // Its rows take the keys and clicks; they are heard here once instead of once for each row.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <tbody className={classes.body} data-refreshing={props.isRefreshing || undefined} onKeyDown={keys.onKeyDown} onClick={keys.onClick}>
      {before > 0 && <Gap height={before} span={span} />}
      {drawn.map(({ index }) => {
        const row = rows[index]
        return row && <BodyRow key={props.rowId(row)} {...props} row={row} index={index} isActive={index === keys.active} />
      })}
      {after > 0 && <Gap height={after} span={span} />}
      {Array.from({ length: skeletonRows }, (_, at) => (
        <tr key={`waiting-${at}`} aria-hidden>
          {onSelect && <td className={classes.select} />}
          {columns.map((column, place) => (
            <td key={column.id} className={place === 0 ? classes.first : undefined} data-tint={props.bandOf(column)?.tint}>
              <Skeleton
                height={10}
                width={column.numeric ? '50%' : `${55 + ((at * 7 + place * 13) % 35)}%`}
                ml={column.numeric ? 'auto' : undefined}
              />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}

const Gap = ({ height, span }: { height: number; span: number }) => (
  <tr aria-hidden>
    <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
  </tr>
)

type RowProps<Row> = BodyProps<Row> & { row: Row; index: number; isActive: boolean }

const BodyRow = <Row extends object>({
  row,
  index,
  isActive,
  columns,
  bandOf,
  headerRows,
  href,
  rowId,
  rowName,
  selected,
  onSelect,
}: RowProps<Row>) => {
  const { t } = useLingui()
  const id = rowId(row)
  const name = rowName(row)
  return (
    <tr
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      aria-rowindex={index + headerRows + 1}
      data-selected={selected?.has(id) || undefined}
      data-opens={href ? true : undefined}
    >
      {onSelect && (
        <td className={classes.select}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={t`Select ${name}`}
            checked={selected?.has(id) ?? false}
            onChange={() => onSelect(toggled(selected, id))}
          />
        </td>
      )}
      {columns.map((column, at) => {
        const content = column.cell(row)
        const mark = {
          'data-numeric': column.numeric || undefined,
          'data-tint': bandOf(column)?.tint,
          'data-start': startsBand(columns, at, bandOf) || undefined,
        }
        if (at > 0)
          return (
            <td key={column.id} {...mark}>
              {content}
            </td>
          )
        return (
          <th key={column.id} {...mark} scope="row" className={classes.first}>
            {href ? (
              <Link href={href(row)} tabIndex={-1} className={classes.name}>
                {content}
              </Link>
            ) : (
              content
            )}
          </th>
        )
      })}
    </tr>
  )
}

const toggled = (selected: ReadonlySet<string> | undefined, id: string): ReadonlySet<string> => {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** One row takes part in the tab order; arrows, Home and End move it, Enter opens, Space selects. */
const useRowKeys = <Row extends object>({ rows, rowId, href, selected, onSelect, reveal, region }: BodyProps<Row>) => {
  const [, navigate] = useLocation()
  const [at, setActive] = useState(0)
  const active = Math.min(at, Math.max(rows.length - 1, 0))
  const wanted = useRef(false)
  useLayoutEffect(() => {
    if (!wanted.current) return
    // A row that was far away is drawn only after the scroll that `reveal` asked for.
    const focus = () => region.current?.querySelector<HTMLElement>(`tr[data-index="${active}"]`)?.focus()
    const later = requestAnimationFrame(focus)
    focus()
    wanted.current = false
    return () => cancelAnimationFrame(later)
  }, [active, region])

  const moveTo = (index: number) => {
    wanted.current = true
    reveal(index)
    setActive(index)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys pressed inside a cell's own control belong to that control.
    if (!(event.target instanceof HTMLTableRowElement)) return
    const index = Number(event.target.dataset['index'])
    const row = rows[index]
    if (row === undefined) return
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: index + 10,
      PageUp: index - 10,
    }
    const move = moves[event.key]
    if (move !== undefined) moveTo(Math.min(Math.max(move, 0), rows.length - 1))
    else if (event.key === 'Enter' && href) navigate(href(row))
    else if (event.key === ' ' && onSelect) onSelect(toggled(selected, rowId(row)))
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
    const line = event.target.closest('tr')
    const row = rows[Number(line?.dataset['index'] ?? Number.NaN)]
    // Selecting text to copy it isn't opening, and a control in a cell does its own work.
    if (!row || event.target.closest('a, button, input, label') || window.getSelection()?.type === 'Range') return
    setActive(Number(line?.dataset['index']))
    if (href) navigate(href(row))
  }
  return { active, onKeyDown, onClick }
}
