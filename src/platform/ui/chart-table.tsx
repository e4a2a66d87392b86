import { Anchor } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { SimpleTable } from './simple-table.tsx'
import type { Column } from './table-columns.tsx'

type Row = { id: string; heading: string; note?: string | undefined }
type ValueColumn = {
  id: string
  heading: string
  text: (rowId: string) => string | undefined
  onPick?: ((rowId: string) => void) | undefined
}

/** The numbers of a chart. Where a bar or point can be chosen, its number is a button. */
export const ChartTable = ({
  label,
  rows,
  first,
  columns,
}: {
  label: string
  rows: readonly Row[]
  first: string
  columns: readonly ValueColumn[]
}) => {
  const { t } = useLingui()
  const all: Column<Row>[] = [
    { id: 'first', heading: first, cell: (row) => (row.note ? `${row.heading} (${row.note})` : row.heading) },
    ...columns.map((column) => ({
      id: column.id,
      heading: column.heading,
      numeric: true,
      cell: (row: Row) => {
        const text = column.text(row.id)
        if (text === undefined) return '–'
        if (!column.onPick) return text
        return (
          <Anchor component="button" type="button" size="sm" onClick={() => column.onPick?.(row.id)}>
            {text}
          </Anchor>
        )
      },
    })),
  ]
  return <SimpleTable label={t`${label}, as a table`} columns={all} rows={rows} rowId={(row) => row.id} />
}
