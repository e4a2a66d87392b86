import { describe, expect, it } from 'vitest'
import { framesOf } from '#shared/frames.ts'
import { blockKinds, DraftBlock, kindOf, settingsOf, type BlockKind } from './contract.ts'
import { blocksFor, checkBlocks, headingsOf, problemsOf, publishable, wordsOf } from './rules.ts'

const outside = { hosts: ['charts.example.com', 'forms.example.com'], videos: ['youtube'] }
const text = (words: string) => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] })
const heading = (level: number, ...content: unknown[]) => ({ type: 'heading', attrs: { level }, content })

/** What each kind that stands by itself is content with. */
const good: Partial<Record<BlockKind, Record<string, unknown>>> = {
  text: { text: text('Read this') },
  banner: { title: 'Welcome', text: 'Two\nlines' },
  image: { file: 'fil_abcdefgh', alt: 'A chart that rises', caption: 'Growth' },
  video: { title: 'Start', source: { from: 'youtube', id: 'dQw4w9WgXcQ' } },
  document: { title: 'Papers', files: [{ file: 'fil_abcdefgh', label: 'The guide' }] },
  faq: { title: 'Questions', items: [{ id: 'abc123', question: 'How?', answer: text('So') }] },
  introduction: { who: 'manager', bio: 'Answers soon' },
  link: { to: { kind: 'room', room: 'rom_abcdefgh' }, about: 'All of it' },
  search: { title: 'Find it' },
  embed: { address: 'https://charts.example.com/a?b=c', title: 'The chart' },
}
let last = 0
const block = (kind: string, settings: Record<string, unknown> = {}, id = `00000000-0000-4000-8000-${String(++last).padStart(12, '0')}`): DraftBlock => ({
  id, kind, width: 'full', settings,
}) // prettier-ignore
const faults = (kind: string, settings: Record<string, unknown>) => problemsOf({ kind, settings }, outside)
const paths = (kind: string, settings: Record<string, unknown>) => faults(kind, settings).map(({ path }) => path)

describe.each(Object.entries(good))('a block of kind %s', (kind, settings) => {
  it('is published with what it needs', () => expect(faults(kind, settings)).toEqual([]))
  it('is refused with a key that it does not know', () => {
    expect(faults(kind, { ...settings, onclick: 'alert(1)' }).length).toBeGreaterThan(0)
    expect(faults(kind, { ...settings, style: 'position:fixed' }).length).toBeGreaterThan(0)
  })
  it.each(['\u202egnp.exe', 'a\u2066b', 'a\u0000b'])('is refused with hidden signs: %j', (hidden) => {
    for (const [key, value] of Object.entries(settings))
      if (typeof value === 'string' && !['who', 'file', 'address'].includes(key))
        expect(paths(kind, { ...settings, [key]: hidden }), key).toContain(key)
  })
  it('is refused when one of its parts is of another type, and nothing falls over', () => {
    for (const key of Object.keys(settings))
      for (const value of [null, 5, true, [], {}, [[]], 'x'.repeat(70_000), { toString: 'x' }, [null]])
        expect(() => faults(kind, { ...settings, [key]: value }), `${key}: ${JSON.stringify(value).slice(0, 20)}`).not.toThrow()
  })
})

describe('every kind', () => {
  it.each(blockKinds)('%s begins with settings that a draft can hold', (kind) => {
    expect(DraftBlock.safeParse(block(kind, structuredClone(kindOf(kind).initial))).success).toBe(true)
    expect(() => settingsOf(kind).safeParse(kindOf(kind).initial)).not.toThrow()
  })
  it.each(blockKinds)('%s refuses keys that it does not know', (kind) =>
    expect(settingsOf(kind).safeParse({ ...kindOf(kind).initial, 'x-more': 1 }).error?.issues.some(({ code }) => code === 'unrecognized_keys' || code === 'invalid_union')).toBe(true)) // prettier-ignore
})

