import { existsSync, readFileSync } from 'node:fs'
import { setupI18n, type I18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'

/** Where translators put their files; the source language needs none: its messages are the ids. */
const catalogues = new URL('../../locales/', import.meta.url)
const known = new Map<string, I18n>()

const source = 'en'

/**
 * The words of a language for what leaves by mail, from the same catalogues as the screens: `i18n._('{count, plural, one {# task} other
 * {# tasks}}', { count })`, the message being its own id. `locale` is `de-AT` or `de`; one without a catalogue speaks the source language.
 */
export const wordsIn = (locale: string): I18n => {
  const made = known.get(locale)
  if (made) return made
  const language = locale.split('-')[0] ?? source
  const file = new URL(`${language}.po`, catalogues)
  const isTranslated = /^[a-z]{2,3}$/.test(language) && language !== source && existsSync(file)
  // Plurals are those of the language that is spoken.
  const spoken = isTranslated ? language : source
  const i18n = setupI18n()
  i18n.setMessagesCompiler(compileMessage)
  i18n.load(spoken, isTranslated ? readCatalogue(readFileSync(file, 'utf8')) : {})
  i18n.activate(spoken)
  known.set(locale, i18n)
  return i18n
}

/** The translated messages of a PO file by their id. */
export const readCatalogue = (po: string): Record<string, string> => {
  const messages: Record<string, string> = {}
  for (const entry of po.split(/\n{2,}/)) {
    if (/^#,.*fuzzy/m.test(entry)) continue
    const id = stringOf('msgid', entry)
    const text = stringOf('msgstr', entry)
    if (id && text) messages[id] = text
  }
  return messages
}

/** A PO string: one quoted piece after the keyword and any number of lines below it. */
const stringOf = (keyword: string, entry: string): string => {
  const [, first, rest] = new RegExp(`^${keyword} (".*")((?:\\n".*")*)`, 'm').exec(entry) ?? []
  if (first === undefined) return ''
  // PO escapes as JSON does.
  return [first, ...(rest ?? '').split('\n').filter(Boolean)].map((piece) => String(JSON.parse(piece))).join('')
}
