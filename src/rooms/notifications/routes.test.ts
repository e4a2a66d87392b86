import { glob, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWorld, password, worldNow, type Name, type World } from '../../../test/world.ts'
import { kitFor, type Kit } from './notifications.test-kit.ts'
import { eventNames, ruleOf } from './rules.ts'
import { unsubscribeToken } from './unsubscribe-token.ts'

let world: World
let kit: Kit
beforeAll(async () => {
  world = await createWorld()
  kit = kitFor(world)
})
afterAll(() => world.close())
beforeEach(async () => {
  world.setNow(worldNow)
  await kit.forget()
})

const moveAssignment = async (name: Name, customer: 'birch', isTheirs: boolean) => {
  const [{ partnerId, customerId }, userId] = [await kit.aboutCustomer(customer), await kit.userId(name)]
  await kit.asSystem((tx) =>
    tx.rows(
      isTheirs
        ? sql`insert into user_customer (partner_id, user_id, customer_id) values (${partnerId}, ${userId}, ${customerId})`
        : sql`delete from user_customer where user_id = ${userId} and customer_id = ${customerId}`,
    ),
  )
}
const setRole = async (name: Name, role: string) => {
  const [userId, { partnershipId }] = [await kit.userId(name), await kit.placeOf('meridian-mssp')]
  await kit.asSystem((tx) =>
    tx.rows(sql`update membership set role = ${role} where user_id = ${userId} and partnership_id = ${partnershipId}`),
  )
}

describe('the bell', () => {
  test('lists what one was told, the newest first, page by page', async () => {
    await kit.raised('alder', { facts: { rule: 'scans-failed' } })
    await kit.raised('birch', { object: { kind: 'task', id: 5 } })
    await kit.raised('alder', { event: 'task.worsened' })
    const first = await world.ask('uma', 'GET /notifications', { query: { limit: '2' } })
    expect(first.status).toBe(200)
    expect(first.body.unread).toBe(3)
    expect(first.body.items).toMatchObject([
      { event: 'task.worsened', isRead: false, customer: { name: 'Alder Bank' }, severity: 'high' },
      { event: 'task.raised', customer: { name: 'Birch Logistics' }, taskId: expect.stringMatching(/^tsk_/) },
    ])
    const second = await world.ask('uma', 'GET /notifications', { query: { limit: '2', cursor: first.body.next } })
    expect(second.body).toMatchObject({
      items: [{ facts: { rule: 'scans-failed' }, partnership: { name: 'Meridian MSSP Nordics' } }],
      next: null,
    })
    expect((await world.ask('omar', 'GET /notifications')).body.items).toEqual([])
  })

  test('counts what is unread, and says what a stream begins after', async () => {
    await kit.raised('alder')
    expect((await world.ask('uma', 'GET /notifications/unread')).body).toEqual({ unread: 1, asOf: String(worldNow.epochMilliseconds) })
  })

  test('a page marker that is not ours is refused', async () => {
    expect((await world.ask('uma', 'GET /notifications', { query: { cursor: 'x' } })).status).toBe(400)
  })

  test('nobody is asked in vain: 401', async () => {
    for (const line of ['GET /notifications', 'GET /notifications/unread', 'GET /notifications/stream', 'GET /notifications/choices'])
      expect((await world.ask(null, line)).status).toBe(401)
  })

  test('a person who lost a customer reads nothing of it any more, and again when it is theirs again', async () => {
    await kit.raised('birch')
    await moveAssignment('uma', 'birch', false)
    const lost = await kit.bell('uma')
    const unread = (await world.ask('uma', 'GET /notifications/unread')).body.unread
    await moveAssignment('uma', 'birch', true)
    expect({ lost, unread }).toEqual({ lost: { items: [], next: null, unread: 0 }, unread: 0 })
    expect((await kit.bell('uma')).unread).toBe(1)
  })

  test('a person whose role lost tasks reads nothing of them any more', async () => {
    await kit.raised('alder')
    await setRole('uma', 'marketing')
    const lost = (await kit.bell('uma')).items
    await setRole('uma', 'user')
    expect(lost).toEqual([])
  })

  test('each partnership has its own, and what is about the account stands in all', async () => {
    await kit.raised('elm')
    await kit.raised('alder')
    await kit.tell({ event: 'security.factor-changed', partnerId: null, partnershipId: null, to: [await kit.userId('anna')] })
    await kit.spread()
    const eventsOf = async () =>
      (await kit.bell('anna')).items.map((one: { customer: { name: string } | null }) => one.customer?.name ?? null)
    expect(await eventsOf()).toEqual([null, 'Alder Bank'])
    await world.move('anna', 'meridian-resale')
    expect(await eventsOf()).toEqual([null, 'Elm & Sons'])
    await world.move('anna', 'meridian-mssp')
  })

  test('the vendor’s people outside any partner’s portal read those of all of theirs, without names of customers', async () => {
    const customer = { params: { id: await world.customer('alder') }, body: { state: 'following' } }
    expect((await world.ask('pavel', 'PUT /customers/:id/following', customer)).status).toBe(200)
    await kit.raised('alder')
    const outside = await world.send(await signedInOutside('pavel'), 'GET /notifications')
    expect(outside.body.items).toMatchObject([{ customer: { name: null }, partnership: { partnerName: 'Meridian Managed Security' } }])
    expect((await kit.bell('pavel')).items).toMatchObject([{ customer: { name: 'Alder Bank' } }])
  })
})

