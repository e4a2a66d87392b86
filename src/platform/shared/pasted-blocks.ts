import {
  mergeFields,
  type HeadingLevel,
  type MergeField,
  type RichBlock,
  type RichInline,
  type RichItem,
  type RichMark,
} from './rich-text.ts'
import { attributeOf, cleanWords, decoded, trimmed } from './pasted-words.ts'
import { linkKindOf } from './web-address.ts'

/** Lists in lists: what is deeper stands at this depth. */
const deepest = 6
/** Marks in each other; nobody writes more. */
const mostOpen = 50

export type Tag = { name: string; isEnd: boolean; rest: string }

const headings: Readonly<Record<string, HeadingLevel>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 }
const marksOf: Readonly<Record<string, RichMark['type']>> = {
  b: 'bold', strong: 'bold', i: 'italic', em: 'italic', cite: 'italic', u: 'underline', ins: 'underline', s: 'strike', del: 'strike',
  strike: 'strike', code: 'code', kbd: 'code', samp: 'code', tt: 'code',
} // prettier-ignore
const breaks = new Set(
  'p div section article header footer main aside nav table tr pre dl dt dd figure figcaption form address details summary'.split(' '),
)

const containers = new Set(['ul', 'ol', 'li', 'blockquote'])

type Holder = { name: string; blocks: RichBlock[]; items?: RichItem[] }
type OpenMark = { name: string; marks: RichMark[] }

/** The blocks that tags open and close. */
const shaper = () => {
  const root: Holder = { name: '', blocks: [] }
  const holders: Holder[] = [root]
  const top = () => holders.at(-1) ?? root
  const shut = () => {
    const holder = holders.length > 1 ? holders.pop() : undefined
    if (!holder) return
    const { name, blocks, items } = holder
    if (name === 'li') {
      if (blocks.length > 0) top().items?.push({ type: 'listItem', content: blocks })
    } else if (items) {
      if (items.length > 0) top().blocks.push({ type: name === 'ol' ? 'orderedList' : 'bulletList', content: items })
    } else if (blocks.length > 0) top().blocks.push({ type: 'blockquote', content: blocks })
  }
  const close = (name: string) => {
    const at = holders.findLastIndex((holder) => holder.name === name)
    if (at > 0) while (holders.length > at) shut()
  }
  /** A list that stands in a list without an item of its own is given one, and so are words. */
  const intoItem = () => {
    if (top().items) holders.push({ name: 'li', blocks: [] })
  }
  const open = (name: string) => {
    if (holders.length > deepest * 2) return
    if (name === 'li') {
      if (holders.some((holder) => holder.name === 'li') && !top().items) close('li')
      if (!top().items) open('ul')
      holders.push({ name, blocks: [] })
    } else if (name === 'blockquote') {
      intoItem()
      holders.push({ name, blocks: [] })
    } else {
      intoItem()
      holders.push({ name, blocks: [], items: [] })
    }
  }
  const add = (block: RichBlock) => {
    intoItem()
    top().blocks.push(block)
  }
  const end = () => {
    while (holders.length > 1) shut()
    return root.blocks
  }
  return { open, close, add, end, isInList: () => top().items !== undefined }
}

/** The line that is being written, with the marks that are open. */
const liner = () => {
  let line: RichInline[] = []
  let marks: RichMark[] = []
  const open: OpenMark[] = []
  const setMarks = () => {
    const byType = new Map(open.flatMap((one) => one.marks).map((mark) => [mark.type, mark]))
    const code = byType.get('code')
    // Code stands alone: the editor allows nothing beside it.
    marks = code ? [code] : [...byType.values()]
  }
  const marked = () => (marks.length > 0 ? { marks } : {})
  return {
    isEmpty: () => line.length === 0,
    write: (text: string) => {
      const before = line.at(-1)
      // Words of the same marks are one part.
      if (before?.type === 'text' && (before.marks ?? none) === (marks.length > 0 ? marks : none)) before.text += text
      else line.push({ type: 'text', text, ...marked() })
    },
    space: () => void line.push({ type: 'text', text: ' ' }),
    breakOff: () => void line.push({ type: 'hardBreak' }),
    field: (field: MergeField) => void line.push({ type: 'mergeField', attrs: { field }, ...marked() }),
    mark: (name: string, added: RichMark[]) => {
      if (open.length >= mostOpen) return
      open.push({ name, marks: added })
      setMarks()
    },
    unmark: (name: string) => {
      const at = open.findLastIndex((one) => one.name === name)
      if (at < 0) return
      open.splice(at, 1)
      setMarks()
    },
    take: (): RichInline[] => {
      const taken = trimmed(line)
      line = []
      return taken
    },
  }
}

const none: readonly RichMark[] = []

/** Puts blocks together as tags open and close. */
export const builder = () => {
  const shape = shaper()
  const line = liner()
  let level: HeadingLevel | undefined
  const endLine = () => {
    const content = line.take()
    if (content.length > 0) shape.add(level ? { type: 'heading', attrs: { level }, content } : { type: 'paragraph', content })
    level = undefined
  }
  const block = (name: string, isEnd: boolean) => {
    endLine()
    if (isEnd) return shape.close(name)
    if (name in headings) level = headings[name]
    else if (name === 'hr') shape.add({ type: 'horizontalRule' })
    else if (containers.has(name)) shape.open(name)
  }
  return {
    text: (raw: string) => {
      const text = cleanWords(decoded(raw))
      // What stands between the items of a list is the layout of the source.
      if (text && !(text === ' ' && (line.isEmpty() || shape.isInList()))) line.write(text)
    },
    tag: ({ name, isEnd, rest }: Tag) => {
      if (name === 'br') return void (isEnd || line.breakOff())
      if (name === 'td' || name === 'th') return line.space()
      if (isBlock(name)) return block(name, isEnd)
      if (isEnd) return line.unmark(name)
      const field = name === 'span' ? mergeFields.find((one) => one === attributeOf(rest, 'data-field')) : undefined
      if (field) line.field(field)
      if (!rest.endsWith('/')) line.mark(name, marksFor(name, rest))
    },
    end: (): RichBlock[] => {
      endLine()
      return shape.end()
    },
  }
}

const isBlock = (name: string) => name in headings || breaks.has(name) || containers.has(name) || name === 'hr'

const marksFor = (name: string, rest: string): RichMark[] => {
  if (name === 'a') {
    const href = attributeOf(rest, 'href').trim()
    return linkKindOf(href) ? [{ type: 'link', attrs: { href } }] : []
  }
  const style = attributeOf(rest, 'style')
  const mark = marksOf[name]
  // Google's documents wrap everything in a bold element that is not bold.
  if (mark === 'bold' && /font-weight:\s*(normal|[1-4]00)/i.test(style)) return []
  if (mark) return [plain(mark)]
  if (name !== 'span') return []
  return [
    ...(/font-weight:\s*(bold|[6-9]00)/i.test(style) ? [plain('bold')] : []),
    ...(/font-style:\s*italic/i.test(style) ? [plain('italic')] : []),
  ]
}

const plain = (type: RichMark['type']): RichMark => (type === 'link' ? { type: 'bold' } : { type })
