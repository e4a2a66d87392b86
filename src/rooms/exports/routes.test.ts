import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeCustomers } from '#rooms/customers/intake.actions.ts'
import { withClient } from '../../../test/database.ts'
import { readWorkbook } from '../../../test/workbook.ts'
import { createWorld, emailOf, password, worldNow, type Answered, type World } from '../../../test/world.ts'
import { exportsOf, usageLine } from './exports.test-kit.ts'
import { mostOpen } from './rules.ts'

let world: World
let exporting: ReturnType<typeof exportsOf>
beforeEach(async () => {
  world = await createWorld()
  exporting = exportsOf(world)
})
afterEach(() => world.close())

const asOwner = async <Row extends object>(statement: string): Promise<Row[]> =>
  withClient(world.test.adminUrl, async (client) => (await client.query<Row>(statement)).rows)
const cookieIn = ({ headers }: Answered) =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map(String)
    .findLast((one) => /_sid=/.test(one))
    ?.split(';')[0]

const personIs = (name: Parameters<typeof emailOf>[0]) => sql`(select id from app_user where email = ${emailOf(name)})`
const setRole = (role: string) =>
  world.arrange((tx) => tx.rows(sql`update membership set role = ${role} where user_id = ${personIs('anna')}`))

describe('a file that is small', () => {
  it('is sent at once by its own endpoint', async () => {
    const { status, headers } = await world.ask('anna', usageLine)
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('spreadsheetml')
  })
})

describe('a file that is large', () => {
  it('is not built while somebody waits: 409, and it is asked for as an export', async () => {
    const at = { partner: 'meridian', partnership: 'meridian-resale' }
    const many = Array.from({ length: 300 }, (_, n) => ({
      ...at,
      externalId: `many-${n}`,
      name: `Many ${n}`,
      state: 'paying' as const,
      since: '2025-02-01',
    }))
    await world.arrange((tx, context) => takeCustomers(tx, many, context))
    await world.move('anna', 'meridian-resale')
    const [line, query] = ['GET /report/orders/acv/workbook', { from: '2024-06-11', to: '2026-06-10' }]
    expect(await world.ask('anna', line, { query })).toMatchObject({ status: 409, body: { code: 'export.large' } })
    const asked = await exporting.ask('anna', line, query)
    expect(asked).toMatchObject({ status: 200, body: { state: 'waiting', line, rowsTotal: 302 + 730, percent: 0 } })
  })
})

