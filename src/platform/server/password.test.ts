import { describe, expect, it } from 'vitest'
import { hashPassword, isPassword } from './password.ts'

const cheap = { memoryKib: 64, passes: 1 }
const phrase = 'correct horse battery staple'

/** Processor time of this process in milliseconds, its threads included: a busy machine doesn't change it. */
const spent = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

describe('a stored password', () => {
  it('opens for the password and for nothing else', async () => {
    const stored = await hashPassword(phrase, cheap)
    expect(await isPassword(phrase, stored)).toBe(true)
    for (const other of ['', phrase.toUpperCase(), `${phrase} `, ` ${phrase}`, phrase.slice(0, -1), stored])
      expect(await isPassword(other, stored), other).toBe(false)
  })

  it('is a PHC string with a salt of its own, Argon2id of 64 MiB and three passes unless said otherwise', async () => {
    expect(await hashPassword(phrase, cheap)).not.toBe(await hashPassword(phrase, cheap))
    expect(await hashPassword(phrase)).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  })

  it('is the same however a keyboard composes its letters', async () => {
    const stored = await hashPassword('Ångström ﬁne', cheap)
    expect(await isPassword('Ångström ﬁne'.normalize('NFD'), stored)).toBe(true)
    expect(await isPassword('Ångström fine', stored)).toBe(true)
  })

  it.each([undefined, null, '', 'plain text', '$argon2id$v=19$m=64,t=1,p=1$$', '$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA', '$2b$10$abc'])(
    'that is none (%o) opens for nothing',
    async (stored) => {
      expect(await isPassword(phrase, stored)).toBe(false)
    },
  )

  it('costs as much when there is none: whether an account exists can’t be told by the time', async () => {
    const stored = await hashPassword(phrase)
    const known = Math.min(await spent(() => isPassword('wrong', stored)), await spent(() => isPassword('wrong', stored)))
    const unknown = Math.min(await spent(() => isPassword('wrong', undefined)), await spent(() => isPassword('wrong', undefined)))
    expect(unknown).toBeGreaterThan(known * 0.5)
    expect(unknown).toBeLessThan(known * 2)
  })

  it('is worked on two at a time with a short queue; who comes after that is told to come back', async () => {
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => hashPassword(phrase, cheap)))
    const refused = all.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(80 - 2 - 64)
    for (const one of refused) expect(one.reason).toMatchObject({ code: 'sign-in.busy', status: 503 })
    expect(await isPassword(phrase, await hashPassword(phrase, cheap))).toBe(true)
  })
})
