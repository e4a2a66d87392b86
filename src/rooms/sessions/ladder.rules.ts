/**
 * The ladder that guesses fall off. A counter stands for one way to one account: from a browser that signed in before, or from any
 * other. It counts different wrong passwords, so an old telephone that repeats a stale one does not climb.
 */
export type Counter = {
  /** Different wrong passwords since the last right one. */
  wrong: number
  /** Until when nothing is tried. After `mostInARow` wrong ones that is until somebody unlocks it. */
  lockedUntil: Temporal.Instant | null
  /** Keyed marks of what was tried in the last day. */
  tried: { mark: string; at: Temporal.Instant }[]
}

export const freshCounter: Counter = { wrong: 0, lockedUntil: null, tried: [] }

const rungs = [
  { wrong: 20, seconds: 24 * 3_600 },
  { wrong: 15, seconds: 3_600 },
  { wrong: 10, seconds: 900 },
  { wrong: 7, seconds: 120 },
  { wrong: 5, seconds: 30 },
]
/** NIST SP 800-63B: never more than this many in a row, however long they take. */
export const mostInARow = 100
export const rememberedHours = 24

/** How long nothing is tried after so many wrong passwords. Never shorter for more of them. */
export const lockSeconds = (wrong: number): number => rungs.find((rung) => wrong >= rung.wrong)?.seconds ?? 0

export const isLocked = ({ wrong, lockedUntil }: Counter, now: Temporal.Instant): boolean =>
  wrong >= mostInARow || (lockedUntil !== null && Temporal.Instant.compare(now, lockedUntil) < 0)

/**
 * A password is about to be tried. It counts as wrong from this moment, so that a hundred at once are a hundred; the right one makes the
 * counter fresh afterwards, and nothing else does: not even a portal that was too busy to look at it. Undefined: locked, and the password
 * must not be tried.
 */
export const countTry = (counter: Counter, mark: string, now: Temporal.Instant): Counter | undefined => {
  if (isLocked(counter, now)) return undefined
  const tried = counter.tried.filter(({ at }) => now.since(at).total('hours') < rememberedHours)
  if (tried.some((one) => one.mark === mark)) return { ...counter, lockedUntil: null, tried }
  const wrong = counter.wrong + 1
  return { wrong, lockedUntil: lockedFrom(wrong, now), tried: [...tried, { mark, at: now }] }
}

const lockedFrom = (wrong: number, now: Temporal.Instant): Counter['lockedUntil'] => {
  const seconds = lockSeconds(wrong)
  return seconds === 0 ? null : now.add({ seconds })
}

/**
 * Where requests come from is counted apart, whoever they name: a level that rises with each wrong password and sinks by one a minute.
 * People behind one address share it, so a few mistakes are free, and browsers that signed in before are not counted.
 */
export type Subnet = { level: number; at: Temporal.Instant }

const freeMistakes = 5
const firstDelayMs = 200
const longestDelayMs = 25_000

export const levelNow = ({ level, at }: Subnet, now: Temporal.Instant): number =>
  Math.max(0, level - Math.max(0, now.since(at).total('minutes')))

/** How long a try waits before it is looked at, doubling; undefined: it is refused. */
export const delayMs = (level: number): number | undefined => {
  const over = Math.ceil(level) - freeMistakes
  if (over <= 0) return 0
  const doubled = firstDelayMs * 2 ** (over - 1)
  if (doubled <= longestDelayMs) return doubled
  return doubled < longestDelayMs * 2 ? longestDelayMs : undefined
}

/** When a refused subnet is listened to again. */
export const secondsToWait = (level: number): number => {
  let most = Math.ceil(level)
  while (most > 0 && delayMs(most) === undefined) most--
  return Math.max(1, Math.ceil((level - most) * 60))
}
