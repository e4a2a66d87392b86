import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { notify } from '#rooms/notifications/actions.ts'
import { mayUse, type Member } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { asActor, insist, systemActor } from '#server/access.ts'
import { actingFor } from '#server/acting.ts'
import type { Tx } from '#server/db.ts'
import type { MadeFile } from '#server/download.ts'
import { tell } from '#server/events.ts'
import type { FileStore, Kept } from '#server/files.ts'
import { addJob, type Running, type WhileRunning } from '#server/jobs.ts'
import { findExportable, type Exportable } from './exportable.actions.ts'
import * as making from './making.store.ts'
import { keptHours, mostRunning } from './rules.ts'
import { assignedCustomers } from './store.ts'

export const makeJob = 'exports.make'
/** How soon one looks again that found its partner busy. */
const againSeconds = 5
const maxAttempts = 5

type Attempt = making.Claimed

/** Has an export built, once the transaction commits. */
export const orderExport = (tx: Tx, { partnerId, exportId }: making.Which, runAt?: Temporal.Instant): Promise<void> =>
  addJob(tx, makeJob, { partnerId, exportId }, { key: `${makeJob} ${partnerId} ${exportId}`, maxAttempts, ...(runAt ? { runAt } : {}) })

/**
 * Builds an export as the person who asked for it, with what they may see at this moment, and tells them; also when it can't be built,
 * for a reason that no further try would change. Whatever else it throws is worth another. Safe to run twice and side by side: each attempt
 * has a file of its own, and the one that began last wins.
 */
export const makeExport = async (
  running: Running,
  exportables: readonly Exportable[],
  which: making.Which,
  context: WhileRunning,
): Promise<void> => {
  const attempt = await claim(running, which)
  if (!attempt) return
  const watch = watchOver(running, attempt, context)
  try {
    await build(running, exportables, attempt, watch)
  } catch (error) {
    await running.files.delete(keyOf(attempt))
    if (watch.isLost()) return // removed by its owner, or begun anew by another engine
    const problem = error instanceof RangeError ? tooLong(error) : error
    if (!(problem instanceof Problem)) throw error
    await failExport(running, which, problem.publicMessage)
  } finally {
    watch.stop()
  }
}

const build = async (running: Running, exportables: readonly Exportable[], attempt: Attempt, watch: Watch): Promise<void> => {
  const { actor, scopeMark } = await scopeOf(running, attempt)
  const { kept, file } = await written(running, exportables, attempt, actor, watch)
  // Whoever was given less while it was made must not find more in it.
  if ((await scopeOf(running, attempt)).scopeMark !== scopeMark)
    throw new Error('What the person may see changed while their export was made')
  await finish(running, attempt, { ...kept, name: file.name, type: file.type, rows: watch.rows(), scopeMark }, actor)
}

/** What becomes of an export that can't be made. The reason is told to its person. */
export const failExport = (running: Running, which: making.Which, reason: string): Promise<void> =>
  asActor(systemActor('exports', running.database), async (tx) => {
    const found = await making.lockExport(tx, which)
    if (!found || !(await making.setFailed(tx, which, reason, running.now()))) return
    await notify(tx, {
      event: 'export.failed', partnerId: which.partnerId, partnershipId: found.partnershipId, to: [found.userId],
      object: { kind: 'export', id: which.exportId }, facts: { reason, line: found.line },
    }) // prettier-ignore
  })

/** Takes it over from whoever had it. Undefined: it is gone or finished, or has to wait for others of its partner. */
const claim = ({ database, now }: Running, which: making.Which): Promise<Attempt | undefined> =>
  asActor(systemActor('exports', database), async (tx) => {
    const found = await making.lockExport(tx, which)
    if (!found || (found.state !== 'waiting' && found.state !== 'running')) return undefined
    if (found.state === 'waiting' && (await making.countRunning(tx, which)) >= mostRunning) {
      await orderExport(tx, which, now().add({ seconds: againSeconds }))
      return undefined
    }
    return { ...which, ...found, attempt: await making.setRunning(tx, which, now()) }
  })

const written = async (
  running: Running,
  exportables: readonly Exportable[],
  attempt: Attempt,
  actor: Member,
  watch: Watch,
): Promise<{ kept: Kept; file: MadeFile }> => {
  const { endpoint, permission, insistMay, make } = findExportable(exportables, attempt.line)
  insist(mayUse(actor, permission))
  const asking = { maker: running, actor, query: endpoint.query?.parse(attempt.query) as never } // as it was when it was asked for
  insistMay?.(asking)
  let done: { kept: Kept; file: MadeFile } | undefined
  await asActor(actor, (tx) =>
    make(tx, asking, async (file) => {
      done = { kept: await keep(running.files, keyOf(attempt), file, watch), file }
    }),
  )
  if (!done) throw new Error(`${attempt.line} made no file`)
  return done
}

