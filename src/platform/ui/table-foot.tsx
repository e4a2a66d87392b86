import type { ReactNode } from 'react'
import type { Column } from './table-columns.tsx'
import classes from './table.module.css'

type FootProps<Row> = { columns: readonly Column<Row>[]; footer: (column: Column<Row>) => ReactNode; withSelect?: boolean }

/** The row of totals, which stays in view. */
export const TableFoot = <Row,>({ columns, footer, withSelect = false }: FootProps<Row>) => (
  <tfoot className={classes.foot}>
    <tr>
      {withSelect && <td className={classes.select} />}
      {columns.map((column, at) => (
        <td key={column.id} data-numeric={column.numeric || undefined} className={at === 0 ? classes.first : undefined}>
          {footer(column)}
        </td>
      ))}
    </tr>
  </tfoot>
)
