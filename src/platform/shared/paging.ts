import { z } from 'zod'
import { Problem } from './problem.ts'

/** Where the next page begins; opaque to callers. */
export const Cursor = z.string().max(400)

/** How many rows a page has; 50 unless asked. */
export const PageSize = z.coerce.number().int().min(1).max(200).default(50)

/** One page of a keyset-paged list. `total` counts all rows that the filters leave; `next` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: Cursor.nullable(), total: z.int() })

/** The sort value and key of a page's last row: the next page begins after it. */
export type Position = { value: string | number | null; id: number }

export const writeCursor = ({ value, id }: Position): string =>
  bytesOf(encodeURIComponent(JSON.stringify([value, id]))).toBase64({ alphabet: 'base64url', omitPadding: true })

/** A page out of rows of which one more than `limit` was asked for, which tells whether another page follows. */
export const pageFrom = <Row>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
): { items: Row[]; next: string | null } => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? writeCursor(position(last)) : null }
}

// What a column that pages are cut by can hold.
const values = {
  text: z.string().regex(/^[^\0]*$/),
  day: z.iso.date().refine((day) => day >= '0001'),
  moment: z.iso.datetime().refine((moment) => moment >= '0001'),
  whole: z.int(),
  number: z.number(),
}

/** Throws 400 `request.invalid` for anything that `writeCursor` did not make for a list sorted by values of that kind. */
export const readCursor = (cursor: string, kind: keyof typeof values): Position => {
  try {
    const text = String.fromCharCode(...Uint8Array.fromBase64(cursor, { alphabet: 'base64url' }))
    const [value, id] = z.tuple([values[kind].nullable(), z.int().positive()]).parse(JSON.parse(decodeURIComponent(text)))
    return { value, id }
  } catch (cause) {
    throw new Problem('request.invalid', 400, { publicMessage: 'This page marker is not one of ours. Start from the first page.', cause })
  }
}

const bytesOf = (ascii: string) => Uint8Array.from(ascii, (letter) => letter.charCodeAt(0))