/** Staff begin outside any partnership. */
const signedInOutside = async (name: 'pavel') => {
  const answer = await world.send(undefined, 'POST /session', {
    body: { email: `${name}@vendor.example`, password: 'a long enough passphrase' },
  })
  return String([answer.headers['set-cookie'] ?? []].flat().findLast((one) => /^pp\w*_sid=/.test(String(one)))).split(';')[0]
}

describe('reading', () => {
  test('marks one of one’s own; another’s is as none', async () => {
    await kit.raised('alder')
    const [mine] = (await kit.bell('uma')).items
    expect((await world.ask('anna', 'PUT /notifications/:id/reading', { params: { id: mine.id } })).status).toBe(404)
    expect((await world.ask('omar', 'PUT /notifications/:id/reading', { params: { id: mine.id } })).status).toBe(404)
    expect((await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id: mine.id } })).status).toBe(204)
    expect((await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id: mine.id } })).status).toBe(204)
    expect((await world.ask('uma', 'GET /notifications', { query: { unread: 'true' } })).body).toMatchObject({ items: [], unread: 0 })
    expect((await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id: 'ntf_x' } })).status).toBe(400)
    expect((await world.ask(null, 'PUT /notifications/:id/reading', { params: { id: mine.id } })).status).toBe(401)
  })

  test('of all at once leaves what came in after the one that was seen last', async () => {
    await kit.raised('alder')
    const [seen] = (await kit.bell('uma')).items
    await kit.raised('birch')
    expect((await world.ask('uma', 'POST /notifications/reading', { body: { upTo: seen.id } })).status).toBe(204)
    expect((await kit.bell('uma')).items.map(({ isRead }: { isRead: boolean }) => isRead)).toEqual([false, true])
    expect((await kit.bell('anna')).unread).toBe(2)
    expect((await world.ask('uma', 'POST /notifications/reading', { body: {} })).status).toBe(400)
    expect((await world.ask(null, 'POST /notifications/reading', { body: { upTo: seen.id } })).status).toBe(401)
  })

  test('is refused to staff who look at the portal as the person', async () => {
    await kit.raised('alder')
    const [{ id }] = (await kit.bell('uma')).items
    const viewer = await world.signIn('vera')
    const person = (await world.send(viewer, 'GET /people')).body.items.find(({ name }: { name: string }) => name === 'Uma').id
    const began = await world.send(viewer, 'POST /session/view', { body: { userId: person } })
    const cookie = String(began.headers['set-cookie'] ?? viewer).split(';')[0]
    expect((await world.send(cookie, 'GET /notifications')).body.unread).toBe(1)
    expect(await world.send(cookie, 'PUT /notifications/:id/reading', { params: { id } })).toMatchObject({
      status: 403,
      body: { code: 'session.view-as-read-only' },
    })
  })
})

