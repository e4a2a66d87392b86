import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeWorkbook } from '#server/xlsx.ts'
import { archiveLimits } from './archive.ts'
import { box, eicar, mp4, officeOf, pdf, photograph, picture, zipOf, type Piece } from './files.test-kit.ts'
import { inspect } from './inspect.ts'
import { kindFor } from './rules.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-inspect-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What becomes of bytes that are brought under a name: their type, or the code and the message of the refusal. */
const judged = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const kind = kindFor(name, 'kit') ?? kindFor(name, 'captions')
  if (!kind) throw new Error(`${name} is taken for nothing`)
  const own = await mkdtemp(join(folder, 'one-'))
  await writeFile(join(own, 'brought'), bytes)
  return inspect(kind, join(own, 'brought'), own).then(
    ({ mime }) => mime,
    (error: { code: string; publicMessage: string }) => `${error.code}: ${error.publicMessage}`,
  )
}
const workbook = async () => {
  const out = new PassThrough()
  const written = buffer(out)
  const sheets = [{ name: 'One', columns: [{ heading: 'A', kind: 'text' as const }], batches: [[['x']]] }]
  await writeWorkbook(out, { title: 'One', creator: 'A test', createdAt: Temporal.Now.instant(), sheets })
  out.end()
  return written
}

