/** What is put in for each reader, where a text names it. */
export const mergeFields = ['partner.name', 'partnership.name', 'person.firstName', 'person.name', 'vendor.name', 'manager.name'] as const
export type MergeField = (typeof mergeFields)[number]

export const plainMarks = ['bold', 'italic', 'underline', 'strike', 'code'] as const
export type RichMark = { type: (typeof plainMarks)[number] } | { type: 'link'; attrs: { href: string } }
export type RichInline =
  | { type: 'text'; text: string; marks?: RichMark[] }
  | { type: 'hardBreak' }
  | { type: 'mergeField'; attrs: { field: MergeField }; marks?: RichMark[] }
export type HeadingLevel = 2 | 3 | 4
type RichHeading = { type: 'heading'; attrs: { level: HeadingLevel }; content?: RichInline[] }
export type RichItem = { type: 'listItem'; content: RichBlock[] }
export type RichBlock =
  | { type: 'paragraph'; content?: RichInline[] }
  | RichHeading
  | { type: 'bulletList'; content: RichItem[] }
  | { type: 'orderedList'; attrs?: { start: number }; content: RichItem[] }
  | { type: 'blockquote'; content: RichBlock[] }
  | { type: 'horizontalRule' }
/** Text with headings, lists and links, as the editor writes it: what is not named here is refused. */
export type RichText = { type: 'doc'; content: RichBlock[] }

/** Signs that nobody sees and that turn the order of what follows: a text could read as something else than it is. */
const turnsDirection = /[\u202a-\u202e\u2066-\u2069]/u

/** Text as people write it: no control characters, nothing that turns its direction. `lines`: breaks of lines may stand in it. */
export const isPlain = (text: string, { lines = false } = {}): boolean =>
  !turnsDirection.test(text) && !(lines ? /[^\P{Cc}\n]/u : /\p{Cc}/u).test(text) && text.isWellFormed()

export const notPlain = 'Leave out hidden characters: they make a text read as something else than it is.'

/** How deep objects and lists stand in each other, counted without recursion; beyond `limit` it stops. */
export const depthOf = (value: unknown, limit: number): number => {
  let level: unknown[] = [value]
  let depth = 0
  while (level.length > 0 && depth <= limit) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    depth += 1
  }
  return depth
}

export const emptyText: RichText = { type: 'doc', content: [{ type: 'paragraph' }] }

/** Each heading and paragraph as one line; what is put in for the reader is left out. */
export const wordsIn = (text: RichText): string[] => text.content.flatMap(linesOf).filter((line) => line !== '')

const linesOf = (block: RichBlock): string[] => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return [lineOf(block.content)]
    case 'bulletList':
    case 'orderedList':
      return block.content.flatMap((item) => item.content.flatMap(linesOf))
    case 'blockquote':
      return block.content.flatMap(linesOf)
    case 'horizontalRule':
      return []
  }
}

const lineOf = (content: readonly RichInline[] = []): string =>
  content
    .map((part) => (part.type === 'text' ? part.text : ' '))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim()

/** The headings in order, those of quotes and lists left out: a table of contents lists the text's own. */
export const headingsIn = (text: RichText): { level: HeadingLevel; content: RichInline[] }[] =>
  text.content.flatMap((block) => (block.type === 'heading' ? [{ level: block.attrs.level, content: block.content ?? [] }] : []))

/** Which fields a text names. */
export const fieldsIn = (text: RichText): Set<MergeField> => {
  const found = new Set<MergeField>()
  const look = (block: RichBlock): void => {
    if (block.type === 'paragraph' || block.type === 'heading') {
      for (const part of block.content ?? []) if (part.type === 'mergeField') found.add(part.attrs.field)
      return
    }
    if (block.type !== 'horizontalRule') for (const one of block.content) lookAt(one)
  }
  const lookAt = (one: RichBlock | RichItem): void => (one.type === 'listItem' ? one.content.forEach(look) : look(one))
  text.content.forEach(look)
  return found
}
