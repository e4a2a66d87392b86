import { createReadStream } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileTypeFromFile } from 'file-type'
import { archiveLimits, endsAsArchive, readArchive, readEntry, type Entry } from './archive.ts'
import { makePictures, type Picture } from './pictures.ts'
import { damaged, notWhatItSays, unsafe } from './refusals.ts'
import { extensionOf, extensionThatRuns, kindFor, type FileKind } from './rules.ts'

/** What is kept of a file that was brought: paths of the machine, to be moved into the store. */
export type Inspected = { mime: string; full: string; picture: Picture | null }

/**
 * Looks into a file that was brought: its first bytes, then as what it says it is. Throws `file.not-what-it-says`, `file.unsafe` or
 * `file.damaged`. `folder` is for what is made of it.
 */
export const inspect = async (kind: FileKind, path: string, folder: string): Promise<Inspected> => {
  const asItCame = { mime: kind.mime, full: path, picture: null }
  switch (kind.family) {
    case 'zip':
      await insistArchive(path, folder)
      return asItCame
    case 'ooxml':
      await insistOoxml(kind, path)
      return asItCame
    case 'odf':
      await insistOdf(kind, path)
      return asItCame
    case 'text':
      await insistText(path)
      return asItCame
  }
  await insistMagic(kind, path)
  if (kind.family === 'image') {
    const picture = await makePictures(path, folder, kind.mime)
    return { mime: kind.mime, full: picture.full, picture }
  }
  if (await endsAsArchive(path)) throw unsafe('The file is two files in one. Save it again with the program that made it.')
  if (kind.family === 'pdf') await insistPdf(path)
  if (kind.mime === 'video/mp4' || kind.mime === 'audio/mp4') await insistBoxes(path)
  if (kind.family === 'captions') await insistText(path)
  return asItCame
}

const insistMagic = async ({ magic = [] }: FileKind, path: string) => {
  const found = await fileTypeFromFile(path).catch(() => undefined) // one that ends early is none of them
  if (!found || !magic.includes(found.mime))
    throw notWhatItSays(`The file is not what its name says${found ? `: it is ${found.mime}` : ''}. Save it again, and bring that one.`)
}

const beginningOf = async (path: string, length: number, fromEnd = false): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, fromEnd ? Math.max(0, size - length) : 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const insistPdf = async (path: string) => {
  const [beginning, end] = [await beginningOf(path, 8), (await beginningOf(path, 2_048, true)).toString('latin1')]
  if (!/^%PDF-[12]\./.test(beginning.toString('latin1')) || !/startxref\s+\d+\s+%%EOF\s*$/.test(end.replaceAll('\0', ' ')))
    throw damaged('The PDF is cut off or holds something else at its end. Save it again with the program that made it.')
}

/** An MP4 is boxes from its first byte to its last. */
const insistBoxes = async (path: string) => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const names = new Set<string>()
    let at = 0
    for (let count = 0; at < size && count < 10_000; count++) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
      const short = bytesRead < 8 ? -1 : buffer.readUInt32BE(0)
      const length = short === 0 ? size - at : short === 1 ? Number(buffer.readBigUInt64BE(8)) : short
      if (length < 8) break
      names.add(buffer.toString('latin1', 4, 8))
      at += length
    }
    if (at !== size || !names.has('moov')) throw damaged('The recording is cut off or damaged. Export it again, and bring that one.')
  } finally {
    await file.close()
  }
}

/** What a byte is in a text: a letter or the like; one that Windows-1252 has none for, in which older programs write tables; none at all. */
const letter = 0
const strange = 1
const control = 2
const byteKinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x7f || (byte < 32 && ![9, 10, 12, 13].includes(byte))) return control
  return [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte) ? strange : letter
})

const insistText = async (path: string) => {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  let worst = letter
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) { // a stream without an encoding gives buffers
    for (const byte of chunk) worst = Math.max(worst, byteKinds[byte] ?? control)
    if (worst === control) break
    if (isUtf8) isUtf8 = decodes(utf8, chunk, true)
  } // prettier-ignore
  if (isUtf8) isUtf8 = decodes(utf8, Buffer.alloc(0), false)
  if (worst === control || (worst === strange && !isUtf8))
    throw notWhatItSays('The file is no text. Save it as text, best in UTF-8, and bring that one.')
}

const decodes = (decoder: TextDecoder, chunk: Buffer, stream: boolean): boolean => {
  try {
    decoder.decode(chunk, { stream })
    return true
  } catch {
    return false
  }
}

// ---------------------------------------------------------------- archives and office documents

