import { Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ariaSort, nextSort, type BandOf, type Column } from './table-columns.tsx'
import classes from './table.module.css'

export type HeadProps<Row> = {
  columns: readonly Column<Row>[]
  /** The bands above the columns with how many of them each spans; empty: one header row. */
  spans: readonly { band: BandOf | undefined; columns: number }[]
  bandOf: (column: Column<Row>) => BandOf | undefined
  sort?: string | undefined
  onSort?: ((sort: string) => void) | undefined
  /** The checkbox above the rows' own. */
  selectAll?: ReactNode
}

export const TableHead = <Row,>({ columns, spans, bandOf, sort, onSort, selectAll }: HeadProps<Row>) => (
  <thead className={classes.head}>
    {spans.length > 0 && (
      <tr aria-rowindex={1}>
        {selectAll && <td className={`${classes.band} ${classes.select}`} />}
        {spans.map(({ band, columns: count }, at) => (
          <th key={band?.id ?? at} colSpan={count} scope="colgroup" className={classes.band} data-tint={band?.tint} data-start>
            {band?.label}
          </th>
        ))}
      </tr>
    )}
    <tr aria-rowindex={spans.length > 0 ? 2 : 1} data-under-bands={spans.length > 0 || undefined}>
      {selectAll && <td className={classes.select}>{selectAll}</td>}
      {columns.map((column, at) => (
        <th
          key={column.id}
          scope="col"
          aria-sort={ariaSort(sort, column.sortBy)}
          data-numeric={column.numeric || undefined}
          data-tint={bandOf(column)?.tint}
          data-start={startsBand(columns, at, bandOf) || undefined}
          className={at === 0 ? classes.first : undefined}
        >
          <Heading column={column} sort={sort} onSort={onSort} />
        </th>
      ))}
    </tr>
  </thead>
)

export const startsBand = <Row,>(columns: readonly Column<Row>[], at: number, bandOf: (column: Column<Row>) => BandOf | undefined) => {
  const [column, before] = [columns[at], columns[at - 1]]
  return column !== undefined && before !== undefined && bandOf(column)?.id !== bandOf(before)?.id
}

const Heading = <Row,>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: HeadProps<Row>['onSort'] }) => {
  const { sortBy } = column
  const name = (
    <>
      <span className={classes.headingName}>{column.heading}</span>
      {column.unit && <span className={classes.unit}>{column.unit}</span>}
    </>
  )
  const direction = ariaSort(sort, sortBy)
  const Arrow = direction === 'ascending' ? IconArrowUp : direction === 'descending' ? IconArrowDown : IconSelector
  const heading =
    sortBy !== undefined && onSort ? (
      <button type="button" className={classes.sort} onClick={() => onSort(nextSort(sort, sortBy, column.numeric === true))}>
        {name}
        <Arrow size={13} aria-hidden className={direction ? undefined : classes.resting} />
      </button>
    ) : (
      <span className={classes.heading}>{name}</span>
    )
  return column.about ? (
    <Tooltip label={column.about} multiline maw={280}>
      {heading}
    </Tooltip>
  ) : (
    heading
  )
}
