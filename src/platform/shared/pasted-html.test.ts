import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RichText } from './asked-text.ts'
import { fromHtml, fromPlain } from './pasted-html.ts'
import { wordsIn, type RichBlock } from './rich-text.ts'

const words = (html: string) => wordsIn({ type: 'doc', content: fromHtml(html) })
const p = (...content: unknown[]) => ({ type: 'paragraph', content })
const t = (text: string, ...marks: string[]) => ({
  type: 'text',
  text,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
})

describe('what is pasted keeps its shape', () => {
  it.each<[string, string, unknown[]]>([
    ['marks', '<p>A <b>bold</b> <i>word</i> <u>u</u><s>s</s> <code>c</code></p>', [p(t('A '), t('bold', 'bold'), t(' '), t('word', 'italic'), t(' '), t('u', 'underline'), t('s', 'strike'), t(' '), t('c', 'code'))]],
    ['headings', '<h1>One</h1><h3>Three</h3><h6>Six</h6>', [{ type: 'heading', attrs: { level: 2 }, content: [t('One')] }, { type: 'heading', attrs: { level: 3 }, content: [t('Three')] }, { type: 'heading', attrs: { level: 4 }, content: [t('Six')] }]],
    ['lists', '<ul>\n<li>a</li>\n<li>b<ol><li>c</li></ol></li></ul>', [{ type: 'bulletList', content: [{ type: 'listItem', content: [p(t('a'))] }, { type: 'listItem', content: [p(t('b')), { type: 'orderedList', content: [{ type: 'listItem', content: [p(t('c'))] }] }] }] }]],
    ['quotes', '<blockquote><p>q</p></blockquote>', [{ type: 'blockquote', content: [p(t('q'))] }]],
    ['rules and breaks', 'a<br>b<hr>c', [p(t('a'), { type: 'hardBreak' }, t('b')), { type: 'horizontalRule' }, p(t('c'))]],
    ['links', '<a href="https://example.com/a?b=1&amp;c=2">x</a>', [p({ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'https://example.com/a?b=1&c=2' } }] })]],
    ['fields of our own editor', '<p>Hi <span data-field="person.firstName"></span></p>', [p(t('Hi '), { type: 'mergeField', attrs: { field: 'person.firstName' } })]],
    ['Google’s wrapper that is not bold', '<b style="font-weight:normal"><p>a <span style="font-weight:700">b</span></p></b>', [p(t('a '), t('b', 'bold'))]],
    ['a list item without its list', '<li>a</li>', [{ type: 'bulletList', content: [{ type: 'listItem', content: [p(t('a'))] }] }]],
    ['entities', '&lt;b&gt; &amp;amp; &#233; &#x1F600; &nbsp;&unknown; &#0; &#xD800;', [p(t('<b> &amp; é 😀 &unknown;'))]],
  ])('%s', (_what, html, expected) => expect(fromHtml(html)).toEqual(expected)) // prettier-ignore
})

describe('what is pasted leaves everything else behind', () => {
  it.each([
    ['scripts', 'a<script>alert(1)</script>b', ['ab']],
    ['a script that never ends', 'a<script>alert(1)', ['a']],
    ['styles', '<style>p{}</style><p style="position:fixed" onclick="x()">a</p>', ['a']],
    ['comments', 'a<!-- <b>hidden</b> -->b<!--', ['ab']],
    ['conditional ones', '<!--[if gte mso 9]><xml>x</xml><![endif]-->a', ['a']],
    ['images', 'a<img src=x onerror=alert(1)>b', ['ab']],
    ['drawings', '<svg onload=alert(1)><text>x</text></svg>a', ['a']],
    ['a tag in an attribute', '<p title="<script>alert(1)</script>">a</p>', ['a']],
    ['lonely brackets', '1 < 2 > 0 <', ['1 < 2 > 0 <']],
    ['hidden signs', 'a\u202eb\u0000c', ['abc']],
  ])('%s', (_what, html, expected) => expect(words(html)).toEqual(expected))
  it.each(['javascript:alert(1)', 'java&#10;script:alert(1)', '&#106;avascript:alert(1)', 'data:text/html,x', '//evil.example', 'https://a@b.example'])(
    'a link to %s', (href) => expect(fromHtml(`<a href="${href}">x</a>`)).toEqual([p(t('x'))]),
  ) // prettier-ignore
})

const isKept = (content: RichBlock[]) => {
  const parsed = RichText.safeParse({ type: 'doc', content })
  // A text may be too long; nothing else of it may be refused.
  return parsed.success || parsed.error.issues.every(({ message }) => message.includes('too long') || message.includes('Too big'))
}

describe('whatever is pasted, what comes of it can be kept', () => {
  const tag = fc.constantFrom(
    '<p>', '</p>', '<ul>', '</ul>', '<ol>', '<li>', '</li>', '</ol>', '<blockquote>', '</blockquote>', '<h2>', '</h2>', '<b>', '</b>', '<code>', '</code>', '<br>', '<hr>', '<td>',
    '<a href="https://example.com">', '<a href="javascript:x">', '</a>', '<span data-field="person.name">', '</span>', '<script>', '</script>', '<!--', '-->', '<', '>', '&amp;', '&#x202e;', ' ', '\n', '\u202e',
  ) // prettier-ignore
  it('of tags in any order', () => {
    fc.assert(fc.property(fc.array(fc.oneof(tag, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 }), (parts) => isKept(fromHtml(parts.join('')))), { numRuns: 2_000 })
  }) // prettier-ignore
  it('of anything at all, as HTML and as plain text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => isKept(fromHtml(text)) && isKept(fromPlain(text))), { numRuns: 1_000 })
  }) // prettier-ignore
  it('of half a megabyte, in a time that grows with its length alone', { timeout: 60_000 }, () => {
    const started = performance.now()
    for (const part of ['<ul>', '<', '<b>x', '</b>', '<b', '<!--', '<a href="', '<script>', '&#', ' ', '<li>', '<blockquote>']) {
      const content = fromHtml(part.repeat(100_000))
      expect(isKept(content), part).toBe(true)
    }
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})

it('plain text keeps its paragraphs and lines', () =>
  expect(fromPlain('one\ntwo\r\n\r\n  three  \n\n\n')).toEqual([p(t('one'), { type: 'hardBreak' }, t('two')), p(t('three'))]))
