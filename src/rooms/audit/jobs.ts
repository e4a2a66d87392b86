import { setTimeout as sleep } from 'node:timers/promises'
import { asActor, systemActor } from '#server/access.ts'
import type { Database } from '#server/db.ts'
import type { Keyring } from '#server/keys.ts'
import type { Log } from '#server/log.ts'
import { sealedText } from './chain.rules.ts'
import { writeHead } from './heads.ts'
import { getEnd, holdsSealer, listUnsealed, setSeals } from './seal.store.ts'

export type Sealing = {
  database: Database
  keys: Keyring
  log: Log
  now: () => Temporal.Instant
  /** The file that heads are added to; it should outlive the database's disk. */
  headFile: string
}

const everySeconds = 3
const headSeconds = 300
const atOnce = 500

/**
 * Gives what happened its place in the chain, every few seconds, and writes the chain's head down outside the database every five
 * minutes and at the end. Of several processes one seals at a time. Returns how to stop it.
 */
export const sealEvents = (sealing: Sealing): (() => Promise<void>) => {
  const stop = new AbortController()
  const turning = turn(sealing, stop.signal)
  return async () => {
    stop.abort()
    await turning
  }
}

const turn = async (sealing: Sealing, stop: AbortSignal) => {
  const heads = headWriter(sealing)
  while (!stop.aborted) {
    await quietly(sealing.log, async () => {
      await sealAll(sealing)
      await heads.writeWhenDue()
    })
    await sleep(everySeconds * 1000, undefined, { signal: stop, ref: false }).catch(() => {})
  }
  await quietly(sealing.log, async () => {
    await sealAll(sealing)
    await heads.write()
  })
}

const quietly = async (log: Log, work: () => Promise<void>) => {
  try {
    await work()
  } catch (error) {
    log.error({ err: error }, 'the audit log could not be sealed')
  }
}

/** Seals whatever has no seal yet. How many rows that were. */
export const sealAll = async (sealing: Pick<Sealing, 'database' | 'keys'>): Promise<number> => {
  let sealed = 0
  for (;;) {
    const count = await sealSome(sealing)
    sealed += count
    if (count < atOnce) return sealed
  }
}

const sealSome = ({ database, keys }: Pick<Sealing, 'database' | 'keys'>): Promise<number> =>
  asActor(systemActor('audit', database), async (tx) => {
    if (!(await holdsSealer(tx))) return 0
    let { seq, seal } = await getEnd(tx)
    const rows = await listUnsealed(tx, atOnce)
    const seals = rows.map(({ id, columns }) => {
      seq++
      const made = keys.mac('audit', sealedText(seal, { seq, columns }))
      seal = made.toString('base64url')
      return { id, seq, seal: made }
    })
    if (seals.length > 0) await setSeals(tx, keys.kid, seals)
    return seals.length
  })

/** Writes the head at most every few minutes, and only when the chain has grown. */
const headWriter = (sealing: Sealing) => {
  let writtenSeq = 0
  let writtenAt = Number.NEGATIVE_INFINITY
  const write = async () => {
    const end = await asActor(systemActor('audit', sealing.database), getEnd)
    if (end.seq === writtenSeq) return
    const head = { ...end, at: sealing.now().toString({ smallestUnit: 'second' }) }
    await writeHead(sealing.headFile, sealing.keys, head)
    sealing.log.info({ head }, 'head of the audit log') // a log that is collected elsewhere is a second place outside the database
    writtenSeq = end.seq
    writtenAt = performance.now()
  }
  return { write, writeWhenDue: async () => (performance.now() - writtenAt < headSeconds * 1000 ? undefined : write()) }
}
