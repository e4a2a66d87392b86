import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '#shared/config.ts'
import written from '../../../portal.config.ts'
import { hashOfCode, newCodes } from './recovery.ts'
import { crockford, isFactorRequired, mayRemove, mayTry, plainRecoveryCode, shownRecoveryCode } from './rules.ts'

const config = parseConfig(written)

describe('tries', () => {
  const codeOf = (kind: Parameters<typeof mayTry>[0], ofSession: number, withinHour: number) => {
    const verdict = mayTry(kind, { ofSession, withinHour })
    return verdict.may ? 'may' : verdict.code
  }
  it('end with five misses in a session, whatever was tried', () => {
    for (const kind of ['totp', 'recovery', 'passkey', 'password'] as const)
      expect([codeOf(kind, 4, 4), codeOf(kind, 5, 5)]).toEqual(['may', 'factor.session-spent'])
  })
  it('end with ten misses in an hour for what can be guessed, not for what can’t', () => {
    expect([codeOf('totp', 0, 9), codeOf('totp', 0, 10), codeOf('password', 0, 10)]).toEqual([
      'may',
      'factor.hour-spent',
      'factor.hour-spent',
    ])
    expect([codeOf('recovery', 0, 10), codeOf('passkey', 0, 99)]).toEqual(['may', 'may'])
  })
})

describe('whether a second factor is required', () => {
  const roleOf = (code: string, copiedFrom: string | null = null) => ({ code, copiedFrom })
  it('is of the vendor’s people, as it is shipped', () => {
    expect(isFactorRequired(config, [roleOf('administrator')])).toBe(true)
    expect(isFactorRequired(config, [roleOf('partner-manager')])).toBe(true)
    expect(isFactorRequired(config, [roleOf('admin'), roleOf('user')])).toBe(false)
    expect(isFactorRequired(config, [])).toBe(false)
  })
  it('follows one role of several, and the role that a partner’s own was copied from', () => {
    const strict = {
      ...config,
      roles: config.roles.map((role) => (role.code === 'admin' ? { ...role, secondFactor: 'required' as const } : role)),
    }
    expect(isFactorRequired(strict, [roleOf('user'), roleOf('admin')])).toBe(true)
    expect(isFactorRequired(strict, [roleOf('our-lead', 'admin')])).toBe(true)
    expect(isFactorRequired(strict, [roleOf('our-lead', 'user')])).toBe(false)
  })
  it('keeps the last factor of those who need one, and nobody else’s', () => {
    expect(mayRemove({ hasTotp: true, passkeys: 0 }, true)).toMatchObject({ may: false, code: 'factor.required' })
    expect(mayRemove({ hasTotp: false, passkeys: 1 }, true)).toMatchObject({ may: false })
    expect(mayRemove({ hasTotp: true, passkeys: 1 }, true)).toEqual({ may: true })
    expect(mayRemove({ hasTotp: true, passkeys: 0 }, false)).toEqual({ may: true })
  })
})

describe('recovery codes', () => {
  it('are ten different ones of 24 letters that nobody mistakes for each other', () => {
    const codes = newCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{24}$/)
  })
  it('use the whole alphabet', () => {
    const seen = new Set(Array.from({ length: 20 }, newCodes).flat().join(''))
    expect([...seen].toSorted().join('')).toBe([...crockford].toSorted().join(''))
  })
  it('are read as they are shown, in lower case, with O for 0 and I or L for 1', () => {
    const letter = fc.constantFrom(...crockford)
    fc.assert(
      fc.property(fc.array(letter, { minLength: 24, maxLength: 24 }), fc.constantFrom('-', ' ', ''), (letters, between) => {
        const plain = letters.join('')
        const typed = shownRecoveryCode(plain).replaceAll('-', between).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
        return plainRecoveryCode(typed) === plain && hashOfCode(plain).length === 32
      }),
    )
  })
  it.each(['', '0000', '0'.repeat(23), '0'.repeat(25), `${'0'.repeat(23)}U`, `${'0'.repeat(23)}é`])('are never "%s"', (typed) =>
    expect(plainRecoveryCode(typed)).toBeUndefined(),
  )
})
