import { fractionDigits } from './money.ts'

/** An ISO date without time, `2026-11-20`. */
type Day = string

/**
 * Numbers, money and dates as the reader of a locale writes them.
 * Money comes in minor units (cents); the currency's own number of decimals decides where the point stands.
 */
export const createFormat = (locale: string) => {
  const number = remember((key) => new Intl.NumberFormat(locale, JSON.parse(key)))
  const date = remember((key) => new Intl.DateTimeFormat(locale, JSON.parse(key)))
  const numbers = (options: Intl.NumberFormatOptions) => number(JSON.stringify(options))
  const dates = (options: Intl.DateTimeFormatOptions) => date(JSON.stringify(options))
  // Where the point stands is what the server counts by, not what this browser's version of Intl believes of the currency.
  const amount = (minor: number, currency: string, options: Intl.NumberFormatOptions) =>
    numbers({ style: 'currency', currency, ...options }).format(minor / 10 ** fractionDigits(currency))
  const utc = (day: Day) => new Date(`${day}T00:00:00Z`)

  return {
    locale,
    /** `€1,234.50` */
    money: (minor: number, currency: string) =>
      amount(minor, currency, { minimumFractionDigits: fractionDigits(currency), maximumFractionDigits: fractionDigits(currency) }),
    /** `€1,235`: for tiles and axes. */
    moneyWhole: (minor: number, currency: string) => amount(minor, currency, { maximumFractionDigits: 0 }),
    /** `€1.2M`: for chart axes only; every other place shows the whole amount. */
    moneyShort: (minor: number, currency: string) =>
      amount(minor, currency, { notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }),
    /** `1,234` */
    whole: (value: number) => numbers({ maximumFractionDigits: 0 }).format(value),
    /** `1,234.5` */
    decimal: (value: number, digits = 1) => numbers({ maximumFractionDigits: digits }).format(value),
    /** `12K`: for chart axes only. */
    short: (value: number) => numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(value),
    /** `3.4 MB` */
    bytes: (size: number) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
      const at = size < 1_000 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3))
      return numbers({ style: 'unit', unit: units[at] ?? 'byte', maximumFractionDigits: at < 2 ? 0 : 1 }).format(size / 1_000 ** at)
    },
    /** `0.125` becomes `12.5%`. */
    percent: (ratio: number, digits = 1) => numbers({ style: 'percent', maximumFractionDigits: digits }).format(ratio),
    /** With its sign, for changes: `+12.5%`. */
    percentChange: (ratio: number, digits = 1) =>
      numbers({ style: 'percent', maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(ratio),
    /** With its sign: `+12`. */
    wholeChange: (value: number) => numbers({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(value),
    /** `20 Nov 2026` */
    day: (day: Day) => dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utc(day)),
    /** `20 Nov`: where the year is plain from the surroundings. */
    dayShort: (day: Day) => dates({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(utc(day)),
    /** `26 Oct – 25 Nov 2026` */
    days: (from: Day, to: Day) =>
      dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(utc(from), utc(to)),
    /** `2026-11` becomes `Nov 2026`. */
    month: (month: string) => dates({ month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utc(`${month}-01`)),
    /** `2026-11` becomes `November 2026`. */
    monthLong: (month: string) => dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(utc(`${month}-01`)),
    /** The day of an instant on the clock of a time zone: `20 Nov 2026`. */
    dayAt: (instant: string, timeZone: string) =>
      dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(new Date(instant)),
    /** An instant on the clock of a time zone: `20 Nov 2026, 14:05`. */
    moment: (instant: string, timeZone: string) =>
      dates({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(instant)),
  }
}

export type Format = ReturnType<typeof createFormat>

/**
 * The reader's own locale when it speaks the screen's language, the deployment's region otherwise:
 * English sentences with French dates are harder to read than either.
 */
export const chooseLocale = (readerLocales: readonly string[], language: string, region: string): string =>
  readerLocales.find((locale) => locale.split('-')[0] === language && locale.includes('-')) ?? region

const remember = <T>(create: (key: string) => T) => {
  const known = new Map<string, T>()
  return (key: string): T => {
    const found = known.get(key)
    if (found) return found
    const made = create(key)
    known.set(key, made)
    return made
  }
}
