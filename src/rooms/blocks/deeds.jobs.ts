import type { PortalConfig } from '#shared/config.ts'
import { addDays, dayOf } from '#shared/dates.ts'
import { asActor, systemActor } from '#server/access.ts'
import { actingForWhole } from '#server/acting.ts'
import { tell } from '#server/events.ts'
import type { Counts, Running, Schedule } from '#server/jobs.ts'
import { ChecklistSettings } from './checklist/contract.ts'
import { completeMarked } from './checklist/store.ts'
import { addCompletion, listPublished, lockStep } from './deeds.actions.ts'
import { GoalsSettings } from './goals/contract.ts'
import { figuresFor, keyOf, type Figure } from './goals/figures.actions.ts'
import { isOfPeriod, isReached, spanAt, stateOf, targetIn } from './goals/rules.ts'
import * as goals from './goals/store.ts'
import { publishable } from './rules.ts'

type Settling = Pick<Running, 'database' | 'config' | 'log' | 'now'>
type Goal = { id: string; settings: GoalsSettings }

/** Writes down what goals have come to and completes what is reached: standing follows from that alone, so that it holds still between two runs. */
export const stepsSchedule: Schedule = {
  name: 'steps.settle',
  cron: () => '20 * * * *',
  startsAtOnce: true,
  run: (running, { signal }) => settleSteps(running, signal),
}

/** Each partnership in transactions of its own: one that fails keeps no other from its goals. */
export const settleSteps = async (running: Settling, signal?: AbortSignal): Promise<Counts> => {
  const { database, config, log } = running
  const system = systemActor('engine', database)
  const { checklists, byType } = await asActor(system, async (tx) => stepsIn(await listPublished(tx, ['checklist', 'goals']), config))
  const counts = { goals: 0, reached: 0, completed: 0, left: 0 }
  for (const { id, items } of checklists) counts.completed += await asActor(system, (tx) => completeMarked(tx, id, items))
  for (const [type, ofType] of byType)
    for (const place of await asActor(system, (tx) => goals.listPlaces(tx, type))) {
      signal?.throwIfAborted()
      try {
        const settled = await settlePlace(running, place, ofType)
        counts.goals += settled.goals
        counts.reached += settled.reached
      } catch (error) {
        counts.left++
        log.error({ err: error, partnershipId: place.partnershipId }, 'goals could not be settled')
      }
    }
  return counts
}

const stepsIn = (published: Awaited<ReturnType<typeof listPublished>>, config: PortalConfig) => {
  const checklists: { id: string; items: string[] }[] = []
  const byType = new Map<string, Goal[]>()
  for (const { partnerType, block } of published) {
    const [ready] = publishable([block], config.embeds)
    if (ready?.kind === 'checklist')
      checklists.push({ id: ready.id, items: ChecklistSettings.parse(ready.settings).items.map(({ id }) => id) })
    if (ready?.kind !== 'goals') continue
    const ofType = byType.get(partnerType) ?? []
    ofType.push({ id: ready.id, settings: GoalsSettings.parse(ready.settings) })
    byType.set(partnerType, ofType)
  }
  return { checklists, byType }
}

type Due = { goal: Goal; span: { from: string; to: string }; value: number | null }

const settlePlace = async (running: Settling, place: goals.Place, ofType: readonly Goal[]): Promise<{ goals: number; reached: number }> => {
  const { database, config, now } = running
  const whole = await actingForWhole(running, place)
  if (!whole) return { goals: 0, reached: 0 }
  const today = dayOf(now(), place.timeZone)
  const asked = ofType.flatMap(({ settings: { source, period } }) =>
    source.from === 'metric' ? [{ metric: source.metric, by: period.by }] : [],
  )
  const [figures, noted] = await asActor(whole, (tx) =>
    Promise.all([
      figuresFor(tx, whole, config, asked),
      goals.listPeriods(tx, whole, ofType.map(({ id }) => id)), // prettier-ignore
    ]),
  )
  const due = ofType.flatMap((goal) => dueOf(goal, place, { today, figures, noted }))
  const system = systemActor('engine', database)
  let reached = 0
  for (const one of due)
    await asActor(system, async (tx) => {
      const { id, settings } = one.goal
      const whose = { ...place, userId: null }
      await lockStep(tx, whose, id)
      const target = targetIn(settings, place.currency)
      const hasReached = isReached(one.value, target)
      const note = { block: id, span: one.span, target, value: one.value, isReached: hasReached }
      const isFirst = await goals.setPeriod(tx, place, { ...note, now: now().toString(), userId: null, stays: true })
      if (hasReached) await addCompletion(tx, whose, id)
      if (!isFirst) return
      reached++
      const facts = { partnershipId: place.partnershipId, partnership: place.name, step: id, goal: settings.title }
      await tell(tx, 'goal.reached', { actor: system, facts })
    })
  return { goals: due.length, reached }
}

type Known = { today: string; figures: ReadonlyMap<string, Figure>; noted: readonly goals.PeriodRow[] }

/** What there is to write down: the running period, and the one before while samples of it may still come in. */
const dueOf = (goal: Goal, { cycle }: goals.Place, { today, figures, noted }: Known): Due[] => {
  const { source, period, startsOn, target } = goal.settings
  const span = spanAt(period, today, cycle)
  if (source.from === 'hand') {
    // The vendor may have lowered the target since the value was entered.
    const kept = noted.find(({ block, from }) => block === goal.id && from === span.from)
    return kept && kept.reachedAt === null && isReached(kept.value, target) ? [{ goal, span, value: kept.value }] : []
  }
  const figure = figures.get(keyOf({ metric: source.metric, by: period.by }))
  // The figures of a day that has just ended are not those of the new one, which may begin another period.
  if (!figure || figure.asOf !== today) return []
  const running = stateOf(span, startsOn, today) === 'running' ? [{ goal, span, value: figure.value }] : []
  const before = spanAt(period, addDays(span.from, -1), cycle)
  const wasNoted = noted.some(({ block, from }) => block === goal.id && from === before.from)
  const last = isOfPeriod(source.metric) && period.by !== 'year' ? figure.previous : null
  return wasNoted && last !== null ? [{ goal, span: before, value: last }, ...running] : running
}