describe('POST /exports', () => {
  const line = 'POST /exports'

  it('puts a job into the queue in the same transaction', async () => {
    const id = await exporting.asked('anna')
    const which = await exporting.whichOf(id)
    const jobs = await asOwner<{ payload: unknown }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'exports.make'`,
    )
    expect(jobs).toEqual([{ payload: which }])
  })
  it('answers 400 for a line that is no file, and for what its endpoint can’t use', async () => {
    for (const bad of ['GET /customers', 'GET /vendor/audit/file', 'POST /exports', ''])
      expect(await exporting.ask('anna', bad)).toMatchObject({ status: 400, body: { code: 'export.unknown-file' } })
    expect((await exporting.ask('anna', usageLine, { cycles: '5' })).status).toBe(400)
    expect((await exporting.ask('anna', usageLine, { partner: 'ostrea' })).status).toBe(400)
    expect((await exporting.ask('anna', usageLine, { until: '2030-01' })).status).toBe(400)
    expect((await world.ask('anna', line, { body: { line: usageLine, query: { cycles: 3 } } })).status).toBe(400)
  })
  it('answers 401, 403 and 409 as the endpoint of the file does', async () => {
    expect((await world.ask(null, line, { body: { line: usageLine, query: {} } })).status).toBe(401)
    expect((await exporting.ask('mark')).status).toBe(403)
    expect((await exporting.ask('uma', 'GET /audit/file')).status).toBe(403)
    expect(await exporting.ask('anna', 'GET /report/orders/acv/workbook')).toMatchObject({
      status: 409,
      body: { code: 'report.other-layout' },
    })
    expect(await exporting.ask('pia')).toMatchObject({ status: 409, body: { code: 'session.no-partnership' } })
  })
  it('answers 409 when as many of one person’s wait as may, also to those who ask at once', async () => {
    const cookie = await world.signIn('anna')
    const body = { line: usageLine, query: {} }
    const answers = await Promise.all(Array.from({ length: mostOpen + 3 }, () => world.send(cookie, line, { body })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(mostOpen)
    for (const refused of answers.filter(({ status }) => status !== 200))
      expect(refused).toMatchObject({ status: 409, body: { code: 'export.too-many' } })
    expect((await exporting.ask('uma')).status).toBe(200)
  })
})

describe('GET /exports', () => {
  it('lists one’s own, the newest first, of the partnership that one is in', async () => {
    const [first, second] = [await exporting.asked('anna'), await exporting.asked('anna', 'GET /customers/workbook')]
    await exporting.asked('uma')
    const { status, body } = await world.ask('anna', 'GET /exports')
    expect(status).toBe(200)
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([second, first])
    await world.move('anna', 'meridian-resale')
    expect((await world.ask('anna', 'GET /exports')).body.items).toEqual([])
  })
  it('answers 401 to nobody, and 400 to what it does not know', async () => {
    expect((await world.ask(null, 'GET /exports')).status).toBe(401)
    expect((await world.ask('anna', 'GET /exports', { query: { person: 'all' } })).status).toBe(400)
  })
})

describe('one export', () => {
  it('tells how far one is, and is taken away with its file', async () => {
    const id = await exporting.ready('anna')
    expect((await world.ask('anna', 'GET /exports/:id', { params: { id } })).body).toMatchObject({
      id,
      state: 'ready',
      percent: 100,
      size: expect.any(Number),
    })
    expect(await exporting.keys()).toHaveLength(1)
    expect((await world.ask('anna', 'DELETE /exports/:id', { params: { id } })).status).toBe(204)
    expect((await exporting.one('anna', id)).status).toBe(404)
    expect(await exporting.keys()).toEqual([])
  })
  it('answers 404 to everybody else, in the same partnership and in others, and 401 to nobody', async () => {
    const id = await exporting.ready('anna')
    for (const as of ['uma', 'omar', 'vera', 'pavel'] as const) {
      expect((await exporting.one(as, id)).status, as).toBe(404)
      expect((await world.ask(as, 'DELETE /exports/:id', { params: { id } })).status, as).toBe(404)
      expect((await exporting.ticket(as, id)).status, as).toBe(404)
    }
    expect((await exporting.one(null, id)).status).toBe(401)
    expect((await world.ask(null, 'DELETE /exports/:id', { params: { id } })).status).toBe(401)
    expect((await exporting.one('anna', 'exp_none')).status).toBe(400)
    expect(await exporting.keys()).toHaveLength(1)
  })
})

describe('POST /exports/:id/tickets', () => {
  it('answers 409 for a file that is not built yet, is kept no longer, or is lost', async () => {
    const waiting = await exporting.asked('anna')
    expect(await exporting.ticket('anna', waiting)).toMatchObject({ status: 409, body: { code: 'export.not-ready' } })
    const id = await exporting.ready('anna')
    const [key = ''] = await exporting.keys()
    await world.portal.files.delete(key)
    expect(await exporting.ticket('anna', id)).toMatchObject({ status: 409, body: { code: 'export.file-gone' } })
    world.setNow(worldNow.add({ hours: 24 }))
    const cookie = await world.signIn('anna')
    expect(await world.send(cookie, 'POST /exports/:id/tickets', { params: { id } })).toMatchObject({
      status: 409,
      body: { code: 'export.not-ready' },
    })
  })
  it('answers 409 when its owner may see something else now, were it more or less', async () => {
    const id = await exporting.ready('uma')
    await world.arrange((tx) =>
      tx.rows(sql`delete from user_customer where customer_id = (select id from customer where external_id = 'birch')`),
    )
    expect(await exporting.ticket('uma', id)).toMatchObject({ status: 409, body: { code: 'export.scope-changed' } })
    const ofAnna = await exporting.ready('anna')
    await world.arrange((tx) => tx.rows(sql`update membership set customer_scope = 'assigned' where user_id = ${personIs('anna')}`))
    expect(await exporting.ticket('anna', ofAnna)).toMatchObject({ status: 409, body: { code: 'export.scope-changed' } })
  })
  it('answers 403 when the role does not include exports any more, and 401 to nobody', async () => {
    const id = await exporting.ready('anna')
    expect((await exporting.ticket(null, id)).status).toBe(401)
    await setRole('marketing')
    expect((await exporting.ticket('anna', id)).status).toBe(403)
  })
})

describe('GET /exports/files/:ticket', () => {
  const opened = async () => {
    const id = await exporting.ready('anna', usageLine, { cycles: '3' })
    const cookie = await world.signIn('anna')
    const { body } = await world.send(cookie, 'POST /exports/:id/tickets', { params: { id } })
    return { id, cookie, ticket: String(body.ticket) }
  }
  const missing = { status: 404, body: { code: 'not-found', detail: 'There is nothing here, or you may not see it.' } }

  it('streams the file to be saved, with its name and length, for nobody to keep', async () => {
    const { cookie, ticket } = await opened()
    const { status, headers, raw } = await exporting.open(cookie, ticket)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-length': String(raw.length),
      'content-disposition': expect.stringMatching(/^attachment; filename="[\w-]+-usage-2026-04-to-2026-06\.xlsx"/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
    })
    expect((await readWorkbook(raw)).has('Summary')).toBe(true)
    const told = await world.arrange((tx) => tx.rows(sql`select name from event_log where name = 'export.downloaded'`))
    expect(told).toHaveLength(1)
  })
  it('opens once, however many come at once', async () => {
    const { cookie, ticket } = await opened()
    const answers = await Promise.all(Array.from({ length: 8 }, () => exporting.open(cookie, ticket)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const refused of answers.filter(({ status }) => status !== 200)) expect(refused).toMatchObject(missing)
  })
  it('opens for no other session, person or partner, and for them changes nothing', async () => {
    const { cookie, ticket } = await opened()
    for (const as of ['anna', 'uma', 'omar', 'vera'] as const)
      expect(await exporting.open(await world.signIn(as), ticket), as).toMatchObject(missing)
    expect((await exporting.open(undefined, ticket)).status).toBe(401)
    expect((await exporting.open(cookie, ticket)).status).toBe(200)
  })
  it('opens no more after a minute of the database’s clock', async () => {
    const { cookie, ticket } = await opened()
    await asOwner(`update export_ticket set expires_at = expires_at - interval '61 seconds'`)
    expect(await exporting.open(cookie, ticket)).toMatchObject(missing)
  })
  it('opens no more once the person may see or do less, or went to another partnership', async () => {
    const changes = [
      () => world.arrange((tx) => tx.rows(sql`update membership set customer_scope = 'assigned' where user_id = ${personIs('anna')}`)),
      () => asOwner(`delete from export_job`),
    ]
    for (const change of changes) {
      const { cookie, ticket } = await opened()
      await change()
      expect(await exporting.open(cookie, ticket)).toMatchObject(missing)
      await world.arrange((tx) => tx.rows(sql`update membership set customer_scope = 'all' where user_id = ${personIs('anna')}`))
    }
    const { cookie, ticket } = await opened()
    const moved = await world.send(cookie, 'PUT /session/partnership', { body: { id: await world.partnership('meridian-resale') } })
    expect(await exporting.open(cookieIn(moved), ticket)).toMatchObject(missing)
  })
  it('answers 403 when the role does not include exports any more', async () => {
    const { cookie, ticket } = await opened()
    await setRole('marketing')
    expect((await exporting.open(cookie, ticket)).status).toBe(403)
  })
  it('answers 404 for a ticket that never was, and 400 for what is none', async () => {
    const cookie = await world.signIn('anna')
    expect(await exporting.open(cookie, 'x'.repeat(43))).toMatchObject(missing)
    expect((await exporting.open(cookie, '../../etc')).status).toBe(400)
  })
  it('is followed by a browser that says nothing but its cookie, and by no other browser', async () => {
    const { id } = await opened()
    const words = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
      'sec-ch-ua-platform': '"Linux"',
      'sec-ch-ua-mobile': '?0',
      'x-portal-device': 'zone=Europe/Stockholm;cores=8;touch=false',
    }
    const entered = await world.send(undefined, 'POST /session', { body: { email: emailOf('anna'), password }, headers: words })
    const cookie = cookieIn(entered)
    const ticketOf = async () =>
      String((await world.send(cookie, 'POST /exports/:id/tickets', { params: { id }, headers: words })).body.ticket)
    const link = { headers: { 'user-agent': words['user-agent'] } }
    expect(await exporting.open(cookie, await ticketOf(), link)).toMatchObject({ status: 200 })
    expect(
      await exporting.open(cookie, await ticketOf(), { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' } }),
    ).toMatchObject({
      status: 401,
      body: { code: 'session.frozen' },
    })
  })
})
