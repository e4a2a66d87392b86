import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchKey } from './words.ts'

describe('what search and sorting compare', () => {
  it.each([
    ['  Ångström   AB ', 'angstrom ab'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['ﬁne', 'fine'],
    ['ＡＢＣ', 'abc'],
    ['Zoë', 'zoe'],
    ['株式会社 東京', '株式会社 東京'],
    ['Отдел', 'отдел'],
    ['a\tb\nc', 'a b c'],
    ['%_\\', '%_\\'],
    ['', ''],
  ])('of %o is %o', (text, key) => expect(searchKey(text)).toBe(key))

  it('is of itself the same for every letter that there is', () => {
    const changed: string[] = []
    for (let code = 0; code <= 0x10_ff_ff; code++) {
      if (code >= 0xd8_00 && code <= 0xdf_ff) continue // halves of letters
      const key = searchKey(String.fromCodePoint(code))
      if (searchKey(key) !== key) changed.push(code.toString(16))
    }
    expect(changed).toEqual([])
  })

  it('is the same in any case and composition, and of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = searchKey(text)
        expect(searchKey(key)).toBe(key)
        expect(searchKey(text.normalize('NFD'))).toBe(key)
        expect(searchKey(text.normalize('NFC'))).toBe(key)
      }),
    )
  })
})
