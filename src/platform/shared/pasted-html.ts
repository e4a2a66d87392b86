import { builder, type Tag } from './pasted-blocks.ts'
import { cleanWords, trimmed } from './pasted-words.ts'
import type { RichBlock, RichInline } from './rich-text.ts'

const longest = 500_000

/**
 * What somebody pasted or dropped, as a text of ours: headings, paragraphs, lists, quotes and links stay, and everything else leaves its
 * words. The HTML is read sign by sign and never handed to a browser's parser, so nothing in it can load or run.
 */
export const fromHtml = (html: string): RichBlock[] => {
  const build = builder()
  const source = html.slice(0, longest)
  let at = 0
  while (at < source.length) {
    const open = source.indexOf('<', at)
    if (open < 0) break
    build.text(source.slice(at, open))
    at = open
    const skipped = skipAt(source, open)
    if (skipped > open) {
      at = skipped
      continue
    }
    if (!/[a-z/]/i.test(source.charAt(open + 1))) {
      build.text('<')
      at = open + 1
      continue
    }
    const close = tagEnd(source, open)
    // What never ends is no tag, and neither is anything behind it.
    if (close < 0) break
    at = close + 1
    const tag = tagIn(source.slice(open + 1, close))
    if (!tag) continue
    build.tag(tag)
    if (!tag.isEnd && unread.has(tag.name)) at = endOf(source, tag.name, at)
  }
  build.text(source.slice(at))
  return build.end()
}

/** Elements whose content nobody reads. */
const unread = new Set('script style head title svg math template noscript iframe object select textarea xml'.split(' '))

const endOf = (source: string, name: string, from: number): number => {
  const end = new RegExp(`</${name}\\b`, 'gi')
  end.lastIndex = from
  return end.exec(source)?.index ?? source.length
}

/** Behind a comment or a declaration that begins here. */
const skipAt = (source: string, open: number): number => {
  const past = (end: string) => {
    const found = source.indexOf(end, open + 2)
    return found < 0 ? source.length : found + end.length
  }
  if (source.startsWith('<!--', open)) return past('-->')
  return source.startsWith('<!', open) || source.startsWith('<?', open) ? past('>') : open
}

/** Where the tag ends; a `>` in quotes does not end it. */
const tagEnd = (source: string, open: number): number => {
  let quote = ''
  for (let at = open + 1; at < source.length; at++) {
    const sign = source.charAt(at)
    if (quote) quote = sign === quote ? '' : quote
    else if (sign === '>') return at
    else if ((sign === '"' || sign === "'") && source.charAt(at - 1) === '=') quote = sign
  }
  return -1
}

const tagIn = (inside: string): Tag | undefined => {
  const [, slash, name, rest = ''] = /^(\/?)([a-z][a-z0-9:-]*)([\s\S]*)$/i.exec(inside) ?? []
  return name ? { name: name.toLowerCase(), isEnd: slash === '/', rest } : undefined
}

/** Plain text that was pasted: a paragraph for each empty line, breaks within. */
export const fromPlain = (text: string): RichBlock[] =>
  text
    .slice(0, longest)
    .split(/\r?\n\s*\n/u)
    .flatMap((paragraph) => {
      const lines = paragraph.split(/\r?\n/u).map((line) => cleanWords(line).trim())
      const content = lines.flatMap<RichInline>((line, at) => [
        ...(at > 0 ? [{ type: 'hardBreak' as const }] : []),
        ...(line ? [{ type: 'text' as const, text: line }] : []),
      ])
      const kept = trimmed(content)
      return kept.length > 0 ? [{ type: 'paragraph' as const, content: kept }] : []
    })
