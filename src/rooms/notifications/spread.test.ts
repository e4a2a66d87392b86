import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { asSession } from '#server/access.ts'
import { createWorld, type Name, type World } from '../../../test/world.ts'
import { notify } from './actions.ts'
import { kitFor, type Kit } from './notifications.test-kit.ts'

let world: World
let kit: Kit
beforeAll(async () => {
  world = await createWorld()
  kit = kitFor(world)
})
afterAll(() => world.close())
beforeEach(() => kit.forget())

const follow = async (name: Name, customer: string, state: 'following' | 'muted' | null) => {
  const answer = await world.ask(name, 'PUT /customers/:id/following', { params: { id: await world.customer(customer) }, body: { state } })
  expect(answer.status).toBe(200)
}

describe('whom news reach', () => {
  test('everybody whose role reads tasks and who may see the customer, nobody of another partner', async () => {
    await kit.raised('alder')
    expect(await kit.told()).toEqual(['anna', 'uma'])
  })

  test('not those who are restricted to other customers', async () => {
    await kit.raised('cedar')
    expect(await kit.told()).toEqual(['anna'])
  })

  test('what is not severe only reaches those who follow the customer', async () => {
    await kit.raised('alder', { severity: 'low' })
    expect(await kit.told()).toEqual([])
    await follow('uma', 'alder', 'following')
    await kit.raised('alder', { severity: 'low' })
    expect(await kit.told()).toEqual(['uma'])
  })

  test('muting a customer beats the role and being named, but not an assignment', async () => {
    await follow('anna', 'alder', 'muted')
    await kit.raised('alder')
    expect(await kit.told()).toEqual(['uma'])
    const to = [await kit.userId('anna')]
    await kit.tell({ event: 'task.commented', ...(await kit.aboutCustomer('alder')), to })
    await kit.spread()
    expect((await kit.bell('anna')).items).toEqual([])
    await kit.tell({ event: 'task.assigned', ...(await kit.aboutCustomer('alder')), to })
    await kit.spread()
    expect((await kit.bell('anna')).items.map(({ event }: { event: string }) => event)).toEqual(['task.assigned'])
  })

  test('the nearer word counts: a task that is followed is heard of at a customer that is muted', async () => {
    const about = await kit.aboutCustomer('alder')
    await follow('uma', 'alder', 'muted')
    await kit.asSystem(async (tx) =>
      tx.rows(sql`insert into follow (partner_id, partnership_id, customer_id, user_id, object_kind, object_id, state)
                  values (${about.partnerId}, ${about.partnershipId}, ${about.customerId}, ${await kit.userId('uma')}, 'task', 7, 'following')`),
    )
    await kit.raised('alder', { object: { kind: 'task', id: 7 } })
    await kit.raised('alder', { object: { kind: 'task', id: 8 } })
    expect((await kit.bell('uma')).items).toHaveLength(1)
  })

  test('nobody is told of their own deed', async () => {
    await kit.raised('alder', { by: await kit.userId('anna') })
    expect(await kit.told()).toEqual(['uma'])
  })

  test('a person who is named and may not see the customer is not told', async () => {
    await kit.raised('cedar', { to: [await kit.userId('uma'), await kit.userId('omar'), await kit.userId('mark')] })
    expect(await kit.told()).toEqual([])
  })

  test('those who are disabled are told nothing', async () => {
    await kit.asSystem(async (tx) => tx.rows(sql`update app_user set is_active = false where id = ${await kit.userId('uma')}`))
    await kit.raised('alder')
    await kit.asSystem(async (tx) => tx.rows(sql`update app_user set is_active = true where id = ${await kit.userId('uma')}`))
    expect(await kit.told()).toEqual(['anna'])
  })

  test('the customers are those of the moment of spreading, not of the deed', async () => {
    const about = await kit.aboutCustomer('birch')
    await kit.tell({ event: 'task.raised', ...about, severity: 'high' })
    const uma = await kit.userId('uma')
    await kit.asSystem((tx) => tx.rows(sql`delete from user_customer where user_id = ${uma} and customer_id = ${about.customerId}`))
    await kit.spread()
    await kit.asSystem((tx) =>
      tx.rows(sql`insert into user_customer (partner_id, user_id, customer_id) values (${about.partnerId}, ${uma}, ${about.customerId})`),
    )
    expect(await kit.told()).toEqual(['anna'])
  })

  test('the vendor’s people hear of a partner’s customers only by following, and only while the partner is theirs', async () => {
    await follow('pavel', 'alder', 'following')
    await kit.raised('alder')
    expect(await kit.told()).toEqual(['anna', 'pavel', 'uma'])
    const [{ partnerId }, pavel] = [await kit.aboutCustomer('alder'), await kit.userId('pavel')]
    await kit.asSystem((tx) => tx.rows(sql`delete from staff_partner where user_id = ${pavel}`))
    await kit.asSystem((tx) => tx.rows(sql`delete from notification`))
    await kit.raised('alder')
    await kit.asSystem((tx) => tx.rows(sql`insert into staff_partner (partner_id, user_id) values (${partnerId}, ${pavel})`))
    expect(await kit.told()).toEqual(['anna', 'uma'])
  })

  test('what belongs to no partnership reaches the vendor’s administrators', async () => {
    await kit.tell({ event: 'engine.failed', partnerId: null, partnershipId: null, facts: { job: 'tasks.judge' } })
    await kit.spread()
    expect(await kit.told()).toEqual(['vera'])
  })

  test('what is about security reaches the person, whatever they chose, and nobody else', async () => {
    const uma = await kit.userId('uma')
    await kit.asSystem((tx) =>
      tx.rows(
        sql`insert into notification_choice (user_id, event, channel, frequency) values (${uma}, 'security.password-changed', 'portal', 'off')`,
      ),
    )
    await kit.tell({ event: 'security.password-changed', partnerId: null, partnershipId: null, to: [uma], by: uma })
    await kit.spread()
    expect(await kit.told()).toEqual(['uma'])
    expect((await kit.bell('uma')).unread).toBe(1)
  })

  test('a role of the partner’s own counts by its permissions', async () => {
    const { partnerId, partnershipId } = await kit.placeOf('meridian-mssp')
    const mark = await kit.userId('mark')
    const setRole = (role: string) =>
      kit.asSystem((tx) =>
        tx.rows(
          sql`update membership set role = ${role}, customer_scope = 'all' where user_id = ${mark} and partnership_id = ${partnershipId}`,
        ),
      )
    await kit.asSystem((tx) =>
      tx.rows(sql`insert into partner_role (partner_id, code, label, permissions, reach, copied_from)
                  values (${partnerId}, 'own-readers', 'Readers', '{portal.sign-in,task.read}', 'all', 'user')`),
    )
    await setRole('own-readers')
    await kit.raised('cedar')
    await setRole('marketing')
    expect(await kit.told()).toEqual(['anna', 'mark'])
  })
})

