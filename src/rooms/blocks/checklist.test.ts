import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pino } from 'pino'
import { filesSchedule } from '#rooms/files/jobs.ts'
import { personId } from '#rooms/people/people.test-kit.ts'
import { block, publishRoom, setRoom, words, line } from '#rooms/rooms/rooms.test-kit.ts'
import { createWorld, worldNow, type Name, type World } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const running = (now: Temporal.Instant) => ({ ...world.portal, log: pino({ level: 'silent' }), now: () => now })
const item = (id: string, more: Record<string, unknown> = {}) => ({ id, title: `Do ${id}`, ...more })
const checklist = (settings: Record<string, unknown> = {}) =>
  block('checklist', { title: 'First steps', items: [item('first1'), item('second2')], ...settings })

/** A room with one list, and how its people work with it. */
const roomWith = async (list: ReturnType<typeof block>, set: Record<string, unknown> = {}) => {
  const room = await publishRoom(world, 'mssp', 'Onboarding', [list], set)
  const at = (itemId: string) => ({ params: { id: room, blockId: list.id, itemId } })
  return {
    room,
    mark: (who: Name | null, itemId: string, body: unknown = {}) =>
      world.ask(who, 'PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', { ...at(itemId), body }),
    unmark: (who: Name | null, itemId: string) => world.ask(who, 'DELETE /rooms/:id/blocks/:blockId/items/:itemId/mark', at(itemId)),
    start: (who: Name | null) => world.ask(who, 'PUT /rooms/:id/blocks/:blockId/start', { params: { id: room, blockId: list.id } }),
    seen: async (who: Name) => (await world.ask(who, 'GET /rooms/:id', { params: { id: room } })).body.blocks[0].data,
  }
}
const download = (as: Name, id: string) => world.ask(as, 'GET /files/:id', { params: { id } })
const completions = () =>
  world.arrange((tx) => tx.rows(sql<{ step: string; user: number | null }>`select step, user_id as user from step_completion`))
const standing = async (who: Name, id: string) =>
  (await world.ask(who, 'GET /rooms')).body.items.find((one: { id: string }) => one.id === id)?.standing

describe('a list of the partnership', () => {
  test('is marked by everybody there, says who and when, and is complete with the last item', async () => {
    const list = checklist()
    const { mark, seen, room } = await roomWith(list)
    expect((await mark('anna', 'first1')).body).toEqual({ isComplete: false })
    expect(await seen('uma')).toMatchObject({ done: 1, percent: 50, completedAt: null, may: { mark: true, reason: null } })
    expect((await world.ask('uma', 'GET /rooms/:id', { params: { id: room } })).body.progress).toEqual({ done: 1, all: 2 })
    expect(await completions()).toEqual([])
    const { status, body } = await mark('uma', 'second2')
    expect([status, body]).toEqual([200, { isComplete: true }])
    expect(await seen('anna')).toMatchObject({ percent: 100, completedAt: expect.any(String) })
    expect((await seen('mark')).items.map(({ mark: by }: { mark: { by: string; at: string } }) => [by.by, by.at])).toEqual([
      ['Anna', '2026-06-10T12:00:00.000Z'],
      ['Uma', '2026-06-10T12:00:00.000Z'],
    ])
    expect(await completions()).toEqual([{ step: list.id, user: null }])
  })

  test('opens a locked room with the next request; undone, it locks again', async () => {
    const list = checklist()
    const { mark, unmark, seen } = await roomWith(list)
    const later = await publishRoom(world, 'mssp', 'Later', [words(line('Now'))], { unlock_steps: [list.id], shows_lock: true })
    expect(await standing('anna', later)).toBe('locked')
    await mark('anna', 'first1')
    expect(await standing('anna', later)).toBe('locked')
    await mark('anna', 'second2')
    expect([await standing('anna', later), await standing('uma', later)]).toEqual(['open', 'open'])
    expect((await unmark('uma', 'first1')).body).toEqual({ isComplete: false })
    expect(await seen('anna')).toMatchObject({ done: 1, completedAt: null })
    expect([await standing('anna', later), await standing('uma', later)]).toEqual(['locked', 'locked'])
    expect(await completions()).toEqual([])
  })

  test('is completed once by two people who mark the last two items at once', async () => {
    for (const _round of [1, 2, 3, 4]) {
      const list = checklist()
      const { mark } = await roomWith(list)
      const answers = await Promise.all([mark('anna', 'first1'), mark('uma', 'second2')])
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect(answers.filter(({ body }) => body.isComplete).length).toBe(1)
      expect((await completions()).filter(({ step }) => step === list.id)).toEqual([{ step: list.id, user: null }])
      const told = await world.arrange((tx) =>
        tx.rows(sql`select from event_log where name = 'checklist.completed' and facts ->> 'step' = ${list.id}`),
      )
      expect(told.length).toBe(1)
    }
  })

  test('stays as it is when an item is marked twice, or taken back twice', async () => {
    const { mark, unmark, seen } = await roomWith(checklist())
    await mark('anna', 'first1')
    await mark('uma', 'first1')
    expect(await seen('anna')).toMatchObject({ done: 1, items: [{ mark: { by: 'Anna' } }, {}] })
    for (const _time of [1, 2]) expect((await unmark('anna', 'first1')).status).toBe(200)
    expect(await seen('anna')).toMatchObject({ done: 0 })
  })
})

