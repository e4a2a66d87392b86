import type { Actor } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Running } from '#server/jobs.ts'
import { giveStatus } from './actions.ts'
import { dayAt } from './described.ts'
import { dueStatus } from './plan.rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import { listTests } from './tests.store.ts'

type Followed = 'opened' | 'archived' | 'left'

/**
 * Drafts whose day has come go live, and what has had its last day goes to the archive. A room that can't go live, because nothing of it
 * is published or it goes against its tests, is left and tried again: the screen says so. Safe at any time.
 */
export const followPlans = async (running: Pick<Running, 'database' | 'config' | 'now' | 'log'>): Promise<Record<Followed, number>> => {
  const { database, log } = running
  const system = systemActor('rooms', database)
  const today = dayAt(running)
  const counts: Record<Followed, number> = { opened: 0, archived: 0, left: 0 }
  // Each in a transaction of its own: one that fails keeps no other from its day.
  for (const id of await asActor(system, (tx) => store.listPlanned(tx, today)))
    try {
      const done = await followPlan(system, running.config, id, today)
      if (done) counts[done]++
    } catch (error) {
      counts.left++
      log.error({ err: error, roomId: id }, 'the plan of a room could not be followed')
    }
  return counts
}

const followPlan = (system: Actor, config: PortalConfig, id: number, today: string): Promise<Followed | undefined> =>
  asActor(system, async (tx) => {
    const room = await store.lockRoom(tx, id)
    const status = dueStatus(room, today)
    if (!status) return undefined // somebody was quicker
    const facts = store.factsOf(room)
    const tested = { tests: await listTests(tx, id), enters: rules.entersOf(config.roles, room.kind) }
    if (!rules.maySetStatus(room, status).may || rules.brokenBy(facts, { ...facts, status }, tested).length > 0) return 'left'
    await giveStatus(tx, system, room, status, 'plan')
    return status === 'live' ? 'opened' : 'archived'
  })
