import type { ReactNode } from 'react'

export type Column<Row> = {
  id: string
  heading: string
  /** Named once, in the header: `days`, `EUR`. */
  unit?: string
  /** A sentence for the header's tooltip. */
  about?: string
  /** The id of the band it stands in. */
  band?: string
  /** Right-aligned, tabular figures. */
  numeric?: boolean
  /** In pixels; the rest of the width is shared in proportion. */
  width?: number
  /** What the server calls it when sorting; absent: can't be sorted by. */
  sortBy?: string
  cell: (row: Row) => ReactNode
}

/** A group of columns under a heading, tinted and ruled. */
export type BandOf = { id: string; label: string; tint: 'customer' | 'commercial' | 'product' }

/** The sort after the header of `sortBy` was pressed: upwards, downwards for numbers first, then the other way. */
export const nextSort = (current: string | undefined, sortBy: string, numeric: boolean): string => {
  if (current === sortBy) return `-${sortBy}`
  if (current === `-${sortBy}`) return sortBy
  return numeric ? `-${sortBy}` : sortBy
}

export const ariaSort = (current: string | undefined, sortBy: string | undefined): 'ascending' | 'descending' | undefined =>
  sortBy === undefined ? undefined : current === sortBy ? 'ascending' : current === `-${sortBy}` ? 'descending' : undefined

export const widthOf = <Row,>(column: Column<Row>, isFirst: boolean): number => column.width ?? (isFirst ? 220 : column.numeric ? 112 : 150)
