import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { Day } from '#shared/dates.ts'
import type { RoomStatus } from '#rooms/rooms/rules.ts'

export type Plan = { status: RoomStatus; liveOn: Day | null; lastOn: Day | null }

/** Whether a room can be planned so, on that day; `path`: what is wrong. Refusal is 400. */
export const mayPlan = ({ status, liveOn, lastOn }: Plan, before: Plan, today: Day): { path: 'liveOn' | 'lastOn'; verdict: Verdict } => {
  const isNew = (path: 'liveOn' | 'lastOn', day: Day | null): day is Day => day !== null && day !== before[path]
  const wrong = (path: 'liveOn' | 'lastOn', reason: string) => ({ path, verdict: refuse('room.plan-impossible', reason) })
  if (isNew('liveOn', liveOn) && status !== 'draft') return wrong('liveOn', 'Only a draft goes live on a day. Make it a draft first.')
  if (isNew('liveOn', liveOn) && liveOn < today) return wrong('liveOn', 'This day is over. Choose a later one.')
  if (isNew('lastOn', lastOn) && status === 'archived') return wrong('lastOn', 'It is in the archive already.')
  if (isNew('lastOn', lastOn) && lastOn < today) return wrong('lastOn', 'This day is over. Choose a later one.')
  if (liveOn !== null && lastOn !== null && lastOn < liveOn) return wrong('lastOn', 'It would end before it goes live.')
  return { path: 'lastOn', verdict: allowed }
}

/** What is to become of a room on a day by its plan; undefined: nothing. */
export const dueStatus = ({ status, liveOn, lastOn }: Plan, today: Day): RoomStatus | undefined =>
  status !== 'archived' && lastOn !== null && lastOn < today
    ? 'archived'
    : status === 'draft' && liveOn !== null && liveOn <= today
      ? 'live'
      : undefined

/** What a new status brings with it: a plan that was carried out, or that somebody has overruled, is none any more. */
export const statusChanges = (status: RoomStatus) => ({ status, liveOn: null, ...(status === 'archived' ? { lastOn: null } : {}) })
