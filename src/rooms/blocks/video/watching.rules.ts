/** What was seen of a video: second by second, so that a jump to the end is not the whole of it. */
export type Watching = {
  /** It plays at `seconds` of `length`. Returns the share that was seen when that has grown by a step, otherwise undefined. */
  at(seconds: number, length: number): number | undefined
}

/** A share is told when it has grown by a twentieth, and when all was seen. */
const steps = 20
/** Between two reports of a player that goes on by itself; what is longer was a jump. */
const longestPauseSeconds = 3

export const watching = (): Watching => {
  const seen = new Set<number>()
  let before: number | undefined
  let told = 0
  return {
    at: (seconds, length) => {
      if (!Number.isFinite(length) || length <= 0 || !Number.isFinite(seconds) || seconds < 0) return undefined
      const now = Math.min(Math.floor(seconds), Math.ceil(length) - 1)
      const isOn = before !== undefined && now >= before && now - before <= longestPauseSeconds
      // What passed between two reports was seen as well.
      for (let second = isOn && before !== undefined ? before : now; second <= now; second++) seen.add(second)
      before = now
      const share = Math.min(1, seen.size / Math.max(1, Math.ceil(length) - 1))
      const step = Math.floor(share * steps)
      if (step <= told) return undefined
      told = step
      return share
    },
  }
}