describe('a list of one’s own', () => {
  test('is nobody else’s, and unlocks for its person alone', async () => {
    const list = checklist({ scope: 'person' })
    const { mark, seen } = await roomWith(list)
    const later = await publishRoom(world, 'mssp', 'Later', [], { unlock_steps: [list.id], shows_lock: true })
    await mark('anna', 'first1')
    await mark('anna', 'second2')
    expect(await seen('uma')).toMatchObject({ done: 0, completedAt: null, people: null })
    expect([await standing('anna', later), await standing('uma', later)]).toEqual(['open', 'locked'])
    // Staff see how far the people are, and whose marks they are not.
    expect(await seen('pavel')).toMatchObject({
      done: 0, people: { all: 4, complete: 1 }, items: [{ mark: null, marks: 1 }, { mark: null, marks: 1 }], may: { mark: false },
    }) // prettier-ignore
  })
  test('does not take over what was marked while it was shared', async () => {
    const list = checklist()
    const { mark, seen, room } = await roomWith(list)
    await mark('anna', 'first1')
    const own = JSON.stringify([{ ...list, settings: { ...list.settings, scope: 'person' } }])
    await world.arrange((tx) => tx.rows(sql`update room_revision set blocks = ${own}::jsonb where room_id = ${tx.ids.inner('rom', room)}`))
    expect(await seen('anna')).toMatchObject({ done: 0 })
  })
})

