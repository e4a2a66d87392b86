import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { searchKey } from '#shared/words.ts'
import {
  answering,
  closeness,
  isMistyped,
  likeness,
  marked,
  nearParts,
  slipsBetween,
  snippetOf,
  typedWords,
  wordsIn,
  wordsKey,
} from './rules.ts'

describe('what was typed', () => {
  test.each([
    ['Elm & Sons', ['elm', 'sons']],
    ['  C0001-00012 ', ['c0001', '00012']],
    ['O’Brien, “Ångström” Straße', ['o', 'brien', 'angstrom', 'strasse']],
    ['%_\\ \' " ; --', []],
    ['🙂 שלום عربى', ['🙂', 'שלום', 'عربى']],
    ['alder Alder ALDER', ['alder']],
    ['a b c d e f g h', ['a', 'b', 'c', 'd', 'e', 'f']],
  ])('%s is looked for as %j', (text, words) => expect(typedWords(text)).toEqual(words))
  it('counts so many letters of a word as are kept of it', () => expect(typedWords('🙂'.repeat(80))).toEqual(['🙂'.repeat(40)]))
  it('is never a pattern: no word holds a sign that one is made of', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        expect(typedWords(text).join('')).not.toMatch(/[%_\\\s]/)
      }),
    ))
  it('is kept of texts in the same words, each behind a space', () =>
    expect(wordsKey('Crème brûlée,\nplease')).toBe(' creme brulee please'))
})

// The same by its definition, without a table: what it takes to make one word of the other.
const slips = (a: string[], b: string[]): number => {
  if (a.length === 0 || b.length === 0) return a.length + b.length
  const [one, two, other, another] = [a.at(-1), a.at(-2), b.at(-1), b.at(-2)]
  const least = Math.min(
    slips(a.slice(0, -1), b) + 1,
    slips(a, b.slice(0, -1)) + 1,
    slips(a.slice(0, -1), b.slice(0, -1)) + (one === other ? 0 : 1),
  )
  const isSwapped = a.length > 1 && b.length > 1 && one === another && two === other
  return isSwapped ? Math.min(least, slips(a.slice(0, -2), b.slice(0, -2)) + 1) : least
}

describe('slips', () => {
  const word = (most: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 0, maxLength: most })
  it('are counted as their definition counts them', () =>
    fc.assert(
      fc.property(word(6), word(6), (a, b) => {
        const found = slipsBetween(a, b)
        expect(found.whole).toBe(slips([...a], [...b]))
        const beginnings = Array.from({ length: [...b].length + 1 }, (_, length) => slips([...a], [...b].slice(0, length)))
        expect(found.beginning).toBe(Math.min(...beginnings))
      }),
      { numRuns: 300 },
    ))
  it('within what a word may have leave a part in common: the index misses nothing', () =>
    fc.assert(
      fc.property(fc.oneof(fc.tuple(word(14), word(14)), slipped()), ([typed, own]) => {
        const found = closeness(typed, own)
        if (found !== 'mistyped' && found !== 'mistypedBeginning') return
        expect(new Set(nearParts(typed)).intersection(new Set(nearParts(own))).size, `${typed} ${own}`).toBeGreaterThan(0)
      }),
      { numRuns: 20_000 },
    ))
  // A word, and the same or its beginning with two letters changed, left out or put in.
  const slipped = () =>
    fc
      .tuple(
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), minLength: 4, maxLength: 14 }),
        fc.array(fc.tuple(fc.nat(13), fc.nat(2), fc.constantFrom('a', 'x')), { minLength: 1, maxLength: 2 }),
        fc.nat(6),
      )
      .map(([own, changes, cut]) => {
        const typed = [...own].slice(0, own.length - cut)
        for (const [at, taken, letter] of changes)
          typed.splice(Math.min(at, typed.length), taken === 2 ? 0 : 1, ...(taken === 0 ? [] : [letter]))
        return [typed.join(''), own] as [string, string]
      })
})

