import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeMemberships } from '#rooms/partners/people.actions.ts'
import { addDays } from '#shared/dates.ts'
import { createWorld, emailOf, worldToday, type Name, type World } from '../../../test/world.ts'
import { settle, taskOf, type Found } from './tasks.test-kit.ts'

const lines = {
  detail: 'GET /tasks/:id',
  acknowledge: 'POST /tasks/:id/acknowledgement',
  unacknowledge: 'DELETE /tasks/:id/acknowledgement',
  snooze: 'POST /tasks/:id/snooze',
  wake: 'DELETE /tasks/:id/snooze',
  finish: 'POST /tasks/:id/completion',
  dismiss: 'POST /tasks/:id/dismissal',
  reopen: 'POST /tasks/:id/reopening',
  assign: 'PUT /tasks/:id/assignee',
  comment: 'POST /tasks/:id/comments',
  changeComment: 'PATCH /tasks/:id/comments/:commentId',
  removeComment: 'DELETE /tasks/:id/comments/:commentId',
} as const
const manyLines = { acknowledgeMany: 'POST /tasks/acknowledgements', assignMany: 'POST /tasks/assignments' } as const

const found: Found[] = [
  { customer: 'alder', rule: 'scanner-inactive', objectKey: 'rack-2', severity: 'high', facts: { scanner: 'rack-2', days: 31 } },
  { customer: 'alder', rule: 'scans-failed', objectKey: 'NET', severity: 'low', dueOn: '2026-06-09' },
  { customer: 'birch', rule: 'scanner-inactive', objectKey: 'rack-9', dueOn: '2026-06-14' },
  { customer: 'cedar', rule: 'scanner-inactive', objectKey: 'rack-5', dueOn: '2026-07-01' },
]

let world: World
let people: Record<Name, string>
let rack: { id: string; version: number }

beforeAll(async () => {
  world = await createWorld()
  people = await world.arrange(async (tx) => {
    const rows = await tx.rows(sql<{ name: string; id: number }>`select lower(name) as name, id from app_user`)
    return Object.fromEntries(rows.map(({ name, id }) => [name, tx.ids.outer('usr', id)])) as Record<Name, string> // the cast's names
  })
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.arrange((tx) => tx.rows(sql`delete from task`))
  await settle(world, [])
  await settle(world, found)
  rack = await taskOf(world, 'alder', 'rack-2')
})

type Line = (typeof lines)[keyof typeof lines]
const ask = (as: Name | null, line: Line, body?: unknown, params: Record<string, string> = {}) =>
  world.ask(as, line, { params: { id: rack.id, ...params }, ...(body === undefined ? {} : { body }) })
const seen = (parts: object = {}) => ({ version: rack.version, ...parts })
const openTasks = async (as: Name = 'anna') => (await world.ask(as, 'GET /customers')).body.totals.openTasks
const told = (name: string) =>
  world.arrange((tx) =>
    tx.rows(sql<{ facts: object; customer_name: string }>`select facts, customer_name from event_log where name = ${name} order by id`),
  )
const news = (event: string) =>
  world.arrange((tx) =>
    tx.rows(
      sql<{ to: number[]; by: number }>`select to_json(to_user_ids) as to, by_user_id as by from news where event = ${event} order by id`,
    ),
  )
const inner = (name: Name) => world.arrange(async (tx) => tx.ids.inner('usr', people[name]))

describe('acknowledging', () => {
  it('says who has seen it, keeps it open and counted, and can be taken back', async () => {
    const before = await openTasks()
    const { status, body } = await ask('uma', lines.acknowledge, seen())
    expect(status).toBe(200)
    expect(body).toMatchObject({
      task: { state: 'acknowledged', version: rack.version + 1 },
      history: [{ kind: 'acknowledged', by: 'Uma', at: '2026-06-10T12:00:00.000Z' }, { kind: 'raised', by: null, severity: 'high' }],
      refusals: { acknowledge: expect.any(String), unacknowledge: null, finish: null },
    }) // prettier-ignore
    expect(await openTasks()).toBe(before)
    expect((await told('task.acknowledged')).at(-1)).toMatchObject({ customer_name: 'Alder Bank', facts: { rule: 'scanner-inactive' } })
    expect((await ask('anna', lines.unacknowledge)).body.task.state).toBe('open')
    expect(await ask('anna', lines.unacknowledge)).toMatchObject({ status: 409, body: { code: 'task.not-acknowledged' } })
  })
  it('refuses the second of two editors, and a version that the engine has left behind', async () => {
    const answers = await Promise.all([ask('anna', lines.acknowledge, seen()), ask('uma', lines.finish, seen())])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    rack = await taskOf(world, 'alder', 'rack-2')
    await settle(world, found.map((one) => (one.objectKey === 'NET' ? { ...one, severity: 'high' as const } : one))) // prettier-ignore
    const { id } = await taskOf(world, 'alder', 'NET')
    expect(await ask('anna', lines.acknowledge, { version: 1 }, { id })).toMatchObject({
      status: 409,
      body: { code: 'task.changed-meanwhile' },
    })
  })
})

