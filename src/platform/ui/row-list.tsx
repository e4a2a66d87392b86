import { Button, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Trans } from '@lingui/react/macro'
import type { ComponentType, ReactNode } from 'react'
import classes from './row-list.module.css'
import { DataTable, type DataTableProps } from './table.tsx'

type RowListProps<Row> = { label: string; rows: readonly Row[]; rowId: (row: Row) => string; line: (row: Row) => ReactNode }

/** Rows below each other in one frame, each as its `line` has it. */
export const RowList = <Row,>({ label, rows, rowId, line }: RowListProps<Row>) => (
  <ul className={classes.list} aria-label={label}>
    {rows.map((row) => (
      <li key={rowId(row)}>{line(row)}</li>
    ))}
  </ul>
)

/** A row that opens: its name, and what there is to say about it in one line. */
export const RowButton = ({ name, about, open }: { name: string; about: ReactNode; open: () => void }) => (
  <UnstyledButton className={classes.row} onClick={open}>
    <strong>{name}</strong>
    <span className={classes.about}>{about}</span>
  </UnstyledButton>
)

type RowLineProps = {
  sign?: ComponentType<{ size: number; stroke: number; className?: string | undefined; 'aria-hidden': true }>
  name: ReactNode
  /** What there is to say about it, a line each. */
  about: readonly ReactNode[]
  /** The row's buttons. */
  children?: ReactNode
}

/** A row with deeds of its own. */
export const RowLine = ({ sign: Sign, name, about, children }: RowLineProps) => (
  <div className={classes.line}>
    {Sign && <Sign size={20} stroke={1.5} className={classes.sign} aria-hidden />}
    <div className={classes.words}>
      <strong className={classes.name}>{name}</strong>
      {about.map((line, at) => (
        <div key={at} className={classes.about}>
          {line}
        </div>
      ))}
    </div>
    {children && <div className={classes.deeds}>{children}</div>}
  </div>
)

/** A table; where there is no room for its columns, a list of the same rows. */
export const TableOrList = <Row extends object>({ line, ...table }: DataTableProps<Row> & Pick<RowListProps<Row>, 'line'>) => {
  const isNarrow = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false })
  if (!isNarrow || table.rows.length === 0) return <DataTable {...table} />
  return (
    <>
      <RowList label={table.label} rows={table.rows} rowId={table.rowId} line={line} />
      {table.hasMore && (
        <Button variant="default" mt="sm" fullWidth loading={table.isFetchingMore ?? false} onClick={() => table.fetchMore?.()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}
