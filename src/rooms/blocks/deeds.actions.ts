import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { metricFacts, metricsOf } from '#rooms/metrics/rules.ts'
import { asActor, originOf } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { BlockKind } from './contract.ts'
import type { MetricChoices } from './deeds.contract.ts'
import { keptTarget, stepped, targetsOf } from './deeds.rules.ts'
import * as store from './deeds.store.ts'
import { isGoalMetric } from './goals/rules.ts'
import { publishable, type ReadyBlock } from './rules.ts'

export type { Whose } from './deeds.store.ts'
export { addCompletion, listCompletions, listPublished, lockStep, removeCompletion, removeUsesBefore } from './deeds.store.ts'

/** Who does something with which block of which room, by their outer ids. */
export type At = { actor: Member; config: PortalConfig; roomId: string; blockId: string }
export type OpenBlock = { roomId: number; roomLabel: string; block: ReadyBlock }

/** A block that the reader has, of one of these kinds; 404 in a room that is hidden from them or locked. */
export const getOpenBlock = async (tx: Tx, { config, roomId, blockId }: At, kinds?: readonly BlockKind[]): Promise<OpenBlock> => {
  const found = await store.findOpenBlock(tx, tx.ids.inner('rom', roomId), blockId)
  const [block] = found ? publishable([found.block], config.embeds) : []
  if (!found || !block || (kinds && !kinds.includes(block.kind))) throw notFound()
  return { ...found, block }
}

/** Whether what the actor does counts as theirs: staff, and whoever looks with somebody else's eyes, only look. */
export const isOwnDeed = (actor: Member): boolean => actor.kind === 'member' && !originOf(actor)?.viewerId

/** Counts that the reader followed what a block offers. 404 for what it does not offer. */
export const countClick = (at: At, target: string): Promise<void> =>
  asActor(at.actor, async (tx) => {
    const { roomId, block } = await getOpenBlock(tx, at)
    if (!targetsOf(block).includes(target)) throw notFound()
    if (isOwnDeed(at.actor)) await store.addClick(tx, at.actor, { roomId, block: block.id, day: at.actor.today }, keptTarget(target))
  })

/** Counts how far the reader watched a video. */
export const countWatched = (at: At, percent: number): Promise<void> =>
  asActor(at.actor, async (tx) => {
    const { roomId, block } = await getOpenBlock(tx, at, ['video'])
    if (isOwnDeed(at.actor)) await store.setWatched(tx, at.actor, { roomId, block: block.id, day: at.actor.today }, stepped(percent))
  })

/** What figures the blocks of each partner type can be made of. */
export const listMetrics = (config: PortalConfig): MetricChoices => ({
  types: config.models.map((model) => ({
    partnerType: model.code,
    metrics: metricsOf(config, model).flatMap((code) => {
      const known = metricFacts(code)
      return known ? [{ code, unit: known.unit, hasNow: known.hasNow, hasSeries: known.hasSeries, isGoal: isGoalMetric(code) }] : []
    }),
  })),
})

/** A published block, whoever sees it; 404 where there is none, 409 `goal.not-by-hand` where it is of another kind. */
export const getGoalBlock = async (
  tx: Tx,
  config: PortalConfig,
  roomId: string,
  blockId: string,
): Promise<OpenBlock & { partnerType: string }> => {
  const found = await store.findPublishedBlock(tx, tx.ids.inner('rom', roomId), blockId)
  const [block] = found ? publishable([found.block], config.embeds) : []
  if (!found || !block) throw notFound()
  if (block.kind !== 'goals')
    throw new Problem('goal.not-by-hand', 409, { publicMessage: 'This block is no goal that is counted by hand.' })
  return { ...found, block }
}
