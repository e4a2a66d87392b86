import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recount, refreshPartnerships, rollForward } from '#rooms/customers/summaries.actions.ts'
import { actorFor } from '#rooms/accounts/accounts.test-kit.ts'
import { asActor, bindActor } from '#server/access.ts'
import type { Member } from '#shared/actor.ts'
import { addDays } from '#shared/dates.ts'
import { Problem } from '#shared/problem.ts'
import { createWorld, worldToday, type World } from '../../../test/world.ts'
import type { Asked } from './actions.ts'
import type { TaskSeverity } from './contract.ts'
import * as deeds from './deeds.actions.ts'
import { afterDeed, countsAsOpen, mayDo, settled, stateOn, type Deed, type TaskEventKind, type TaskLife } from './life.rules.ts'
import { listTasks } from './store.ts'
import { settle, taskOf, type Found } from './tasks.test-kit.ts'

let world: World
let anna: Member
beforeAll(async () => {
  world = await createWorld()
  anna = await actorFor(world, 'anna')
})
afterAll(() => world.close())
beforeEach(() => beginAgain())

/** Without any task, on the world's own day. */
const beginAgain = async () => {
  setDay(worldToday)
  await world.arrange(async (tx, context) => {
    await tx.rows(sql`delete from task`)
    await refreshPartnerships(tx, context)
  })
}
const setDay = (today: string) => world.setNow(Temporal.Instant.from(`${today}T12:00:00Z`))

type Stored = TaskLife & { customer: string; object: string; openedOn: string; dueOn: string | null; facts: object; version: number }
const stored = (): Promise<Stored[]> =>
  world.arrange((tx) =>
    tx.rows(sql<Stored>`
      select c.external_id as customer, t.object_key as object, t.state, t.severity, t.snoozed_until as "snoozedUntil", t.quiet_until as "quietUntil",
             t.ended_on as "endedOn", t.opened_on as "openedOn", t.due_on as "dueOn", t.facts, t.version
        from task t join customer c on c.id = t.customer_id order by 1, 2`),
  )
const history = (): Promise<
  { customer: string; object: string; kind: TaskEventKind; severity: TaskSeverity | null; facts: Record<string, string> }[]
> =>
  world.arrange((tx) =>
    tx.rows(sql`
      select c.external_id as customer, t.object_key as object, e.kind, e.severity, e.facts
        from task_event e join task t on t.id = e.task_id join customer c on c.id = t.customer_id order by e.id`),
  )
const news = (): Promise<{ event: string }[]> =>
  world.arrange((tx) => tx.rows(sql`select event, object_id as id, severity, facts from news where event like 'task.%' order by id`))
const differences = () =>
  world.arrange(async (tx, context) => {
    const found: unknown[] = []
    for (const { id } of await tx.rows(sql<{ id: number }>`select id from partnership order by id`))
      found.push(...(await recount(tx, context, id)))
    return found
  })

const silent = (severity: TaskSeverity, parts: Partial<Found> = {}): Found => ({
  customer: 'alder', rule: 'scanner-inactive', objectKey: 'rack-2', severity, facts: { scanner: 'rack-2', days: 20 }, ...parts,
}) // prettier-ignore

const keys = [
  ['alder', 'rack-1'],
  ['alder', 'rack-2'],
  ['birch', 'rack-1'],
] as const