describe('a word answers', () => {
  test.each([
    ['alder', 'alder', 'exact'],
    ['ald', 'alder', 'begins'],
    ['aldre', 'alder', 'mistyped'],
    ['aldx', 'alder', undefined],
    ['adr', 'alder', undefined],
    ['harbuorline', 'harbourline', 'mistyped'],
    ['habourlime', 'harbourline', 'mistyped'],
    ['habuorlime', 'harbourline', undefined],
    ['harbuor', 'harbourline', 'mistypedBeginning'],
    ['hrabo', 'harbourline', undefined],
    ['birth', 'birch', 'mistyped'],
    ['fir', 'for', undefined],
  ])('%s by %s: %s', (typed, word, found) => expect(closeness(typed, word)).toBe(found))
})

describe('what answers', () => {
  const all = ['Elder Bank', 'Bank of Alder', 'Alder Bank', 'Aldermere', 'Alder', 'Birch Logistics'].map((label) => ({ label }))
  const found = (text: string) => answering(typedWords(text), all).found.map(({ label }) => label)
  it('stands with the exact name first, then words that are exact, words that begin so, and the mistyped only where nothing else does', () => {
    expect(found('alder')).toEqual(['Alder', 'Alder Bank', 'Bank of Alder', 'Aldermere'])
    expect(found('aldre')).toEqual(['Alder', 'Alder Bank', 'Bank of Alder'])
    expect(found('bank alder')).toEqual(['Bank of Alder', 'Alder Bank'])
    expect(found('bank elder')).toEqual(['Elder Bank'])
  })
  it('answers every word', () => expect(found('alder birch')).toEqual([]))
  it('is found by what is said of it besides, behind what is called so', () => {
    const told = [{ label: 'Datasheet', about: 'For the network' }, { label: 'Network guide', about: '' }] // prettier-ignore
    expect(answering(['network'], told, ({ about }) => about).found.map(({ label }) => label)).toEqual(['Network guide', 'Datasheet'])
  })
  it('has a score that tells the mistyped', () => {
    expect(isMistyped(likeness(['alder'], ['alder']) ?? Number.NaN)).toBe(false)
    expect(isMistyped(likeness(['aldre', 'bank'], ['alder', 'bank']) ?? Number.NaN)).toBe(true)
  })
})

describe('what is shown', () => {
  const shown = (text: string, typed: string) => marked(text, typedWords(typed)).map(({ text: piece, isMatch }) => (isMatch ? `[${piece}]` : piece)).join('') // prettier-ignore
  test.each([
    ['Ångström & Söhne', 'angs sohne', '[Ångs]tröm & [Söhne]'],
    ['Straße 12', 'strass', '[Straß]e 12'],
    ['Harbourline Freight', 'harborline', '[Harbourline] Freight'],
    ['Alder Bank', 'birch', 'Alder Bank'],
    ['<b>Alder</b>', 'alder b', '<[b]>[Alder]</[b]>'],
    ['🙂 שלום', 'שלו', '🙂 [שלו]ם'],
  ])('%s for %s is %s', (text, typed, pieces) => expect(shown(text, typed)).toBe(pieces))
  it('loses nothing of a text, whatever was typed', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 20 }), (text, typed) => {
        const pieces = marked(text, typedWords(typed))
        expect(pieces.map((one) => one.text).join('')).toBe(text)
      }),
    ))
  it('of a text is what stands around the first word that answers', () => {
    const text = `${'Far away. '.repeat(20)}\nKeep your passphrase to yourself. ${'And so on. '.repeat(30)}`
    const snippet = snippetOf(text, ['passph'])
    expect(snippet).toMatch(/^… .*Keep your passphrase to yourself\. .* …$/)
    expect(snippet.length).toBeLessThan(150)
    expect(snippetOf('Short enough', ['short'])).toBe('Short enough')
  })
  it('has words as they are compared', () => expect(wordsIn(searchKey('ﬁne—print'))).toEqual(['fine', 'print']))
})
