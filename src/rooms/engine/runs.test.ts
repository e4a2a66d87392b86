import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Schedule } from '#server/jobs.ts'
import { Problem } from '#shared/problem.ts'
import { createEngineWorld, soon, type EngineWorld } from '../../../test/engine.ts'
import { knowSchedules, planSchedule } from './runs.jobs.ts'

let world: EngineWorld
beforeAll(async () => {
  world = await createEngineWorld()
})
beforeEach(() => world.arrange(async (tx) => {
  await tx.rows(sql`delete from engine_run`)
  await tx.rows(sql`delete from engine_schedule`)
})) // prettier-ignore
afterEach(() => world.rest())
afterAll(() => world.close())

const at = (text: string) => Temporal.Instant.from(text)
const done: string[] = []
const schedule = (parts: Partial<Schedule> = {}): Schedule => ({
  name: 'test.daily',
  cron: () => '0 6 * * *',
  run: async (_running, { dueAt }) => void done.push(dueAt.toString()),
  ...parts,
})
const runs = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ due: string; outcome: string; reason: string | null; tries: number; counts: unknown }>`
      select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as due, outcome, reason, tries, counts from engine_run order by due_at`),
  )
const moments = async () => (await runs()).map(({ due, outcome }) => `${due} ${outcome}`)
/** What the engine finds owed at each of these moments, one after the other. */
const planAt = async (one: Schedule, ...times: string[]) => {
  const planned: boolean[] = []
  for (const time of times) {
    world.setNow(at(time))
    planned.push(await planSchedule(world.running, one))
  }
  return planned
}

describe('a schedule', () => {
  it('that is new begins with the next moment, or makes up for the last one if it says so', async () => {
    expect(await planAt(schedule(), '2026-06-10T12:00:00Z')).toEqual([false])
    expect(await planAt(schedule({ name: 'test.at-once', startsAtOnce: true }), '2026-06-10T12:00:00Z')).toEqual([true])
    expect(await moments()).toEqual(['2026-06-10 06:00 waiting'])
  })

  it('runs once a day, also in the nights that the clocks of Europe change, and at the end of February', async () => {
    world.setNow(at('2026-03-27T12:00:00Z'))
    await knowSchedules(world.running, [schedule()])
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30'])
      expect(await planAt(schedule(), `${day}T05:59:59Z`, `${day}T06:00:00Z`, `${day}T06:00:05Z`, `${day}T23:00:00Z`)).toEqual([
        false, true, false, false,
      ]) // prettier-ignore
    expect(await planAt(schedule(), '2026-10-25T06:00:00Z', '2026-10-25T07:00:00Z')).toEqual([true, false])
    expect(await planAt(schedule(), '2028-02-28T06:01:00Z', '2028-02-29T06:00:00Z', '2028-03-01T06:00:00Z')).toEqual([true, true, true])
  })

  it('is made up for once after 40 hours without an engine', async () => {
    const often = schedule({ name: 'test.often', cron: () => '*/5 * * * *' })
    await planAt(schedule({ startsAtOnce: true }), '2026-06-09T06:00:10Z')
    await planAt(often, '2026-06-09T06:00:10Z')
    await planAt(often, '2026-06-09T06:05:00Z')
    expect(await planAt(schedule(), '2026-06-11T23:00:00Z')).toEqual([true])
    expect(await planAt(often, '2026-06-11T22:05:00Z')).toEqual([true])
    const found = await runs()
    expect(found.filter(({ reason }) => reason === 'No engine was running.').map(({ due }) => due)).toEqual(['2026-06-10 06:00'])
    expect(found.filter(({ outcome }) => outcome === 'waiting').map(({ due }) => due)).toEqual(['2026-06-11 06:00', '2026-06-11 22:05'])
    expect(found.filter(({ reason }) => reason === 'No engine was running, then and for a while before.')).toHaveLength(24)
  })

  it('is not run again when the clock steps back, nor stopped when it was ahead for a while', async () => {
    await planAt(schedule(), '2026-06-09T12:00:00Z')
    expect(await planAt(schedule(), '2026-06-10T06:00:01Z', '2026-06-10T05:50:01Z', '2026-06-10T06:00:01Z', '2026-06-10T06:10:01Z')).toEqual([
      true, false, false, false,
    ]) // prettier-ignore
    // Ten minutes ahead just before the time: it is done then, and not again ten minutes later.
    expect(await planAt(schedule(), '2026-06-11T06:00:00Z', '2026-06-11T05:51:00Z', '2026-06-11T06:00:00Z')).toEqual([true, false, false])
    // Years ahead by mistake: what is planned for then does not keep tomorrow from coming.
    expect(await planAt(schedule(), '2036-01-01T06:00:00Z', '2026-06-12T06:00:00Z')).toEqual([true, true])
  })

  it('that became known while the clock was years ahead begins all the same once it is right', async () => {
    expect(await planAt(schedule(), '2036-01-01T12:00:00Z', '2026-06-10T05:00:00Z', '2026-06-10T06:00:00Z')).toEqual([false, false, true])
  })

  it('passes over a run that no engine has begun when the next is due', async () => {
    expect(await planAt(schedule({ startsAtOnce: true }), '2026-06-10T06:00:00Z', '2026-06-11T06:00:00Z')).toEqual([true, true])
    expect(await moments()).toEqual(['2026-06-10 06:00 skipped', '2026-06-11 06:00 waiting'])
  })
})