describe('how news are spread', () => {
  test('twice, and by four engines at once, is once', async () => {
    for (let n = 0; n < 30; n++) await kit.tell({ event: 'task.raised', ...(await kit.aboutCustomer('alder')), severity: 'high' })
    const told = await Promise.all([kit.spread(), kit.spread(), kit.spread(), kit.spread()])
    expect(told.reduce((all, one) => all + one, 0)).toBe(60)
    expect(await kit.spread()).toBe(0)
    expect((await kit.bell('uma')).unread).toBe(30)
  })

  test('news of a transaction that is taken back are never told', async () => {
    const about = await kit.aboutCustomer('alder')
    await expect(
      world.arrange(async (tx) => {
        await notify(tx, { event: 'task.raised', ...about, severity: 'high' })
        throw new Error('taken back')
      }),
    ).rejects.toThrow('taken back')
    expect(await kit.spread()).toBe(0)
  })

  test('a job to spread them stands in the queue as soon as they are written', async () => {
    const waiting = () => kit.asSystem((tx) => tx.first(sql<{ n: number }>`select count(*) as n from news where spread_at is null`))
    await asSession(world, async (tx) =>
      notify(tx, { event: 'security.session-ended', partnerId: null, partnershipId: null, to: [await kit.userId('uma')] }),
    )
    expect((await waiting())?.n).toBe(1)
    await kit.spread()
    expect((await waiting())?.n).toBe(0)
  })

  test('very many of a kind from one deed are told as their number', async () => {
    const about = await kit.aboutCustomer('alder')
    const cedar = await kit.aboutCustomer('cedar')
    const many = [...Array.from({ length: 21 }, () => about), ...Array.from({ length: 5 }, () => cedar)]
    await kit.tell(...many.map((place) => ({ event: 'task.raised' as const, ...place, severity: 'high' as const })))
    await kit.spread()
    const [forAnna, forUma] = [await kit.bell('anna'), await kit.bell('uma')]
    expect(forAnna.items).toMatchObject([{ event: 'task.raised', customer: null, facts: { count: 26 } }])
    expect(forUma.items).toMatchObject([{ event: 'task.raised', customer: null, facts: { count: 21 } }])
  })
})
