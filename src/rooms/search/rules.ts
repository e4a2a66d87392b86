import { searchKey } from '#shared/words.ts'

/** How many of each kind are shown. */
export const shownOfAKind = 8
/** So many words of what was typed count; more narrow nothing that a person would read. */
const mostWords = 6
const longestWord = 40

// What a word ends at. The same signs stand in words_of of the database, and a test holds the two together.
const signs = String.raw`\s!-\/:-@\[-\u0060{-~\u00A1\u00AB\u00B7\u00BB\u00BF\u2010-\u2015\u2018-\u201F\u2022\u2026\u2039\u203A\u3001\u3002\u300C-\u300F\u30FB`
const between = new RegExp(`[${signs}]+`, 'u')
const wholeWord = new RegExp(`[^${signs}]+`, 'gu')

const letters = (word: string): string[] => Array.from(word)

/** The words of a text that is a key already (`searchKey`). */
export const wordsIn = (key: string): string[] => key.split(between).filter((word) => word !== '')

/** What is looked for: each of these words has to be answered. */
export const typedWords = (text: string): string[] =>
  [...new Set(wordsIn(searchKey(text)).map((word) => letters(word).slice(0, longestWord).join('')))].slice(0, mostWords)

/** A text as it is kept to be read through: each word behind a space. */
export const wordsKey = (text: string): string =>
  wordsIn(searchKey(text))
    .map((word) => ` ${word}`)
    .join('')

// ---------------------------------------------------------------- what was mistyped

/** How many slips a word may have: none in short ones, which are too like each other. */
const slipsIn = (word: string): number => {
  const { length } = letters(word)
  return length >= 8 ? 2 : length >= 4 ? 1 : 0
}

/** With fewer letters a mistyped beginning could begin nearly anything. */
const shortestBeginning = 6

/**
 * The beginning of a word with up to so many letters taken out as it may have slips. Two words that are within their slips of each other have
 * one in common; so an index of them finds what was mistyped.
 */
export const nearParts = (word: string): string[] => {
  const beginning = letters(word).slice(0, 5)
  const less = (from: string[][]) => from.flatMap((part) => part.map((_, at) => part.toSpliced(at, 1)))
  const once = slipsIn(word) >= 1 ? less([beginning]) : []
  const twice = slipsIn(word) >= 2 ? less(once) : []
  return slipsIn(word) === 0 ? [] : [...new Set([beginning, ...once, ...twice].map((part) => part.join('')))]
}

/**
 * How many slips lie between two words: a letter too many, too few or wrong, or two that changed places. Beside it the same for what the
 * second begins with, whatever follows.
 */
export const slipsBetween = (one: string, other: string): { whole: number; beginning: number } => {
  const [a, b] = [letters(one), letters(other)]
  let before: number[] = []
  let row = b.map((_, at) => at + 1)
  row.unshift(0)
  for (const [i, letter] of a.entries()) {
    const next = [i + 1]
    for (const [j, against] of b.entries()) {
      const [left = 0, above = 0, corner = 0] = [next[j], row[j + 1], row[j]]
      const swapped = i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === against ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(left + 1, above + 1, corner + (letter === against ? 0 : 1), swapped))
    }
    before = row
    row = next
  }
  return { whole: row.at(-1) ?? 0, beginning: Math.min(...row) }
}

// ---------------------------------------------------------------- how well something answers

/** Less is better. What was mistyped comes behind all that was not. */
export const closenessScores = { exact: 0, begins: 2, further: 10, mistyped: 100, mistypedBeginning: 102 } as const
type Closeness = keyof typeof closenessScores

/** How a word answers what was typed; undefined: not at all. */
export const closeness = (typed: string, word: string): Closeness | undefined => {
  if (word === typed) return 'exact'
  if (word.startsWith(typed)) return 'begins'
  const most = Math.min(slipsIn(typed), slipsIn(word))
  if (most === 0) return undefined
  const { whole, beginning } = slipsBetween(typed, word)
  if (whole <= most) return 'mistyped'
  return beginning <= most && letters(typed).length >= shortestBeginning ? 'mistypedBeginning' : undefined
}

/** Words in the order in which they were typed are better. */
export const outOfPlace = 1

export const isMistyped = (score: number): boolean => score >= closenessScores.mistyped

/**
 * How well something answers all that was typed: by its name, or by what is said of it besides. Undefined: it does not. The same as the
 * statement that ranks customers.
 */
export const likeness = (typed: readonly string[], name: readonly string[], further: readonly string[] = []): number | undefined => {
  let sum = 0
  for (const [at, word] of typed.entries()) {
    const scores = name.flatMap((own, place) => {
      const found = closeness(word, own)
      return found === undefined ? [] : [closenessScores[found] + (place === at ? 0 : outOfPlace)]
    })
    if (further.some((own) => own.startsWith(word))) scores.push(closenessScores.further)
    if (scores.length === 0) return undefined
    sum += Math.min(...scores)
  }
  return sum
}

/** What answers, the best first; what was mistyped only where nothing else does. */
export const answering = <T extends { label: string }>(
  typed: readonly string[],
  all: readonly T[],
  furtherOf?: (one: T) => string,
): { found: T[]; isMistyped: boolean } => {
  const scored = all.flatMap((one) => {
    const name = wordsIn(searchKey(one.label))
    const score = likeness(typed, name, furtherOf ? wordsIn(searchKey(furtherOf(one))) : [])
    return score === undefined ? [] : [{ one, score, length: name.length }]
  })
  const literal = scored.filter(({ score }) => !isMistyped(score))
  const best = (literal.length > 0 ? literal : scored).toSorted((a, b) => a.score - b.score || a.length - b.length)
  return { found: best.map(({ one }) => one), isMistyped: literal.length === 0 && scored.length > 0 }
}

// ---------------------------------------------------------------- what is shown of it

export type Marked = { text: string; isMatch: boolean }

/** A text in pieces, of which those are marked that answer what was typed. */
export const marked = (text: string, typed: readonly string[]): Marked[] => {
  const pieces: Marked[] = []
  let end = 0
  for (const { 0: word, index } of text.matchAll(wholeWord)) {
    const length = Math.max(...typed.map((one) => markedLength(word, one)), 0)
    if (length === 0) continue
    if (index > end) pieces.push({ text: text.slice(end, index), isMatch: false })
    end = index + length
    pieces.push({ text: text.slice(index, end), isMatch: true })
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isMatch: false })
  return pieces
}

/** How much of a word answers. */
const markedLength = (word: string, typed: string): number => {
  const found = closeness(typed, searchKey(word))
  if (found === undefined) return 0
  if (found !== 'begins') return word.length
  const clusters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)]
  const last = clusters.find(({ index, segment }) => searchKey(word.slice(0, index + segment.length)).length >= typed.length)
  return last ? last.index + last.segment.length : word.length
}

const snippetLength = 140
const leadIn = 40

/** What stands around the first word that answers. */
export const snippetOf = (text: string, typed: readonly string[]): string => {
  const plain = text.replace(/\s+/gu, ' ').trim()
  const first = [...plain.matchAll(wholeWord)].find(({ 0: word }) => typed.some((one) => searchKey(word).startsWith(one)))?.index ?? 0
  const begin = first <= leadIn ? 0 : plain.lastIndexOf(' ', first - leadIn) + 1
  const room = plain.slice(begin, begin + snippetLength)
  const isWhole = begin + snippetLength >= plain.length
  const body = isWhole ? room : room.slice(0, Math.max(room.lastIndexOf(' '), snippetLength / 2))
  return `${begin > 0 ? '… ' : ''}${body}${isWhole ? '' : ' …'}`
}