/** Streams a file into the store: what the store has not taken is not made yet. Throws what went wrong first. */
const keep = async (files: FileStore, key: string, file: MadeFile, { signal, wrote }: Watch): Promise<Kept> => {
  const pipe = new PassThrough()
  const reasons: unknown[] = []
  const broken = (error: unknown) => {
    reasons.push(error)
    pipe.destroy(error instanceof Error ? error : new Error(String(error)))
    return undefined
  }
  const writing = file.write(pipe, wrote).then(() => void pipe.end(), broken)
  const [kept] = await Promise.all([files.put(key, pipe, { signal }).catch(broken), writing])
  if (!kept) throw reasons[0]
  return kept
}

const finish = async (
  { database, files, now }: Running,
  attempt: Attempt,
  made: Omit<making.Made, 'key' | 'expiresAt'>,
  actor: Member,
): Promise<void> => {
  const isOurs = await asActor(systemActor('exports', database), async (tx) => {
    const at = now()
    const ready = { ...made, key: keyOf(attempt), expiresAt: at.add({ hours: keptHours }) }
    if (!(await making.setReady(tx, attempt, ready, at))) return false
    const { partnerId, partnershipId, exportId, userId, line } = attempt
    await tell(tx, 'export.made', { actor, facts: { exportId, file: made.name, rows: made.rows, bytes: made.size, sha256: made.sha256 } })
    await notify(tx, {
      event: 'export.ready', partnerId, partnershipId, to: [userId], object: { kind: 'export', id: exportId },
      facts: { file: made.name, line },
    }) // prettier-ignore
    return true
  })
  // Of earlier attempts nothing is left, or of this one when it came too late.
  const from = isOurs ? 1 : attempt.attempt
  const to = isOurs ? attempt.attempt - 1 : attempt.attempt
  for (let each = from; each <= to; each++) await files.delete(keyOf({ ...attempt, attempt: each }))
}

export const keyOf = ({ partnerId, exportId, attempt }: making.Which & { attempt: number }) => `exports/${partnerId}-${exportId}-${attempt}`

// ---------------------------------------------------------------- for whom

/** The person at this moment, and a mark of all that decides what they see. Throws a Problem when they are not there any more. */
const scopeOf = async (running: Running, { userId, partnerId, partnershipId }: Attempt): Promise<{ actor: Member; scopeMark: string }> => {
  const actor = await actingFor(running, { userId, partnerId, partnershipId })
  if (!actor)
    throw new Problem('export.nobody', 403, { publicMessage: 'The person who asked for this is not in the partnership any more.' })
  return { actor, scopeMark: await asActor(actor, (tx) => scopeMarkOf(tx, actor)) }
}

/** What decides which rows and figures somebody sees, as one short text. */
export const scopeMarkOf = async (tx: Tx, actor: Member): Promise<string> => {
  const sees = [...actor.permissions].filter((permission) => /\.(read|export)$/.test(permission)).toSorted()
  const parts = [actor.kind, actor.partnershipId, actor.reach, sees.join(), await assignedCustomers(tx, actor)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

const tooLong = (cause: RangeError) =>
  new Problem('export.too-long', 409, { publicMessage: 'This would be more than one file can hold. Ask for fewer periods or days.', cause })

// ---------------------------------------------------------------- while it is made

const beatMs = 700

type Watch = { signal: AbortSignal; wrote: (rows: number) => void; rows: () => number; isLost: () => boolean; stop: () => void }

/** Writes down how far an attempt is, and ends it when the process stops or it is not this attempt's any more. */
const watchOver = ({ database, log }: Running, attempt: Attempt, { signal, progress }: WhileRunning): Watch => {
  const lost = new AbortController()
  const ended = AbortSignal.any([signal, lost.signal])
  const system = systemActor('exports', database)
  let rows = 0
  const beat = async () => {
    if (!(await asActor(system, (tx) => making.setProgress(tx, attempt, rows)))) lost.abort()
    await progress(rows, attempt.rowsTotal)
  }
  const timer = setInterval(
    () => void beat().catch((error: unknown) => log.warn({ err: error }, 'the progress of an export was not written')),
    beatMs,
  )
  return {
    signal: ended,
    wrote: (more) => {
      ended.throwIfAborted()
      rows += more
    },
    rows: () => rows,
    isLost: () => lost.signal.aborted,
    stop: () => clearInterval(timer),
  }
}
