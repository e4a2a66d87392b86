import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMoney,
  convertMinor,
  decimalOf,
  divideHalfEven,
  formatMinor,
  fractionDigits,
  money,
  parseDecimal,
  percentOf,
  sumMinor,
  timesMinor,
} from './money.ts'

const anyMinor = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })
const anyCurrency = fc.constantFrom('EUR', 'SEK', 'USD', 'JPY', 'KWD', 'HUF', 'CLF')

/** Of all integers around a fraction, the nearest; of two as near, the even one. By trying them, not by dividing with remainder. */
const nearestEven = (numerator: bigint, denominator: bigint): bigint => {
  const distance = (candidate: bigint) => abs(numerator - candidate * denominator)
  const around = numerator / denominator
  return [around - 1n, around, around + 1n].reduce((best, each) => {
    if (distance(each) !== distance(best)) return distance(each) < distance(best) ? each : best
    return each % 2n === 0n ? each : best
  })
}
const abs = (value: bigint) => (value < 0n ? -value : value)

const attempt = <T>(work: () => T): T | 'refused' => {
  try {
    return work()
  } catch (refusal) {
    if (refusal instanceof RangeError) return 'refused'
    throw refusal
  }
}

describe('exact division', () => {
  it('rounds to the nearest integer, halves to the even one, on both sides of zero', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: 1n, max: 40n }), (numerator, denominator) => {
        expect(divideHalfEven(numerator, denominator)).toBe(nearestEven(numerator, denominator))
      }),
      {
        numRuns: 5000,
        examples: [
          [5n, 2n],
          [7n, 2n],
          [-5n, 2n],
          [-7n, 2n],
          [-1n, 2n],
          [1n, 2n],
          [0n, 1n],
        ],
      },
    )
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError)
  })

  it('gives a percentage to four decimals that never passes 100 for a part that does not pass the whole', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        const [part, whole] = a < b ? [a, b] : [b, Math.max(a, 1)]
        const percent = percentOf(part, whole)
        expect(percent).toBeLessThanOrEqual(100)
        expect(BigInt(Math.round(percent * 10_000))).toBe(nearestEven(BigInt(part) * 1_000_000n, BigInt(whole)))
      }),
    )
    expect(percentOf(115, 100)).toBe(115)
    expect(percentOf(1, 3)).toBe(33.3333)
    expect(() => percentOf(1, 0)).toThrow(RangeError)
  })
})

describe('converting at a stored rate', () => {
  it('is the nearest minor unit of the exact product, whatever the two currencies', () => {
    const rate = fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 1, max: 9_999_999 }))
    fc.assert(
      fc.property(anyMinor, rate, anyCurrency, anyCurrency, (minor, [whole, fraction], from, to) => {
        const text = `${whole}.${String(fraction).padStart(10, '0')}`
        const exact = BigInt(minor) * (BigInt(whole) * 10_000_000_000n + BigInt(fraction)) * 10n ** BigInt(fractionDigits(to))
        const expected = nearestEven(exact, 10n ** BigInt(10 + fractionDigits(from)))
        const isSafe = abs(expected) <= BigInt(Number.MAX_SAFE_INTEGER)
        expect(attempt(() => BigInt(convertMinor(minor, text, from, to)))).toBe(isSafe ? expected : 'refused')
      }),
    )
  })

  it('moves the decimal point between currencies of different fractions', () => {
    expect(convertMinor(10_000, '11.2345', 'EUR', 'SEK')).toBe(112_345)
    expect(convertMinor(10_000, '160', 'EUR', 'JPY')).toBe(16_000)
    expect(convertMinor(16_000, '0.00625', 'JPY', 'EUR')).toBe(10_000)
    expect(convertMinor(1_000, '1.0000000000', 'EUR', 'EUR')).toBe(1_000)
  })

  it.each(['', '0', '0.000', '-1', '1,5', '1e3', '.5', '1.', ' 1', 'NaN'])('refuses the rate %j', (rate) => {
    expect(() => convertMinor(100, rate, 'EUR', 'SEK')).toThrow(/no exchange rate/)
  })
})

describe('amounts', () => {
  it('are refused when they are no safe integer, alone, as a sum or as a product', () => {
    expect(() => money(1.5, 'EUR')).toThrow(RangeError)
    expect(() => money(2 ** 53, 'EUR')).toThrow(RangeError)
    expect(() => money(1, 'euro')).toThrow(/three capital letters/)
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError)
    expect(() => sumMinor([0.1])).toThrow(RangeError)
    expect(() => timesMinor(2, Number.MAX_SAFE_INTEGER)).toThrow(RangeError)
    expect(() => convertMinor(Number.MAX_SAFE_INTEGER, '2', 'EUR', 'EUR')).toThrow(RangeError)
  })

  it('add up exactly within a currency and not at all across two', () => {
    fc.assert(
      fc.property(fc.array(anyMinor), (amounts) => {
        expect(BigInt(sumMinor(amounts))).toBe(amounts.reduce((sum, each) => sum + BigInt(each), 0n))
      }),
    )
    expect(addMoney(money(100, 'EUR'), money(-30, 'EUR'))).toEqual({ minor: 70, currency: 'EUR' })
    expect(() => addMoney(money(1, 'EUR'), money(1, 'SEK'))).toThrow(RangeError)
  })

  it('multiply exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000_000 }), (quantity, price) => {
        expect(BigInt(timesMinor(quantity, price))).toBe(BigInt(quantity) * BigInt(price))
      }),
    )
  })

  it('survive the way to decimal text and back in every currency', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), anyCurrency, (minor, currency) => {
        const text = decimalOf(minor, currency)
        expect(parseDecimal(text, currency)).toBe(minor)
        expect(text.split('.')[1]?.length ?? 0).toBe(fractionDigits(currency))
      }),
    )
    expect(decimalOf(-5, 'EUR')).toBe('-0.05')
    expect(decimalOf(1234, 'JPY')).toBe('1234')
    expect(parseDecimal('12.5', 'EUR')).toBe(1250)
    expect(parseDecimal('-0.00', 'EUR')).toBe(0)
  })

  it.each(['', '1,50', '1 000', '€5', '1e3', '--1', '.5', '1.', 'NaN', '1.005', '99999999999999999'])('are not read from %j', (text) => {
    expect(() => parseDecimal(text, 'EUR')).toThrow(RangeError)
  })

  it('show with their currency, exactly, to the last safe integer', () => {
    expect(formatMinor(123_456, 'EUR', 'en-GB')).toBe('€1,234.56')
    expect(formatMinor(-5, 'EUR', 'en-GB')).toBe('-€0.05')
    expect(formatMinor(1_234, 'JPY', 'en-US')).toBe('¥1,234')
    expect(formatMinor(Number.MAX_SAFE_INTEGER, 'EUR', 'en-GB')).toBe('€90,071,992,547,409.91')
    expect(formatMinor(150, 'HUF', 'en-GB')).toContain('1.50')
  })
})
