import { timingSafeEqual } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import { Unopened, type Keyring } from '#server/keys.ts'
import { followChain, type CheckSeal, type Fault } from './chain.rules.ts'
import { readHeads } from './heads.ts'
import { countUnsealed, exportedRows, sealedRows } from './seal.store.ts'

export type Verified = {
  /** Rows of the chain that are as they were sealed, up to the first that is not. */
  rows: number
  /** Heads outside the database that were compared with. */
  heads: number
  unsealed: { count: number; oldestSeconds: number }
  /** What is wrong with the file of heads: without it a cut end can't be noticed. */
  headFault: string | undefined
  /** The first row that is not as it was sealed. */
  fault: Fault | undefined
}

/** Reads the whole audit log and compares it with its seals and with the heads of the file. */
export const verifyLog = async (database: Database, keys: Keyring, headFile: string): Promise<Verified> => {
  const { heads, fault: headFault } = await readHeads(headFile, keys)
  return asActor(systemActor('audit', database), async (tx) => {
    await tx.holdStill()
    const chain = followChain(checkWith(keys), heads)
    let fault: Fault | undefined
    for await (const row of sealedRows(tx)) {
      fault = chain.next(row)
      if (fault) break
    }
    const unsealed = await countUnsealed(tx)
    return { rows: chain.count(), heads: heads.length, unsealed, headFault, fault: fault ?? chain.end() }
  })
}

const checkWith =
  (keys: Keyring): CheckSeal =>
  (text, kid, seal) => {
    try {
      const [made, given] = [keys.mac('audit', text, kid), Buffer.from(seal, 'base64url')]
      return made.length === given.length && timingSafeEqual(made, given)
    } catch (error) {
      if (error instanceof Unopened) return undefined
      throw error
    }
  }

/** Writes the whole log as lines of JSON into a file that must not exist yet. How many rows that were. */
export const exportLog = (database: Database, path: string): Promise<number> =>
  asActor(systemActor('audit', database), async (tx) => {
    await tx.holdStill()
    let rows = 0
    const lines = async function* () {
      for await (const row of exportedRows(tx)) {
        rows++
        yield `${row}\n`
      }
    }
    await pipeline(Readable.from(lines()), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    return rows
  })