describe('choices', () => {
  const choose = (name: Name, body: unknown) => world.ask(name, 'PUT /notifications/choices', { body })
  const mailOf = (answer: { body: { items: { event: string; mail: string }[] } }, event: string) =>
    answer.body.items.find((one) => one.event === event)?.mail

  test('show what the role lets one hear of, with the defaults', async () => {
    const forUma = await world.ask('uma', 'GET /notifications/choices')
    expect(forUma.status).toBe(200)
    expect(forUma.body.isChanged).toBe(false)
    expect(mailOf(forUma, 'digest.portfolio')).toBe('weekly')
    expect(mailOf(forUma, 'engine.failed')).toBeUndefined()
    const forMark = await world.ask('mark', 'GET /notifications/choices')
    expect(new Set(forMark.body.items.map(({ group }: { group: string }) => group))).toEqual(new Set(['announcements', 'security']))
    expect(mailOf(await world.ask('pavel', 'GET /notifications/choices'), 'digest.portfolio')).toBe('off')
  })

  test('are kept, hold for what comes next, and go back to the defaults', async () => {
    const chosen = await choose('uma', { event: 'task.raised', channel: 'portal', frequency: 'off' })
    expect(chosen.body).toMatchObject({ isChanged: true })
    await kit.raised('alder')
    expect(await kit.told()).toEqual(['anna'])
    const back = await world.ask('uma', 'DELETE /notifications/choices')
    expect(back.body).toMatchObject({ isChanged: false })
    await kit.raised('alder')
    expect((await kit.bell('uma')).unread).toBe(1)
    expect((await world.ask('anna', 'GET /notifications/choices')).body.isChanged).toBe(false)
  })

  test('a choice that is the default is none', async () => {
    await choose('uma', { event: 'task.raised', channel: 'mail', frequency: 'daily' })
    expect((await choose('uma', { event: 'task.raised', channel: 'mail', frequency: 'off' })).body.isChanged).toBe(false)
  })

  test('can’t switch off what is about security, nor ask a channel for what it does not offer', async () => {
    expect(await choose('uma', { event: 'security.session-ended', channel: 'mail', frequency: 'off' })).toMatchObject({
      status: 409,
      body: { code: 'notification.mandatory' },
    })
    for (const body of [
      { event: 'task.raised', channel: 'portal', frequency: 'daily' },
      { event: 'digest.portfolio', channel: 'mail', frequency: 'immediate' },
      { event: 'digest.portfolio', channel: 'portal', frequency: 'immediate' },
    ])
      expect(await choose('uma', body)).toMatchObject({ status: 400, body: { code: 'notification.no-such-frequency' } })
    expect((await choose('uma', { event: 'nothing.happened', channel: 'mail', frequency: 'off' })).status).toBe(400)
    expect((await world.ask(null, 'PUT /notifications/choices', { body: {} })).status).toBe(401)
    expect((await world.ask(null, 'DELETE /notifications/choices')).status).toBe(401)
  })
})