describe('an item', () => {
  test('that asks for words is marked with them', async () => {
    const { mark, seen } = await roomWith(checklist({ items: [item('first1', { evidence: 'note' })] }))
    const refused = await mark('anna', 'first1', { note: '  ' })
    expect([refused.status, refused.body.code, refused.body.fields[0].path]).toEqual([400, 'checklist.note-missing', 'note'])
    await mark('anna', 'first1', { note: ' Met on Tuesday ' })
    expect((await seen('anna')).items[0].mark).toMatchObject({ note: 'Met on Tuesday', evidence: null })
  })
  test('that asks for a file is marked with one that its person may open', async () => {
    const { mark, seen } = await roomWith(checklist({ items: [item('first1', { evidence: 'file' })] }))
    expect((await mark('anna', 'first1')).body.code).toBe('checklist.file-missing')
    expect((await mark('anna', 'first1', { file: 'fil_zzzzzzzz' })).body.code).toBe('checklist.file-unusable')
    const brought = await world.ask('anna', 'POST /files', {
      query: { name: 'minutes.txt', purpose: 'evidence' },
      bytes: new TextEncoder().encode('We met.'),
    })
    expect(brought.status).toBe(200)
    expect((await mark('uma', 'first1', { file: brought.body.id })).body.code).toBe('checklist.file-unusable')
    await mark('anna', 'first1', { file: brought.body.id })
    expect((await seen('anna')).items[0].mark.evidence).toMatchObject({ file: { id: brought.body.id, name: 'minutes.txt', size: 7 } })
    expect((await download('anna', brought.body.id)).status).toBe(200)
    // Who sees some of the customers opens what they brought themselves; that there is something, they see.
    expect((await seen('uma')).items[0].mark.evidence).toEqual({ file: null, why: 'for-others' })
    expect(await download('uma', brought.body.id)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    for (const as of ['pavel', 'vera'] as const) expect((await download(as, brought.body.id)).status, as).toBe(200)
    expect((await download('omar', brought.body.id)).status).toBe(404)
  })
  test('whose file was taken back leaves it to nobody a day later, and one that was brought anew takes its place', async () => {
    const { mark, unmark, seen } = await roomWith(checklist({ items: [item('first1', { evidence: 'file' }), item('second2')] }))
    const bring = async (name: string): Promise<string> =>
      (await world.ask('uma', 'POST /files', { query: { name, purpose: 'evidence' }, bytes: new TextEncoder().encode('Done.') })).body.id
    const [replaced, kept, taken, unused] = [await bring('first.txt'), await bring('second.txt'), await bring('third.txt'), await bring('never.txt')] // prettier-ignore
    await mark('uma', 'first1', { file: replaced })
    await mark('uma', 'first1', { file: kept })
    await mark('uma', 'second2', { file: taken })
    await unmark('anna', 'second2')
    const left = async () => {
      const all = [replaced, kept, taken, unused]
      const found = await Promise.all(all.map(async (id) => ((await download('uma', id)).status === 200 ? [id] : [])))
      return found.flat()
    }
    const sweep = (hours: number) =>
      filesSchedule.run(running(worldNow.add({ hours })), {
        signal: new AbortController().signal,
        progress: async () => undefined,
        dueAt: worldNow,
      })
    await sweep(23)
    expect((await left()).length).toBe(4)
    expect(await sweep(25)).toMatchObject({ unused: 3 })
    expect(await left()).toEqual([kept])
    expect((await seen('uma')).items[0].mark.evidence.file.name).toBe('second.txt')
    expect((await mark('uma', 'second2', { file: taken })).body.code).toBe('checklist.file-unusable')
  })
  test('is due so many days after the list was first opened, or on its day', async () => {
    const items = [item('first1', { due: { by: 'days', days: 3 } }), item('second2', { due: { by: 'day', on: '2026-06-09' } })]
    const { start, seen, mark } = await roomWith(checklist({ items }))
    expect((await seen('anna')).items).toMatchObject([{ dueOn: null, isOverdue: false }, { dueOn: '2026-06-09', isOverdue: true }]) // prettier-ignore
    expect((await start('anna')).status).toBe(204)
    expect(await seen('anna')).toMatchObject({ startedOn: '2026-06-10', items: [{ dueOn: '2026-06-13', isOverdue: false }, {}] })
    world.setNow(Temporal.Instant.from('2026-06-14T12:00:00Z'))
    await start('uma')
    expect(await seen('uma')).toMatchObject({ startedOn: '2026-06-10', items: [{ isOverdue: true }, { isOverdue: true }] })
    await mark('uma', 'first1')
    expect((await seen('uma')).items[0]).toMatchObject({ isOverdue: false })
    expect((await start('pavel')).status).toBe(403)
  })
})

describe('nobody marks', () => {
  test('as staff, in another partnership, in a room that is hidden or locked, or without being signed in', async () => {
    const list = checklist()
    const { mark, unmark, start, room, seen } = await roomWith(list)
    const statuses = async (who: Name | null) => [
      (await mark(who, 'first1')).status,
      (await unmark(who, 'first1')).status,
      (await start(who)).status,
    ]
    expect(await statuses(null)).toEqual([401, 401, 401])
    expect(await statuses('pavel')).toEqual([403, 403, 403])
    expect(await statuses('vera')).toEqual([403, 403, 403])
    expect((await mark('vera', 'first1')).body.code).toBe('checklist.of-partners-people')
    expect(await seen('vera')).toMatchObject({ done: 0, may: { mark: false } })
    expect(await statuses('omar')).toEqual([404, 404, 404])
    // With somebody's eyes, staff see the list as that person does and change nothing.
    const cookie = await world.signIn('pavel')
    const answer = await world.send(cookie, 'POST /session/view', { body: { userId: await personId(world, 'anna') } })
    const seeing = String(answer.headers['set-cookie']).split(';')[0]
    const asAnna = (await world.send(seeing, 'GET /rooms/:id', { params: { id: room } })).body.blocks[0].data
    expect(asAnna).toMatchObject({ done: 0, may: { mark: false, reason: expect.stringContaining('somebody else’s') } })
    for (const set of [{ tiers: ['platinum'] }, { tiers: [], unlock_tiers: ['platinum'], shows_lock: true }]) {
      await setRoom(world, room, set)
      expect(await statuses('anna')).toEqual([404, 404, 404])
    }
  })
  test('what is no item, no block, or no list', async () => {
    const { mark, room } = await roomWith(checklist())
    expect((await mark('anna', 'third3')).status).toBe(404)
    expect((await mark('anna', 'first1', { note: 'x', more: 1 })).status).toBe(400)
    const other = words(line('Text'))
    const text = await publishRoom(world, 'mssp', 'Text', [other])
    const ask = (id: string, blockId: string) =>
      world.ask('anna', 'PUT /rooms/:id/blocks/:blockId/items/:itemId/mark', { params: { id, blockId, itemId: 'first1' }, body: {} })
    expect((await ask(text, other.id)).status).toBe(404)
    expect((await ask(room, other.id)).status).toBe(404)
    expect((await ask(room, 'none')).status).toBe(400)
  })
})