describe('snoozing', () => {
  it('takes it out of the lists and figures', async () => {
    const before = await openTasks()
    const until = addDays(worldToday, 1)
    expect((await ask('anna', lines.snooze, seen({ until }))).body.task).toMatchObject({ state: 'snoozed', snoozedUntil: until })
    expect(await openTasks()).toBe(before - 1)
    expect(await openTasks('uma')).toBe(2)
    expect((await world.ask('anna', 'GET /tasks')).body.total).toBe(before - 1)
    expect((await world.ask('anna', 'GET /tasks', { query: { state: 'snoozed' } })).body.items).toMatchObject([{ object: 'rack-2' }])
    const alder = await world.ask('anna', 'GET /customers/:id/tasks', { params: { id: await world.customer('alder') } })
    expect(alder.body).toMatchObject({ items: [{ object: 'NET' }], snoozed: [{ object: 'rack-2' }], closed: [] })
  })
  it('wakes on demand, and when it gets worse', async () => {
    await ask('anna', lines.snooze, seen({ until: addDays(worldToday, 30) }))
    expect((await ask('anna', lines.wake)).body.task).toMatchObject({ state: 'open', snoozedUntil: null })
    expect(await openTasks()).toBe(4)
    const low = await taskOf(world, 'alder', 'NET')
    await ask('anna', lines.snooze, { version: low.version, until: addDays(worldToday, 30) }, { id: low.id })
    await settle(world, found.map((one) => (one.objectKey === 'NET' ? { ...one, severity: 'medium' as const } : one))) // prettier-ignore
    expect((await ask('anna', lines.detail, undefined, { id: low.id })).body).toMatchObject({
      task: { state: 'open', severity: 'medium' },
      history: [{ kind: 'worsened' }, { kind: 'woke', by: null }, { kind: 'snoozed' }, { kind: 'raised' }],
    })
  })
  it.each([worldToday, '2026-06-09', addDays(worldToday, 91)])('answers 400 for %s', async (until) => {
    expect(await ask('anna', lines.snooze, seen({ until }))).toMatchObject({
      status: 400,
      body: { code: 'task.snooze-out-of-range', fields: [{ path: 'until' }] },
    })
  })
  it('takes a day up to ninety days away', async () =>
    expect((await ask('anna', lines.snooze, seen({ until: addDays(worldToday, 90) }))).status).toBe(200))
})

describe('closing', () => {
  it('counts what is done no more, believes it while the cause goes on, and opens it again on demand', async () => {
    expect((await ask('anna', lines.finish, seen())).body).toMatchObject({
      task: { state: 'done', quietUntil: '2026-07-10', closedAt: expect.any(String) },
      refusals: { reopen: null, finish: expect.stringContaining('closed') },
    })
    expect(await openTasks()).toBe(3)
    expect(await settle(world, found)).toMatchObject({ reopened: 0, raised: 0 })
    rack = await taskOf(world, 'alder', 'rack-2')
    expect((await ask('anna', lines.reopen, seen())).body.task).toMatchObject({ state: 'open', quietUntil: null, closedAt: null })
    expect(await openTasks()).toBe(4)
  })
  it('keeps a dismissed one quiet with its reason, which the history tells', async () => {
    const answer = await ask('uma', lines.dismiss, seen({ reason: 'other', note: ' Being replaced ', quietDays: 90 }))
    expect(answer.body).toMatchObject({
      task: { state: 'dismissed', quietUntil: addDays(worldToday, 90) },
      history: [{ kind: 'dismissed', by: 'Uma', facts: { reason: 'other', note: 'Being replaced' } }, { kind: 'raised' }],
    })
    const facts = (await told('task.dismissed')).at(-1)?.facts
    expect(facts).toMatchObject({ reason: 'other', quietDays: 90 })
    expect(JSON.stringify(facts)).not.toContain('replaced')
  })
  it('does not open what came to an end by itself', async () => {
    await settle(world, [])
    rack = await taskOf(world, 'alder', 'rack-2')
    expect(await ask('anna', lines.reopen, seen())).toMatchObject({ status: 409, body: { code: 'task.cause-gone' } })
    expect(await ask('anna', lines.finish, seen())).toMatchObject({ status: 409, body: { code: 'task.closed' } })
  })
  it.each([
    ['reason', { reason: 'whim', note: null, quietDays: 7 }],
    ['note', { reason: 'other', note: '  ', quietDays: 7 }],
    ['quietDays', { reason: 'known', note: null, quietDays: 8 }],
  ])('answers 400 and names the field (%s)', async (path, parts) => {
    const answer = await ask('anna', lines.dismiss, seen(parts))
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(answer.body.fields[0].path).toBe(path)
  })
})