describe('a run', () => {
  it('is done once when three engines find it due at 06:00', async () => {
    done.length = 0
    world.setNow(at('2026-06-10T05:59:59Z'))
    const schedules = Array.from({ length: 5 }, (_, n) => schedule({ name: `test.daily-${String.fromCharCode(97 + n)}` }))
    for (let engines = 0; engines < 3; engines++) await world.start({ schedules })
    await new Promise((pass) => setTimeout(pass, 300))
    expect(done).toEqual([])
    world.setNow(at('2026-06-10T06:00:00Z'))
    await soon(async () => expect((await moments()).filter((one) => one === '2026-06-10 06:00 succeeded')).toHaveLength(5))
    await new Promise((pass) => setTimeout(pass, 300))
    expect(done).toEqual(Array.from({ length: 5 }, () => '2026-06-10T06:00:00Z'))
    expect((await runs()).every(({ tries }) => tries === 1)).toBe(true)
  })

  it('keeps what it counted, or why it failed', async () => {
    const counting = schedule({ name: 'test.counts', startsAtOnce: true, run: async () => ({ raised: 3 }) })
    const refused = schedule({
      name: 'test.refused',
      startsAtOnce: true,
      run: async () => {
        throw new Problem('test.no', 409, { publicMessage: 'There is nothing to judge.' })
      },
    })
    world.setNow(at('2026-06-10T12:00:00Z'))
    await world.start({ schedules: [counting, refused] })
    await soon(async () =>
      expect(await runs()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ outcome: 'succeeded', counts: { raised: 3 }, reason: null }),
          expect.objectContaining({ outcome: 'failed', counts: {}, reason: 'There is nothing to judge.' }),
        ]),
      ),
    )
  })

  it('that failed for a moment is tried again', async () => {
    let tries = 0
    const shaky = schedule({
      startsAtOnce: true,
      run: async () => {
        if (++tries === 1) throw new Error('the network')
      },
    })
    world.setNow(at('2026-06-10T12:00:00Z'))
    await world.start({ schedules: [shaky] })
    await soon(async () => expect(await runs()).toMatchObject([{ outcome: 'waiting', reason: 'Error: the network', tries: 1 }]))
    await soon(async () => expect(await runs()).toMatchObject([{ outcome: 'succeeded', reason: null, tries: 2 }]))
  })
})
