import { describe, expect, it } from 'vitest'
import { RichText, WrittenText } from './asked-text.ts'
import { depthOf, fieldsIn, headingsIn, wordsIn, type RichText as Text } from './rich-text.ts'

const doc = (...content: unknown[]) => ({ type: 'doc', content })
const paragraph = (text: string, marks?: unknown[]) => ({
  type: 'paragraph',
  content: [{ type: 'text', text, ...(marks ? { marks } : {}) }],
})
const link = (href: unknown) => doc(paragraph('here', [{ type: 'link', attrs: { href } }]))
const messages = (value: unknown) => RichText.safeParse(value).error?.issues.map(({ message }) => message) ?? []

const rich: Text = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Welcome, ' }, { type: 'mergeField', attrs: { field: 'person.firstName' } }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'Bold', marks: [{ type: 'bold' }] }, { type: 'hardBreak' }, { type: 'text', text: 'and on' }] },
    { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one' }] }] }] },
    { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'mergeField', attrs: { field: 'vendor.name' } }] }] }] },
    { type: 'blockquote', content: [{ type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: 'quoted' }] }] },
    { type: 'horizontalRule' },
  ],
} // prettier-ignore

it('a text with all that an editor offers is taken as it is', () => {
  expect(RichText.parse(rich)).toEqual(rich)
  expect(wordsIn(rich)).toEqual(['Welcome,', 'Bold and on', 'one', 'quoted'])
  expect(headingsIn(rich).map(({ level }) => level)).toEqual([2])
  expect([...fieldsIn(rich)]).toEqual(['person.firstName', 'vendor.name'])
})

describe('a link may lead to a page, a mail or an address of ours', () => {
  it.each([
    'https://example.com/a?b=c#d', 'http://example.com', 'https://xn--bcher-kva.example:8443/', 'mailto:a.b+c@example.com?subject=x', '/customers', '/rooms/rom_abc#b-1',
  ])('%s', (href) => expect(messages(link(href))).toEqual([])) // prettier-ignore
  it.each([
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', 'blob:https://example.com/1', 'ftp://example.com',
    '//evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example', 'https:/evil.example', 'https://user:pw@evil.example', 'https://good.example@evil.example',
    'https://evil.example\\@good.example', 'https://b\u00fccher.example', 'https://ex\u0430mple.com', 'https://example.com/"onclick="x', 'https://example.com/<script>',
    'https://example.com/\u202egpj.exe', 'mailto:', 'mailto:a@b,c@d', 'mailto:"x"@example.com', 'mailto:a@example.com\r\nBcc: b@example.com', '', 'relative', '#here', 'https://', `https://example.com/${'x'.repeat(2000)}`,
  ])('and nowhere else: %j', (href) => expect(messages(link(href)).length).toBeGreaterThan(0)) // prettier-ignore
  it.each([[null], [undefined], [5], [{ toString: 'x' }], [['https://example.com']]])('and is a text: %j', (href) =>
    expect(messages(link(href)).length).toBeGreaterThan(0),
  )
})

describe('what an editor never wrote is refused', () => {
  it.each([
    ['an unknown part', doc({ type: 'image', attrs: { src: 'https://evil.example/x.png' } })],
    ['HTML', doc({ type: 'html', content: '<script>alert(1)</script>' })],
    ['a script', doc({ type: 'script', content: [{ type: 'text', text: 'alert(1)' }] })],
    ['an unknown mark', doc(paragraph('x', [{ type: 'textStyle', attrs: { style: 'position:fixed' } }]))],
    ['a style', doc({ ...paragraph('x'), attrs: { style: 'position:fixed' } })],
    ['a handler', doc({ ...paragraph('x'), onclick: 'alert(1)' })],
    ['more about a link', doc(paragraph('x', [{ type: 'link', attrs: { href: 'https://example.com', target: '_top', onclick: 'x' } }]))],
    ['a heading of the page’s own level', doc({ type: 'heading', attrs: { level: 1 } })],
    ['a heading of no level', doc({ type: 'heading', attrs: { level: '2' } })],
    ['a field that is none', doc({ type: 'paragraph', content: [{ type: 'mergeField', attrs: { field: 'person.password' } }] })],
    ['a field of every object', doc({ type: 'paragraph', content: [{ type: 'mergeField', attrs: { field: '__proto__' } }] })],
    ['a block in a line', doc({ type: 'paragraph', content: [{ type: 'bulletList', content: [] }] })],
    ['a line in a block', doc({ type: 'text', text: 'x' })],
    ['an empty list', doc({ type: 'bulletList', content: [] })],
    ['another document', { type: 'doc', content: [{ type: 'doc', content: [] }] }],
    ['an array', []],
    ['a text', '<b>x</b>'],
    ['nothing', null],
  ])('%s', (_what, value) => expect(messages(value).length).toBeGreaterThan(0))

  it.each([['right to left', 'invoice\u202efdp.exe'], ['isolates', 'a\u2066b'], ['control', 'a\u0007b'], ['the sign nought', 'a\u0000b'], ['half a sign', 'a\ud800b']])(
    'hidden signs: %s', (_what, text) => expect(messages(doc(paragraph(text)))).toContainEqual(expect.stringContaining('Leave out hidden characters')),
  ) // prettier-ignore
  it('and Arabic, Hebrew and signs of two halves are taken', () => expect(messages(doc(paragraph('שלום مرحبا 👋🏽 \u200f')))).toEqual([]))
})

describe('nothing is too much to look at', () => {
  const nested = (times: number) => {
    let inner: unknown = { type: 'paragraph' }
    for (let at = 0; at < times; at++) inner = { type: 'blockquote', content: [inner] }
    return doc(inner)
  }
  it('a hundred thousand quotes in each other', () => {
    const started = performance.now()
    expect(messages(nested(100_000))).toEqual(['Lists in lists can’t be this deep.'])
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(messages(nested(5))).toEqual([])
  })
  it('a text of megabytes', () => {
    const many = doc(...Array.from({ length: 400 }, () => paragraph('x'.repeat(1_000))))
    expect(messages(many)).toEqual(['This text is too long: divide it between two blocks.'])
    expect(messages(doc(...Array.from({ length: 501 }, () => ({ type: 'paragraph' })))).length).toBe(1)
  })
  it('depth is counted no further than asked', () => {
    expect(depthOf({ a: { b: {} } }, 10)).toBe(3)
    expect(depthOf(nested(1_000), 7)).toBe(8)
  })
})

it('an empty text is a text, and nothing to publish', () => {
  expect(RichText.safeParse(doc({ type: 'paragraph' })).success).toBe(true)
  expect(WrittenText.safeParse(doc({ type: 'paragraph' })).error?.issues[0]?.message).toBe('Write something.')
  expect(
    WrittenText.safeParse(doc({ type: 'paragraph', content: [{ type: 'mergeField', attrs: { field: 'person.name' } }] })).success,
  ).toBe(true)
})