describe('assigning', () => {
  it('gives it to somebody who sees the customer, who is told; and to nobody', async () => {
    const { status, body } = await ask('anna', lines.assign, seen({ userId: people.uma }))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      task: { assignee: { id: people.uma, name: 'Uma', isYou: false } },
      history: [{ kind: 'assigned', facts: { assignee: 'Uma' } }, {}],
    })
    expect((await news('task.assigned')).at(-1)).toEqual({ to: [await inner('uma')], by: await inner('anna') })
    expect((await ask('uma', lines.detail)).body.task.assignee).toMatchObject({ isYou: true })
    const cleared = await ask('uma', lines.assign, { version: body.task.version, userId: null })
    expect(cleared.body.task.assignee).toBeNull()
  })
  it('offers and takes only people who work on tasks and see the customer', async () => {
    expect((await ask('anna', lines.detail)).body.people.map(({ name }: { name: string }) => name)).toEqual(['Anna', 'Uma'])
    const { id, version } = await taskOf(world, 'cedar', 'rack-5')
    expect((await ask('anna', lines.detail, undefined, { id })).body.people.map(({ name }: { name: string }) => name)).toEqual(['Anna'])
    for (const who of ['uma', 'mark', 'nils', 'omar', 'pavel', 'pia', 'vera'] as const)
      expect(await ask('anna', lines.assign, { version, userId: people[who] }, { id }), who).toMatchObject({
        status: 409,
        body: { code: 'task.assignee-refused' },
      })
  })
  it('tells somebody who sees some customers only of those who see one of them as well', async () => {
    const names = async (as: Name) => (await world.ask(as, 'GET /tasks/people')).body.items.map(({ name }: { name: string }) => name)
    expect(await names('uma')).toEqual(['Anna', 'Uma'])
    await world.arrange((tx, context) =>
      takeMemberships(
        tx,
        [{ email: emailOf('mark'), partner: 'meridian', partnership: 'meridian-mssp', role: 'user', customerScope: 'assigned' }],
        context,
      ),
    )
    expect(await names('anna')).toEqual(['Anna', 'Mark', 'Uma'])
    expect(await names('uma')).toEqual(['Anna', 'Uma'])
    await world.arrange((tx, context) =>
      takeMemberships(
        tx,
        [{ email: emailOf('mark'), partner: 'meridian', partnership: 'meridian-mssp', role: 'marketing', customerScope: 'assigned' }],
        context,
      ),
    )
  })
  it('finds tasks by whose they are', async () => {
    await ask('anna', lines.assign, seen({ userId: people.uma }))
    const total = async (as: Name, assignee: string) => (await world.ask(as, 'GET /tasks', { query: { assignee } })).body.total
    expect(await total('uma', 'me')).toBe(1)
    expect(await total('anna', people.uma)).toBe(1)
    expect(await total('anna', 'me')).toBe(0)
    expect(await total('anna', 'nobody')).toBe(3)
  })
})

