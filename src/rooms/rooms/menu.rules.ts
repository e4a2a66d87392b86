import type { Permission } from '#shared/config.ts'
import { isRoomKind, kindFacts } from '#shared/room-kinds.ts'
import type { Lock } from './rules.ts'

/** Whether a role has any use of a room, were it open: the page of a pre-defined kind asks for the first of its permissions. */
export const mayEnter = (kind: string, granted: readonly Permission[]): boolean => {
  if (!isRoomKind(kind)) return true
  const [needed] = kindFacts(kind).permissions ?? []
  return needed === undefined || granted.includes(needed)
}

type Group<R> = { heading: string; rooms: R[] }

/** The menu under its headings: those in the order in which they first stand in it, rooms in the menu's own. */
export const grouped = <R extends { group: string }>(menu: readonly R[]): Group<R>[] => {
  const groups = new Map<string, R[]>()
  for (const room of menu) groups.set(room.group, [...(groups.get(room.group) ?? []), room])
  return [...groups].map(([heading, rooms]) => ({ heading, rooms }))
}

type Wanted = { label: string; isMet: boolean; roomId: number | null }
type Condition = { lock: Lock; isMet: boolean; wants: Wanted[] }

type Locked = {
  tiers: readonly string[]
  stages: readonly string[]
  steps: readonly string[]
  /** Of the reader. */
  tier: string | null
  stage: string | null
  stepsDone: readonly string[]
}
/** What the reader may read of it: names of tiers and stages, and of steps the title and the room that they stand in. */
type Words = {
  tier: (code: string) => string
  stage: (code: string) => string
  step: (id: string) => { label: string; roomId: number } | undefined
}

/** What unlocks a room: any one of the tiers, any one of the stages, every step. A step that the reader can't find has no name: ''. */
export const unlockOf = ({ tiers, stages, steps, tier, stage, stepsDone }: Locked, words: Words): Condition[] => {
  const among = (lock: Lock, codes: readonly string[], having: string | null, label: (code: string) => string): Condition => ({
    lock,
    isMet: having !== null && codes.includes(having),
    wants: codes.map((code) => ({ label: label(code), isMet: code === having, roomId: null })),
  })
  const done = (step: string): Wanted => ({ label: '', roomId: null, ...words.step(step), isMet: stepsDone.includes(step) })
  return [
    among('tiers', tiers, tier, words.tier),
    among('stages', stages, stage, words.stage),
    { lock: 'steps' as const, isMet: steps.every((step) => stepsDone.includes(step)), wants: steps.map(done) },
  ].filter(({ wants }) => wants.length > 0)
}
