import type { Readable } from 'node:stream'

/** What is known of a file without reading it. Sizes in bytes. */
export type Head = { size: number; changedAt: Temporal.Instant }
/** What was kept: how long it is and the SHA-256 of it, in hexadecimal digits. */
export type Kept = { size: number; sha256: string }
/** Both ends included, counted from 0. */
export type ByteRange = { start: number; end: number }

/**
 * Where files are kept that the portal's and the engine's processes share: a folder, or whatever passes the same tests. Keys are made by us
 * (`exports/k3f9…/1`), never from what somebody typed; one that is no such key throws RangeError.
 */
export type FileStore = {
  /** Keeps what the stream brings, all of it or nothing; an earlier file of that key is replaced in one step. Throws what the stream throws. */
  put(key: string, content: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal | undefined }): Promise<Kept>
  /** Undefined when there is none. Read its content or destroy it. A range that ends behind the file ends with it; one that begins there throws RangeError. */
  get(key: string, range?: ByteRange): Promise<{ head: Head; content: Readable } | undefined>
  head(key: string): Promise<Head | undefined>
  /** One that is not there is deleted already. */
  delete(key: string): Promise<void>
  /** All below a folder of keys, `exports/`, in no order; `''` is everything. */
  list(folder: string): AsyncIterable<Head & { key: string }>
}

const segment = '[a-z0-9]+(?:[._-][a-z0-9]+)*'
const keyShape = new RegExp(`^(?:${segment}/){1,6}${segment}$`)
const folderShape = new RegExp(`^(?:${segment}/){0,6}$`)
const longestKey = 200

/** Nothing that a file system or a bucket could read as more than a name: no dots in a row, no capitals, no leading slash. */
export const checkedKey = (key: string): string => {
  if (key.length > longestKey || !keyShape.test(key)) throw new RangeError(`${JSON.stringify(key.slice(0, 60))} is no key of a file`)
  return key
}

export const checkedFolder = (folder: string): string => {
  if (folder.length > longestKey || !folderShape.test(folder))
    throw new RangeError(`${JSON.stringify(folder.slice(0, 60))} is no folder of keys`)
  return folder
}

/** The range within a file of that size. Throws RangeError. */
export const rangeWithin = ({ start, end }: ByteRange, size: number): ByteRange => {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || start >= size)
    throw new RangeError(`${start} to ${end} is no part of a file of ${size} bytes`)
  return { start, end: Math.min(end, size - 1) }
}
