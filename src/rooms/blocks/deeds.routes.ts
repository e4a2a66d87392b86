import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import { markItem, startList, unmarkItem } from './checklist/actions.ts'
import { countClick, countWatched, listMetrics } from './deeds.actions.ts'
import { deeds } from './deeds.contract.ts'
import { listGoalValues, setGoalValue } from './goals/actions.ts'

const access = 'portal.sign-in'
const arranging = { vendor: 'room.edit' } as const
/** Of deeds that are not counted while somebody only looks: nothing is refused, so that no page has to know. */
const counting = { access, whileViewing: true } as const

export const deedRoutes = ({ config, now }: Portal): Route[] => [
  serve(deeds.mark, { access }, ({ actor, params: { id, blockId, itemId }, body }) =>
    markItem({ actor, config, now: now(), roomId: id, blockId }, itemId, body),
  ),
  serve(deeds.unmark, { access }, ({ actor, params: { id, blockId, itemId } }) =>
    unmarkItem({ actor, config, now: now(), roomId: id, blockId }, itemId),
  ),
  serve(deeds.start, { access }, async ({ actor, params: { id, blockId } }): Promise<undefined> => {
    await startList({ actor, config, now: now(), roomId: id, blockId })
  }),
  serve(deeds.click, counting, async ({ actor, params: { id, blockId }, body }): Promise<undefined> => {
    await countClick({ actor, config, roomId: id, blockId }, body.target)
  }),
  serve(deeds.watch, counting, async ({ actor, params: { id, blockId }, body }): Promise<undefined> => {
    await countWatched({ actor, config, roomId: id, blockId }, body.percent)
  }),
  serve(deeds.metrics, { access: arranging }, async () => listMetrics(config)),
  serve(deeds.goal, { access: arranging }, ({ actor, params: { id, blockId }, query: { period, ...page } }) =>
    listGoalValues({ actor, config, now: now(), roomId: id, blockId, which: period }, page),
  ),
  serve(deeds.setGoal, { access: arranging }, ({ actor, params: { id, blockId, partnershipId }, body: { period, value } }) =>
    setGoalValue({ actor, config, now: now(), roomId: id, blockId, which: period }, partnershipId, value),
  ),
]