describe('commenting', () => {
  const comment = (as: Name, text: string) => ask(as, lines.comment, { body: text })

  it('adds words that are kept as they were typed, and tells whoever takes part', async () => {
    await ask('anna', lines.assign, seen({ userId: people.uma }))
    const { status, body } = await comment('anna', '  Called them.\n<b>They know</b> ')
    expect(status).toBe(200)
    expect(body.comments).toMatchObject([
      { by: 'Anna', isYours: true, body: 'Called them.\n<b>They know</b>', refusals: { change: null, remove: null } },
    ])
    expect((await news('task.commented')).at(-1)).toEqual({ to: [await inner('uma')], by: await inner('anna') })
    expect((await comment('uma', 'Thanks')).body.comments[0]).toMatchObject({
      isYours: false,
      refusals: { change: expect.any(String), remove: expect.any(String) },
    })
    expect((await news('task.commented')).at(-1)?.to).toEqual([await inner('anna')])
  })
  it('lets its writer change it for a quarter of an hour, and remove it at any time; nobody else', async () => {
    const { id: commentId } = (await comment('anna', 'First')).body.comments[0]
    const change = (as: Name, text: string) => ask(as, lines.changeComment, { body: text }, { commentId })
    expect((await change('anna', 'Second')).body.comments[0]).toMatchObject({ body: 'Second', changedAt: expect.any(String) })
    expect(await change('uma', 'Mine')).toMatchObject({ status: 403, body: { code: 'task.comment-not-yours' } })
    expect(await ask('uma', lines.removeComment, undefined, { commentId })).toMatchObject({
      status: 403,
      body: { code: 'task.comment-not-yours' },
    })
    await world.arrange((tx) => tx.rows(sql`update task_comment set at = at - interval '15 minutes'`))
    expect(await change('anna', 'Third')).toMatchObject({ status: 409, body: { code: 'task.comment-too-old' } })
    const removed = await ask('anna', lines.removeComment, undefined, { commentId })
    expect(removed.body).toMatchObject({
      comments: [],
      history: [{ kind: 'comment-removed', by: 'Anna' }, { kind: 'commented' }, { kind: 'raised' }],
    })
    expect((await ask('anna', lines.removeComment, undefined, { commentId })).status).toBe(404)
  })
  it('answers 404 for a comment of another task', async () => {
    const { id: commentId } = (await comment('anna', 'First')).body.comments[0]
    const { id } = await taskOf(world, 'birch', 'rack-9')
    expect((await ask('anna', lines.changeComment, { body: 'x' }, { id, commentId })).status).toBe(404)
  })
  it.each(['   ', 'x'.repeat(2_001), 'bell \u0007'])('answers 400 to %j', async (text) =>
    expect((await comment('anna', text)).status).toBe(400),
  )
  it('takes two hundred and no more', async () => {
    await world.arrange((tx) =>
      tx.rows(sql`
        insert into task_comment (partner_id, partnership_id, customer_id, task_id, user_id, user_name, body, at)
        select t.partner_id, t.partnership_id, t.customer_id, t.id, 1, 'x', 'x', now() from task t, generate_series(1, 200) where t.object_key = 'rack-2'`),
    )
    expect(await comment('anna', 'One more')).toMatchObject({ status: 409, body: { code: 'task.too-many-comments' } })
  })
})

describe('many at once', () => {
  const many = (as: Name | null, line: string, body: unknown) => world.ask(as, line, { body })
  const ids = async () => Promise.all(found.map(async ({ customer, objectKey = '' }) => (await taskOf(world, customer, objectKey)).id))

  it('acknowledges those that can be and says why not of the others, a foreign one among them', async () => {
    const all = await ids()
    await ask('anna', lines.acknowledge, seen())
    const { status, body } = await many('uma', manyLines.acknowledgeMany, { ids: [...all, 'tsk_abcdefgh'] })
    expect(status).toBe(200)
    expect(body.done).toEqual([all[1], all[2]])
    expect(body.refused).toEqual([
      { id: all[0], reason: expect.stringContaining('already') },
      { id: all[3], reason: 'This task is not there any more.' },
      { id: 'tsk_abcdefgh', reason: 'This task is not there any more.' },
    ])
    expect((await taskOf(world, 'cedar', 'rack-5')).state).toBe('open')
    expect((await told('task.acknowledged')).length).toBeGreaterThanOrEqual(3)
  })
  it('assigns each to somebody who may have it', async () => {
    const all = await ids()
    const { body } = await many('anna', manyLines.assignMany, { ids: all, userId: people.uma })
    expect(body).toEqual({ done: all.slice(0, 3), refused: [{ id: all[3], reason: expect.stringContaining('can’t be given') }] })
    expect((await world.ask('uma', 'GET /tasks', { query: { assignee: 'me' } })).body.total).toBe(3)
    expect((await many('anna', manyLines.assignMany, { ids: all, userId: null })).body.done).toEqual(all)
  })
  it.each(Object.values(manyLines))('answers 400, 401 and 403 (%s)', async (line) => {
    const [first] = await ids()
    const extra = line === manyLines.assignMany ? { userId: null } : {}
    for (const list of [[], [first, first], Array.from({ length: 201 }, (_, at) => `tsk_abcdefg${at}`)])
      expect((await many('anna', line, { ids: list, ...extra })).status).toBe(400)
    expect((await many(null, line, { ids: [first], ...extra })).status).toBe(401)
    expect((await many('mark', line, { ids: [first], ...extra })).body.code).toBe('task.read-not-granted')
    for (const as of ['vera', 'pavel'] as const)
      expect(await many(as, line, { ids: [first], ...extra })).toMatchObject({ status: 403, body: { code: 'task.edit-not-granted' } })
    expect((await many('omar', line, { ids: [first], ...extra })).body).toMatchObject({ done: [], refused: [{ id: first }] })
  })
})

