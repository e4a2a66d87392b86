import type { Writable } from 'node:stream'
import { constants, crc32, createDeflateRaw } from 'node:zlib'

export type Zip = {
  /** Opens the next entry; the one before must be closed. */
  entry(path: string): { write(text: string): Promise<void>; close(): Promise<void> }
  /** Writes the directory; the target stays open. Returns how many bytes there are in all. */
  finish(): Promise<number>
}

type Entry = { path: Buffer; crc: number; packed: number; size: number; offset: number }

// 1980-01-01, the earliest that the format knows: the same content then always gives the same bytes.
const EPOCH_DATE = 0x21
const FLAGS = 0x0808 // sizes follow the data (it is streamed); names are UTF-8
const LIMIT = 0xffff_ffff

/**
 * A zip archive written as its content comes, one entry after the other, with bounded memory: a write waits until the
 * target has taken what came before. Throws when the target breaks, or past the 4 GiB that the format holds.
 */
export const zipInto = (target: Writable): Zip => {
  const entries: Entry[] = []
  let offset = 0
  const put = async (bytes: Buffer): Promise<void> => {
    if (offset + bytes.length > LIMIT) throw new RangeError('a zip archive holds 4 GiB at the most')
    offset += bytes.length
    if (target.destroyed) throw new Error('the archive has no reader any more')
    if (!target.write(bytes)) await drained(target)
  }

  return {
    entry: (path) => openEntry({ entry: { path: Buffer.from(path), crc: 0, packed: 0, size: 0, offset }, entries, put }),
    finish: async () => {
      const start = offset
      for (const entry of entries) await put(directoryEntry(entry))
      await put(directoryEnd(entries.length, offset - start, start))
      return offset
    },
  }
}

const openEntry = ({ entry, entries, put }: { entry: Entry; entries: Entry[]; put: (bytes: Buffer) => Promise<void> }) => {
  // Level 1: a workbook's XML shrinks to a twelfth already, and the writer, not the disk, is what people wait for.
  const deflate = createDeflateRaw({ level: 1, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY, chunkSize: 128 * 1024 })
  const opened = put(localHeader(entry.path))
  const emptied = (async () => {
    await opened
    for await (const packed of deflate) {
      const bytes = packed as Buffer // a stream without an encoding gives buffers
      entry.packed += bytes.length
      await put(bytes)
    }
  })()
  emptied.catch((error: Error) => deflate.destroy(error)) // wakes whoever waits in write()
  return {
    write: async (text: string) => {
      const bytes = Buffer.from(text)
      entry.crc = crc32(bytes, entry.crc)
      entry.size += bytes.length
      if (deflate.write(bytes)) return
      try {
        await drained(deflate)
      } catch (error) {
        await emptied // throws what broke the target rather than what that did to the compressor
        throw error
      }
    },
    close: async () => {
      deflate.end()
      await emptied
      if (entry.size > LIMIT) throw new RangeError(`${entry.path.toString()} is larger than the 4 GiB that a zip archive holds`)
      await put(descriptor(entry))
      entries.push(entry)
    },
  }
}

/** Resolves when the stream takes more; rejects when it has broken or was closed. */
const drained = (stream: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = () => {
      stream.off('drain', settle).off('close', settle)
      if (stream.destroyed) reject(stream.errored ?? new Error('the stream was closed'))
      else resolve()
    }
    if (stream.destroyed) settle()
    else stream.on('drain', settle).on('close', settle)
  })

const localHeader = (path: Buffer): Buffer => {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(8, 8)
  head.writeUInt16LE(EPOCH_DATE, 12)
  head.writeUInt16LE(path.length, 26)
  return Buffer.concat([head, path])
}

const descriptor = ({ crc, packed, size }: Entry): Buffer => {
  const tail = Buffer.alloc(16)
  tail.writeUInt32LE(0x08074b50, 0)
  tail.writeUInt32LE(crc, 4)
  tail.writeUInt32LE(packed, 8)
  tail.writeUInt32LE(size, 12)
  return tail
}

const directoryEntry = ({ path, crc, packed, size, offset }: Entry): Buffer => {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(20, 6)
  head.writeUInt16LE(FLAGS, 8)
  head.writeUInt16LE(8, 10)
  head.writeUInt16LE(EPOCH_DATE, 14)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(packed, 20)
  head.writeUInt32LE(size, 24)
  head.writeUInt16LE(path.length, 28)
  head.writeUInt32LE(offset, 42)
  return Buffer.concat([head, path])
}

const directoryEnd = (count: number, size: number, offset: number): Buffer => {
  const tail = Buffer.alloc(22)
  tail.writeUInt32LE(0x06054b50, 0)
  tail.writeUInt16LE(count, 8)
  tail.writeUInt16LE(count, 10)
  tail.writeUInt32LE(size, 12)
  tail.writeUInt32LE(offset, 16)
  return tail
}
