import { allowed, refuse, type Officer, type Verdict } from '#shared/actor.ts'
import { duesBetween, lastDue, type Cron } from '#shared/cron.ts'
import { Problem } from '#shared/problem.ts'

/** What a run can be: waiting for an engine, in its hands, done, given up, or passed over for a later one. */
export const runOutcomes = ['waiting', 'running', 'succeeded', 'failed', 'skipped'] as const
export type RunOutcome = (typeof runOutcomes)[number]

/** What a job in the queue can be; one that succeeded is gone. */
export const jobStates = ['waiting', 'running', 'failed'] as const
export type JobState = (typeof jobStates)[number]

/** Its jobs are of every partner. */
export const mayUseEngine = (actor: Pick<Officer, 'reach'>): Verdict =>
  actor.reach === 'all' ? allowed : refuse('engine.needs-full-reach', 'The engine is for people who see all partners.')

export const mayAskRun = ({ isWaiting }: { isWaiting: boolean }): Verdict =>
  isWaiting ? refuse('engine.run-waits', 'A run that was asked for has not begun yet.') : allowed

export const runJobName = 'engine.run'
/** Of one schedule one run at a time, asked for or due. */
export const queueOf = (schedule: string): string => `engine.${schedule}`

/** What is due every five minutes and was missed for days needs no row for each. */
const skippedShown = 24

/**
 * What a schedule owes now: the newest moment that came after `since`, and those before it that nobody was there for. Work is made up for
 * once, however long the engine was away. Without `since` nothing was missed.
 */
export const owed = (
  cron: Cron,
  { since, now }: { since: Temporal.Instant | undefined; now: Temporal.Instant },
): { due: Temporal.Instant | undefined; missed: Temporal.Instant[]; isCut: boolean } => {
  if (since === undefined) return { due: lastDue(cron, now), missed: [], isCut: false }
  const { dues, isCut } = duesBetween(cron, since, now, skippedShown + 1)
  const [due, ...missed] = dues
  return { due, missed, isCut }
}

/** When each holder of locks was last seen to change, by a clock that never steps. */
export type Sightings = ReadonlyMap<string, { beats: number; atSeconds: number }>

/**
 * Who is gone: whose counter has not moved for so long. Wall clocks are left out of it: after one of them steps, everybody would look dead.
 * A holder without a counter counts from when it was first noticed.
 */
export const watchHolders = (
  seen: Sightings,
  beats: readonly { id: string; beats: number }[],
  { nowSeconds, goneAfterSeconds }: { nowSeconds: number; goneAfterSeconds: number },
): { seen: Sightings; gone: string[] } => {
  const next = new Map(
    beats.map(({ id, beats: count }) => {
      const before = seen.get(id)
      return [id, before?.beats === count ? before : { beats: count, atSeconds: nowSeconds }] as const
    }),
  )
  return { seen: next, gone: [...next].filter(([, { atSeconds }]) => nowSeconds - atSeconds >= goneAfterSeconds).map(([id]) => id) }
}

/** A refusal stays one however often it is asked for again; a database that is away comes back. */
export const isFinal = (error: unknown): boolean => error instanceof Problem && error.status < 500

export const isDatabaseAway = (error: unknown): boolean => error instanceof Problem && error.code === 'database.away'

/**
 * Why something failed, for the engine's screen. A Problem is written for people; of anything else only what can't be somebody's: what is
 * quoted in it, and addresses, may come from the data.
 */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) return error.publicMessage.slice(0, reasonLength)
  if (!(error instanceof Error)) return 'It failed for an unknown reason.'
  const text = `${error.name}: ${error.message}`
  return text
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '…')
    .replace(/\S+@\S+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, reasonLength)
}

const reasonLength = 300

/** A job's payload as an administrator may see it: how many of what, plain words of ours, and never a key or a text. */
export const payloadShape = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null
    ? Object.entries(payload)
        .map(([name, value]) => `${name}: ${shapeOf(value)}`)
        .join(', ')
    : ''

const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return `${value.length} values`
  if (typeof value === 'boolean' || value === null) return String(value)
  return typeof value === 'string' && /^[a-z][a-z-]*(\.[a-z-]+)*$/.test(value) && value.length <= 40 ? value : '…'
}
