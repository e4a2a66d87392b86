import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBare, isPasswordOf, resealed, sealHash, sealPassword, type Owner, type Sealing } from './credential.ts'
import { openKeyring, Unopened } from './keys.ts'
import { hashPassword } from './password.ts'

const cheap = { memoryKib: 64, passes: 1 }
const phrase = 'harbour lantern quiet maple'
const first = { kid: '2026-01', key: randomBytes(32) }
const second = { kid: '2026-02', key: randomBytes(32) }
const sealing = (keys: { kid: string; key: Buffer }[], realm: Sealing['realm'] = 'real'): Sealing => ({
  realm,
  keys: openKeyring({ keys }, realm),
})
const real = sealing([first])
const anna: Owner = { userId: 7, side: 'partner' }

describe('a sealed password', () => {
  it('opens for its person and the right password, and shows nothing of the hash', async () => {
    const stored = await sealPassword(real, anna, phrase, cheap)
    expect(stored).toMatch(/^v1\.2026-01\.[\w-]+$/)
    expect(stored).not.toContain('argon2')
    expect(await isPasswordOf(real, { ...anna, stored }, phrase)).toBe(true)
    expect(await isPasswordOf(real, { ...anna, stored }, `${phrase}.`)).toBe(false)
  })

  it('never opens for another person, side, realm or key, nor when a bit of it was changed', async () => {
    const hash = await hashPassword(phrase, cheap)
    const owner = fc.record({ userId: fc.integer({ min: 1, max: 1e12 }), side: fc.constantFrom('partner' as const, 'vendor' as const) })
    const realm = fc.constantFrom('real' as const, 'demo' as const)
    // Sealing anew has to open it first; asking for the password would spend a whole hash each time.
    const opens = (keys: (typeof first)[], where: Sealing['realm'], account: Owner & { stored: string }) => {
      try {
        return resealed(sealing([second, ...keys], where), account) !== undefined
      } catch (error) {
        if (error instanceof Unopened) return false
        throw error
      }
    }
    fc.assert(
      fc.property(owner, owner, realm, realm, fc.nat(), (mine, other, here, there, flip) => {
        const stored = sealHash(sealing([first], here), mine, hash)
        expect(opens([first], here, { ...mine, stored })).toBe(true)
        const isSame = mine.userId === other.userId && here === there && (here === 'demo' || mine.side === other.side)
        expect(opens([first], there, { ...other, stored })).toBe(isSame)
        // The same key by another name, and another key by the same one.
        expect(opens([{ ...first, kid: 'other' }], here, { ...mine, stored: stored.replace('2026-01', 'other') })).toBe(false)
        expect(opens([{ ...first, key: second.key }], here, { ...mine, stored })).toBe(false)
        const body = Buffer.from(stored.split('.')[2] ?? '', 'base64url')
        const at = flip % body.length
        body[at] = (body[at] ?? 0) ^ (1 << (flip % 8))
        expect(opens([first], here, { ...mine, stored: `v1.2026-01.${body.toString('base64url')}` })).toBe(false)
      }),
    )
  })

  it('has a whole tag: one of 4 bytes is refused before anything is decrypted', async () => {
    const stored = sealHash(real, anna, await hashPassword(phrase, cheap))
    const body = Buffer.from(stored.split('.')[2] ?? '', 'base64url')
    const short = `v1.2026-01.${body.subarray(0, -12).toString('base64url')}`
    expect(() => real.keys.open('pw', 'partner', 'user 7', short)).toThrow(Unopened)
    expect(() => real.keys.open('pw', 'partner', 'user 7', `v1.2026-01.${body.subarray(0, 16).toString('base64url')}`)).toThrow(Unopened)
    expect(await isPasswordOf(real, { ...anna, stored: short }, phrase)).toBe(false)
  })

  it('never lets anybody in without one, whatever is typed', async () => {
    expect(await isPasswordOf(real, undefined, phrase)).toBe(false)
    expect(await isPasswordOf(real, { ...anna, stored: null }, '')).toBe(false)
    expect(await isPasswordOf(real, { ...anna, stored: 'v1.gone.AAAA' }, phrase)).toBe(false)
  })

  it('is sealed anew when it was bare or an older key’s, and left alone otherwise', async () => {
    const bare = await hashPassword(phrase, cheap)
    expect(isBare(bare)).toBe(true)
    expect(await isPasswordOf(real, { ...anna, stored: bare }, phrase)).toBe(true)
    const wrapped = resealed(real, { ...anna, stored: bare })
    expect(wrapped).toMatch(/^v1\.2026-01\./)
    const rotated = sealing([second, first])
    const again = resealed(rotated, { ...anna, stored: wrapped ?? '' })
    expect(again).toMatch(/^v1\.2026-02\./)
    expect(await isPasswordOf(sealing([second]), { ...anna, stored: again ?? '' }, phrase)).toBe(true)
    expect(resealed(rotated, { ...anna, stored: again ?? '' })).toBeUndefined()
  })
})
