import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newSecret, openWithBoth, sealWithBoth, type Sealed } from './out-of-band.ts'
import { generatePassphrase, lettersOf } from './passphrase.ts'
import { stretched } from './password.ts'

const record: Sealed = { secret: newSecret(), salt: randomBytes(16), userId: 7, type: 'partner', expiresAt: '2026-06-11T12:00:00.000Z' }

describe('what is sealed with a link and a passphrase', () => {
  it('opens with both, and with nothing less or else', async () => {
    const passphrase = generatePassphrase(5)
    const sealed = await sealWithBoth(record, passphrase, Buffer.from('anna@meridian.example'))
    const stretch = await stretched(passphrase, record.salt)
    expect(openWithBoth(record, stretch, sealed)?.toString()).toBe('anna@meridian.example')
    const others: Partial<Sealed>[] = [
      { secret: newSecret() },
      { userId: 8 },
      { type: 'vendor' },
      { type: 'demo' },
      { expiresAt: '2026-06-12T12:00:00.000Z' },
    ]
    for (const other of others) expect(openWithBoth({ ...record, ...other }, stretch, sealed)).toBeUndefined()
    expect(openWithBoth(record, await stretched('another-one', record.salt), sealed)).toBeUndefined()
    expect(openWithBoth(record, randomBytes(32), sealed)).toBeUndefined()
    for (const cut of [0, 12, 27, sealed.length - 12, sealed.length - 1])
      expect(openWithBoth(record, stretch, sealed.subarray(0, cut))).toBeUndefined()
  })
})

describe('a passphrase', () => {
  it('has five words that can be said, and is the same however it was typed', () => {
    const passphrase = generatePassphrase(5)
    expect(passphrase).toMatch(/^([bdfghjklmnprstvz][aeiou]){2}(-([bdfghjklmnprstvz][aeiou]){2}){4}$/)
    expect(generatePassphrase(5)).not.toBe(passphrase)
    const separators = ['', ' ', ' – ', '_', ', ']
    for (const between of separators)
      expect(lettersOf(` ${passphrase.toUpperCase().replaceAll('-', between)} `)).toBe(lettersOf(passphrase))
    expect(lettersOf(passphrase)).toMatch(/^[a-z]{20}$/)
  })
})
