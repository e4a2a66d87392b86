import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { isPlain } from '#shared/rich-text.ts'
import { damaged, unsafe } from './refusals.ts'

/** What an archive may hold at the most. */
export const archiveLimits = { entries: 2_000, unpackedBytes: 200_000_000, ratio: 100 }
/** Where a ratio says nothing yet: an empty table of a small file is mostly repetition. */
const ratioFromBytes = 1_000_000

export type Entry = { path: string; packed: number; size: number }
type Found = Entry & { method: number; flags: number; crc: number; header: number; isLink: boolean }

const directoryEnd = 0x06054b50
const directoryEntry = 0x02014b50
const localHeader = 0x04034b50
const endBytes = 22
const stored = 0
const deflated = 8

const broken = () => damaged('The archive can’t be read. Pack it again and bring that one.')

/**
 * Reads a zip archive's directory and unpacks every entry to nowhere, so that what the directory says is known to be true. Throws
 * `file.damaged` or `file.unsafe`; `each` sees the beginning of every entry and may throw besides.
 */
export const readArchive = async (path: string, each: (entry: Entry, beginning: Buffer) => void = () => {}): Promise<Entry[]> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { entries, start } = await directoryOf(file, size)
    refuseOversize(entries)
    entries.forEach(({ path: name, isLink }) => refuseName(name, isLink))
    let end = 0
    for (const entry of entries.toSorted((a, b) => a.header - b.header)) {
      if (entry.header < end) throw unsafe('Parts of the archive overlap, as in one that is made to fill a disk. Pack it again.')
      end = await unpackToNowhere({ path, file }, entry, each)
    }
    if (end > start) throw broken()
    // Of two with one name programs take the first or the last: who looks into it must see what is opened.
    if (new Set(entries.map(({ path: name }) => name)).size < entries.length) throw broken()
    return entries
  } finally {
    await file.close()
  }
}

/**
 * Whether a file of another kind could be opened as an archive as well. Programs that unpack look for the end of a directory and are not
 * particular about what stands behind it.
 */
export const endsAsArchive = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const length = Math.min(size, endBytes + 65_535)
    const tail = await readAt(file, size - length, length)
    const signature = Buffer.alloc(4)
    signature.writeUInt32LE(directoryEnd)
    for (let at = tail.indexOf(signature); at >= 0; at = tail.indexOf(signature, at + 1)) if (isDirectoryEnd(tail, at)) return true
    return false
  } finally {
    await file.close()
  }
}

/** The four bytes may come up by chance; not with one part, no disk before it, and as many entries here as in all. */
const isDirectoryEnd = (tail: Buffer, at: number): boolean =>
  at + endBytes <= tail.length &&
  tail.readUInt32LE(at + 4) === 0 &&
  tail.readUInt16LE(at + 8) === tail.readUInt16LE(at + 10) &&
  tail.readUInt16LE(at + 8) > 0

/** The whole of one entry, of which `readArchive` has said that it is in order. */
export const readEntry = async (path: string, name: string, mostBytes: number): Promise<Buffer | undefined> => {
  const file = await open(path)
  try {
    const { entries } = await directoryOf(file, (await file.stat()).size)
    const found = entries.find((entry) => entry.path === name)
    if (!found || found.size > mostBytes) return undefined
    const parts: Buffer[] = []
    await unpack(path, found, await contentAt(file, found), (part) => void parts.push(part))
    return Buffer.concat(parts)
  } finally {
    await file.close()
  }
}

const readAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead !== length) throw broken()
  return buffer
}

const findEnd = async (file: FileHandle, size: number): Promise<{ at: number; record: Buffer } | undefined> => {
  const length = Math.min(size, endBytes + 65_535)
  if (length < endBytes) return undefined
  const tail = await readAt(file, size - length, length)
  for (let at = length - endBytes; at >= 0; at--)
    if (tail.readUInt32LE(at) === directoryEnd && at + endBytes + tail.readUInt16LE(at + 20) === length)
      return { at: size - length + at, record: tail.subarray(at) }
  return undefined
}

