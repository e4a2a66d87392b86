import type { Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { addDays, dayOf } from '#shared/dates.ts'
import { Problem } from '#shared/problem.ts'
import { addCompletion, getGoalBlock, lockStep, removeCompletion } from '#rooms/blocks/deeds.actions.ts'
import type { GoalValue, GoalValues } from '#rooms/blocks/deeds.contract.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { GoalsSettings } from './contract.ts'
import { isReached, spanAt, type GoalSpan } from './rules.ts'
import * as store from './store.ts'

/** Who enters the values of which goal, for which of its periods. */
export type Asked = {
  actor: Officer
  config: PortalConfig
  now: Temporal.Instant
  roomId: string
  blockId: string
  which: GoalValues['period']
}
type Goal = { id: string; settings: GoalsSettings; unit: string; partnerType: string; roomId: number }

export type PageAsked = { search?: string | undefined; limit: number; cursor?: string | undefined }

/** A goal that is counted by hand, in the partnerships that have it, a page at a time. */
export const listGoalValues = (asked: Asked, page: PageAsked): Promise<GoalValues> =>
  asActor(asked.actor, async (tx) => {
    const goal = await getGoal(tx, asked)
    const { title, target, period } = goal.settings
    const { items, ...rest } = await store.pagePlaces(tx, { ...page, partnerType: goal.partnerType })
    return { ...rest, title, unit: goal.unit, target, by: period.by, period: asked.which, items: await valuesOf(tx, asked, goal, items) }
  })

/** What a partnership came to, entered by hand. Reaching the target unlocks what asks for it; entered wrongly and mended, it locks again. */
export const setGoalValue = (asked: Asked, partnershipId: string, value: number | null): Promise<GoalValue> =>
  asActor(asked.actor, async (tx) => {
    const { actor, now } = asked
    const goal = await getGoal(tx, asked)
    const id = tx.ids.inner('psh', partnershipId)
    const place = await store.getPlace(tx, goal.partnerType, id)
    const whose = { ...place, userId: null }
    await lockStep(tx, whose, goal.id)
    const { target } = goal.settings
    const isFirst = await store.setPeriod(tx, place, {
      block: goal.id, span: spanFor(goal, place, asked), target, value, isReached: isReached(value, target),
      now: now.toString(), userId: actor.userId, stays: false,
    }) // prettier-ignore
    const facts = { partnershipId: id, partnership: place.name, roomId: goal.roomId, step: goal.id, goal: goal.settings.title }
    await tell(tx, 'goal.value-entered', { actor, facts: { ...facts, value } })
    if (isFirst) await tell(tx, 'goal.reached', { actor, facts })
    if (await store.isReachedEver(tx, place, goal.id)) await addCompletion(tx, whose, goal.id)
    else await removeCompletion(tx, whose, goal.id)
    const [written] = await valuesOf(tx, asked, goal, [place])
    if (!written) throw new Error('A value that was written is not there')
    return written
  })

/** 404 where it is not published, 409 `goal.not-by-hand`. */
const getGoal = async (tx: Tx, { config, roomId, blockId }: Asked): Promise<Goal> => {
  const { block, partnerType, roomId: room } = await getGoalBlock(tx, config, roomId, blockId)
  const settings = GoalsSettings.parse(block.settings)
  if (settings.source.from === 'hand') return { id: block.id, settings, unit: settings.source.unit, partnerType, roomId: room }
  throw new Problem('goal.not-by-hand', 409, { publicMessage: 'This goal counts by itself: there is nothing to enter.' })
}

const spanFor = (
  { settings: { period } }: Goal,
  { timeZone, cycle }: store.Place,
  { now, which }: Pick<Asked, 'now' | 'which'>,
): GoalSpan => {
  const running = spanAt(period, dayOf(now, timeZone), cycle)
  return which === 'running' ? running : spanAt(period, addDays(running.from, -1), cycle)
}

const valuesOf = async (tx: Tx, asked: Asked, goal: Goal, places: readonly store.Place[]): Promise<GoalValue[]> => {
  const ids = places.map(({ partnershipId }) => partnershipId)
  const noted = new Map((await store.listNoted(tx, goal.id, ids)).map((one) => [`${one.partnershipId} ${one.from}`, one]))
  return places.map((place) => {
    const { from, to } = spanFor(goal, place, asked)
    const found = noted.get(`${place.partnershipId} ${from}`)
    return {
      id: tx.ids.outer('psh', place.partnershipId),
      partner: place.partner,
      name: place.name,
      from,
      to,
      value: found?.value ?? null,
      isReached: found?.reachedAt != null,
      notedAt: found?.notedAt ?? null,
    }
  })
}
