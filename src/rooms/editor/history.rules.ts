/** What was done and can be undone. Kept in memory while the editor is open. */
export type History<State> = {
  past: readonly State[]
  present: State
  future: readonly State[]
  /** What the last step was about and when: typing goes on with it rather than making a step of each letter. */
  last: { about: string; at: number } | undefined
}

/** More is never undone one by one. */
export const maxSteps = 200
/** A pause after which typing is a step of its own. */
export const pauseMs = 1_500

export const begin = <State>(present: State): History<State> => ({ past: [], present, future: [], last: undefined })

/** `about`: steps about the same thing in quick succession are one; without it each is its own. */
export const step = <State>(
  history: History<State>,
  next: State,
  { about, at }: { about?: string | undefined; at: number },
): History<State> => {
  if (next === history.present) return history
  const { last, past, present } = history
  const goesOn = about !== undefined && last?.about === about && at - last.at < pauseMs && history.future.length === 0 && past.length > 0
  return {
    past: goesOn ? past : [...past, present].slice(-maxSteps),
    present: next,
    future: [],
    last: about === undefined ? undefined : { about, at },
  }
}

export const undo = <State>({ past, present, future, last }: History<State>): History<State> => {
  const before = past.at(-1)
  if (before === undefined) return { past, present, future, last }
  return { past: past.slice(0, -1), present: before, future: [present, ...future], last: undefined }
}

export const redo = <State>({ past, present, future, last }: History<State>): History<State> => {
  const [next] = future
  if (next === undefined) return { past, present, future, last }
  return { past: [...past, present], present: next, future: future.slice(1), last: undefined }
}

export const canUndo = ({ past }: History<unknown>): boolean => past.length > 0
export const canRedo = ({ future }: History<unknown>): boolean => future.length > 0
