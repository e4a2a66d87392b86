import type { PortalConfig } from '#shared/config.ts'
import { isDay } from '#shared/dates.ts'
import type { Held } from './contract.ts'

/** What a cell's text means, or why it means nothing. */
export type Reading<T> = { value: T } | { reason: string }

/** The deployment's own words, by what a file may write for them in small letters. */
export type Words = Record<'product' | 'model' | 'role' | PartnerWord, { known: ReadonlyMap<string, string>; listed: string }>

type Coded = { code: string; label: string }
/** What partners are sorted by; archived words are still understood and not offered. */
export const partnerWords = ['tier', 'category', 'stage'] as const
export type PartnerWord = (typeof partnerWords)[number]
export type PartnerTerm = Coded & { kind: string; partnerType: string | null; isArchived: boolean }

export const wordsOf = (config: PortalConfig, terms: readonly PartnerTerm[]): Words => {
  const byCodeOrLabel = (entries: Coded[]) => ({
    known: new Map(entries.flatMap(({ code, label }) => [[fold(label), code], [fold(code), code]])),
    listed: entries.map(({ code }) => code).join(', '),
  }) // prettier-ignore
  // The label is kept: which of two with the same one is meant depends on the partner's type.
  const byTerm = (kind: PartnerWord) => {
    const ofKind = terms.filter((term) => term.kind === kind)
    return {
      known: new Map(ofKind.flatMap(({ code, label }) => [[fold(code), label], [fold(label), label]])),
      listed: ofKind.filter(({ isArchived }) => !isArchived).map(({ label }) => label).join(', '),
    }
  } // prettier-ignore
  return {
    product: byCodeOrLabel(config.products.map(({ code }) => ({ code, label: code }))),
    model: byCodeOrLabel(config.models),
    role: byCodeOrLabel(config.roles),
    tier: byTerm('tier'),
    category: byTerm('category'),
    stage: byTerm('stage'),
  }
}

const fold = (text: string) => text.trim().toLowerCase()
const read = <T>(value: T): Reading<T> => ({ value })
const refused = (reason: string): Reading<never> => ({ reason })

export const longestText = 200
export const largestWhole = 2_147_483_647

// Control characters have no place in a name, and direction overrides make one name look like another.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u

/** Text as it stands: a name that begins with `=` is a name; exports make it inert. */
export const readText = (text: string): Reading<string> => {
  if (unprintable.test(text)) return refused('has control characters (a line break, a tab or the like)')
  if (text.length > longestText) return refused(`is longer than ${longestText} characters`)
  return read(text)
}

const looksLikeFormula = (text: string) => /^[=+@]/.test(text) || (text.startsWith('-') && !/^-\d/.test(text))

