import {
  mergeFields,
  plainMarks,
  type HeadingLevel,
  type RichBlock,
  type RichInline,
  type RichItem,
  type RichMark,
  type RichText,
} from './rich-text.ts'
import { linkKindOf } from './web-address.ts'

/** A part of what an editor holds, which knows more than is kept. */
type Part = { type?: string; attrs?: Record<string, unknown>; content?: Part[]; marks?: Part[]; text?: string }

/** What an editor holds as it is kept: parts and attributes that are not ours are left out, and so are empty lines at the end. */
export const storedText = (document: Part): RichText => {
  const content = blocksOf(document.content)
  while (content.length > 1 && isEmpty(content.at(-1))) content.pop()
  return { type: 'doc', content }
}

const isEmpty = (block: RichBlock | undefined) => block?.type === 'paragraph' && !block.content

const blocksOf = (parts: readonly Part[] = []): RichBlock[] => parts.flatMap(blockOf)

const blockOf = ({ type, attrs, content }: Part): RichBlock[] => {
  const inside = inlinesOf(content)
  switch (type) {
    case 'paragraph':
      return [{ type, ...inside }]
    case 'heading':
      return [{ type, attrs: { level: levelOf(attrs?.['level']) }, ...inside }]
    case 'bulletList':
      return listOf(content, (items) => ({ type, content: items }))
    case 'orderedList': {
      const start = attrs?.['start']
      return listOf(content, (items) => ({
        type,
        ...(typeof start === 'number' && start !== 1 ? { attrs: { start } } : {}),
        content: items,
      }))
    }
    case 'blockquote':
      return content && content.length > 0 ? [{ type, content: blocksOf(content) }] : []
    case 'horizontalRule':
      return [{ type }]
    default:
      return []
  }
}

const levelOf = (level: unknown): HeadingLevel => (level === 3 || level === 4 ? level : 2)

const listOf = (parts: readonly Part[] = [], list: (items: RichItem[]) => RichBlock): RichBlock[] => {
  const items = parts.flatMap(({ type, content }): RichItem[] => (type === 'listItem' ? [{ type, content: blocksOf(content) }] : []))
  return items.length > 0 ? [list(items)] : []
}

const inlinesOf = (parts: readonly Part[] = []): { content?: RichInline[] } => {
  const content = parts.flatMap(inlineOf)
  return content.length > 0 ? { content } : {}
}

const inlineOf = ({ type, text, attrs, marks }: Part): RichInline[] => {
  if (type === 'hardBreak') return [{ type }]
  if (type === 'text' && text) return [{ type, text, ...marksOf(marks) }]
  const field = type === 'mergeField' ? mergeFields.find((one) => one === attrs?.['field']) : undefined
  return field ? [{ type: 'mergeField', attrs: { field }, ...marksOf(marks) }] : []
}

const marksOf = (parts: readonly Part[] = []): { marks?: RichMark[] } => {
  const marks = parts.flatMap(({ type, attrs }): RichMark[] => {
    const href = attrs?.['href']
    if (type === 'link') return typeof href === 'string' && linkKindOf(href) ? [{ type, attrs: { href } }] : []
    const mark = plainMarks.find((one) => one === type)
    return mark ? [{ type: mark }] : []
  })
  return marks.length > 0 ? { marks } : {}
}