describe('a file that is what it says', () => {
  it('is taken', async () => {
    const webm = Buffer.concat([Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701', 'hex'), Buffer.alloc(200)])
    expect(await judged('a.pdf', pdf())).toBe('application/pdf')
    expect(await judged('a.png', await picture(20, 10).png().toBuffer())).toBe('image/png')
    expect(await judged('a.jpeg', await photograph())).toBe('image/jpeg')
    expect(await judged('a.webp', await picture(20, 10).webp().toBuffer())).toBe('image/webp')
    expect(await judged('a.gif', await picture(20, 10).gif().toBuffer())).toBe('image/gif')
    expect(await judged('a.docx', officeOf('wordprocessingml.document'))).toContain('wordprocessingml')
    expect(await judged('a.pptx', officeOf('presentationml.presentation', [{ path: 'ppt/embeddings/table.xlsx', content: officeOf('spreadsheetml.sheet') }]))).toContain('presentationml')
    expect(await judged('a.xlsx', await workbook())).toContain('spreadsheetml')
    expect(await judged('a.odt', zipOf([{ path: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 }, { path: 'content.xml', content: '<x/>' }]))).toContain('opendocument')
    expect(await judged('a.zip', zipOf([{ path: 'plan/notes.txt', content: 'notes' }, { path: 'plan/deck.pptx', content: officeOf('presentationml.presentation') }, { path: 'plan/' }]))).toBe('application/zip')
    expect(await judged('a.mp4', mp4())).toBe('video/mp4')
    expect(await judged('a.webm', webm)).toBe('video/webm')
    expect(await judged('a.vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n')).toBe('text/vtt')
    expect(await judged('a.csv', 'name;city\nMüller;Zürich\n')).toBe('text/csv')
    expect(await judged('a.csv', Buffer.from('name;city\nM\xfcller;Z\xfcrich\n', 'latin1'))).toBe('text/csv')
    expect(await judged('a.txt', eicar)).toBe('text/plain') // no kind of file: a scanner's matter
  }) // prettier-ignore
})

describe('a file that lies about its kind', () => {
  it.each<[string, () => Promise<Uint8Array | string> | Uint8Array | string]>([
    ['program.pdf', () => Buffer.from('MZ\x90\0 a program')],
    ['page.png', () => '<html><script>alert(1)</script></html>'],
    ['drawing.png', () => '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['picture.jpg', () => picture(20, 10).png().toBuffer()],
    ['table.docx', () => officeOf('spreadsheetml.sheet')],
    ['plain.docx', () => zipOf([{ path: 'a.txt', content: 'x' }])],
    ['archive.odt', () => zipOf([{ path: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }])],
    ['program.csv', () => Buffer.from('a;b\n\0\u0001\u0002')],
    ['picture.txt', () => picture(20, 10).png().toBuffer()],
    ['picture.mp4', () => picture(20, 10).png().toBuffer()],
    ['text.vtt', () => 'no captions'],
    ['nothing.pdf', () => 'PDF'],
    ['song.mp3', () => pdf()],
  ])('%s is refused', async (name, bytes) => expect(await judged(name, await bytes())).toMatch(/^file\.not-what-it-says/))
})

describe('a file that is two at once, or cut off', () => {
  const tail = zipOf([{ path: 'inner.exe', content: 'MZ' }])
  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['both.pdf', () => Buffer.concat([pdf(), tail])],
    ['both.mp4', () => Buffer.concat([mp4(), tail])],
    ['hidden.mp4', () => Buffer.concat([mp4(), box('free', Buffer.concat([tail, Buffer.from('behind it')]))])],
    [
      'twice.zip',
      () =>
        zipOf([
          { path: 'a.txt', content: 'one' },
          { path: 'a.txt', content: 'two' },
        ]),
    ],
    ['before.zip', () => zipOf([{ path: 'a.txt', content: 'x' }], { before: Buffer.from('MZ program') })],
    ['behind.pdf', () => Buffer.concat([pdf(), Buffer.from('<script>alert(1)</script>')])],
    ['cut.mp4', () => mp4().subarray(0, 1_000)],
    ['cut.zip', () => zipOf([{ path: 'a.txt', content: 'x' }]).subarray(0, 40)],
    ['cut.png', async () => (await picture(400, 400).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 5_000)],
  ])('%s is refused', async (name, bytes) => expect(await judged(name, await bytes())).toMatch(/^file\.(unsafe|damaged)/))

  it('is taken as the picture alone, when it is one: it is made anew', async () => {
    const own = await mkdtemp(join(folder, 'both-'))
    await writeFile(join(own, 'brought'), Buffer.concat([await picture(40, 20).png().toBuffer(), tail]))
    const kind = kindFor('a.png', 'image')
    if (!kind) throw new Error('No kind')
    const { full } = await inspect(kind, join(own, 'brought'), own)
    const bytes = await buffer((await import('node:fs')).createReadStream(full))
    expect(bytes.includes('inner.exe')).toBe(false)
    expect((await sharp(bytes).metadata()).width).toBe(40)
  })
})

describe('an archive that is made to harm', () => {
  const many = (n: number): Piece[] => Array.from({ length: n }, (_, at) => ({ path: `n${at}.txt`, content: `${at}` }))
  const zeros = Buffer.alloc(60_000_000)
  /** Fifty times as large as it is. */
  const dense = officeOf('spreadsheetml.sheet', [
    { path: 'xl/sheet.xml', content: Buffer.concat([Buffer.alloc(48_000_000), randomBytes(900_000)]) },
  ])
  it.each<[string, () => Buffer, string]>([
    ['unpacks to far more than it is', () => zipOf([{ path: 'zeros.txt', content: zeros }]), 'times its size'],
    ['unpacks to more than is taken', () => zipOf([1, 2, 3, 4].map((n) => ({ path: `${n}.txt`, content: zeros }))), '200 MB'],
    ['says that it unpacks to less', () => zipOf([{ path: 'zeros.txt', content: zeros, saysSize: 1_000 }]), 'more than it says'],
    ['holds too many files', () => zipOf(many(archiveLimits.entries + 1)), '2000 files'],
    ['has files that share what they hold', () => zipOf([{ path: 'a.txt', content: 'x'.repeat(500) }, { path: 'a.txt', content: 'x'.repeat(500), sharesContentOf: 0 }]), 'overlap'],
    ['leads out of itself', () => zipOf([{ path: '../../etc/cron.d/x.txt', content: 'x' }]), 'leads out'],
    ['leads out of itself the other way', () => zipOf([{ path: '..\\..\\x.txt', content: 'x' }]), 'leads out'],
    ['begins at the root', () => zipOf([{ path: '/etc/x.txt', content: 'x' }]), 'leads out'],
    ['begins at a drive', () => zipOf([{ path: 'C:x.txt', content: 'x' }]), 'leads out'],
    ['holds a link', () => zipOf([{ path: 'link', content: '/etc/passwd', isLink: true }]), 'link'],
    ['is locked', () => zipOf([{ path: 'a.txt', content: 'x', flags: 1 }]), 'password'],
    ['holds an archive', () => zipOf([{ path: 'inner.zip', content: zipOf([{ path: 'a.txt', content: 'x' }]) }]), 'another archive'],
    ['holds an archive by another name', () => zipOf([{ path: 'inner.txt', content: zipOf([{ path: 'a.txt', content: 'x' }]) }]), 'another archive'],
    ['holds a program', () => zipOf([{ path: 'setup.exe', content: 'x' }]), 'program'],
    ['holds a program by another name', () => zipOf([{ path: 'setup.txt', content: 'MZ\x90' }]), 'program'],
    ['holds a program whose name ends with a space', () => zipOf([{ path: 'setup.exe ', content: 'x' }]), 'program'],
    ['holds a program whose name ends with a dot', () => zipOf([{ path: 'setup.exe.', content: 'x' }]), 'program'],
    ['holds a program of another system', () => zipOf([{ path: 'setup', content: '\x7fELF' }]), 'program'],
    ['holds a part that no list shows', () => zipOf([{ path: 'a.txt:setup.exe', content: 'x' }]), 'reads as another'],
    ['holds a name that reads as another', () => zipOf([{ path: 'photo\u202egpj.txt', content: 'x' }]), 'reads as another'],
    ['holds a document with macros by another name', () => zipOf([{ path: 'a.docx', content: officeOf('wordprocessingml.document', [{ path: 'word/vbaProject.bin', content: 'x' }]) }]), 'macros'],
    ['holds a document of an older kind', () => zipOf([{ path: 'a.docx', content: Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex') }]), 'older kind'],
    ['holds documents that unpack to more than is taken together', () => zipOf([1, 2, 3, 4, 5].map((n) => ({ path: `${n}.xlsx`, method: 0, content: dense }))), 'unpack to too much'],
    ['holds a document that is a bomb', () => zipOf([{ path: 'a.xlsx', method: 0, content: officeOf('spreadsheetml.sheet', [{ path: 'xl/sheet.xml', content: zeros }]) }]), 'times its size'],
    ['holds a document with macros', () => zipOf([{ path: 'a.xlsm', content: 'x' }]), 'macros'],
  ])('is refused when it %s', async (_what, made, why) => {
    const verdict = await judged('a.zip', made())
    expect(verdict).toMatch(/^file\.unsafe/)
    expect(verdict).toContain(why)
  }) // prettier-ignore
  it.each<[string, Buffer]>([
    ['has another name before the content than in its directory', zipOf([{ path: 'a.txt', localPath: 'b.exe', content: 'x' }])],
    ['is packed in a way that nobody reads', zipOf([{ path: 'a.txt', content: 'x', method: 12 }])],
    ['says that there is more of it', zipOf([{ path: 'a.txt', content: 'x' }], { entries: 2 })],
    ['has content that is none', zipOf([{ path: 'a.txt', content: 'x', saysPacked: 100 }])],
    ['says that it unpacks to more', zipOf([{ path: 'a.txt', content: 'x', saysSize: 5 }])],
  ])('is refused as damaged when it %s', async (_what, bytes) => expect(await judged('a.zip', bytes)).toMatch(/^file\.damaged/))
})

it('an archive is refused when a document in it is none', async () => {
  const inside = zipOf([{ path: 'setup.txt', content: 'x' }])
  expect(await judged('a.zip', zipOf([{ path: 'a.docx', content: inside }]))).toMatch(/^file\.not-what-it-says/)
})

describe('an office document', () => {
  it('is refused when it holds macros, wherever they are said', async () => {
    const withMacros = officeOf('wordprocessingml.document', [{ path: 'word/vbaProject.bin', content: 'x' }])
    expect(await judged('a.docx', withMacros)).toContain('macros')
    const enabled = officeOf('wordprocessingml.document', [], 'application/vnd.ms-word.document.macroEnabled.main+xml')
    expect(await judged('a.docx', enabled)).toContain('macros')
    const basic = zipOf([
      { path: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
      { path: 'Basic/Standard/x.xml', content: 'x' },
    ])
    expect(await judged('a.odt', basic)).toContain('macros')
  })
  it('is refused when it is a bomb', async () => {
    const bomb = officeOf('spreadsheetml.sheet', [{ path: 'xl/sheet.xml', content: Buffer.alloc(60_000_000) }])
    expect(await judged('a.xlsx', bomb)).toMatch(/^file\.unsafe.*times its size/)
  })
})

describe('an image', () => {
  const read = async (name: string, bytes: Buffer) => {
    const own = await mkdtemp(join(folder, 'image-'))
    await writeFile(join(own, 'brought'), bytes)
    const kind = kindFor(name, 'image')
    if (!kind) throw new Error('No kind')
    return inspect(kind, join(own, 'brought'), own)
  }
  it('is made anew in three sizes, upright, without what a camera wrote into it', async () => {
    const bytes = await photograph()
    expect(bytes.includes('A secret photographer')).toBe(true)
    const { picture: made } = await read('a.jpg', bytes)
    expect(made).toMatchObject({ width: 1_200, height: 1_800 })
    if (!made) throw new Error('No picture')
    for (const [size, format, width] of [['full', 'jpeg', 1_200], ['web', 'webp', 1_200], ['thumb', 'webp', 213]] as const) {
      const { exif, ...found } = await sharp(made[size]).metadata()
      expect(found, size).toMatchObject({ format, width })
      expect(exif, size).toBeUndefined()
    }
  }) // prettier-ignore
  it('moves on when it moved', async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((background) => sharp({ create: { width: 60, height: 40, channels: 3, background } }).png().toBuffer())) // prettier-ignore
    const gif = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100, 100] })
      .toBuffer()
    const { picture: made } = await read('a.gif', gif)
    expect(made).toMatchObject({ width: 60, height: 40 })
    if (!made) throw new Error('No picture')
    expect((await sharp(made.full).metadata()).pages).toBe(3)
    expect((await sharp(made.web).metadata()).pages).toBe(3)
    expect((await sharp(made.thumb).metadata()).pages ?? 1).toBe(1)
  })
  it('is refused beyond 40 million pixels, before it is unpacked', async () => {
    const large = await picture(8_000, 5_001).png().toBuffer()
    expect(await judged('a.png', large)).toContain('40 million pixels')
  })
})
