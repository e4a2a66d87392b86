import { describe, expect, it } from 'vitest'
import { lengthFault, mayBePassword } from './password-policy.ts'

const context = { email: 'anna.berg@meridian.example', name: 'Anna Berg', portalNames: ['Northwall Partner Portal', 'Northwall Security'] }
const common = new Set(['password', 'summer', 'letmein', 'iloveyou', 'football', 'dragon', '123', 'welcome', 'passw', 'ord'])
const codeOf = (password: string) => {
  const verdict = mayBePassword(password, context, (piece) => common.has(piece))
  return verdict.may ? 'allowed' : verdict.code
}

describe('a password', () => {
  it.each([
    ['harbour lantern quiet maple'],
    ['correct horse battery staple'],
    ['a long enough passphrase'],
    ['zufu-bipi-rara-temo-gado'],
    ['Ich esse gern Kürbissuppe'],
    ['キツネが夜に海を渡っていく静かな港'],
    ['x7!kQ9$mZ2#vB5@n'],
    ['I saw nine herons in March'],
    ['anna saw nine tall herons'],
    ['836152749205183'],
  ])('may be %j', (password) => expect(codeOf(password)).toBe('allowed'))

  it.each([
    ['fourteen chars', 'password.length'],
    ['', 'password.length'],
    ['x'.repeat(257), 'password.length'],
    ['aaaaaaaaaaaaaaaaaaaa', 'password.predictable'],
    ['abababababababababab', 'password.predictable'],
    ['123123123123123123', 'password.predictable'],
    ['passwordpassword', 'password.common'],
    ['Password Password', 'password.common'],
    ['P@ssw0rdP@ssw0rd!', 'password.common'],
    ['summer2026summer2026', 'password.common'],
    ['Summer-2026-Summer-2026!', 'password.common'],
    ['1234567890123456', 'password.common'],
    ['qwertyuiopasdfgh', 'password.common'],
    ['abcdefghijklmnop', 'password.common'],
    ['iloveyoufootball', 'password.common'],
    ['letmein letmein letmein', 'password.common'],
    ['anna.berg@meridian.example', 'password.about-you'],
    ['AnnaBergAnnaBerg', 'password.about-you'],
    ['Northwall Partner Portal', 'password.about-you'],
    ['N0rthwall P0rtal 2026', 'password.about-you'],
  ])('may not be %j: %s', (password, code) => expect(codeOf(password)).toBe(code))

  it('counts characters as people do, and is told why its length does not do', () => {
    expect(lengthFault('🦊'.repeat(15))).toBeUndefined()
    expect(lengthFault('🦊'.repeat(14))).toMatch(/at least 15 characters/)
    expect(lengthFault('ab'.repeat(129))).toMatch(/at most 256/)
  })

  it('is judged in a moment, however long and contrived', () => {
    const began = performance.now()
    codeOf('abcdefghijklmnopqrstuvwxyz'.repeat(9))
    codeOf('passwordsummerdragon'.repeat(12))
    expect(performance.now() - began).toBeLessThan(3_000) // what is tried without end takes minutes
  })
})
