import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { letterText } from '#rooms/outbox/letter.rules.ts'
import { writeLetter } from '#rooms/outbox/letter.actions.ts'
import { outlookFaults } from '#rooms/outbox/outlook.test-kit.ts'
import { settle, type Found } from '#rooms/tasks/tasks.test-kit.ts'
import { openLink } from '#server/deep-link.ts'
import type { Running } from '#server/jobs.ts'
import type { Letter, LetterRow } from '#shared/letter.ts'
import { createWorld, emailOf, worldNow, type Name, type World } from '../../../test/world.ts'
import { askForDigests } from './jobs.ts'
import { composeDigest } from './letter.ts'
import type { DigestFrequency } from './rules.ts'

let world: World
let running: Running
beforeAll(async () => {
  world = await createWorld()
  const { database, config, keys, files, now, origin, realm } = world.portal
  running = { database, config, keys, files, now, origin, realm, log: pino({ level: 'silent' }) }
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.arrange(async (tx) => {
    await tx.rows(sql`delete from mail`)
    await tx.rows(sql`delete from digest`)
    await tx.rows(sql`delete from task`)
  })
})

const userId = (as: Name) =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(as)}`))?.id ?? 0)
const dueAt = worldNow
const since = worldNow.subtract({ hours: 24 * 7 })
const until = worldNow.add({ minutes: 15 })
const compose = async (as: Name, frequency: DigestFrequency = 'weekly') =>
  composeDigest(running, { userId: await userId(as), of: { frequency, since: since.toString(), until: until.toString(), portfolio: 1 } })
const rowsOf = (letter: Letter | undefined): LetterRow[] =>
  (letter?.blocks ?? []).flatMap((block) => (block.is === 'rows' ? block.rows : []))
const headingsOf = (letter: Letter | undefined) =>
  (letter?.blocks ?? []).flatMap((block) => (block.is === 'section' || block.is === 'heading' ? [block.text] : []))
const stationery = () => ({ name: 'Portal', colour: '#1f5fbf', language: 'en', origin: running.origin })
const all = (letter: Letter | undefined) => (letter ? `${letter.subject}\n${letter.preheader}\n${letterText(letter, stationery())}` : '')

const silent = (customer: string, severity: 'low' | 'medium' | 'high', scanner = `${customer}-1`): Found => ({
  customer,
  rule: 'scanner-inactive',
  objectKey: scanner,
  severity,
  facts: { scanner, days: 9, lastSeenOn: '2026-06-01' },
})

describe('asking for digests', () => {
  const asked = () => world.arrange((tx) => tx.rows(sql<{ email: string; composer: string; waits: boolean }>`
    select u.email, m.composer, m.next_try_at > ${dueAt.toString()} as waits from mail m join app_user u on u.id = m.user_id order by 1`)) // prettier-ignore

  const windows = async () =>
    (await world.arrange((tx) => tx.rows(sql<{ of: Record<string, string | number> }>`select distinct on (compose_of ->> 'until') compose_of as of from mail order by compose_of ->> 'until'`))).map(({ of }) => of) // prettier-ignore

  it('puts one mail into the outbox for everybody who wants one, once for each moment', async () => {
    const first = await askForDigests(running, 'weekly', dueAt)
    const mails = await asked()
    expect(mails.map(({ email }) => email)).toEqual(['anna', 'mark', 'nils', 'omar', 'uma'].map((name) => emailOf(name as Name))) // of the cast
    expect(first).toEqual({ asked: 5 })
    expect(mails.every(({ composer, waits }) => composer === 'digests.digest' && waits)).toBe(true)
    const again = await Promise.all([1, 2, 3].map(() => askForDigests(running, 'weekly', dueAt)))
    expect(again).toEqual([{ asked: 0 }, { asked: 0 }, { asked: 0 }])
    expect(await asked()).toHaveLength(5)
  })

  it('begins where the digest before ended', async () => {
    const before = dueAt.subtract({ hours: 24 * 8 })
    await askForDigests({ ...running, now: () => before }, 'weekly', before)
    await askForDigests(running, 'weekly', dueAt)
    const found = await windows()
    expect(found.map((of) => [of.since, of.until])).toEqual(
      [[24 * 15, 24 * 8], [24 * 8, 0]].map((hours) => hours.map((each) => until.subtract({ hours: each }).toString())), // prettier-ignore
    )
  })

  it('tells what the rules of the same moment raised in that digest, and in no other', async () => {
    const six = Temporal.Instant.from('2026-06-08T06:00:00Z')
    const day = (n: number) => six.add({ hours: 24 * n })
    await world.ask('uma', 'PUT /notifications/choices', { body: { event: 'digest.portfolio', channel: 'mail', frequency: 'daily' } })
    for (const n of [0, 1, 2]) {
      if (n === 1) await settle(world, [silent('alder', 'high')], { today: '2026-06-09' })
      await askForDigests({ ...running, now: () => day(n) }, 'daily', day(n))
    }
    const uma = await userId('uma')
    const subjects = await Promise.all((await windows()).map(async (of) => (await composeDigest(running, { userId: uma, of }))?.subject))
    await world.ask('uma', 'DELETE /notifications/choices')
    expect(subjects).toEqual([undefined, 'Today: 1 new task', undefined])
  })

  it('leaves them by day where their readers are: by their own clock, or else that of where they work', async () => {
    const uma = await userId('uma')
    await world.arrange((tx) => tx.rows(sql`update app_user set time_zone = 'America/New_York' where id = ${uma}`))
    const six = Temporal.Instant.from('2026-06-08T06:00:00Z')
    await askForDigests({ ...running, now: () => six }, 'weekly', six)
    await world.arrange((tx) => tx.rows(sql`update app_user set time_zone = null where id = ${uma}`))
    const leaving = await world.arrange((tx) => tx.rows(sql<{ email: string; at: string }>`
      select u.email, m.next_try_at as at from mail m join app_user u on u.id = m.user_id where u.email in (${emailOf('anna')}, ${emailOf('uma')}) order by 1`)) // prettier-ignore
    expect(leaving.map(({ at }) => Temporal.Instant.from(at).toString())).toEqual(['2026-06-08T06:15:00Z', '2026-06-08T11:00:00Z'])
  })
})

describe('a digest', () => {
  it('tells each person of each of their partnerships, and of their own customers alone', async () => {
    await settle(world, [silent('alder', 'low'), silent('birch', 'high'), silent('cedar', 'high')])
    await settle(world, [silent('elm', 'medium')], { partnership: 'meridian-resale' })
    const anna = await compose('anna')
    expect(headingsOf(anna)).toEqual(
      expect.arrayContaining(['Meridian Managed Security, Meridian MSSP Nordics', 'Meridian Managed Security, Meridian Resale UK']),
    )
    expect(rowsOf(anna).map(({ title }) => title)).toEqual(['Birch Logistics', 'Cedar Health', 'Alder Bank', 'Elm & Sons'])
    const uma = await compose('uma')
    expect(rowsOf(uma).map(({ title }) => title)).toEqual(['Birch Logistics', 'Alder Bank'])
    expect(all(uma)).not.toMatch(/Cedar|Elm|Resale/)
    expect(all(await compose('omar'))).not.toMatch(/Alder|Birch|Cedar|Elm|Meridian/)
  })

  it('is about the scope of the moment at which it is written', async () => {
    await settle(world, [silent('alder', 'low'), silent('birch', 'high')])
    await askForDigests(running, 'weekly', dueAt)
    const uma = await userId('uma')
    const [birch] = await world.arrange((tx) =>
      tx.rows(sql<{ customer_id: number; partner_id: number }>`
        delete from user_customer u using customer c where u.user_id = ${uma} and c.id = u.customer_id and c.external_id = 'birch' returning u.customer_id, u.partner_id`),
    )
    expect(all(await compose('uma'))).not.toContain('Birch')
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into user_customer (partner_id, user_id, customer_id) values (${birch?.partner_id ?? 0}, ${uma}, ${birch?.customer_id ?? 0})`,
      ),
    )
    expect(all(await compose('uma'))).toContain('Birch')
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = false where id = ${uma}`))
    expect(await compose('uma')).toBeUndefined()
    await world.arrange((tx) => tx.rows(sql`update app_user set is_active = true where id = ${uma}`))
  })

  it('puts what is new or more severe first, then what is severe and due soon', async () => {
    await settle(world, [silent('alder', 'low'), silent('birch', 'high'), silent('cedar', 'medium')], { today: '2026-05-01' })
    await settle(world, [silent('alder', 'medium'), silent('birch', 'high'), silent('cedar', 'medium'), silent('dogwood', 'low')])
    const anna = await compose('anna')
    expect(rowsOf(anna).map(({ title, mark }) => `${title} ${mark?.tone}`)).toEqual([
      'Alder Bank medium', 'Dogwood Trial low', 'Birch Logistics high', 'Cedar Health medium',
    ]) // prettier-ignore
    expect(headingsOf(anna)).toEqual(expect.arrayContaining(['New and more severe', 'Still open']))
    expect(anna?.subject).toBe('Your week: 2 new tasks')
  })

  it('shows the figures that the screens show', async () => {
    await settle(world, [silent('alder', 'low')])
    const letter = await compose('anna')
    const report = await world.ask('anna', 'GET /report/usage', { query: { cycles: '3' } })
    const cells = (report.body.cells as { cycle: string; product: string; peak: number; commitment: number | null }[]).slice(-2) // the contract's reply
    const figures = (letter?.blocks ?? []).flatMap((block) => (block.is === 'figures' ? block.figures : []))
    for (const { product, peak, commitment } of cells) {
      const name = running.config.products.find(({ code }) => code === product)?.name
      const value = figures.find(({ label }) => label === name)?.value
      expect(value, product).toContain(String(peak))
      if (commitment !== null) expect(value).toContain(`of ${commitment}`)
    }
    expect(cells.some(({ commitment }) => commitment === 500)).toBe(true)
    expect(all(letter)).toContain('Within 30 days: 1 line, £12,000')
    const uma = (await compose('uma'))?.blocks.flatMap((block) => (block.is === 'figures' ? block.figures : [])) ?? []
    expect(uma.map(({ value }) => value).join()).not.toContain('500') // a commitment is the whole partnership's
  })

  it('says what was resolved, and how many more there are', async () => {
    const many = Array.from({ length: 12 }, (_, n) => silent('cedar', 'medium', `scanner-${n}`))
    await settle(world, [...many, silent('alder', 'high')])
    await settle(world, many)
    const text = all(await compose('anna'))
    expect(text).toContain('1 task was resolved.')
    expect(text).toContain('and 4 more:')
  })

  it('has nothing to say about a quiet day, and on a quiet week only what stands', async () => {
    expect(await compose('uma', 'daily')).toBeUndefined()
    expect(await compose('uma', 'weekly')).toBeUndefined()
    await settle(world, [silent('alder', 'low')], { today: '2026-05-01' })
    expect(await compose('uma', 'daily')).toBeUndefined()
    expect((await compose('uma', 'weekly'))?.subject).toBe('Your week')
    await settle(world, [silent('alder', 'low'), silent('birch', 'low')])
    expect((await compose('uma', 'daily'))?.subject).toBe('Today: 1 new task')
  })

  it('leads its reader, and nobody else, to the customer and sub-tab', async () => {
    await settle(world, [silent('alder', 'low')])
    const [row] = rowsOf(await compose('uma'))
    const token = row?.path?.slice('/go#'.length) ?? ''
    const target = openLink(running, token, await userId('uma'))
    const customer = await world.arrange(async (tx) => tx.ids.outer('cus', target?.customerId ?? 0))
    expect([customer, target?.subTab]).toEqual([await world.customer('alder'), 'signals'])
    expect(openLink(running, token, await userId('anna'))).toBeUndefined()
  })

  it('tells somebody who only receives mail of their tasks, without links that would lead nowhere', async () => {
    const nils = await userId('nils')
    await settle(world, [silent('alder', 'low'), silent('birch', 'low')])
    await world.arrange((tx) =>
      tx.rows(
        sql`insert into user_customer (partner_id, user_id, customer_id) select partner_id, ${nils}, id from customer where external_id = 'alder'`,
      ),
    )
    const letter = await compose('nils')
    expect(rowsOf(letter).map(({ title, path }) => [title, path])).toEqual([['Alder Bank', undefined]])
    expect(letterText(letter ?? { subject: '', blocks: [] }, stationery())).not.toContain('/go#')
    expect(all(letter)).not.toMatch(/Peak usage|Renewals/)
    await world.arrange((tx) => tx.rows(sql`delete from user_customer where user_id = ${nils}`))
  })

  it('names no customer in its subject or address, and shows names as text', async () => {
    await world.arrange((tx) =>
      tx.rows(sql`update customer set name = E'Alder\\u202e <img src=x>\\r\\nBcc: eve@x.example' where external_id = 'alder'`),
    )
    await settle(world, [silent('alder', 'low')])
    const letter = await compose('uma')
    await world.arrange((tx) => tx.rows(sql`update customer set name = 'Alder Bank' where external_id = 'alder'`))
    if (!letter) throw new Error('Uma has a digest')
    expect(`${letter.subject} ${letter.preheader}`).not.toContain('Alder')
    const { html } = writeLetter(letter, stationery())
    expect(html).not.toContain('<img')
    expect(html).not.toContain('\u202e')
    expect(html.match(/https?:\/\/portal\.test[^"]*/g)?.some((url) => /alder/i.test(url))).toBe(false)
    expect(outlookFaults(html)).toEqual([])
  })

  it('stays within what mail programs show, also for somebody with many partnerships', async () => {
    await world.arrange((tx) =>
      tx.rows(sql`
        insert into partnership (partner_id, external_id, model, name, region, currency, time_zone, cycle_start_day, cycle_named_by, active_from, is_main)
        select partner_id, 'many-' || n, model, name || ' with quite a long name, number ' || n, region, currency, time_zone, cycle_start_day, cycle_named_by, active_from, false
          from partnership, generate_series(1, 14) n where external_id = 'meridian-mssp'`),
    )
    await world.arrange((tx) =>
      tx.rows(sql`
        insert into membership (partner_id, partnership_id, user_id, role, customer_scope)
        select partner_id, id, ${0} + (select id from app_user where email = ${emailOf('anna')}), 'admin', 'all' from partnership where external_id like 'many-%'`),
    )
    for (let n = 1; n <= 14; n++) {
      await world.arrange((tx) =>
        tx.rows(sql`
          insert into customer (partner_id, partnership_id, external_id, name, country, state, since)
          select partner_id, id, 'many-' || ${n}::int, 'A customer with a name that is rather long indeed', 'SE', 'paying', '2025-01-01' from partnership where external_id = 'many-' || ${n}::int`),
      )
      await settle(
        world,
        Array.from({ length: 9 }, (_, k) => silent(`many-${n}`, 'high', `a-scanner-with-a-long-name-${k}`)),
        { partnership: `many-${n}` },
      )
    }
    const letter = await compose('anna')
    if (!letter) throw new Error('Anna has a digest')
    expect(outlookFaults(writeLetter(letter, stationery()).html)).toEqual([])
    expect(all(letter)).toContain('more partnerships have something to tell')
  })
})
