/** An amount in the smallest unit of its currency (cents of EUR, yen of JPY): a safe integer, never a float. */
export type Money = { minor: number; currency: string }

/** Throws RangeError for an amount that is no safe integer or a code that is not three capital letters. */
export const money = (minor: number, currency: string): Money => {
  fractionDigits(currency)
  return { minor: safeMinor(minor), currency }
}

/** Throws RangeError for two currencies (convert first, at a stored rate) or a sum that is not safe. */
export const addMoney = (a: Money, b: Money): Money => {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} can't be added`)
  return { minor: safeMinor(a.minor + b.minor), currency: a.currency }
}

/** The sum of minor units of one currency; 0 for none. Throws RangeError when a part or the sum is not a safe integer. */
export const sumMinor = (amounts: Iterable<number>): number => {
  let sum = 0
  for (const amount of amounts) sum = safeMinor(sum + safeMinor(amount))
  return sum
}

/** `quantity` times a price in minor units, exact. Throws RangeError when either or the product is not a safe integer. */
export const timesMinor = (quantity: number, unitMinor: number): number =>
  fromBig(BigInt(safeMinor(quantity)) * BigInt(safeMinor(unitMinor)))

/**
 * Minor units of `from` as minor units of `to`, exact and rounded half to even.
 * `rate` is what one whole unit of `from` costs in whole units of `to`, as the decimal text that was stored (`11.2345`).
 * Throws RangeError for a rate that is not such a positive number and for a result that is not a safe integer.
 */
export const convertMinor = (minor: number, rate: string, from: string, to: string): number => {
  const [, whole = '', fraction = ''] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(rate) ?? []
  const digits = BigInt(whole + fraction || '0')
  if (digits <= 0n) throw new RangeError(`"${rate}" is no exchange rate; write it as 11.2345`)
  const numerator = BigInt(safeMinor(minor)) * digits * 10n ** BigInt(fractionDigits(to))
  return fromBig(divideHalfEven(numerator, 10n ** BigInt(fraction.length + fractionDigits(from))))
}

/** A quotient of integers, rounded half to even so that many roundings do not drift. Throws RangeError unless `denominator` > 0. */
export const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  if (denominator <= 0n) throw new RangeError(`can't divide by ${denominator}`)
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const isAway = twice > denominator || (twice === denominator && quotient % 2n !== 0n)
  return isAway ? quotient + (numerator < 0n ? -1n : 1n) : quotient
}

/**
 * `part` as a percentage of `whole`, both integers, to four decimals, half to even.
 * Exact, so that a part that is not above the whole never shows as more than 100. Throws RangeError unless `whole` > 0.
 */
export const percentOf = (part: number, whole: number): number =>
  fromBig(divideHalfEven(BigInt(safeMinor(part)) * 1_000_000n, BigInt(safeMinor(whole)))) / 10_000

/** The amount as a decimal text for files: `1234.50`, `-0.05`, `1234` for JPY. */
export const decimalOf = (minor: number, currency: string): string => {
  const digits = fractionDigits(currency)
  const text = String(Math.abs(safeMinor(minor))).padStart(digits + 1, '0')
  const sign = minor < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * Minor units of a decimal text (`1234.5`; point, no grouping, no currency sign).
 * Throws RangeError with a sentence for anything else and for more digits than the currency has.
 */
export const parseDecimal = (text: string, currency: string): number => {
  const digits = fractionDigits(currency)
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined) throw new RangeError(`"${text}" is no amount; write it as 1234.50`)
  if (fraction.length > digits) throw new RangeError(`"${text}" has more decimals than ${currency} (${digits})`)
  const minor = fromBig(BigInt(whole + fraction.padEnd(digits, '0')))
  return sign === '-' && minor !== 0 ? -minor : minor
}

/** The amount for people, with its currency, in a locale such as `en-GB`; exact for every safe integer. */
export const formatMinor = (minor: number, currency: string, locale: string): string => {
  // Intl takes decimal text exactly; its type only knows literals.
  return formatterOf(currency, locale).format(decimalOf(minor, currency) as `${number}`)
}

const codes = (digits: number, list: string) => list.split(' ').map((code): [string, number] => [code, digits])

// ISO 4217. Not from Intl: its digits follow CLDR, differ between browser and server versions (HUF 0 or 2) and would
// then move the decimal point of a stored amount.
const FRACTION_DIGITS = new Map<string, number>([
  ...codes(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...codes(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...codes(4, 'CLF UYW'),
])

/** How many decimals a currency has. Throws RangeError for what is not three capital letters. */
export const fractionDigits = (currency: string): number => {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is no currency; use three capital letters`)
  return FRACTION_DIGITS.get(currency) ?? 2
}

const formatters = new Map<string, Intl.NumberFormat>()

const formatterOf = (currency: string, locale: string): Intl.NumberFormat => {
  const key = `${locale} ${currency}`
  const known = formatters.get(key)
  if (known) return known
  const digits = fractionDigits(currency)
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formatters.set(key, made)
  return made
}

const safeMinor = (amount: number): number => {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is no whole number of minor units that can be kept exactly`)
  return amount
}

const fromBig = (amount: bigint): number => safeMinor(Number(amount))
