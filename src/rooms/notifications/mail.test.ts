import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Letter } from '#shared/letter.ts'
import { actingFor } from '#server/acting.ts'
import { asActor } from '#server/access.ts'
import { createWorld, worldNow, type Name, type World } from '../../../test/world.ts'
import { listForDigest, whoWantsDigest } from './actions.ts'
import { mailNews, notificationsSchedule } from './jobs.ts'
import { composeNews } from './letter.ts'
import { kitFor, type Customer, type Kit } from './notifications.test-kit.ts'

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

const later = (minutes: number) => world.setNow(worldNow.add({ minutes }))
const choose = async (name: Name, event: string, frequency: string) =>
  expect((await world.ask(name, 'PUT /notifications/choices', { body: { event, channel: 'mail', frequency } })).status).toBe(200)
/** Somebody comments on a task of the customer, and uma is named. */
const commented = async (customer: Customer, name: Name = 'uma') => {
  await kit.tell({
    event: 'task.commented',
    ...(await kit.aboutCustomer(customer)),
    by: await kit.userId('anna'),
    to: [await kit.userId(name)],
  })
  await kit.spread()
}
type Waiting = { userId: number; of: { at: string } }
const mails = () =>
  kit.asSystem((tx) =>
    tx.rows(sql<Waiting>`select user_id as "userId", compose_of as of from mail where kind = 'notifications.news' order by id`),
  )
const composed = async (at = 0): Promise<Letter | undefined> => {
  const mail = (await mails())[at]
  if (!mail) throw new Error('No mail waits')
  return composeNews(kit.running, mail)
}
const rowsOf = (letter: Letter | undefined) => letter?.blocks.flatMap((block) => (block.is === 'rows' ? block.rows : [])) ?? []

describe('mail of news', () => {
  test('waits for five minutes, so that what follows is in it, and then there is one an hour', async () => {
    await commented('alder')
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(0)
    later(4)
    await commented('birch')
    later(5)
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(1)
    expect(rowsOf(await composed())).toHaveLength(2)
    later(6)
    await commented('alder')
    later(64)
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(1)
    later(65)
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(2)
    expect(rowsOf(await composed(1))).toHaveLength(1)
  })

  test('is written once, however many engines find it due', async () => {
    await commented('alder')
    later(10)
    await Promise.all([mailNews(kit.running), mailNews(kit.running), mailNews(kit.running)])
    expect(await mails()).toHaveLength(1)
  })

  test('is asked for at the moment that it is due', async () => {
    await commented('alder')
    const due = await kit.asSystem((tx) => tx.first(sql<{ at: string }>`select due_at as at from notification_pace`))
    expect(due?.at).toBe('2026-06-10T12:05:00.000Z')
  })

  test('says what happened where, leads there by sealed links, and names no customer in its subject', async () => {
    await commented('alder')
    later(5)
    await mailNews(kit.running)
    const letter = await composed()
    expect(letter?.subject).toBe('1 notification in Northwall Partner Portal')
    expect(rowsOf(letter)).toMatchObject([
      { title: 'Anna commented on a task', detail: 'Alder Bank', path: expect.stringMatching(/^\/go#/) },
    ])
    expect(letter?.unsubscribe?.path).toMatch(/^\/api\/unsubscriptions\/one-click\?token=[\w.-]+$/)
    const answer = await world.ask(null, `POST ${letter?.unsubscribe?.path.slice('/api'.length)}`)
    expect(answer.status).toBe(204)
    expect(await composed()).toBeUndefined()
  })

  test('says nothing of a customer that is no longer the reader’s when it leaves', async () => {
    await commented('alder')
    await commented('birch')
    later(5)
    await mailNews(kit.running)
    const [{ customerId, partnerId }, uma] = [await kit.aboutCustomer('birch'), await kit.userId('uma')]
    await kit.asSystem((tx) => tx.rows(sql`delete from user_customer where user_id = ${uma} and customer_id = ${customerId}`))
    const letter = await composed()
    await kit.asSystem((tx) =>
      tx.rows(sql`insert into user_customer (partner_id, user_id, customer_id) values (${partnerId}, ${uma}, ${customerId})`),
    )
    expect(rowsOf(letter).map(({ detail }) => detail)).toEqual(['Alder Bank'])
    expect(JSON.stringify(letter)).not.toContain('Birch')
  })

  test('is not sent to somebody who was disabled or lost the role meanwhile', async () => {
    await commented('alder')
    later(5)
    await mailNews(kit.running)
    const uma = await kit.userId('uma')
    await kit.asSystem((tx) => tx.rows(sql`update app_user set is_active = false where id = ${uma}`))
    const whenDisabled = await composed()
    await kit.asSystem((tx) => tx.rows(sql`update app_user set is_active = true where id = ${uma}`))
    await kit.asSystem((tx) => tx.rows(sql`update membership set role = 'marketing' where user_id = ${uma}`))
    const whenMoved = await composed()
    await kit.asSystem((tx) => tx.rows(sql`update membership set role = 'user' where user_id = ${uma}`))
    expect([whenDisabled, whenMoved]).toEqual([undefined, undefined])
  })

  test('leaves out what was read in the portal meanwhile', async () => {
    await commented('alder')
    const [{ id }] = (await kit.bell('uma')).items
    await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id } })
    later(5)
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(0)
  })

  test('reaches the vendor’s administrators about what belongs to no partnership', async () => {
    await kit.tell({ event: 'engine.failed', partnerId: null, partnershipId: null, facts: { job: 'tasks.judge' } })
    await kit.spread()
    later(5)
    await mailNews(kit.running)
    expect(rowsOf(await composed())).toMatchObject([{ title: 'Work in the background failed' }])
  })

  test('what is about security is no part of it: it has a letter of its own', async () => {
    await kit.tell({ event: 'security.factor-changed', partnerId: null, partnershipId: null, to: [await kit.userId('uma')] })
    await kit.spread()
    later(70)
    await mailNews(kit.running)
    expect(await mails()).toHaveLength(0)
  })

  test('shows the newest of very many, and says how many more there are', async () => {
    for (let n = 0; n < 33; n++) await commented('alder')
    later(5)
    await mailNews(kit.running)
    const letter = await composed()
    expect(rowsOf(letter)).toHaveLength(30)
    expect(letter?.subject).toContain('33 notifications')
    expect(letter?.blocks).toContainEqual({ is: 'note', text: 'and 3 more' })
  })

  test('leads somebody who only receives mail nowhere', async () => {
    const nils = await kit.userId('nils')
    const { customerId, partnerId } = await kit.aboutCustomer('alder')
    await kit.asSystem((tx) =>
      tx.rows(sql`insert into user_customer (partner_id, user_id, customer_id) values (${partnerId}, ${nils}, ${customerId})`),
    )
    await kit.asSystem((tx) =>
      tx.rows(
        sql`insert into notification_choice (user_id, event, channel, frequency) values (${nils}, 'task.raised', 'mail', 'immediate')`,
      ),
    )
    await kit.raised('alder')
    later(5)
    await mailNews(kit.running)
    const letter = await composed()
    await kit.asSystem((tx) => tx.rows(sql`delete from user_customer where user_id = ${nils}`))
    expect(rowsOf(letter).map(({ detail, path }) => [detail, path])).toEqual([['Alder Bank · Failed scans', undefined]])
    expect(letter?.blocks.map(({ is }) => is)).toEqual(['heading', 'rows'])
  })
})

