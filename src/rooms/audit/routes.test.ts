import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, firstKey, type Answered, type Name, type World } from '../../../test/world.ts'
import type { AuditEntry } from './contract.ts'
import { isShownFact, mayReadLog } from './rules.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await deed('anna', 'meridian-mssp', 'alder', 'First')
  await deed('anna', 'meridian-mssp', 'birch', 'Second')
  await deed('uma', 'meridian-mssp', 'alder', 'Third')
  await deed('anna', 'meridian-resale', 'fir', '=cmd|x')
  await deed('omar', 'ostrea-resale', 'oak', 'Fourth')
  await world.move('anna', 'meridian-mssp')
})
afterAll(() => world.close())

/** Tags a customer: a deed that is written down. */
const deed = async (as: Name, partnership: string, customer: string, label: string) => {
  if (as === 'anna') await world.move('anna', partnership)
  const answer = await world.ask(as, 'PUT /customers/:id/tags', {
    params: { id: await world.customer(customer) },
    body: { labels: [label] },
  })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
}
const entriesOf = (answer: Answered) => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.items as AuditEntry[] // the contract's reply
}
const read = async (as: Name, query: Record<string, string> = {}, line = 'GET /audit') => entriesOf(await world.ask(as, line, { query }))
const labelsOf = (entries: AuditEntry[]) => entries.flatMap(({ facts }) => (Array.isArray(facts.labels) ? facts.labels : []))
const idOf = (email: string) =>
  world.arrange(async (tx) => {
    const found = await tx.first(sql<{ id: number }>`select id from app_user where email = ${email}`)
    if (!found) throw new Error(`Nobody has ${email}`)
    return tx.ids.outer('usr', found.id)
  })

describe("'GET /audit'", () => {
  it('shows an administrator what happened in the partnership, the newest first, with who, whom, where and from where', async () => {
    const tagged = await read('anna', { name: 'customer.tagged' })
    expect(labelsOf(tagged)).toEqual(['Third', 'Second', 'First'])
    expect(tagged[0]).toMatchObject({
      by: 'member', person: { name: 'Uma' }, viewer: null, customer: { id: await world.customer('alder'), name: 'Alder Bank' },
      partner: { name: 'Meridian Managed Security' }, address: '127.0.0.0/24', requestId: expect.stringMatching(/./),
    }) // prettier-ignore
  })

  it('shows the sign-ins of the partnership’s people and of nobody else', async () => {
    const subjects = (await read('anna', { name: 'session.opened' })).map(({ subject }) => subject?.name)
    expect(new Set(subjects)).toEqual(new Set(['Anna', 'Uma']))
    expect((await read('omar', { name: 'session.opened' })).map(({ subject }) => subject?.name)).toEqual(['Omar'])
  })

  it('shows nothing of another partner or another partnership', async () => {
    expect(labelsOf(await read('omar'))).toEqual(['Fourth'])
    await world.move('anna', 'meridian-resale')
    expect(labelsOf(await read('anna'))).toEqual(['=cmd|x'])
    await world.move('anna', 'meridian-mssp')
    expect(labelsOf(await read('vera'))).toEqual(['Third', 'Second', 'First'])
  })

  it('narrows by person, customer and days', async () => {
    const uma = await idOf('uma@meridian.example')
    expect(labelsOf(await read('anna', { person: uma }))).toEqual(['Third'])
    expect((await read('anna', { person: uma })).some(({ subject }) => subject?.id === uma)).toBe(true)
    expect(labelsOf(await read('anna', { customer: await world.customer('birch') }))).toEqual(['Second'])
    expect(await read('anna', { customer: await world.customer('oak') })).toEqual([])
    const today = new Date().toISOString().slice(0, 10)
    const [before, after] = [-2, 2].map((days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10))
    expect(labelsOf(await read('anna', { from: before ?? '', to: after ?? '' }))).toHaveLength(3)
    expect(await read('anna', { to: before ?? '' })).toEqual([])
    expect(await read('anna', { from: after ?? '' })).toEqual([])
  })

  it('pages by keyset without leaving out or repeating an entry', async () => {
    const all = (await read('anna')).map(({ id }) => id)
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const answer = await world.ask('anna', 'GET /audit', { query: { limit: '2', ...(cursor ? { cursor } : {}) } })
      paged.push(...entriesOf(answer).map(({ id }) => id))
      cursor = answer.body.next ?? undefined
    } while (cursor)
    expect(paged).toEqual(all)
    expect(all.length).toBeGreaterThan(4)
  })

  it('lets no key of the database out, neither of a person nor in a fact', async () => {
    await world.arrange((tx) =>
      tx.rows(sql`insert into event_log (name, actor, facts, partner_id) select 'x.y', 'system:x', ${JSON.stringify({ userId: firstKey, partnershipId: firstKey, customerIds: ['1'], note: 'kept' })}, id from partner where external_id = 'meridian'`),
    ) // prettier-ignore
    const [entry] = await read('anna', { name: 'x.y' })
    expect(entry?.facts).toEqual({ note: 'kept' })
    expect(JSON.stringify((await world.ask('anna', 'GET /audit')).body)).not.toMatch(/\b713\d{8}\b/)
  })

  it('refuses who is nobody, whose role lacks it, and what can’t be asked', async () => {
    expect((await world.ask(null, 'GET /audit')).status).toBe(401)
    for (const as of ['uma', 'mark', 'pavel'] as const) expect((await world.ask(as, 'GET /audit')).status, as).toBe(403)
    const unusable: Record<string, string>[] = [
      { cursor: 'x' }, { from: '2026-13-01' }, { to: '9999-12-31' }, { name: 'A B' }, { person: '7' }, { partner: 'x' }, { limit: '999' },
    ] // prettier-ignore
    for (const query of unusable) expect((await world.ask('anna', 'GET /audit', { query })).status, JSON.stringify(query)).toBe(400)
    expect((await world.ask('anna', 'GET /audit', { query: { customer: 'cus_AAAAAAAA' } })).status).toBe(404)
  })
})

