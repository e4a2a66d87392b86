import { metricFacts, productOf } from '#rooms/metrics/rules.ts'
import { seesPart, type Member } from '#shared/actor.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import type { GoalsData, GoalsSettings } from './contract.ts'
import { figuresFor, keyOf, type Figure } from './figures.actions.ts'
import { daysLeft, isReached, mostEnded, nameOf, shareReached, spanAt, stateOf, targetIn } from './rules.ts'
import * as store from './store.ts'

/** How far the reader's partnership is, as far as they may see it. */
export const goalsFacts: Facts<GoalsSettings> = {
  of: async (tx, actor, blocks, { portal: { config } }) => {
    const asked = blocks.flatMap(({ settings: { source, period } }) =>
      source.from === 'metric' ? [{ metric: source.metric, by: period.by }] : [],
    )
    const ids = blocks.map(({ id }) => id)
    const [periods, figures] = await Promise.all([store.listPeriods(tx, actor, ids), figuresFor(tx, actor, config, asked)])
    const byBlock = Map.groupBy(periods, ({ block }) => block)
    return new Map(
      blocks.map(({ id, settings }) => {
        const { source, period } = settings
        const figure = source.from === 'metric' ? figures.get(keyOf({ metric: source.metric, by: period.by })) : undefined
        return [id, described(actor, settings, byBlock.get(id) ?? [], figure)]
      }),
    )
  },
}

const described = (
  actor: Member,
  settings: GoalsSettings,
  rows: readonly store.PeriodRow[],
  figure: Figure | undefined,
): GoalsData | null => {
  const { source, period, startsOn } = settings
  const target = targetIn(settings, actor.currency)
  const span = spanAt(period, actor.today, actor.cycle)
  const state = stateOf(span, startsOn, actor.today)
  const kept = rows.find(({ from }) => from === span.from)
  const isByHand = source.from === 'hand'
  // What the partnership as a whole came to is for who sees all of it; the others' own part counts as theirs alone.
  const isPartial = !isByHand && seesPart(actor)
  // A figure that the reader may not see in its own room is not seen in a goal either.
  if (!isByHand && !figure) return null
  const value = state === 'ahead' ? null : isByHand || (state === 'ended' && !isPartial) ? (kept?.value ?? null) : (figure?.value ?? null)
  return {
    period: { ...span, state, daysLeft: daysLeft(span, actor.today) },
    value,
    target,
    unit: isByHand ? null : (metricFacts(source.metric)?.unit ?? 'count'),
    product: isByHand ? null : (productOf(source.metric) ?? null),
    currency: actor.currency,
    percent: shareReached(value, target),
    isReached: kept?.reachedAt != null || (!isPartial && isReached(value, target)),
    isPartial,
    ended: rows
      .filter(({ to }) => to < actor.today)
      .slice(0, mostEnded)
      .map((row) => ({
        name: nameOf(period, row, actor.cycle),
        from: row.from,
        to: row.to,
        value: isPartial ? null : row.value,
        target: row.target,
        isReached: row.reachedAt !== null,
      })),
  }
}