describe('digests', () => {
  const wishes = async (frequency: 'daily' | 'weekly') => {
    const found = await kit.asSystem((tx) => whoWantsDigest(tx, world.config, frequency))
    const names = ['anna', 'uma', 'mark', 'nils', 'omar', 'vera', 'pavel', 'pia'] as const
    const keys = await Promise.all(names.map(async (name) => [await kit.userId(name), name] as const))
    return Object.fromEntries(found.map(({ userId, wantsPortfolio }) => [new Map(keys).get(userId), wantsPortfolio]))
  }

  test('are wanted weekly by everybody of a partner, with tasks for who has to do with them, also by mail alone, until they say otherwise', async () => {
    expect(await wishes('weekly')).toEqual({ anna: true, uma: true, nils: true, omar: true, mark: false })
    expect(await wishes('daily')).toEqual({})
    await choose('uma', 'digest.portfolio', 'daily')
    await choose('omar', 'digest.portfolio', 'off')
    await choose('pavel', 'digest.portfolio', 'weekly')
    await choose('anna', 'task.raised', 'weekly')
    await choose('anna', 'digest.portfolio', 'off')
    await choose('mark', 'announcement.shown', 'off')
    await choose('omar', 'announcement.shown', 'daily')
    expect(await wishes('weekly')).toEqual({ anna: false, uma: false, nils: true, pavel: true })
    expect(await wishes('daily')).toEqual({ uma: true, omar: false })
  })

  const digestOf = async (name: Name, since = worldNow.add({ minutes: 1 })) => {
    const actor = await actingFor(kit.running, { userId: await kit.userId(name), ...(await kit.placeOf('meridian-mssp')) })
    if (!actor) throw new Error(`${name} is nobody there`)
    return asActor(actor, (tx) => listForDigest(tx, { actor, frequency: 'daily', since, until: world.portal.now().add({ seconds: 1 }) }))
  }

  test('tell what was wanted at their rhythm, since the last one, of customers that are the reader’s', async () => {
    await choose('uma', 'task.raised', 'daily')
    await kit.raised('alder')
    later(10)
    await kit.raised('birch')
    await kit.raised('cedar')
    const uma = await kit.userId('uma')
    expect((await digestOf('uma', worldNow.subtract({ minutes: 1 }))).map(({ customerName }) => customerName)).toEqual([
      'Birch Logistics',
      'Alder Bank',
    ])
    expect((await digestOf('uma')).map(({ customerName }) => customerName)).toEqual(['Birch Logistics'])
    const { customerId, partnerId } = await kit.aboutCustomer('birch')
    await kit.asSystem((tx) => tx.rows(sql`delete from user_customer where user_id = ${uma} and customer_id = ${customerId}`))
    const lost = await digestOf('uma')
    await kit.asSystem((tx) =>
      tx.rows(sql`insert into user_customer (partner_id, user_id, customer_id) values (${partnerId}, ${uma}, ${customerId})`),
    )
    expect(lost).toEqual([])
    expect(await digestOf('anna')).toEqual([])
  })
})

describe('housekeeping', () => {
  test('removes what was read 90 days ago and news of 180 days ago, and nothing else', async () => {
    await kit.raised('alder')
    const [{ id }] = (await kit.bell('uma')).items
    await world.ask('uma', 'PUT /notifications/:id/reading', { params: { id } })
    const removedAfter = async (days: number) => {
      const now = () => worldNow.add({ hours: 24 * days })
      return notificationsSchedule.run(
        { ...kit.running, now },
        { dueAt: now(), signal: new AbortController().signal, progress: async () => undefined },
      )
    }
    await kit.asSystem((tx) => tx.rows(sql`update news set at = ${worldNow.toString()}`))
    expect(await removedAfter(89)).toEqual({ notifications: 0, news: 0 })
    expect(await removedAfter(91)).toEqual({ notifications: 1, news: 0 })
    expect(await removedAfter(181)).toEqual({ notifications: 1, news: 1 })
  })
})
