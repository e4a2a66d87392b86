import { describe, expect, test } from 'vitest'
import { chooseLocale, createFormat } from './format.ts'

const british = createFormat('en-GB')

describe('money', () => {
  test.each([
    [123450, 'EUR', '€1,234.50'],
    [-5, 'EUR', '-€0.05'],
    // The yen has no minor unit, the Kuwaiti dinar has thousandths.
    [123450, 'JPY', 'JP¥123,450'],
    [123450, 'KWD', 'KWD 123.450'],
  ])('%i minor units of %s read %s', (minor, currency, text) => {
    expect(british.money(minor, currency).replaceAll(/\s/g, ' ')).toBe(text)
  })

  test('follows the reader and not the currency', () => {
    expect(createFormat('de-DE').money(123450, 'USD').replaceAll(/\s/g, ' ')).toBe('1.234,50 $')
  })

  test('whole amounts are rounded and not cut', () => {
    expect(british.moneyWhole(199, 'EUR')).toBe('€2')
  })
})

describe('days', () => {
  test('a day stays the same day in every time zone of the reader', () => {
    expect(british.day('2026-03-01')).toBe('1 Mar 2026')
    expect(british.day('2026-12-31')).toBe('31 Dec 2026')
  })

  test('a range names the year once', () => {
    expect(british.days('2026-10-26', '2026-11-25').replaceAll(/\s/g, ' ')).toBe('26 Oct – 25 Nov 2026')
  })

  test('an instant is read on the clock of the partnership', () => {
    expect(british.moment('2026-11-19T23:30:00Z', 'Pacific/Kiritimati')).toBe('20 Nov 2026, 13:30')
  })
})

test('a change says its direction, and none when there is none', () => {
  expect([british.percentChange(0.125), british.percentChange(-0.02), british.percentChange(0)]).toEqual(['+12.5%', '-2%', '0%'])
})

test.each([
  [['sv-SE', 'en-US'], 'en-US'],
  [['en'], 'en-GB'],
  [['fr-FR'], 'en-GB'],
  [[], 'en-GB'],
])('a reader with %j gets %s beside English words', (locales, chosen) => {
  expect(chooseLocale(locales, 'en', 'en-GB')).toBe(chosen)
})