describe('addresses', () => {
  const hostile = [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'https://a@evil.example',
    ' javascript:x',
    'vbscript:x',
  ]
  it.each(hostile)('%j leads nowhere from an image, a link or a company', (address) => {
    expect(paths('image', { ...good.image, link: address })).toEqual(['link'])
    expect(paths('link', { to: { kind: 'address', address }, label: 'x' })).toEqual(['to.address'])
    expect(paths('introduction', { who: 'company', name: 'N', link: address })).toEqual(['link'])
  })
  it.each([
    'https://charts.example.com.evil.example', 'https://evilcharts.example.com', 'https://evil.example/charts.example.com', 'https://charts.example.com@evil.example',
    'https://evil.example#charts.example.com', 'http://charts.example.com', '//charts.example.com', 'https://charts.example.com.', 'https://charts.example.com\\@evil.example', 'https://xcharts.example.com',
    'https://example.com', 'javascript:alert(1)', 'data:text/html,x', '/customers', 'https://CHARTS.example.com.evil.example', 'https://charts.example.com%2eevil.example',
  ])('%j is embedded nowhere', (address) => expect(paths('embed', { ...good.embed, address })).toEqual(['address'])) // prettier-ignore
  it.each(['https://charts.example.com', 'https://CHARTS.EXAMPLE.COM/x', 'https://forms.example.com:443/a#b'])('%j is', (address) =>
    expect(paths('embed', { ...good.embed, address })).toEqual([]),
  )
  it('with a port that is not the list’s own, an embedded page stays what the browser refuses', () =>
    expect(framesOf({ hosts: ['charts.example.com'], videos: ['vimeo'] })).toEqual([
      'https://player.vimeo.com',
      'https://charts.example.com',
    ]))
  it.each(['dQw4w9WgXcQ"', '../../evil', 'dQw4w9WgXc', 'dQw4w9WgXcQ?x=', "a'b<script>x", ''])('a video’s id %j is none', (id) =>
    expect(faults('video', { ...good.video, source: { from: 'youtube', id } }).length).toBeGreaterThan(0),
  )
  it('a provider that the configuration does not name is refused', () => {
    expect(paths('video', { ...good.video, source: { from: 'vimeo', id: '76979871' } })).toEqual(['source'])
    expect(faults('video', { ...good.video, source: { from: 'evil', id: 'x' } }).length).toBeGreaterThan(0)
  })
  it.each(['fil_"onerror=x', 'fil_../../etc', '5', 'cus_abcdefgh', 'fil_abcdefgh?x'])('a file’s id %j is none', (file) =>
    expect(paths('image', { ...good.image, file })).toEqual(['file']),
  )
})

describe('what is missing is named', () => {
  it.each<[BlockKind, Record<string, unknown>, string, string]>([
    ['text', { text: { type: 'doc', content: [{ type: 'paragraph' }] } }, 'text', 'Write something.'],
    ['image', { ...good.image, alt: '  ' }, 'alt', 'Say what is to be seen: some people can’t see it.'],
    ['document', { title: 'x', files: [] }, 'files', 'Add a file.'],
    ['document', { files: [{ file: 'fil_abcdefgh' }, { file: 'fil_abcdefgh' }] }, 'files', 'Name each file once.'],
    ['faq', { items: [] }, 'items', 'Add a question.'],
    ['faq', { items: [{ id: 'abc123', question: '', answer: text('x') }] }, 'items.0.question', 'Enter the question.'],
    ['link', { to: { kind: 'address', address: 'https://example.com' } }, 'label', 'Enter a label.'],
    ['video', { source: null }, 'source', 'Paste the address of a video, or choose a file.'],
    ['embed', { ...good.embed, heightPixels: 5 }, 'heightPixels', 'At least 120 pixels.'],
  ])('%s %j', (kind, settings, path, message) => expect(faults(kind, settings)).toEqual([{ path, message }]))
})

