import { allowed, refuse, type Verdict } from '#shared/actor.ts'

export const exportStates = ['waiting', 'running', 'ready', 'failed', 'expired'] as const
export type ExportState = (typeof exportStates)[number]

export type ProblemCode =
  | 'export.large'
  | 'export.unknown-file'
  | 'export.too-many'
  | 'export.not-ready'
  | 'export.scope-changed'
  | 'export.file-gone'

/** How much a file will hold, counted before it is made; too much rather than too little. */
export type Size = { rows: number; cells: number }

/** About as much as is written within a fifth of a second: more would hold up whoever else asks the portal meanwhile. */
const largestRows = 20_000
const largestCells = 50_000

/** Whether a file is built by the engine rather than while somebody waits for it. */
export const isLarge = ({ rows, cells }: Size): boolean => rows > largestRows || cells > largestCells

/** How many a partner's people have built at the same time; further ones wait. */
export const mostRunning = 2
/** How many of one person's wait or are being built. */
export const mostOpen = 5
/** How many hours a file is kept, and how many days its line in the list. */
export const keptHours = 24
export const listedDays = 7
/** A file that an engine could not finish so often is given up: one of them would end the engine itself. */
export const mostAttempts = 5

/** 409. */
export const mayAskFor = (open: number): Verdict =>
  open < mostOpen
    ? allowed
    : refuse('export.too-many', `${mostOpen} of your exports are being built or wait. Ask again when one is ready, or remove one.`)

/** Whether a file may be downloaded that was made when its owner saw what `madeUnder` marks. 409. */
export const mayDownload = ({ state, madeUnder }: { state: ExportState; madeUnder: string | null }, scopeNow: string): Verdict => {
  if (state === 'expired') return refuse('export.not-ready', 'This file was kept for a day and is gone. Ask for it again.')
  if (state !== 'ready') return refuse('export.not-ready', 'This file is not built yet.')
  return madeUnder === scopeNow
    ? allowed
    : refuse('export.scope-changed', 'What you may see has changed since this file was made. Ask for it again.')
}

/** How much of it is done, in percent: never all of it before it is, whatever was counted. */
export const percentDone = ({ state, rowsDone, rowsTotal }: { state: ExportState; rowsDone: number; rowsTotal: number }): number =>
  state === 'ready' ? 100 : rowsTotal === 0 ? 0 : Math.min(99, Math.floor((rowsDone / rowsTotal) * 100))
