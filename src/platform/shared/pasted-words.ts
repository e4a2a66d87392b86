import type { RichInline } from './rich-text.ts'

/** What a tag says under a name; '' where it says nothing. */
export const attributeOf = (rest: string, name: string): string => {
  const [, double, single, bare] = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(rest) ?? []
  return decoded(double ?? single ?? bare ?? '')
}

const named: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', lsquo: '‘', rsquo: '’', ldquo: '“',
  rdquo: '”', laquo: '«', raquo: '»', bull: '•', middot: '·', copy: '©', reg: '®', trade: '™', euro: '€', pound: '£', times: '×',
} // prettier-ignore

/** With entities as the signs that they stand for. */
export const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })

/** The words of a piece of HTML or of plain text: no control characters, nothing that turns the direction, single spaces. */
export const cleanWords = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .toWellFormed()

/** Without spaces and breaks at either end, and with one space where two met. */
export const trimmed = (line: readonly RichInline[]): RichInline[] => {
  const parts: RichInline[] = []
  for (const part of line) {
    const before = parts.at(-1)
    const isAtStart = before === undefined || before.type === 'hardBreak' || (before.type === 'text' && before.text.endsWith(' '))
    const text = part.type === 'text' && isAtStart ? part.text.trimStart() : part.type === 'text' ? part.text : undefined
    if (text === '') continue
    parts.push(part.type === 'text' && text !== undefined ? { ...part, text } : part)
  }
  while (parts.length > 0) {
    const last = parts.at(-1)
    if (last?.type === 'hardBreak') parts.pop()
    else if (last?.type === 'text' && last.text.trimEnd() !== last.text) {
      const text = last.text.trimEnd()
      parts.pop()
      if (text) parts.push({ ...last, text })
    } else break
  }
  while (parts[0]?.type === 'hardBreak') parts.shift()
  return parts
}
