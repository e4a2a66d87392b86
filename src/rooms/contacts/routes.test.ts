import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { takeContacts } from '#rooms/contacts/intake.actions.ts'
import { asActor, bindActor } from '#server/access.ts'
import type { Member } from '#shared/actor.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { addContact } from './actions.ts'

const lines = {
  list: 'GET /customers/:id/contacts',
  add: 'POST /customers/:id/contacts',
  change: 'PATCH /customers/:id/contacts/:contactId',
  remove: 'DELETE /customers/:id/contacts/:contactId',
  assign: 'PUT /customers/:id/contact-types/:type',
}
const person = (parts: object = {}) => ({
  name: 'Ove Lind',
  email: 'ove@alder.example',
  phone: null,
  title: null,
  types: [] as string[],
  ...parts,
})

let world: World
let id: string
let siv: { id: string; version: number }

const ask = (as: Name, line: string, params: Record<string, string> = {}, body?: unknown) =>
  world.ask(as, line, { params: { id, ...params }, body })
const people = async () => (await ask('anna', lines.list)).body
const events = () =>
  world.arrange((tx) =>
    tx.rows(sql<{ name: string; facts: object }>`select name, facts from event_log where name like 'contact.%' order by id`),
  )

beforeAll(async () => {
  world = await createWorld()
  id = await world.customer('alder')
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.arrange(async (tx, context) => {
    await tx.rows(sql`delete from contact`)
    await takeContacts(tx, [
      { partner: 'meridian', partnership: 'meridian-mssp', customer: 'alder', name: 'Siv Holm', email: 'siv@alder.example', types: ['sales', 'finance'] },
    ], context) // prettier-ignore
  })
  siv = (await people()).items[0]
})

describe('reading', () => {
  it('lists people with their types, the types that nobody holds, and what the reader may do', async () => {
    expect(await people()).toEqual({
      items: [
        {
          id: siv.id,
          name: 'Siv Holm',
          email: 'siv@alder.example',
          phone: null,
          title: null,
          version: siv.version,
          types: ['sales', 'finance'],
        },
      ],
      missing: ['customer-success', 'technical'],
      may: { edit: true, reason: null },
    })
  })
  it('tells vendor staff why they only read', async () => {
    for (const as of ['vera', 'pavel'] as const)
      expect((await ask(as, lines.list)).body.may, as).toEqual({ edit: false, reason: expect.stringContaining('only its own people') })
  })
})

describe('adding', () => {
  it('writes the person, takes the asked types over and tells it', async () => {
    const before = await events()
    const { status, body } = await ask('anna', lines.add, {}, person({ phone: '+46 8 123 45', types: ['finance', 'technical'] }))
    expect(status).toBe(200)
    expect(body.items).toMatchObject([
      { name: 'Ove Lind', phone: '+46 8 123 45', version: 1, types: ['finance', 'technical'] },
      { name: 'Siv Holm', types: ['sales'] },
    ])
    expect(body.missing).toEqual(['customer-success'])
    const told = await events()
    expect(told).toHaveLength(before.length + 1)
    expect(told.at(-1)).toMatchObject({ name: 'contact.added', facts: { types: ['finance', 'technical'] } })
  })
  it('refuses an address that somebody has: nothing is written, nothing told', async () => {
    const before = await events()
    expect(await ask('anna', lines.add, {}, person({ email: 'SIV@alder.example' }))).toMatchObject({
      status: 409,
      body: { code: 'contact.email-taken', fields: [{ path: 'email' }] },
    })
    expect((await people()).items).toHaveLength(1)
    expect(await events()).toHaveLength(before.length)
  })
  it('lets only one of two who add the same address at once', async () => {
    const answers = await Promise.all([ask('anna', lines.add, {}, person()), ask('uma', lines.add, {}, person({ name: 'Ove L.' }))])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409])
    expect((await people()).items).toHaveLength(2)
  })
  it.each([
    ['name', person({ name: '  ' })],
    ['name', person({ name: 'x'.repeat(121) })],
    ['name', person({ name: 'Ove\u0007Lind' })],
    ['email', person({ email: 'ove' })],
    ['phone', person({ phone: 'call me' })],
    ['types', person({ types: ['sales', 'sales'] })],
    ['', { ...person(), version: 1 }],
  ])('answers 400 and names the field (%s)', async (path, body) => {
    const answer = await ask('anna', lines.add, {}, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(answer.body.fields[0].path).toBe(path)
  })
  it('answers 400 to a type that the configuration lacks, and writes nothing', async () => {
    expect(await ask('anna', lines.add, {}, person({ types: ['chef'] }))).toMatchObject({
      status: 400,
      body: { code: 'contact.unknown-type', fields: [{ path: 'types' }] },
    })
    expect((await people()).items).toHaveLength(1)
  })
  it('keeps text as it was typed, a formula or markup too', async () => {
    const { body } = await ask('anna', lines.add, {}, person({ name: '=1+1<script>', title: '@SUM(A1)' }))
    expect(body.items[0]).toMatchObject({ name: '=1+1<script>', title: '@SUM(A1)' })
  })
})