const noNumber = (text: string, wanted: string): string => {
  if (looksLikeFormula(text)) return 'is a formula; export its value'
  if (/^-\s*\d/.test(text)) return 'is negative'
  if (/^\d{1,3}([,.' \u00a0\u202f\u2019]\d{3})+([.,]\d+)?$/.test(text)) return `has a thousands separator; ${wanted}`
  if (/^\d+,\d+$/.test(text)) return `has a decimal comma; ${wanted}`
  return `is no number; ${wanted}`
}

/** 0 to 2,147,483,647, digits only. */
export const readWhole = (text: string): Reading<number> => {
  if (!/^\d+$/.test(text))
    return refused(/^\d+\.\d{1,2}$/.test(text) ? 'has decimals; a whole number is needed' : noNumber(text, 'write it as 1234'))
  const value = Number(text)
  return value > largestWhole ? refused(`is larger than ${largestWhole}`) : read(value)
}

/** A decimal text such as `1234.50`; how many decimals are right depends on the currency. */
export const readAmount = (text: string): Reading<string> => {
  if (/^\d{1,16}(\.\d+)?$/.test(text)) return read(text)
  // `1.234` would be read as one and a bit, so only more than one group gives a grouping point away.
  return refused(/^\d{17,}/.test(text) ? 'is too large' : noNumber(text, 'write it as 1234.50'))
}

export const readRate = (text: string): Reading<string> => {
  if (!/^\d{1,10}(\.\d{1,10})?$/.test(text)) {
    return refused(/^\d+\.\d{11,}$/.test(text) ? 'has more than ten decimals' : noNumber(text, 'write it as 11.2345'))
  }
  return /[1-9]/.test(text) ? read(text) : refused('is zero; a rate is larger')
}

export const readDay = (text: string): Reading<string> => {
  if (isDay(text)) return read(text)
  if (looksLikeFormula(text)) return refused('is a formula; export its value')
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return refused('is no day of the calendar')
  if (/^\d{4}-\d\d-\d\d[T ]/.test(text)) return refused('has a time of day; write the day alone, as 2026-01-31')
  return refused('is no day; write it as 2026-01-31')
}

export const readEmail = (text: string): Reading<string> => {
  if (text.length > 254 || !/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text)) return refused('is no e-mail address')
  return unprintable.test(text) ? refused('has control characters') : read(text.toLowerCase())
}

/** Parts of a list, without empty and repeated ones. */
export const readList = (text: string): Reading<string[]> => {
  const whole = unprintable.test(text) ? refused('has control characters (a line break, a tab or the like)') : undefined
  const parts = [...new Set(text.split(';').map((part) => part.trim()))].filter((part) => part !== '')
  return (
    whole ?? (parts.some((part) => part.length > longestText) ? refused(`has a part longer than ${longestText} characters`) : read(parts))
  )
}

const yes = new Set(['yes', 'y', 'true', '1'])
const no = new Set(['no', 'n', 'false', '0'])

export const readYesNo = (text: string): Reading<boolean> => {
  const word = fold(text)
  return yes.has(word) ? read(true) : no.has(word) ? read(false) : refused('is neither yes nor no')
}

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const currencies = new Set(Intl.supportedValuesOf('currency'))

export const readCountry = (text: string): Reading<string> => {
  const code = text.toUpperCase()
  // ZZ is "unknown region" to the standard.
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && regionNames.of(code) !== undefined
    ? read(code)
    : refused('is no country code; use two letters such as SE')
}

export const readCurrency = (text: string): Reading<string> => {
  const code = text.toUpperCase()
  return currencies.has(code) ? read(code) : refused('is no currency; use three letters such as EUR')
}

export const readTimeZone = (text: string): Reading<string> => {
  // An offset such as +02:00 would be taken too, but it has no summer time.
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return refused('is no time zone; use a name such as Europe/Stockholm')
  try {
    return read(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId)
  } catch {
    return refused('is no time zone; use a name such as Europe/Stockholm')
  }
}

const readWord = (kind: keyof Words, text: string, words: Words): Reading<string> => {
  const code = words[kind].known.get(fold(text))
  return code === undefined ? refused(`is no ${kind} of this portal; it has ${words[kind].listed || 'none'}`) : read(code)
}

const readChoice = <const V extends string>(values: readonly V[], text: string): Reading<V> => {
  const found = values.find((value) => value === fold(text))
  return found === undefined ? refused(`is none of ${values.join(', ')}`) : read(found)
}

/** How each kind of cell is read. The text is trimmed and not empty. */
export const readers: { [H in keyof Held]: (text: string, words: Words) => Reading<Held[H]> } = {
  key: readText,
  text: readText,
  list: readList,
  email: readEmail,
  whole: readWhole,
  amount: readAmount,
  rate: readRate,
  day: readDay,
  'yes-no': readYesNo,
  country: readCountry,
  currency: readCurrency,
  'time-zone': readTimeZone,
  product: (text, words) => readWord('product', text, words),
  model: (text, words) => readWord('model', text, words),
  role: (text, words) => readWord('role', text, words),
  tier: (text, words) => readWord('tier', text, words),
  category: (text, words) => readWord('category', text, words),
  stage: (text, words) => readWord('stage', text, words),
  state: (text) => readChoice(['trial', 'paying', 'archived', 'internal', 'demo'], text),
  'line-status': (text) => readChoice(['draft', 'active', 'cancelled', 'superseded'], text),
  'named-by': (text) => readChoice(['start', 'end'], text),
  reach: (text) => readChoice(['all', 'assigned'], text),
}
