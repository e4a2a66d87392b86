import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '#shared/problem.ts'

const hash = promisify(argon2)

export type Argon2Cost = { memoryKib: number; passes: number }
/** What a guess costs. Tests that are about something else pay less (test/world.ts); nothing else changes it. */
export const ordinaryCost: Argon2Cost = { memoryKib: 65_536, passes: 3 }

/** A PHC string (`$argon2id$v=19$m=…,t=…,p=1$salt$tag`) of the NFKC form of the password. */
export const hashPassword = async (password: string, { memoryKib, passes }: Argon2Cost = ordinaryCost): Promise<string> => {
  const salt = randomBytes(16)
  const tag = await inTurn(() => tagOf(password, salt, memoryKib, passes))
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether the password is the one; spends the same time when `stored` is undefined, so that unknown accounts can't be told apart. */
export const isPassword = async (password: string, stored: string | undefined | null): Promise<boolean> => {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(stored ?? '')
  const salt = Buffer.from(parts?.[3] ?? 'AAAAAAAAAAAAAAAAAAAAAA', 'base64')
  const expected = Buffer.from(parts?.[4] ?? 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'base64')
  const tag = await inTurn(() =>
    tagOf(password, salt, Number(parts?.[1] ?? ordinaryCost.memoryKib), Number(parts?.[2] ?? ordinaryCost.passes)),
  )
  return parts !== null && tag.length === expected.length && timingSafeEqual(tag, expected)
}

/** 32 bytes that cost as much to guess at as a password does: for a passphrase that is part of a key. */
export const stretched = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  inTurn(() => tagOf(passphrase, salt, ordinaryCost.memoryKib, ordinaryCost.passes))

const tagOf = (password: string, nonce: Buffer, memory: number, passes: number) =>
  hash('argon2id', { message: password.normalize('NFKC'), nonce, memory, passes, parallelism: 1, tagLength: 32 })

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

// Hashes share the runtime's four threads with DNS and files: two at once, a short queue, then a plain refusal.
const atOnce = 2
const queueLimit = 64
let running = 0
const waiting: (() => void)[] = []

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= atOnce) {
    if (waiting.length >= queueLimit)
      throw new Problem('sign-in.busy', 503, { publicMessage: 'Many people are signing in at this moment. Try again in a few seconds.' })
    await new Promise<void>((resolve) => waiting.push(resolve)) // wakes with the place of the one that ended
  } else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