describe('changing', () => {
  const change = (body: object, contactId = siv.id) => ask('anna', lines.change, { contactId }, body)

  it('changes what is given and leaves the rest', async () => {
    const { status, body } = await change({ version: siv.version, title: 'Head of purchasing' })
    expect(status).toBe(200)
    expect(body.items[0]).toMatchObject({
      name: 'Siv Holm',
      email: 'siv@alder.example',
      title: 'Head of purchasing',
      types: ['sales', 'finance'],
      version: siv.version + 1,
    })
    expect((await events()).at(-1)).toMatchObject({ name: 'contact.changed', facts: { fields: ['title'] } })
  })
  it('empties a field that is null or blank', async () => {
    expect((await change({ version: siv.version, email: ' ' })).body.items[0].email).toBeNull()
  })
  it('refuses the second of two editors: the first one’s words stay', async () => {
    await change({ version: siv.version, title: 'First' })
    expect(await change({ version: siv.version, title: 'Second' })).toMatchObject({
      status: 409,
      body: { code: 'contact.changed-meanwhile' },
    })
    expect((await people()).items[0].title).toBe('First')
  })
  it('lets only one of two who save at once', async () => {
    const answers = await Promise.all([change({ version: siv.version, title: 'A' }), change({ version: siv.version, title: 'B' })])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409])
  })
  it('refuses another person’s address', async () => {
    const ove = (await ask('anna', lines.add, {}, person())).body.items[0]
    expect(await change({ version: 1, email: 'siv@alder.example' }, ove.id)).toMatchObject({
      status: 409,
      body: { code: 'contact.email-taken' },
    })
  })
  it('answers 404 for a person of another customer', async () => {
    const birch = await world.customer('birch')
    const other = await world.ask('anna', lines.add, { params: { id: birch }, body: person() })
    expect((await change({ version: 1, title: 'x' }, other.body.items[0].id)).status).toBe(404)
  })
})

describe('removing', () => {
  it('removes the person, empties the types and tells it', async () => {
    const { status, body } = await ask('anna', lines.remove, { contactId: siv.id })
    expect(status).toBe(200)
    expect(body).toMatchObject({ items: [], missing: ['sales', 'customer-success', 'finance', 'technical'] })
    expect((await events()).at(-1)?.name).toBe('contact.removed')
  })
  it('answers 404 the second time', async () => {
    await ask('anna', lines.remove, { contactId: siv.id })
    expect((await ask('anna', lines.remove, { contactId: siv.id })).status).toBe(404)
  })
})

describe('assigning a type', () => {
  it('moves it to another person, and to nobody', async () => {
    const ove = (await ask('anna', lines.add, {}, person())).body.items[0]
    const moved = await ask('anna', lines.assign, { type: 'sales' }, { contactId: ove.id })
    expect(moved.body.items).toMatchObject([
      { name: 'Ove Lind', types: ['sales'] },
      { name: 'Siv Holm', types: ['finance'] },
    ])
    const emptied = await ask('anna', lines.assign, { type: 'sales' }, { contactId: null })
    expect(emptied.body.missing).toContain('sales')
    expect((await events()).at(-1)).toMatchObject({ name: 'contact.type-assigned', facts: { type: 'sales', contactId: null } })
  })
  it('answers 400 to an unknown type and 404 to a person of another customer', async () => {
    expect(await ask('anna', lines.assign, { type: 'chef' }, { contactId: siv.id })).toMatchObject({
      status: 400,
      body: { code: 'contact.unknown-type' },
    })
    const other = await world.ask('anna', lines.add, { params: { id: await world.customer('cedar') }, body: person() })
    expect((await ask('anna', lines.assign, { type: 'sales' }, { contactId: other.body.items[0].id })).status).toBe(404)
  })
})

describe.each(Object.entries(lines))('who may %s', (name, line) => {
  const asked = (as: Name | null, customer: string) =>
    world.ask(as, line, {
      params: { id: customer, contactId: siv.id, type: 'sales' },
      ...(name === 'list' || name === 'remove' ? {} : { body: bodies[name] }),
    })
  const bodies: Record<string, unknown> = { add: person(), change: { version: 1 }, assign: { contactId: null } }

  it('answers 401 to nobody', async () => expect((await asked(null, id)).status).toBe(401))
  it('answers 403 to a role without contacts', async () =>
    expect(await asked('mark', id)).toMatchObject({ status: 403, body: { code: 'contact.read-not-granted' } }))
  it('answers 404 for another partner’s customer, another partnership’s and one that is not assigned', async () => {
    for (const [as, customer] of [
      ['anna', 'oak'],
      ['anna', 'elm'],
      ['uma', 'cedar'],
      ['omar', 'alder'],
    ] as const)
      expect((await asked(as, await world.customer(customer))).status, `${as} ${customer}`).toBe(404)
  })
  it('answers 403 with the reason to vendor staff who write', async () => {
    for (const as of ['vera', 'pavel'] as const) {
      const { status, body } = await asked(as, id)
      if (name === 'list') expect(status).toBe(200)
      else expect({ status, code: body.code }, as).toEqual({ status: 403, code: 'contact.staff-reads-only' })
    }
  })
  it('answers a restricted person for an assigned customer', async () => {
    const { status } = await asked('uma', id)
    expect([200, 409]).toContain(status) // 409: the version of the change is made up
  })
})

it('lets the database refuse vendor staff even when the rule is passed over', async () => {
  const staff: Member = {
    kind: 'staff', userId: 1, name: 'x', role: 'administrator', permissions: new Set(['contact.edit']), reach: 'all', partnerId: 1, partnershipId: 1, model: 'mssp',
    currency: 'EUR', timeZone: 'UTC', cycle: { startDay: 1, namedBy: 'start' }, today: '2026-06-10', openRooms: [],
  } // prettier-ignore
  bindActor(staff, world.database)
  const insert = asActor(staff, (tx) =>
    tx.rows(sql`insert into contact (partner_id, partnership_id, customer_id, name) values (1, 1, 1, 'x')`),
  )
  await expect(insert).rejects.toThrow(/permission denied/)
  await expect(addContact({ actor: staff, config: world.config, customerId: 'cus_none' }, person())).rejects.toMatchObject({ status: 404 })
})
