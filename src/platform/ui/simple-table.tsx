import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { CauseMark } from './cause.tsx'
import { EmptyState } from './states.tsx'
import { TableFoot } from './table-foot.tsx'
import { TableHead } from './table-head.tsx'
import type { Column } from './table-columns.tsx'
import classes from './table.module.css'

type SimpleTableProps<Row> = {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  href?: (row: Row) => string
  /** Whether the address leads to the row. */
  mark?: (row: Row) => CauseMark
  footer?: (column: Column<Row>) => ReactNode
  empty?: ReactNode
}

const noBand = () => undefined

/** A short list in the look of the large tables: all rows, no scrolling of its own but sideways. */
export const SimpleTable = <Row,>({ label, columns, rows, rowId, href, mark, footer, empty }: SimpleTableProps<Row>) => {
  if (rows.length === 0) return <div className={classes.region}>{empty ?? <EmptyState title={label} />}</div>
  return (
    // Focusable, so that a wide table can be scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes.region} aria-label={label} tabIndex={0}>
      <table className={classes.table} data-simple>
        <caption className="only-spoken">{label}</caption>
        <TableHead columns={columns} spans={[]} bandOf={noBand} />
        <tbody className={classes.body}>
          {rows.map((row) => (
            <tr key={rowId(row)} {...mark?.(row)}>
              {columns.map((column, at) => (
                <td key={column.id} data-numeric={column.numeric || undefined} className={at === 0 ? classes.first : undefined}>
                  {at === 0 && href ? (
                    <Link href={href(row)} className={classes.name}>
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <TableFoot columns={columns} footer={footer} />}
      </table>
    </section>
  )
}
