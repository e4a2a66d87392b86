import { describe, expect, it } from 'vitest'
import { base32, codeAt, otpauthAddress, stepAt, stepOf } from './totp.ts'

const secret = Buffer.from('12345678901234567890')
const at = (second: number) => Temporal.Instant.fromEpochMilliseconds(second * 1000)

describe('one-time passwords', () => {
  // RFC 6238, appendix B, SHA-1.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at second %d', (second, code) => {
    expect(codeAt(secret, stepAt(at(second)), 8)).toBe(code)
    expect(codeAt(secret, stepAt(at(second)))).toBe(code.slice(2))
  })

  // RFC 4226, appendix D.
  it('are those of RFC 4226 by counter', () =>
    expect(Array.from({ length: 10 }, (_, counter) => codeAt(secret, counter))).toEqual([
      '755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489',
    ])) // prettier-ignore

  it('count for their own 30 seconds and the 30 after, not before and not later', () => {
    const step = 41_152_263
    const code = codeAt(secret, step)
    const begins = step * 30
    const accepted = (second: number) => stepOf(secret, code, at(second)) === step
    expect([begins - 1, begins, begins + 29, begins + 30, begins + 59, begins + 60].map(accepted)).toEqual([
      false, true, true, true, true, false,
    ]) // prettier-ignore
  })

  it.each(['', '12345', '1234567', '٣٣٣٣٣٣', 'abcdef'])('are never "%s"', (code) => expect(stepOf(secret, code, at(59))).toBeUndefined())
})

// RFC 4648, section 10.
it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base 32 of "%s" is "%s"', (text, written) => expect(base32(Buffer.from(text))).toBe(written))

it('the address says whose secret it is, whatever the names hold', () =>
  expect(otpauthAddress({ issuer: 'A & B: Portal', account: 'anna+x@a.example', secret: 'MZXW6' })).toBe(
    'otpauth://totp/A%20%26%20B%3A%20Portal:anna%2Bx%40a.example?secret=MZXW6&issuer=A%20%26%20B%3A%20Portal&algorithm=SHA1&digits=6&period=30',
  ))