/** The entries, and where the directory itself begins. */
const directoryOf = async (file: FileHandle, size: number): Promise<{ entries: Found[]; start: number }> => {
  const end = await findEnd(file, size)
  if (!end) throw broken()
  const [count, length, start] = [end.record.readUInt16LE(10), end.record.readUInt32LE(12), end.record.readUInt32LE(16)]
  const isOnePart = end.record.readUInt16LE(4) === 0 && end.record.readUInt16LE(8) === count
  // What stands before or behind the entries would be a second file in one.
  if (!isOnePart || count === 0xffff || start + length !== end.at) throw broken()
  if (count > archiveLimits.entries) throw tooMany()
  const directory = await readAt(file, start, length)
  const entries: Found[] = []
  for (let at = 0; entries.length < count;) {
    if (at + 46 > length || directory.readUInt32LE(at) !== directoryEntry) throw broken()
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [number, number, number] // one for each field
    const isUnix = directory.readUInt8(at + 5) === 3
    entries.push({
      path: directory.toString('utf8', at + 46, at + 46 + name),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      header: directory.readUInt32LE(at + 42),
      isLink: isUnix && directory.readUInt32LE(at + 38) >>> 28 === 0xa,
    })
    at += 46 + name + extra + comment
  }
  const first = Math.min(...entries.map(({ header }) => header))
  if (entries.length > 0 && first !== 0) throw broken()
  return { entries, start }
}

const tooMany = () => unsafe(`An archive may hold ${archiveLimits.entries} files at the most. Bring a smaller one.`)

const refuseOversize = (entries: readonly Found[]) => {
  const [packed, size] = [entries.reduce((sum, one) => sum + one.packed, 0), entries.reduce((sum, one) => sum + one.size, 0)]
  if (size > archiveLimits.unpackedBytes)
    throw unsafe(`Unpacked, an archive may have ${archiveLimits.unpackedBytes / 1_000_000} MB at the most. Bring a smaller one.`)
  if (size > ratioFromBytes && size > packed * archiveLimits.ratio)
    throw unsafe(
      `The archive unpacks to more than ${archiveLimits.ratio} times its size, as one that is made to fill a disk. Pack it again.`,
    )
}

const refuseName = (name: string, isLink: boolean) => {
  if (isLink) throw unsafe('The archive holds a link to another place. Pack the files themselves.')
  const parts = name.split(/[/\\]/)
  // A colon leads to a drive, or into a part of a file that no list shows.
  if (parts.includes('..') || /^[/\\]|:/.test(name) || !isPlain(name) || name.includes('\ufffd') || name === '')
    throw unsafe('The archive holds a file whose name leads out of it or reads as another. Pack it again.')
}

/** Where an entry's content begins. Its own header must say the same as the directory: programs differ in which of the two they believe. */
const contentAt = async (file: FileHandle, entry: Found): Promise<number> => {
  const header = await readAt(file, entry.header, 30)
  const [name, extra] = [header.readUInt16LE(26), header.readUInt16LE(28)]
  if (header.readUInt32LE(0) !== localHeader || header.readUInt16LE(8) !== entry.method) throw broken()
  if ((await readAt(file, entry.header + 30, name)).toString('utf8') !== entry.path) throw broken()
  return entry.header + 30 + name + extra
}

/** Returns where the entry ends. */
const unpackToNowhere = async (
  { path, file }: { path: string; file: FileHandle },
  entry: Found,
  each: (entry: Entry, beginning: Buffer) => void,
): Promise<number> => {
  if (entry.flags & 1) throw unsafe('The archive is locked with a password, so that nobody can look into it. Bring it without one.')
  if (entry.method !== stored && entry.method !== deflated) throw damaged('The archive is packed in a way that is not read here. Pack it as an ordinary zip.') // prettier-ignore
  const start = await contentAt(file, entry)
  let crc = 0
  let size = 0
  let beginning: Buffer = Buffer.alloc(0)
  await unpack(path, entry, start, (part) => {
    if (beginning.length < 16) beginning = Buffer.concat([beginning, part.subarray(0, 16)])
    crc = crc32(part, crc)
    size += part.length
  })
  if (size !== entry.size || crc !== entry.crc) throw broken()
  each(entry, beginning)
  return start + entry.packed
}

/** Stops as soon as there is more than the directory says. */
const unpack = async (path: string, entry: Found, start: number, take: (part: Buffer) => void): Promise<void> => {
  if (entry.packed === 0 && entry.size === 0) return
  const content = createReadStream(path, { start, end: start + entry.packed - 1 })
  const parts: AsyncIterable<Buffer> = entry.method === stored ? content : content.pipe(createInflateRaw())
  let size = 0
  try {
    for await (const part of parts) {
      size += part.length
      if (size > entry.size) throw unsafe('The archive holds more than it says. Pack it again.')
      take(part)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw broken()
    throw error
  } finally {
    content.destroy()
  }
}