describe('one finding over the days', () => {
  it('raises, worsens, eases and resolves one and the same task, with its history and news', async () => {
    expect(await settle(world, [silent('low')])).toMatchObject({ raised: 1 })
    expect(await settle(world, [silent('low')])).toMatchObject({ raised: 0, unchanged: 1 })
    const before = (await news()).length
    expect(await settle(world, [silent('high', { facts: { days: 31 } })])).toMatchObject({ worsened: 1 })
    expect(await settle(world, [silent('medium')])).toMatchObject({ eased: 1 })
    expect(await settle(world, [])).toMatchObject({ resolved: 1 })
    expect(await stored()).toMatchObject([{ state: 'resolved', severity: 'medium', endedOn: worldToday, version: 4 }])
    expect((await history()).map(({ kind, severity }) => [kind, severity])).toEqual([
      ['raised', 'low'],
      ['worsened', 'high'],
      ['eased', 'medium'],
      ['resolved', null],
    ])
    expect((await news()).slice(before)).toMatchObject([
      { event: 'task.worsened', severity: 'high', facts: { rule: 'scanner-inactive', days: 31 } },
      { event: 'task.resolved', severity: 'medium' },
    ])
  })
  it('refreshes facts and due day without a step in the history', async () => {
    await settle(world, [silent('low')])
    await settle(world, [silent('low', { facts: { days: 21 }, dueOn: '2026-07-01' })])
    expect(await stored()).toMatchObject([{ facts: { days: 21 }, dueOn: '2026-07-01', version: 1 }])
    expect(await history()).toHaveLength(1)
  })
  it('reopens what comes back as the task that it was, from a new day on', async () => {
    await settle(world, [silent('high')])
    const { id } = await taskOf(world, 'alder', 'rack-2')
    await settle(world, [])
    expect(await settle(world, [silent('low')], { today: '2026-06-20' })).toMatchObject({ reopened: 1, raised: 0 })
    expect(await stored()).toMatchObject([{ state: 'open', severity: 'low', openedOn: '2026-06-20', endedOn: null }])
    expect((await taskOf(world, 'alder', 'rack-2')).id).toBe(id)
  })
  it('takes the worse of two findings of one key, and leaves one about an unknown customer out', async () => {
    expect(await settle(world, [silent('low'), silent('high'), silent('medium')])).toMatchObject({ raised: 1 })
    expect(await stored()).toMatchObject([{ severity: 'high' }])
  })
  it('leaves the tasks of customers alone that were not looked at, and of other partnerships', async () => {
    await settle(world, [silent('low', { customer: 'elm' })], { partnership: 'meridian-resale' })
    await settle(world, [silent('low')])
    await settle(world, [])
    expect((await stored()).map(({ customer, state }) => [customer, state])).toEqual([
      ['alder', 'resolved'],
      ['elm', 'open'],
    ])
  })
})

describe('at the same time', () => {
  it('raises once when two engines find the same', async () => {
    const counts = await Promise.all([1, 2, 3].map(() => settle(world, [silent('high')])))
    expect(counts.map(({ raised }) => raised).toSorted()).toEqual([0, 0, 1])
    expect(await history()).toHaveLength(1)
  })
  it('keeps figures and tasks in step while people and the engine work on the same ones', async () => {
    const all = keys.map(([customer, objectKey]) => silent('medium', { customer, objectKey }))
    for (let round = 0; round < 8; round++) {
      await beginAgain()
      await settle(world, all)
      const outcomes = await Promise.allSettled([
        settle(world, all.slice(round % 3)),
        doIt({ kind: 'done' }, keys[0], worldToday),
        doIt({ kind: 'snoozed', until: '' }, keys[1], worldToday),
        doIt({ kind: 'dismissed', quietDays: 7 }, keys[2], worldToday),
        settle(world, all.slice(0, round % 3)),
      ])
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
      expect(await differences(), `round ${round}`).toEqual([])
    }
  })
})

// ---------------------------------------------------------------- against the pure model

const nameOf = ([customer, object]: readonly [string, string]) => `${customer} ${object}`

type Step = { passes: number; found: (TaskSeverity | undefined)[] } | { on: number; deed: (today: string) => Deed }

const severity = fc.constantFrom<TaskSeverity | undefined>(undefined, 'low', 'medium', 'high')
const steps = fc.array(
  fc.oneof(
    fc.record({ passes: fc.constantFrom(0, 1, 5, 7, 30), found: fc.tuple(severity, severity, severity) }),
    fc.record({
      on: fc.integer({ min: 0, max: keys.length - 1 }),
      deed: fc.constantFrom<(today: string) => Deed>(
        () => ({ kind: 'acknowledged' }),
        () => ({ kind: 'unacknowledged' }),
        (today) => ({ kind: 'snoozed', until: addDays(today, 5) }),
        () => ({ kind: 'woke' }),
        () => ({ kind: 'done' }),
        () => ({ kind: 'dismissed', quietDays: 7 }),
        () => ({ kind: 'reopened' }),
      ),
    }),
  ),
  { minLength: 3, maxLength: 14 },
)

/** Anna on a day; her session would have ended long ago. */
const askedOn = (today: string): Asked => ({
  actor: bindActor({ ...anna, today }, world.database),
  config: world.config,
  now: () => Temporal.Instant.from(`${today}T12:00:00Z`),
})

