// What a cell may hold: XML takes no control characters, Excel no more than 32,767 UTF-16 units, and a text that looks
// like a formula must stay text in whatever opens it.

const CELL_LIMIT = 32_767
const SHEET_NAME_LIMIT = 31

// eslint-disable-next-line no-control-regex -- control characters are what it is about
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const SPECIAL = /[&<>"]|_x[0-9A-Fa-f]{4}_/g
// eslint-disable-next-line no-control-regex
const PLAIN = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5e\x60-\x7e\u00a0-\ud7ff\ue000-\ufffd]*$/
// eslint-disable-next-line no-control-regex
const FORMULA_LIKE = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\u0000]/

/** The text as an XML part holds it: without what XML forbids, escaped, and with Excel's own `_x000D_` escapes disarmed. */
export const xmlText = (text: string): string => {
  const kept = text.length > CELL_LIMIT ? shortened(text, CELL_LIMIT) : text
  return PLAIN.test(kept) ? kept : kept.replace(FORBIDDEN, '').replace(SPECIAL, escapeOf)
}

/** Whether a spreadsheet could take the text for a formula when somebody edits or re-exports it; such a cell is quoted. */
export const isFormulaLike = (text: string): boolean => FORMULA_LIKE.test(text)

/** A name that Excel takes for a sheet, unlike any of `taken` (compared without case); adds it there. */
export const sheetName = (wanted: string, taken: Set<string>): string => {
  const clean = shortened(
    wanted
      .replace(FORBIDDEN, '')
      .replace(/[\t\n]/g, ' ')
      .replace(/[[\]:*?/\\]/g, '-')
      .replace(/^['\s]+|['\s]+$/g, ''),
    SHEET_NAME_LIMIT,
  )
  const named = clean === '' || clean.toLowerCase() === 'history' ? `Sheet ${clean}`.trim() : clean
  let name = named
  for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${shortened(named, SHEET_NAME_LIMIT - 1 - String(copy).length)} ${copy}`
  taken.add(name.toLowerCase())
  return name
}

const shortened = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const cut = text.slice(0, limit - 1)
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

const escapeOf = (found: string): string =>
  found === '&' ? '&amp;' : found === '<' ? '&lt;' : found === '>' ? '&gt;' : found === '"' ? '&quot;' : `_x005F${found}`
