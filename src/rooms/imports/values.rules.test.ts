import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '#shared/config.ts'
import { parseDecimal } from '#shared/money.ts'
import defaultConfig from '../../../portal.config.ts'
import { amountComplaint } from './partners.rules.ts'
import { longestText, readAmount, readers, wordsOf } from './values.rules.ts'

const config = parseConfig(defaultConfig)
const tiers = config.partnerTiers.map((label) => ({
  kind: 'tier',
  code: label.toLowerCase(),
  label,
  partnerType: null,
  isArchived: label === 'Platinum',
}))
const words = wordsOf(config, tiers)
const reading = (holds: keyof typeof readers, text: string) => readers[holds](text, words)
const reasonOf = (holds: keyof typeof readers, text: string) => {
  const found = reading(holds, text)
  return 'reason' in found ? found.reason : undefined
}

describe('a cell means', () => {
  test.each([
    ['whole', '0', 0],
    ['whole', '007', 7],
    ['whole', '2147483647', 2_147_483_647],
    ['amount', '1234.50', '1234.50'],
    ['rate', '0.0912', '0.0912'],
    ['day', '2028-02-29', '2028-02-29'],
    ['yes-no', 'YES', true],
    ['yes-no', '0', false],
    ['list', 'a; b ;;a', ['a', 'b']],
    ['email', 'Ida@Example.COM', 'ida@example.com'],
    ['country', 'se', 'SE'],
    ['currency', 'eur', 'EUR'],
    ['time-zone', 'europe/stockholm', 'Europe/Stockholm'],
    ['product', 'net', 'NET'],
    ['model', 'MSSP', 'mssp'],
    ['role', 'Partner manager', 'partner-manager'],
    ['tier', 'gold', 'Gold'],
    ['tier', 'PLATINUM', 'Platinum'],
    ['state', 'Trial', 'trial'],
    ['text', '=SUM(A1:A9)', '=SUM(A1:A9)'],
    ['text', '東京 & Søn', '東京 & Søn'],
  ] as const)('%s "%s"', (holds, text, value) => expect(reading(holds, text)).toEqual({ value }))
})

describe('a cell is refused with its reason', () => {
  test.each([
    ['whole', '-5', /negative/],
    ['whole', '1,234', /thousands separator/],
    ['whole', '1 234', /thousands separator/],
    ['whole', '1.234', /thousands separator/],
    ['whole', '12.5', /decimals/],
    ['whole', '2147483648', /larger than/],
    ['whole', '=A1', /formula/],
    ['whole', '+5', /formula/],
    ['whole', '@sum', /formula/],
    ['whole', 'many', /no number/],
    ['whole', '1e3', /no number/],
    ['whole', '١٢', /no number/],
    ['amount', '-0.01', /negative/],
    ['amount', '1,234.50', /thousands separator/],
    ['amount', '1.234.567', /thousands separator/],
    ['amount', '12,50', /decimal comma/],
    ['amount', '=1+1', /formula/],
    ['amount', '12345678901234567', /too large/],
    ['amount', 'EUR 5', /no number/],
    ['rate', '0.000', /zero/],
    ['rate', '1.12345678901', /ten decimals/],
    ['rate', '1,5', /decimal comma/],
    ['day', '2026-02-29', /no day of the calendar/],
    ['day', '21/11/2026', /write it as/],
    ['day', '2026-11-21T10:00:00Z', /time of day/],
    ['day', '=TODAY()', /formula/],
    ['yes-no', 'perhaps', /neither yes nor no/],
    ['email', 'ida at example', /no e-mail/],
    ['country', 'ZZ', /no country/],
    ['currency', 'EURO', /no currency/],
    ['time-zone', 'Mars/Base', /no time zone/],
    ['time-zone', '+02:00', /no time zone/],
    ['product', 'XYZ', /NET, WEB, CLD, DEV, PAT/],
    ['model', 'XYZ', /mssp, reseller/],
    ['role', 'XYZ', /admin, user/],
    ['tier', 'XYZ', /Bronze, Silver, Gold$/],
    ['category', 'XYZ', /it has none/],
    ['state', 'gone', /trial, paying/],
    ['line-status', 'expired', /draft, active/],
    ['text', 'a\u0007b', /control characters/],
    ['text', 'a\nb', /control characters/],
    ['text', 'a\u202eb', /control characters/],
    ['key', 'x'.repeat(longestText + 1), /longer than/],
    ['list', 'a;b\u0000', /control characters/],
    ['list', `a;${'x'.repeat(longestText + 1)}`, /longer than/],
  ] as const)('%s "%s"', (holds, text, reason) => expect(reasonOf(holds, text)).toMatch(reason))
})

const digitsOf = { EUR: 2, JPY: 0, KWD: 3 }
const currency = fc.constantFrom('EUR', 'JPY', 'KWD')

describe('money', () => {
  test('any decimal text with as many decimals as its currency has becomes exactly its minor units', () => {
    fc.assert(
      fc.property(currency, fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n }), fc.nat(3), (code, minor, drop) => {
        const digits = digitsOf[code]
        const all = String(minor).padStart(digits + 1, '0')
        const fraction = all.slice(all.length - digits)
        const shorter = digits > 0 && drop > 0 && fraction.endsWith('0') ? fraction.slice(0, -1) : fraction
        const text = all.slice(0, all.length - digits) + (shorter ? `.${shorter}` : '')
        expect(readAmount(text)).toEqual({ value: text })
        expect(amountComplaint(2, 'recurring', text, code)).toEqual([])
        expect(BigInt(parseDecimal(text, code))).toBe(minor)
      }),
    )
  })

  test('one decimal more than the currency has is refused, a zero too', () => {
    fc.assert(
      fc.property(currency, fc.nat(1_000_000), fc.stringMatching(/^\d{4}$/), (code, major, extra) => {
        const text = `${major}.${extra.slice(0, digitsOf[code] + 1)}`
        expect(amountComplaint(2, 'recurring', text, code)[0]?.reason).toBe(`has more decimals than ${code} has`)
      }),
    )
  })

  test('an amount beyond what can be kept exactly is refused as too large', () => {
    expect(amountComplaint(2, 'recurring', '90071992547409.92', 'EUR')[0]?.reason).toBe('is too large')
    expect(amountComplaint(2, 'recurring', '9007199254740992', 'JPY')[0]?.reason).toBe('is too large')
  })

  test('nothing but plain digits with one point is ever taken as an amount', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+=. ,'0-9eE€]{0,12}$/)), (text) => {
        const plain = text.length > 0 && [...text].every((letter) => '0123456789.'.includes(letter)) && text.split('.').length <= 2
        const whole = text.split('.')[0] ?? ''
        const taken = 'value' in readAmount(text)
        expect(taken).toBe(plain && whole.length >= 1 && whole.length <= 16 && !text.endsWith('.'))
      }),
      { numRuns: 500 },
    )
  })
})