/** Undefined when it was done, the problem's code when it was refused. */
const doIt = async (deed: Deed, [customer, object]: readonly [string, string], today: string): Promise<string | undefined> => {
  const seen = await taskOf(world, customer, object)
  const asked = askedOn(today)
  const { id, version } = seen
  const acts: Record<Deed['kind'], () => Promise<unknown>> = {
    acknowledged: () => deeds.acknowledge(asked, seen),
    unacknowledged: () => deeds.unacknowledge(asked, id),
    snoozed: () => deeds.snooze(asked, id, { version, until: addDays(today, 5) }),
    woke: () => deeds.wake(asked, id),
    done: () => deeds.finish(asked, seen),
    dismissed: () => deeds.dismiss(asked, id, { version, reason: 'known', note: null, quietDays: 7 }),
    reopened: () => deeds.reopen(asked, seen),
  }
  try {
    await acts[deed.kind]()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** The state and severity that a history leads to. */
const replayed = (events: Awaited<ReturnType<typeof history>>) => {
  let state: string | undefined
  let severity: TaskSeverity | null = null
  let until: string | null = null
  for (const event of events) {
    severity = event.severity ?? severity
    until = event.kind === 'snoozed' ? (event.facts['until'] ?? null) : ['worsened', 'eased'].includes(event.kind) ? until : null
    if (['raised', 'woke', 'reopened', 'unacknowledged'].includes(event.kind)) state = 'open'
    else if (!['worsened', 'eased'].includes(event.kind)) state = event.kind
  }
  return { state, severity, snoozedUntil: until }
}

describe('any sequence of findings and deeds', () => {
  it('gives what the model says: states, counts, history, figures', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence: Step[]) => {
        await beginAgain()
        let today = worldToday
        const model = new Map<string, TaskLife | undefined>()
        for (const step of sequence) {
          if ('found' in step) {
            today = addDays(today, step.passes)
            setDay(today)
            await world.arrange((tx, context) => rollForward(tx, context))
            const findings = keys.flatMap(([customer, objectKey], at) => {
              const found = step.found[at]
              return found ? [silent(found, { customer, objectKey })] : []
            })
            const counts: Record<string, number> = {}
            for (const [at, key] of keys.entries()) {
              const { life, events } = settled(model.get(nameOf(key)), step.found[at], today)
              model.set(nameOf(key), life)
              for (const event of events) counts[event] = (counts[event] ?? 0) + 1
            }
            expect(await settle(world, findings, { today })).toMatchObject(counts)
          } else {
            const key = keys[step.on]
            const life = key && model.get(nameOf(key))
            if (!key || !life) continue
            const deed = step.deed(today)
            const verdict = mayDo(life, deed, today)
            expect(await doIt(deed, key, today)).toBe(verdict.may ? undefined : verdict.code)
            if (verdict.may) model.set(nameOf(key), afterDeed(life, deed, today))
          }
          await compare(model, today)
        }
      }),
      { numRuns: 40 },
    )
  })
})

const compare = async (model: ReadonlyMap<string, TaskLife | undefined>, today: string) => {
  const tasks = await stored()
  const lives = new Map(
    tasks.map(({ customer, object, state, severity: level, snoozedUntil, quietUntil, endedOn }) => [
      nameOf([customer, object]),
      { state, severity: level, snoozedUntil, quietUntil, endedOn },
    ]),
  )
  expect(lives).toEqual(new Map([...model].filter(([, life]) => life !== undefined)))
  const events = await history()
  for (const [name, life] of lives)
    expect(replayed(events.filter((event) => nameOf([event.customer, event.object]) === name)), name).toEqual({
      state: life.state,
      severity: life.severity,
      snoozedUntil: life.snoozedUntil,
    })
  const open = [...lives.values()].filter((life) => countsAsOpen(life, today)).length
  const { actor } = askedOn(today)
  const { items } = await asActor(actor, (tx) => listTasks(tx, actor, { filter: { sort: 'severity' }, limit: 50 }))
  expect(items).toHaveLength(open)
  expect(items.map(({ state }) => state).toSorted()).toEqual(
    [...lives.values()].filter((life) => countsAsOpen(life, today)).map((life) => stateOn(life, today)).toSorted(), // prettier-ignore
  )
  expect(await differences()).toEqual([])
}
