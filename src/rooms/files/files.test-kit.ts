import { crc32, deflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import sharp from 'sharp'
import type { Answered, Name, World } from '../../../test/world.ts'
import { setFileUses } from './actions.ts'
import type { StoredFile } from './contract.ts'
import type { Purpose } from './rules.ts'

// ---------------------------------------------------------------- archives, honest and not

/** `says…`: what the archive's own tables claim instead of the truth. */
export type Piece = {
  path: string
  content?: Buffer | string
  method?: number
  saysSize?: number
  saysPacked?: number
  localPath?: string
  flags?: number
  isLink?: boolean
  /** Stands where an earlier piece stands. */
  sharesContentOf?: number
}

export const zipOf = (pieces: readonly Piece[], { before = Buffer.alloc(0), comment = '', entries = pieces.length } = {}): Buffer => {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let at = 0
  for (const piece of pieces) {
    const { path, method = 8, flags = 0 } = piece
    const content = Buffer.from(piece.content ?? '')
    const packed = method === 8 ? deflateRawSync(content, { level: 9 }) : content
    const size = piece.saysSize ?? content.length
    const length = piece.saysPacked ?? packed.length
    const shared = piece.sharesContentOf === undefined ? undefined : offsets[piece.sharesContentOf]
    const offset = shared ?? at
    offsets.push(offset)
    if (shared === undefined) {
      const name = Buffer.from(piece.localPath ?? path)
      const head = Buffer.alloc(30)
      head.writeUInt32LE(0x04034b50, 0)
      head.writeUInt16LE(20, 4)
      head.writeUInt16LE(flags, 6)
      head.writeUInt16LE(method, 8)
      head.writeUInt32LE(crc32(content), 14)
      head.writeUInt32LE(length, 18)
      head.writeUInt32LE(size, 22)
      head.writeUInt16LE(name.length, 26)
      locals.push(head, name, packed)
      at += 30 + name.length + packed.length
    }
    const name = Buffer.from(path)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE((3 << 8) | 20, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(crc32(content), 16)
    entry.writeUInt32LE(length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(((piece.isLink ? 0o120777 : 0o100644) << 16) >>> 0, 38)
    entry.writeUInt32LE(offset, 42)
    directory.push(entry, name)
  }
  const start = Buffer.concat(locals).length
  const tables = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(tables.length, 12)
  end.writeUInt32LE(start, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([before, ...locals, tables, end, Buffer.from(comment)])
}

const officeTypes = 'application/vnd.openxmlformats-officedocument.'
/** A document of Office: `wordprocessingml.document`, with what more stands in it. */
export const officeOf = (kind: string, more: readonly Piece[] = [], types = `${officeTypes}${kind}.main+xml`) =>
  zipOf([
    { path: '[Content_Types].xml', content: `<Types><Override PartName="/main.xml" ContentType="${types}"/></Types>` },
    { path: '_rels/.rels', content: '<Relationships/>' },
    { path: 'main.xml', content: '<document/>' },
    ...more,
  ])

// ---------------------------------------------------------------- everything else

export const eicar = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*` // the string that every scanner takes for malware

export const pdf = (body = '') => Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n${body}\nstartxref\n9\n%%EOF\n`)

/** A box of an MP4. */
export const box = (name: string, content: Buffer) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8, 0)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, content])
}
export const mp4 = (length = 2_000) =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2mp41', 'latin1')),
    box('moov', Buffer.alloc(100)),
    box('mdat', Buffer.alloc(length, 'frame')),
  ])

export const picture = (width = 1_800, height = 1_200) => sharp({ create: { width, height, channels: 3, background: '#2a6f97' } })

/** A photograph as a camera writes it: lying on its side, with where and by whom it was taken. */
export const photograph = () =>
  picture()
    .jpeg()
    .withExif({ IFD0: { Artist: 'A secret photographer' }, IFD3: { GPSLatitude: '59/1 20/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()

// ---------------------------------------------------------------- asking

export const bringingIn = (world: World) => {
  const bring = (as: Name | null, name: string, bytes: Uint8Array | string, purpose: Purpose = 'document'): Promise<Answered> =>
    world.ask(as, 'POST /files', { query: { name, purpose }, bytes: Buffer.from(bytes) })
  const brought = async (as: Name, name: string, bytes: Uint8Array | string, purpose?: Purpose): Promise<StoredFile> => {
    const { status, body } = await bring(as, name, bytes, purpose)
    if (status !== 200) throw new Error(`${name} was not taken: ${JSON.stringify(body)}`)
    return body
  }
  const keys = async () => {
    const found: string[] = []
    for await (const { key } of world.portal.files.list('uploads/')) found.push(key)
    return found
  }
  /** Publishes a room with the files in it, open to the partner type (and its tiers, if any are named). Returns its outer id. */
  const published = (fileIds: readonly string[], { partnerType = 'mssp', tiers = [] as string[] } = {}): Promise<string> =>
    world.arrange(async (tx) => {
      const room = await tx.first(sql<{ id: number }>`
        insert into room (partner_type, kind, label, icon, position, status, tiers, published_revision)
        values (${partnerType}, 'custom', 'Training', 'book', 90, 'live', ${tiers}::text[], 1) returning id`)
      if (!room) throw new Error('No room was added')
      await tx.rows(
        sql`insert into room_revision (room_id, number, blocks) values (${room.id}, 1, ${JSON.stringify([{ settings: { fileIds } }])})`,
      )
      await setFileUses(tx, 'room', room.id, fileIds)
      return tx.ids.outer('rom', room.id)
    })
  return { bring, brought, keys, published }
}