describe('a room’s blocks', () => {
  const blocks = [block('text', good.text), block('evil', { html: '<script>' }), block('image', {}), block('constructor'), block('embed', { ...good.embed, address: 'https://evil.example' }), block('faq', good.faq)] // prettier-ignore
  it('are checked one by one, with what is wrong of each', () =>
    expect(checkBlocks(blocks, outside).map(({ blockId, path }) => [blocks.findIndex(({ id }) => id === blockId), path])).toEqual([
      [1, ''], [2, 'file'], [2, 'alt'], [3, ''], [4, 'address'],
    ])) // prettier-ignore
  it('are shown without those that are unknown or broken', () =>
    expect(publishable(blocks, outside).map(({ kind }) => kind)).toEqual(['text', 'faq']))
  it('never stand twice under one id', () => {
    const [one] = blocks
    if (!one) throw new Error('no block')
    expect(checkBlocks([one, one], outside)).toEqual([{ blockId: one.id, path: '', message: 'Another block has the same id.' }])
  })
  it('are found by their words and titles', () => {
    const all = publishable(Object.entries(good).map(([kind, settings]) => block(kind, settings)), outside) // prettier-ignore
    expect(wordsOf(all).split('\n')).toEqual([
      'Read this', 'Welcome', 'Two\nlines'.split('\n')[0], 'lines', 'A chart that rises', 'Growth', 'Start', 'Papers', 'The guide', 'Questions', 'How?', 'So', 'Answers soon', 'All of it', 'Find it', 'The chart',
    ]) // prettier-ignore
    expect(headingsOf(all, new Map()).map(({ text: words }) => words)).toEqual([
      'Welcome',
      'Start',
      'Papers',
      'Questions',
      'Find it',
      'The chart',
    ])
  })
  it('have a list of contents with the reader’s own names, each under an address of its own', () => {
    const field = { type: 'mergeField', attrs: { field: 'partner.name' } }
    const one = block('text', { text: { type: 'doc', content: [heading(2, { type: 'text', text: 'For ' }, field), heading(3, { type: 'text', text: 'First' }), heading(4), heading(4, { type: 'text', text: 'Last' })] } }) // prettier-ignore
    const data = new Map([[one.id, { fields: { 'partner.name': 'Meridian' } }]])
    const found = headingsOf(publishable([one], outside), data)
    expect(found.map(({ level, text: words }) => [level, words])).toEqual([[1, 'For Meridian'], [2, 'First'], [3, 'Last']]) // prettier-ignore
    expect(new Set(found.map(({ anchor }) => anchor)).size).toBe(3)
  })
  it('are given to readers without what is not for them', () => {
    const all = publishable([block('link', good.link), block('image', good.image), block('document', good.document), block('introduction', good.introduction), block('text', good.text)], outside) // prettier-ignore
    expect(blocksFor(all, new Map()).map(({ kind }) => kind)).toEqual(['text'])
    const data = new Map<string, unknown>(all.map(({ id, kind }) => [id, kind === 'document' ? { files: [{ id: 'fil_abcdefgh', name: 'a', mime: 'b', size: 1, uploadedAt: '2026-06-10T12:00:00Z' }] } : { label: 'x' }])) // prettier-ignore
    expect(blocksFor(all, data).map(({ kind }) => kind)).toEqual(['link', 'image', 'document', 'introduction', 'text'])
  })
})

describe('a draft keeps what can be kept', () => {
  const draft = (settings: unknown) => DraftBlock.safeParse({ ...block('text'), settings }).success
  it('of any kind, unfinished or unknown', () => {
    expect(draft({})).toBe(true)
    expect(draft({ any: [{ thing: null }] })).toBe(true)
    expect(draft({ text: 'a \\u0000 that was typed' })).toBe(true)
  })
  it.each([
    ['what jsonb can’t hold', { a: 'x\u0000' }],
    ['half a sign', { a: '\ud800' }],
    ['half a sign as a key', { '\udc00': 1 }],
    ['a list', []],
    ['a text', 'x'],
    ['nothing', null],
    ['too much', { a: 'x'.repeat(100_001) }],
  ])('and not %s', (_what, settings) => expect(draft(settings)).toBe(false))
  it('and not what is a hundred thousand deep', () => {
    let deep: unknown = 1
    for (let at = 0; at < 100_000; at++) deep = [deep]
    expect(draft({ deep })).toBe(false)
  })
  it.each(['x', '', 'b', '00000000-0000-4000-8000-00000000000"', '../x'])('and under an id that is one: %j', (id) =>
    expect(DraftBlock.safeParse(block('text', {}, id)).success).toBe(false),
  )
})