const documentsInside = new Set(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'])
const runs = new Set([
  'app', 'appref-ms', 'application', 'bat', 'chm', 'cmd', 'com', 'cpl', 'dll', 'dmg', 'docm', 'dotm', 'exe', 'hta', 'img', 'inf', 'iso', 'jar', 'jnlp',
  'js', 'jse', 'library-ms', 'lnk', 'msc', 'msi', 'msp', 'pif', 'potm', 'ppam', 'ppsm', 'pptm', 'ps1', 'psm1', 'reg', 'scf', 'scr', 'sct',
  'settingcontent-ms', 'sh', 'sldm', 'url', 'vb', 'vbe', 'vbs', 'vhd', 'vhdx', 'wsc', 'wsf', 'wsh', 'xlam', 'xll', 'xlsb', 'xlsm', 'xltm',
]) // prettier-ignore
/** How programs begin: of Windows, of Linux, of the Mac, of Java. */
const programs = ['4d5a', '7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe']
/** Of Office before 2007, and of what is locked with a password. */
const olderDocument = 'd0cf11e0a1b11ae1'
const packed = ['504b0304', '526172211a07', '377abcaf271c', '1f8b', 'fd377a585a00', '425a68', '4d534346']

const isPacked = (beginning: Buffer) => packed.some((magic) => beginning.toString('hex').startsWith(magic))

/** Nothing that runs, and nothing that would have to be unpacked once more to be looked into, but for office documents. */
const refuseInArchive = ({ path }: Entry, beginning: Buffer) => {
  const extension = extensionThatRuns(path)
  if (runs.has(extension) || programs.some((magic) => beginning.toString('hex').startsWith(magic)))
    throw unsafe('The archive holds a program or a document with macros. Leave it out, and bring the rest.')
  if (beginning.toString('hex').startsWith(olderDocument))
    throw unsafe('The archive holds a document of an older kind, which can hold macros. Save it as a newer one, and bring that.')
  if (isPacked(beginning) && !documentsInside.has(extension))
    throw unsafe('The archive holds another archive. Unpack that one first, and pack everything together.')
}

/** It is held in memory meanwhile. */
const mostInsideBytes = 60_000_000

/** Documents in it are looked into as if they had come by themselves: they are archives as well. */
const insistArchive = async (path: string, folder: string) => {
  const documents: Entry[] = []
  await readArchive(path, (entry, beginning) => {
    refuseInArchive(entry, beginning)
    if (isPacked(beginning)) documents.push(entry)
  })
  let unpacked = 0
  for (const { path: name } of documents) {
    const kind = kindFor(`inside.${extensionThatRuns(name)}`, 'document')
    const content = await readEntry(path, name, mostInsideBytes)
    if (!kind || !content) throw unsafe('The archive holds a document that can’t be looked into. Bring it by itself.')
    const inside = join(folder, 'inside')
    await writeFile(inside, content)
    unpacked += sizeOf(await (kind.family === 'odf' ? insistOdf(kind, inside) : insistOoxml(kind, inside)))
    if (unpacked > archiveLimits.unpackedBytes) throw unsafe('The documents in the archive unpack to too much. Bring them by themselves.')
    await rm(inside)
  }
}

const sizeOf = (entries: readonly Entry[]): number => entries.reduce((sum, { size }) => sum + size, 0)

const macros = /(^|\/)(vbaproject\.bin|vbadata\.xml|macrosheets\/|activex\/)/i

const insistOoxml = async ({ mime }: FileKind, path: string): Promise<Entry[]> => {
  const entries = await readArchive(path, (entry, beginning) => {
    if (macros.test(entry.path)) throw unsafe('The document holds macros. Save it without them, and bring that one.')
    if (isPacked(beginning) && !documentsInside.has(extensionOf(entry.path)) && !/\.(emz|wmz|bin)$/i.test(entry.path))
      throw unsafe('The document holds an archive. Take it out, and bring that one.')
  })
  const types = (await readEntry(path, '[Content_Types].xml', 2_000_000))?.toString('utf8') ?? ''
  if (/macroEnabled/i.test(types)) throw unsafe('The document holds macros. Save it without them, and bring that one.')
  if (!types.includes(`${mime}.main+xml`) || !entries.some((entry) => entry.path === '_rels/.rels'))
    throw notWhatItSays('The file is not what its name says. Save it again, and bring that one.')
  return entries
}

const insistOdf = async ({ mime }: FileKind, path: string): Promise<Entry[]> => {
  const entries = await readArchive(path, (entry) => {
    if (/^(Basic|Scripts)\/./.test(entry.path)) throw unsafe('The document holds macros. Save it without them, and bring that one.')
  })
  if ((await readEntry(path, 'mimetype', 200))?.toString('utf8') !== mime)
    throw notWhatItSays('The file is not what its name says. Save it again, and bring that one.')
  return entries
}
