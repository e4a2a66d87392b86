import { describe, expect, it } from 'vitest'
import { readCatalogue, wordsIn } from './words.ts'

describe('the words of a mail', () => {
  it('are the source language’s where there is no catalogue, with its plurals', () => {
    for (const locale of ['en-GB', 'en', 'xx-XX', '../../etc']) {
      const i18n = wordsIn(locale)
      const count = (n: number) => i18n._('{n, plural, one {# task} other {# tasks}} of {name}', { n, name: 'Uma' })
      expect([count(1), count(2)], locale).toEqual(['1 task of Uma', '2 tasks of Uma'])
    }
  })

  it('are read from a translator’s file by the message itself', () => {
    const po = [
      'msgid ""', 'msgstr "Language: de\\n"', '', '#. js-lingui-explicit-id', 'msgid "Your week"', 'msgstr "Ihre Woche"', '',
      'msgid "Say \\"{name}\\""', 'msgstr ""', '"Sagen Sie "', '"„{name}“"', '', '#, fuzzy', 'msgid "Your day"', 'msgstr "Ihr Tag?"', '',
      'msgid "Not yet"', 'msgstr ""',
    ].join('\n') // prettier-ignore
    expect(readCatalogue(po)).toEqual({ 'Your week': 'Ihre Woche', 'Say "{name}"': 'Sagen Sie „{name}“' })
  })
})
