import { Checkbox } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { columnVisibilityFeature, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react'
import { EmptyState, ErrorState } from './states.tsx'
import { TableBody } from './table-body.tsx'
import { widthOf, type BandOf, type Column } from './table-columns.tsx'
import { TableFoot } from './table-foot.tsx'
import { TableHead } from './table-head.tsx'
import classes from './table.module.css'

export type DataTableProps<Row> = {
  /** What the table holds, for its caption and region. */
  label: string
  /** In their order, memoised. The first stays in view and can't be hidden. */
  columns: readonly Column<Row>[]
  bands?: readonly BandOf[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  /** What a row is called when it is spoken of: `Select Acme`. */
  rowName: (row: Row) => string
  /** All rows there are, when more are to be fetched. */
  total?: number | undefined
  hidden?: readonly string[]
  /** `acv` upwards, `-acv` downwards, as the contracts say it. */
  sort?: string
  onSort?: (sort: string) => void
  /** Where a row opens: its first cell becomes the link, Enter and a click on the row follow it. */
  href?: (row: Row) => string
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  isPending?: boolean
  /** Old rows are shown while new ones are on their way. */
  isRefreshing?: boolean
  error?: unknown
  retry?: () => void
  hasMore?: boolean
  isFetchingMore?: boolean
  fetchMore?: () => void
  empty?: ReactNode
  /** A row of totals below: what stands under each column. */
  footer?: (column: Column<Row>) => ReactNode
  /** `page`: up to the bottom of the window. */
  height?: 'page' | number
}

const features = tableFeatures({ columnVisibilityFeature })
const rowHeight = 36
/** Below this, all rows are in the document: they can be printed and searched by the browser. */
const virtualFrom = 200
const skeletonRows = 12

/** Rows from the server, sorted and filtered there; drawn in part when there are many. */
export const DataTable = <Row extends object>(props: DataTableProps<Row>) => {
  const { label, bands = noBands, rows, total, isPending, error, hasMore, footer, height = 'page' } = props
  const { t } = useLingui()
  const region = useRef<HTMLElement>(null)
  const bandOf = useCallback((column: Column<Row>) => bands.find((band) => band.id === column.band), [bands])
  const columns = useVisibleColumns(props, bands)
  const spans = useMemo(() => spansOf(columns, bandOf), [columns, bandOf])
  const isVirtual = rows.length > virtualFrom
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    getScrollElement: () => region.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  useHeightLeft(region, height)
  const onScroll = useFetchAhead(region, props)
  const width = columns.reduce((sum, column, at) => sum + widthOf(column, at === 0), props.onSelect ? 40 : 0)

  if (rows.length === 0 && (error || !isPending)) return <NoRows {...props} />
  const headerRows = spans.length > 0 ? 2 : 1
  return (
    <section
      ref={region}
      className={classes.region}
      aria-label={label}
      // Focusable, so that it can be scrolled by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={onScroll}
      data-height={height === 'page' ? 'page' : undefined}
      style={height === 'page' ? undefined : { maxHeight: height }}
    >
      <table
        className={classes.table}
        style={{ minWidth: width }}
        aria-rowcount={(total ?? rows.length) + headerRows}
        aria-busy={isPending || props.isRefreshing}
      >
        <caption className="only-spoken">{label}</caption>
        <colgroup>
          {props.onSelect && <col style={{ width: 40 }} />}
          {columns.map((column, at) => (
            <col key={column.id} style={{ width: widthOf(column, at === 0) }} />
          ))}
        </colgroup>
        <TableHead
          columns={columns}
          spans={spans}
          bandOf={bandOf}
          sort={props.sort}
          onSort={props.onSort}
          selectAll={selectAll(props, t`Select all rows`)}
        />
        <TableBody
          {...props}
          columns={columns}
          bandOf={bandOf}
          region={region}
          headerRows={headerRows}
          items={isVirtual ? virtual.getVirtualItems() : undefined}
          height={virtual.getTotalSize()}
          rowHeight={rowHeight}
          skeletonRows={isPending ? skeletonRows : hasMore && props.isFetchingMore ? 3 : 0}
          reveal={(index) => isVirtual && virtual.scrollToIndex(index)}
        />
        {footer && !isPending && <TableFoot columns={columns} footer={footer} withSelect={props.onSelect !== undefined} />}
      </table>
    </section>
  )
}

const NoRows = <Row,>({ error, retry, empty }: DataTableProps<Row>) => {
  const { t } = useLingui()
  const nothing = empty ?? <EmptyState title={t`Nothing to show`} />
  return <div className={classes.region}>{error ? <ErrorState error={error} retry={retry} /> : nothing}</div>
}

const noBands: readonly BandOf[] = []

/** The columns that are shown, band by band. */
const useVisibleColumns = <Row extends object>({ columns, rows, rowId, hidden }: DataTableProps<Row>, bands: readonly BandOf[]) => {
  const defs = useMemo((): ColumnDef<typeof features, Row>[] => {
    const leaf = (column: Column<Row>, at: number) => ({ id: column.id, header: column.heading, enableHiding: at > 0 })
    if (bands.length === 0) return columns.map(leaf)
    return bands.map((band) => ({
      id: `band:${band.id}`,
      header: band.label,
      columns: columns.map(leaf).filter((_, at) => columns[at]?.band === band.id),
    }))
  }, [columns, bands])
  const visibility = useMemo(
    () => Object.fromEntries((hidden ?? []).filter((id) => id !== columns[0]?.id).map((id) => [id, false])),
    [hidden, columns],
  )
  const table = useTable({ features, columns: defs, data: rows, getRowId: rowId, state: { columnVisibility: visibility } })
  const ids = table
    .getVisibleLeafColumns()
    .map((column) => column.id)
    .join(' ')
  return useMemo(() => ids.split(' ').flatMap((id) => columns.find((column) => column.id === id) ?? []), [ids, columns])
}

const spansOf = <Row,>(columns: readonly Column<Row>[], bandOf: (column: Column<Row>) => BandOf | undefined) => {
  const spans: { band: BandOf | undefined; columns: number }[] = []
  for (const column of columns) {
    const band = bandOf(column)
    const last = spans.at(-1)
    if (last && last.band?.id === band?.id) last.columns += 1
    else spans.push({ band, columns: 1 })
  }
  return spans.some((span) => span.band) ? spans : []
}

/** Up to the bottom of the window, wherever the table begins. */
const useHeightLeft = (region: RefObject<HTMLElement | null>, height: 'page' | number) => {
  useLayoutEffect(() => {
    const box = region.current
    if (!box || height !== 'page') return
    box.style.setProperty('--pp-above-table', `${Math.round(box.getBoundingClientRect().top + window.scrollY) + 33}px`)
  })
}

/** Asks for the next page while there are still two screens of rows below. */
const useFetchAhead = <Row,>(region: RefObject<HTMLElement | null>, { rows, hasMore, isFetchingMore, fetchMore }: DataTableProps<Row>) => {
  const look = useCallback(() => {
    const box = region.current
    if (!box || !hasMore || isFetchingMore) return
    if (box.scrollTop + 3 * box.clientHeight > box.scrollHeight) fetchMore?.()
  }, [region, hasMore, isFetchingMore, fetchMore])
  useEffect(look, [look, rows.length])
  return look
}

const selectAll = <Row,>({ rows, rowId, selected, onSelect }: DataTableProps<Row>, label: string) => {
  if (!onSelect) return undefined
  const all = rows.length > 0 && rows.every((row) => selected?.has(rowId(row)))
  return (
    <Checkbox
      size="xs"
      aria-label={label}
      checked={all}
      indeterminate={!all && (selected?.size ?? 0) > 0}
      onChange={() => onSelect(all ? new Set() : new Set(rows.map(rowId)))}
    />
  )
}