describe("'GET /vendor/audit'", () => {
  it('shows a vendor administrator everything, and one partner when asked', async () => {
    expect(labelsOf(await read('vera', {}, 'GET /vendor/audit'))).toEqual(['Fourth', '=cmd|x', 'Third', 'Second', 'First'])
    const [newest] = await read('vera', { name: 'customer.tagged' }, 'GET /vendor/audit')
    expect(newest).toMatchObject({ partner: { name: 'Ostrea Resale' }, customer: { name: 'Oak Foods' }, person: { name: 'Omar' } })
    expect(labelsOf(await read('vera', { partner: newest?.partner?.id ?? '' }, 'GET /vendor/audit'))).toEqual(['Fourth'])
  })

  it('is for the vendor’s administrators alone', async () => {
    expect((await world.ask(null, 'GET /vendor/audit')).status).toBe(401)
    for (const as of ['anna', 'uma', 'pavel', 'pia'] as const) expect((await world.ask(as, 'GET /vendor/audit')).status, as).toBe(403)
    expect((await world.ask('vera', 'GET /vendor/audit', { query: { cursor: '!' } })).status).toBe(400)
    expect((await world.ask('vera', 'GET /vendor/audit', { query: { partner: 'par_AAAAAAAA' } })).status).toBe(404)
  })
})

describe("'GET /audit/file' and 'GET /vendor/audit/file'", () => {
  it('hold what the same filters show, quoted and without formulas', async () => {
    const { status, headers, raw } = await world.ask('vera', 'GET /vendor/audit/file', { query: { name: 'customer.tagged' } })
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/csv; charset=utf-8' })
    expect(headers['content-disposition']).toMatch(/attachment; filename="audit-log-2026-06-10\.csv"/)
    const lines = raw.toString().trimEnd().split('\r\n')
    expect(lines).toHaveLength(6)
    expect(lines[2]).toContain(`"'=Fir Holdings"`)
    expect(lines.join('\n')).not.toMatch(/(^|,)"?[=+@-]/m)
    const own = (await world.ask('anna', 'GET /audit/file', { query: { name: 'customer.tagged' } })).raw.toString()
    expect(own.trimEnd().split('\r\n')).toHaveLength(4)
    expect(own).not.toContain('Oak Foods')
  })

  it('refuse like the lists', async () => {
    for (const line of ['GET /audit/file', 'GET /vendor/audit/file']) {
      expect((await world.ask(null, line)).status, line).toBe(401)
      for (const as of ['uma', 'pavel'] as const) expect((await world.ask(as, line)).status, `${as} ${line}`).toBe(403)
      expect((await world.ask('vera', line, { query: { from: 'x' } })).status, line).toBe(400)
      expect((await world.ask('vera', line, { query: { customer: 'cus_AAAAAAAA' } })).status, line).toBe(404)
    }
    expect((await world.ask('anna', 'GET /vendor/audit/file')).status).toBe(403)
  })
})

describe('rules', () => {
  it('the log is for those who see everything', () => {
    expect(mayReadLog({ reach: 'all' })).toEqual({ may: true })
    expect(mayReadLog({ reach: 'assigned' })).toMatchObject({ may: false, code: 'audit.needs-full-reach' })
  })
  it.each(['id', 'userId', 'partnershipId', 'customerIds', 'subnet'])('the fact %s is not shown', (name) =>
    expect(isShownFact(name)).toBe(false),
  )
  it.each(['labels', 'why', 'kid', 'paid', 'stage'])('the fact %s is shown', (name) => expect(isShownFact(name)).toBe(true))
})