describe('following', () => {
  const at = async (customer: string) => ({ params: { id: await world.customer(customer) } })

  test('is one’s own word about a customer that one may see', async () => {
    expect((await world.ask('uma', 'GET /customers/:id/following', await at('alder'))).body).toEqual({ state: null })
    const put = await world.ask('uma', 'PUT /customers/:id/following', { ...(await at('alder')), body: { state: 'muted' } })
    expect(put.body).toEqual({ state: 'muted' })
    expect((await world.ask('uma', 'GET /customers/:id/following', await at('alder'))).body).toEqual({ state: 'muted' })
    expect((await world.ask('anna', 'GET /customers/:id/following', await at('alder'))).body).toEqual({ state: null })
    const none = await world.ask('uma', 'PUT /customers/:id/following', { ...(await at('alder')), body: { state: null } })
    expect(none.body).toEqual({ state: null })
  })

  test('of what one may not see is as of nothing: 404; without the permission 403; a word of no meaning 400', async () => {
    for (const [name, customer] of [
      ['uma', 'cedar'],
      ['anna', 'oak'],
      ['omar', 'alder'],
      ['anna', 'elm'],
    ] as const) {
      // prettier-ignore
      expect((await world.ask(name, 'GET /customers/:id/following', await at(customer))).status).toBe(404)
      const put = { ...(await at(customer)), body: { state: 'following' } }
      expect((await world.ask(name, 'PUT /customers/:id/following', put)).status).toBe(404)
    }
    expect((await world.ask('mark', 'GET /customers/:id/following', await at('alder'))).status).toBe(403)
    expect((await world.ask('uma', 'PUT /customers/:id/following', { ...(await at('alder')), body: { state: 'loved' } })).status).toBe(400)
    expect((await world.ask(null, 'GET /customers/:id/following', await at('alder'))).status).toBe(401)
  })

  test('of a task goes by whose customer’s it is', async () => {
    const cedar = await kit.aboutCustomer('cedar')
    const task = await kit.asSystem((tx) =>
      tx.first(sql<{ id: number }>`
        insert into task (partner_id, partnership_id, customer_id, rule, category, object_key, severity, sub_tab, opened_on)
        values (${cedar.partnerId}, ${cedar.partnershipId}, ${cedar.customerId}, 'scans-failed', 'retention', 'NET', 'high', 'signals', '2026-06-01') returning id`),
    )
    const params = { id: await world.arrange(async (tx) => tx.ids.outer('tsk', task?.id ?? 0)) }
    expect((await world.ask('anna', 'GET /tasks/:id/following', { params })).body).toEqual({ state: null })
    expect((await world.ask('anna', 'PUT /tasks/:id/following', { params, body: { state: 'following' } })).body).toEqual({
      state: 'following',
    })
    for (const name of ['uma', 'omar'] as const) {
      expect((await world.ask(name, 'GET /tasks/:id/following', { params })).status).toBe(404)
      expect((await world.ask(name, 'PUT /tasks/:id/following', { params, body: { state: 'muted' } })).status).toBe(404)
    }
    expect((await world.ask('mark', 'PUT /tasks/:id/following', { params, body: { state: 'muted' } })).status).toBe(403)
    expect((await world.ask(null, 'GET /tasks/:id/following', { params })).status).toBe(401)
    await kit.asSystem((tx) => tx.rows(sql`delete from task where id = ${task?.id ?? 0}`))
  })
})