describe('the filters', () => {
  const objects = async (query: Record<string, string>) =>
    (await world.ask('anna', 'GET /tasks', { query: { sort: 'customer', ...query } })).body.items.map(
      ({ object }: { object: string }) => object,
    )

  it('finds by due day, by state and by customer', async () => {
    expect(await objects({ due: 'overdue' })).toEqual(['NET'])
    expect(await objects({ due: 'week' })).toEqual(['rack-9'])
    expect(await objects({ due: 'month' })).toEqual(['rack-9', 'rack-5'])
    expect(await objects({ dueFrom: '2026-06-14', dueTo: '2026-06-14' })).toEqual(['rack-9'])
    expect(await objects({ search: 'BIR' })).toEqual(['rack-9'])
    expect(await objects({ search: '%' })).toEqual([])
    await ask('anna', lines.acknowledge, seen())
    expect(await objects({ state: 'acknowledged' })).toEqual(['rack-2'])
    expect(await objects({ state: 'open' })).toEqual(['NET', 'rack-9', 'rack-5'])
    await settle(world, found.slice(1))
    expect(await objects({ state: 'resolved' })).toEqual(['rack-2'])
    expect((await world.ask('anna', 'GET /tasks', { query: { search: 'alder', state: 'open' } })).body.counts).toEqual({
      low: 1,
      medium: 0,
      high: 0,
    })
  })
  it.each([['state', 'gone'], ['due', 'never'], ['dueFrom', '1'], ['assignee', 'everybody']])('answers 400 to %s=%s', async (name, value) =>
    expect((await world.ask('anna', 'GET /tasks', { query: { [name]: value } })).status).toBe(400)) // prettier-ignore
})

const bodies: Partial<Record<keyof typeof lines, object>> = {
  acknowledge: {}, snooze: { until: '2026-06-20' }, finish: {}, dismiss: { reason: 'known', note: null, quietDays: 7 }, reopen: {}, assign: { userId: null },
} // prettier-ignore
const hasWords = (name: string) => name === 'comment' || name === 'changeComment'

describe.each(Object.entries(lines))('who may %s', (name, line) => {
  const commentId = 'tcm_abcdefgh'
  const body = hasWords(name)
    ? { body: 'x' }
    : bodies[name as keyof typeof bodies] && { version: 1, ...bodies[name as keyof typeof bodies] } // names of lines
  const isRead = name === 'detail'

  it('answers 400 to an id of another kind', async () =>
    expect((await ask('anna', line, body, { id: 'cus_abcdefgh', commentId })).status).toBe(400))
  it('answers 401 to nobody, and 403 to a role without tasks', async () => {
    expect((await ask(null, line, body, { commentId })).status).toBe(401)
    expect(await ask('mark', line, body, { commentId })).toMatchObject({ status: 403, body: { code: 'task.read-not-granted' } })
  })
  it('answers 404 to another partner, and for a customer that is not assigned', async () => {
    expect((await ask('omar', line, body, { commentId })).status).toBe(404)
    const { id } = await taskOf(world, 'cedar', 'rack-5')
    expect((await ask('uma', line, body, { id, commentId })).status).toBe(404)
  })
  it('answers 403 with the reason to vendor staff', async () => {
    for (const as of ['vera', 'pavel'] as const) {
      const { status, body: reply } = await ask(as, line, body, { commentId })
      if (isRead) expect(reply.refusals.finish).toContain('its own people')
      else expect({ status, code: reply.code }, as).toEqual({ status: 403, code: 'task.edit-not-granted' })
    }
  })
})

it('answers 503 instead of waiting for ever while the engine holds the tasks', { timeout: 20_000 }, async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => void (release = resolve))
  let begun = () => {}
  const isHeld = new Promise<void>((resolve) => void (begun = resolve))
  const holding = world.arrange(async (tx) => {
    await tx.rows(sql`set local idle_in_transaction_session_timeout = '60s'`)
    await tx.rows(
      sql`select pg_advisory_xact_lock(hashtextextended('tasks of ' || id::text, 0)) from partnership where external_id = 'meridian-mssp'`,
    )
    begun()
    await held
  })
  await isHeld
  expect(await ask('anna', lines.acknowledge, seen())).toMatchObject({ status: 503, body: { code: 'task.busy' } })
  release()
  await holding
})
