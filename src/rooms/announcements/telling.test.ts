import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asActor } from '#server/access.ts'
import { actingFor } from '#server/acting.ts'
import { listForDigest, newsSentence } from '#rooms/notifications/actions.ts'
import { kitFor, type Kit } from '#rooms/notifications/notifications.test-kit.ts'
import { wordsIn } from '#server/words.ts'
import { withClient } from '../../../test/database.ts'
import { createWorld, worldNow, worldToday, type Name, type World } from '../../../test/world.ts'
import { tellAnnouncements } from './jobs.ts'

let world: World
let kit: Kit
beforeEach(async () => {
  world = await createWorld()
  kit = kitFor(world)
})
afterEach(() => world.close())

const everybody = { partnerTypes: [], partnerships: [], categories: [], tiers: [], stages: [], tags: [], roles: [] }
const input = (parts: Record<string, unknown> = {}) => ({
  title: 'New prices', body: 'From July on.', from: worldToday, to: null, isPinned: false, needsAcknowledgement: false, audience: everybody, ...parts,
}) // prettier-ignore
const add = async (parts?: Record<string, unknown>): Promise<string> =>
  (await world.ask('vera', 'POST /announcements', { body: input(parts) })).body.id
const tell = async (now = worldNow) => {
  world.setNow(now)
  const counts = await tellAnnouncements({ ...kit.running, now: () => now })
  await kit.spread()
  return counts
}
const sentences = async (who: Name) => {
  const { body } = await world.send(await world.signIn(who), 'GET /notifications')
  return body.items.map(({ event, facts }: { event: 'announcement.shown'; facts: Record<string, string> }) =>
    newsSentence(wordsIn('en'), { event, facts, byName: null }),
  )
}
const days = (count: number) => worldNow.add({ hours: 24 * count })

describe('an announcement', () => {
  it('is told once to everybody whom it is for, and leads to it', async () => {
    const id = await add({ audience: { ...everybody, tiers: ['gold'] } })
    expect(await tell()).toEqual({ announced: 2 }) // in two partnerships, Anna in both
    expect(await tell()).toEqual({ announced: 0 })
    expect(await kit.told()).toEqual(['anna', 'mark', 'uma'])
    const { items, unread } = await kit.bell('uma')
    expect([items, unread]).toMatchObject([
      [{ event: 'announcement.shown', announcementId: id, facts: { title: 'New prices' }, isRead: false }],
      1,
    ])
  })

  it('is told when its first day comes where they are, as it then says', async () => {
    const id = await add({ from: '2026-06-12' })
    expect(await tell()).toEqual({ announced: 0 })
    expect((await world.ask('vera', 'PUT /announcements/:id', { params: { id }, body: input({ title: 'Better prices', from: '2026-06-12' }) })).status).toBe(200) // prettier-ignore
    expect((await tell(days(2))).announced).toBeGreaterThan(0)
    expect(await sentences('anna')).toEqual(['Announcement: Better prices'])
    await world.send(await world.signIn('vera'), 'PUT /announcements/:id', { params: { id }, body: input({ title: 'Best prices', from: '2026-06-12' }) }) // prettier-ignore
    expect(await sentences('anna')).toEqual(['Announcement: Best prices'])
  })

  it('is no news a week after it began, nor when it is over, nor to who has read it', async () => {
    await add({ title: 'Old', from: '2026-05-01' })
    await world.arrange((tx) => tx.rows(sql`update announcement set created_at = '2026-05-01'`))
    await add({ title: 'Over', from: '2026-06-08', to: '2026-06-09' })
    const id = await add({ title: 'Read', audience: { ...everybody, roles: ['marketing'] } })
    await world.ask('mark', 'PUT /announcements/:id/reading', { params: { id } })
    expect(await tell()).toEqual({ announced: 0 })
    expect(await kit.told()).toEqual([])
  })

  it('is gone from the bell, its count and the digest for whom it is not meant any more, and withdrawn for all', async () => {
    const id = await add()
    await tell()
    const digest = async () => {
      const place = await kit.placeOf('meridian-mssp')
      const actor = await actingFor(kit.running, { userId: await kit.userId('uma'), ...place })
      if (!actor) throw new Error('Uma works there')
      const window = { since: worldNow.subtract({ hours: 1 }), until: worldNow.add({ hours: 1 }) }
      return (await asActor(actor, (tx) => listForDigest(tx, { actor, frequency: 'weekly', ...window }))).map(({ facts }) => facts['title'])
    }
    expect([await digest(), (await kit.bell('uma')).unread]).toEqual([['New prices'], 1])
    await world.ask('vera', 'PUT /announcements/:id', { params: { id }, body: input({ audience: { ...everybody, roles: ['admin'] } }) })
    const { items, unread } = await kit.bell('uma')
    expect([items, unread, await digest()]).toEqual([[], 0, []])
    expect((await kit.bell('anna')).unread).toBe(1)
    await world.ask('vera', 'DELETE /announcements/:id', { params: { id } })
    expect(await kit.bell('anna')).toMatchObject({ items: [], unread: 0 })
  })

  it('is asked to be told in the transaction that writes or changes it', async () => {
    const asked = () =>
      withClient(world.test.adminUrl, async (admin) => {
        const { rows } = await admin.query(
          `select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
            where t.identifier = 'announcements.tell'`,
        )
        return rows.length
      })
    const id = await add()
    expect(await asked()).toBe(1)
    await world.ask('vera', 'PUT /announcements/:id', { params: { id }, body: input({ title: 'Better prices' }) })
    expect(await asked()).toBe(2)
  })
})
