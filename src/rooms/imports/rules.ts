import type { Complaint } from './contract.ts'
import type { Lined } from './rows.rules.ts'

/** Ids of several levels as one key; cells can't hold the separator. */
export const keyOf = (...parts: (string | number | null | undefined)[]): string => parts.join('\u0000')

export const groupBy = <R>(rows: readonly Lined<R>[], key: (row: R) => string): Map<string, Lined<R>[]> => {
  const groups = new Map<string, Lined<R>[]>()
  for (const each of rows) {
    const group = groups.get(key(each.row))
    if (group) group.push(each)
    else groups.set(key(each.row), [each])
  }
  return groups
}

/** Rows that say the same thing twice: all of them are told, since nobody can know which one is meant. */
export const duplicates = <R>(rows: readonly Lined<R>[], column: string, key: (row: R) => string, shown: (row: R) => string): Complaint[] =>
  [...groupBy(rows, key).values()].flatMap((group) =>
    group.length < 2
      ? []
      : group.map(({ line, row }, at) => ({ line, column, value: shown(row), reason: standsAlso(group[at === 0 ? 1 : 0]?.line ?? line) })),
  )

export const standsAlso = (line: number) => `stands also on line ${line}; keep one`

/** Rows of one thing (a partnership, an order, a person) that tell it differently. */
export const disagreements = <R>(
  rows: readonly Lined<R>[],
  thing: string,
  key: (row: R) => string,
  fields: readonly { name: keyof R; column: string }[],
): Complaint[] =>
  [...groupBy(rows, key).values()].flatMap((group) =>
    fields.flatMap(({ name, column }) => {
      const text = ({ row }: Lined<R>) => String(row[name] ?? '')
      const first = group[0]
      const other = group.find((each) => first && text(each) !== text(first))
      if (!first || !other) return []
      return group.map((each) => {
        const against = text(each) === text(first) ? other : first
        return { line: each.line, column, value: text(each), reason: `is "${text(against)}" on line ${against.line} for the same ${thing}` }
      })
    }),
  )

/** `from` and `to` in the wrong order, when both are there. */
export const outOfOrder = (line: number, column: string, from: string | null, to: string | null, fromColumn: string): Complaint[] =>
  from !== null && to !== null && to < from ? [{ line, column, value: to, reason: `is before "${fromColumn}" (${from})` }] : []

/** Rows that are one thing: which one, what it is called, and the column that names it. */
export type Unit<R> = { of: (row: Partial<R>) => string; name: string; column: string }

/**
 * What of a file may go in: the rows without a complaint. Rows of one unit stand or fall together: without one of an order's lines the
 * others are left out too, and told so in `left`. `broken` are the rows that could be read only in part; the complaints are theirs as well.
 */
export const sieve = <R>(
  rows: readonly Lined<R>[],
  complaints: readonly Complaint[],
  unit?: Unit<R>,
  broken: readonly Lined<Partial<R>>[] = [],
): { good: Lined<R>[]; left: Complaint[] } => {
  const bad = new Set(complaints.map((complaint) => complaint.line))
  if (!unit || bad.size === 0) return { good: rows.filter(({ line }) => !bad.has(line)), left: [] }
  const fallen = new Map<string, number>()
  for (const { line, row } of [...broken, ...rows]) if (bad.has(line) && !fallen.has(unit.of(row))) fallen.set(unit.of(row), line)
  const left = rows.flatMap(({ line, row }) => {
    const because = fallen.get(unit.of(row))
    if (because === undefined || bad.has(line)) return []
    return [{ line, column: unit.column, value: '', reason: `is left out: the same ${unit.name} has a bad row on line ${because}` }]
  })
  return { good: rows.filter(({ row }) => !fallen.has(unit.of(row))), left }
}
