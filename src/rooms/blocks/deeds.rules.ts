import { ChecklistData } from './checklist/contract.ts'
import type { PublishedBlock } from './contract.ts'
import type { ReadyBlock } from './rules.ts'

/** How far the reader is with all the lists of a room; null where there is none that they mark. `data` is what was resolved for them. */
export const progressIn = (blocks: readonly PublishedBlock[]): { done: number; all: number } | null => {
  const lists = blocks.flatMap(({ kind, data }) => (kind === 'checklist' ? (ChecklistData.safeParse(data).data ?? []) : []))
  // What staff see of lists of one's own is how many people are how far.
  const marked = lists.filter(({ people }) => people === null)
  if (marked.length === 0) return null
  return { done: sum(marked.map(({ done }) => done)), all: sum(marked.map(({ items }) => items.length)) }
}
const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0)

/** A share of a video is counted in steps: nobody needs to know it better. */
export const watchedStep = 5
export const stepped = (percent: number): number => Math.floor(percent / watchedStep) * watchedStep

/** Where the settings of a kind say what can be followed: an action bar's buttons by their ids, the others by where they lead. */
const followedBy: Readonly<Record<string, readonly string[]>> = {
  'action-bar': ['id'],
  link: ['room', 'address'],
  image: ['link'],
  introduction: ['link'],
  embed: ['address'],
}

/** What can be followed in a block; whatever else is said to have been followed was not. */
export const targetsOf = ({ kind, settings }: Pick<ReadyBlock, 'kind' | 'settings'>): string[] =>
  textsUnder(followedBy[kind] ?? [], settings)

const textsUnder = (keys: readonly string[], value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) =>
        typeof one === 'string' ? (keys.includes(key) && one !== '' ? [one] : []) : textsUnder(keys, one),
      )
    : []

/** As much of an address as is kept: enough to tell one from another. */
export const keptTarget = (target: string): string => [...target].slice(0, 200).join('')