describe('unsubscribing', () => {
  const tokenFor = async (name: Name, what: { groups: ['tasks'] } | { digest: 'weekly' }) =>
    unsubscribeToken(world.portal, { userId: await kit.userId(name), ...what })
  const mailOf = async (name: Name, event: string) =>
    (await world.ask(name, 'GET /notifications/choices')).body.items.find((one: { event: string }) => one.event === event)?.mail

  test('by the button of our page switches off one group by mail, for its owner alone, and twice is once', async () => {
    const token = await tokenFor('uma', { groups: ['tasks'] })
    for (let times = 0; times < 2; times++)
      expect(await world.ask(null, 'POST /unsubscriptions', { body: { token } })).toMatchObject({
        status: 200,
        body: { groups: ['tasks'], digest: null },
      })
    expect(await mailOf('uma', 'task.assigned')).toBe('off')
    expect(await mailOf('uma', 'digest.portfolio')).toBe('weekly')
    expect(await mailOf('anna', 'task.assigned')).toBe('immediate')
    const events = await kit.asSystem((tx) => tx.rows(sql`select from event_log where name = 'notification.unsubscribed'`))
    expect(events).toHaveLength(1)
  })

  test('from a digest switches off what comes at that rhythm', async () => {
    await world.ask('uma', 'PUT /notifications/choices', { body: { event: 'task.resolved', channel: 'mail', frequency: 'weekly' } })
    await world.ask(null, 'POST /unsubscriptions', { body: { token: await tokenFor('uma', { digest: 'weekly' }) } })
    expect([await mailOf('uma', 'digest.portfolio'), await mailOf('uma', 'task.resolved'), await mailOf('uma', 'task.assigned')]).toEqual([
      'off',
      'off',
      'immediate',
    ])
  })

  test('by a mail program’s own button works without a session, a page or a token of ours, in its own form', async () => {
    const token = await tokenFor('uma', { groups: ['tasks'] })
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'],
    ] as const) {
      await kit.forget()
      const answer = await world.app.inject({
        method: 'POST',
        url: `/api/unsubscriptions/one-click?token=${token}`,
        headers: { 'content-type': type },
        payload: body,
      })
      expect(answer.statusCode).toBe(204)
      expect(await mailOf('uma', 'task.assigned')).toBe('off')
    }
    expect((await world.ask(null, 'POST /unsubscriptions/one-click', { query: { token } })).status).toBe(204)
  })

  test('looking changes nothing: a program that opens the link is led to the page', async () => {
    const token = await tokenFor('uma', { groups: ['tasks'] })
    const answer = await world.ask(null, 'GET /unsubscriptions/one-click', { query: { token } })
    expect(answer).toMatchObject({ status: 303, headers: { location: `/unsubscribe#${token}` } })
    expect(await mailOf('uma', 'task.assigned')).toBe('immediate')
  })

  test('a token that was changed, cut off or made for something else opens nothing', async () => {
    const token = await tokenFor('uma', { groups: ['tasks'] })
    const foreign = world.portal.keys.seal('audit', 'partner', world.portal.origin, Buffer.from('{"u":1,"g":["tasks"]}'))
    for (const bad of [`${token.slice(0, -3)}abc`, token.slice(0, -20), foreign])
      for (const answer of [
        await world.ask(null, 'POST /unsubscriptions', { body: { token: bad } }),
        await world.ask(null, 'POST /unsubscriptions/one-click', { query: { token: bad } }),
      ])
        expect(answer).toMatchObject({ status: 400, body: { code: 'unsubscribe.unreadable' } })
    expect(await mailOf('uma', 'task.assigned')).toBe('immediate')
  })

  test('security can’t be unsubscribed from', async () => {
    const token = unsubscribeToken(world.portal, { userId: await kit.userId('uma'), groups: ['security'] })
    expect((await world.ask(null, 'POST /unsubscriptions', { body: { token } })).status).toBe(200)
    expect(await mailOf('uma', 'security.session-ended')).toBe('immediate')
  })
})

describe('security', () => {
  test('every event that is told of an account stands in the catalogue, as one that can’t be switched off', async () => {
    const names = new Set<string>()
    for await (const file of glob('src/**/*.ts'))
      if (!file.endsWith('.test.ts'))
        for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(/addSecurityNews\(tx, [\w.]+, '([\w.-]+)'\)/g)) names.add(name)
    expect([...names].toSorted()).toEqual(eventNames.filter((name) => ruleOf(name).isMandatory).toSorted())
  })

  test('a changed password is told in the portal as well as by mail', async () => {
    const next = 'another long enough passphrase'
    const cookie = await world.signIn('uma')
    const changed = await world.send(cookie, 'PUT /account/password', { body: { present: password, password: next } })
    expect(changed.status).toBe(204)
    await kit.spread()
    const fresh = String(changed.headers['set-cookie']).split(';')[0]
    expect((await world.send(fresh, 'GET /notifications')).body.items).toMatchObject([
      { event: 'security.password-changed', customer: null, partnership: null },
    ])
  })
})
