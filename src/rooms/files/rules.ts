import { allowed, mayUse, refuse, type Actor, type Verdict } from '#shared/actor.ts'

export const purposes = ['image', 'document', 'video', 'captions', 'kit', 'evidence'] as const
/** What somebody brings a file for; it decides which kinds of file it may be. */
export type Purpose = (typeof purposes)[number]

/** `quarantined`: not looked at yet; nobody opens it before it is `clean`. */
export const fileStates = ['quarantined', 'clean', 'infected'] as const
export type FileState = (typeof fileStates)[number]

export const imageSizes = ['thumb', 'web', 'full'] as const
export type ImageSize = (typeof imageSizes)[number]

/** How a file of that kind is looked into before it is taken. */
export type Family = 'image' | 'pdf' | 'ooxml' | 'odf' | 'zip' | 'text' | 'captions' | 'video' | 'audio'
export type FileKind = {
  mime: string
  family: Family
  /** What its first bytes must say; absent: nothing, it is text. */ magic?: readonly string[]
}

const office = 'application/vnd.openxmlformats-officedocument.'
const open = 'application/vnd.oasis.opendocument.'

/** What is taken, by the name's extension. No drawings (SVG) and nothing with macros. */
export const fileKinds: Readonly<Record<string, FileKind>> = {
  png: { mime: 'image/png', family: 'image', magic: ['image/png', 'image/apng'] },
  jpg: { mime: 'image/jpeg', family: 'image', magic: ['image/jpeg'] },
  jpeg: { mime: 'image/jpeg', family: 'image', magic: ['image/jpeg'] },
  gif: { mime: 'image/gif', family: 'image', magic: ['image/gif'] },
  webp: { mime: 'image/webp', family: 'image', magic: ['image/webp'] },
  pdf: { mime: 'application/pdf', family: 'pdf', magic: ['application/pdf'] },
  docx: { mime: `${office}wordprocessingml.document`, family: 'ooxml', magic: [`${office}wordprocessingml.document`] },
  xlsx: { mime: `${office}spreadsheetml.sheet`, family: 'ooxml', magic: [`${office}spreadsheetml.sheet`] },
  pptx: { mime: `${office}presentationml.presentation`, family: 'ooxml', magic: [`${office}presentationml.presentation`] },
  odt: { mime: `${open}text`, family: 'odf', magic: [`${open}text`] },
  ods: { mime: `${open}spreadsheet`, family: 'odf', magic: [`${open}spreadsheet`] },
  odp: { mime: `${open}presentation`, family: 'odf', magic: [`${open}presentation`] },
  zip: { mime: 'application/zip', family: 'zip', magic: ['application/zip'] },
  csv: { mime: 'text/csv', family: 'text' },
  txt: { mime: 'text/plain', family: 'text' },
  vtt: { mime: 'text/vtt', family: 'captions', magic: ['text/vtt'] },
  mp4: { mime: 'video/mp4', family: 'video', magic: ['video/mp4'] },
  webm: { mime: 'video/webm', family: 'video', magic: ['video/webm', 'video/matroska'] },
  mp3: { mime: 'audio/mpeg', family: 'audio', magic: ['audio/mpeg'] },
  m4a: { mime: 'audio/mp4', family: 'audio', magic: ['audio/x-m4a', 'audio/mp4', 'video/mp4'] },
}

const documents: readonly Family[] = ['pdf', 'ooxml', 'odf', 'zip', 'text', 'image']
const familiesFor: Readonly<Record<Purpose, readonly Family[]>> = {
  image: ['image'],
  document: [...documents, 'video', 'audio'],
  video: ['video', 'audio'],
  captions: ['captions'],
  kit: [...documents, 'video', 'audio'],
  evidence: documents,
}

/** The extensions that are taken for a purpose, without dots. */
export const extensionsFor = (purpose: Purpose): string[] =>
  Object.entries(fileKinds).flatMap(([extension, { family }]) => (familiesFor[purpose].includes(family) ? [extension] : []))

/** In small letters, without the dot; '' when there is none. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** Undefined when such a file is not taken for that. */
export const kindFor = (name: string, purpose: Purpose): FileKind | undefined => {
  const extension = extensionOf(name)
  const kind = Object.hasOwn(fileKinds, extension) ? fileKinds[extension] : undefined
  return kind && familiesFor[purpose].includes(kind.family) ? kind : undefined
}

/** Whether a page plays it rather than offering it to be saved. */
export const isPlayed = (mime: string): boolean => /^(video|audio)\//.test(mime) || mime === 'text/vtt'
export const isImage = (mime: string): boolean => mime.startsWith('image/')

/** A name's extension as a system reads it that leaves out spaces and dots at the end. */
export const extensionThatRuns = (name: string): string => extensionOf(name.replace(/[\s.]+$/u, ''))

/** How many files somebody may bring at the same time: each is looked into, which takes a disk and a processor. */
export const broughtAtOnce = 4

const longestName = 200

/**
 * A file's name as it is kept: the last part of a path, composed, without characters that steer a terminal or turn the reading direction
 * round, at most 200 characters with its extension whole. '' when nothing is left of it.
 */
export const keptName = (given: string): string => {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  // Cc, Cf (bidi marks and other invisible ones) and what stands for half a character.
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').replace(/["<>:|?*]/g, '_').replace(/\s+/g, ' ').replace(/^[ .]+|[ .]+$/g, '') // prettier-ignore
  if (clean.length <= longestName) return clean
  const extension = extensionOf(clean)
  const tail = extension && extension.length < 10 ? `.${extension}` : ''
  return clean.slice(0, longestName - tail.length).replace(/\p{Cs}/gu, '') + tail // a letter of two halves may have been cut
}

/** The vendor's files are brought by whoever arranges rooms; a partner's own by its people. */
export const mayUpload = (actor: Actor, purpose: Purpose): Verdict => {
  if (actor.kind === 'officer') return mayUse(actor, 'room.edit')
  if (actor.kind === 'member' && purpose === 'evidence') return allowed
  return refuse('file.not-yours-to-add', 'Files like this are added by the vendor.')
}

/** Ids of files that something names, wherever they stand in it: a room's blocks, for example. */
export const fileIdsIn = (content: unknown): string[] => [
  ...new Set(Array.from(JSON.stringify(content ?? null).matchAll(/"(fil_[0-9A-Za-z]{6,24})"/g), ([, id]) => id ?? '')),
]

/** Part of a file, as a browser asks for it while it plays. */
export type AskedRange = { start: number; end: number } | 'whole' | 'none'

/** `Range: bytes=…` for a file of `size` bytes. More than one range, or another unit, is answered with the whole; `none` has no such part. */
export const rangeAsked = (header: string | undefined, size: number): AskedRange => {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'whole'
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'none' : { start: size - length, end: size - 1 }
  }
  const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  if (to !== '' && Number(to) < start) return 'whole'
  return start >= size ? 'none' : { start, end }
}
