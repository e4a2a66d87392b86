import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { goPath, type LinkTarget } from '#server/deep-link.ts'
import { createWorld, emailOf, worldNow, type Name, type World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.setNow(worldNow))

const userId = (as: Name) =>
  world.arrange(async (tx) => (await tx.first(sql<{ id: number }>`select id from app_user where email = ${emailOf(as)}`))?.id ?? 0)
const inner = (kind: 'cus' | 'psh', outer: string) => world.arrange((tx) => Promise.resolve(tx.ids.inner(kind, outer)))
const tokenFor = async (as: Name, target: Omit<LinkTarget, 'userId'> = {}) =>
  goPath(world.portal, { userId: await userId(as), ...target }).slice('/go#'.length)
const open = async (as: Name | null, token: string) => world.ask(as, 'POST /links/openings', { body: { token } })
const place = async (partnership: string, customer?: string) => ({
  partnershipId: await inner('psh', await world.partnership(partnership)),
  ...(customer === undefined ? {} : { customerId: await inner('cus', await world.customer(customer)) }),
})

describe("'POST /links/openings'", () => {
  it('leads its person to the customer and sub-tab that it names', async () => {
    const token = await tokenFor('uma', { ...(await place('meridian-mssp', 'alder')), subTab: 'usage' })
    const { status, body } = await open('uma', token)
    expect(status).toBe(200)
    expect(body).toEqual({
      to: {
        partnershipId: await world.partnership('meridian-mssp'),
        customerId: await world.customer('alder'),
        subTab: 'usage',
        page: null,
      },
    })
  })

  it('leads to a page of a partnership, and outside any', async () => {
    const token = await tokenFor('anna', { ...(await place('meridian-mssp')), page: 'report' })
    expect((await open('anna', token)).body.to).toMatchObject({ customerId: null, page: 'report' })
    expect((await open('vera', await tokenFor('vera', { page: 'outbox' }))).body).toEqual({
      to: { partnershipId: null, customerId: null, subTab: null, page: 'outbox' },
    })
  })

  it('answers the very same to a link that has run out, is foreign, was changed, or leads to what is not to be seen (any more)', async () => {
    const alder = await place('meridian-mssp', 'alder')
    const own = await tokenFor('uma', alder)
    const unseen = await tokenFor('uma', await place('meridian-mssp', 'cedar'))
    const another = await tokenFor('omar', alder)
    const answers = [
      await open('uma', await tokenFor('anna', alder)),
      await open('uma', `${own.slice(0, -2)}AA`),
      await open('uma', 'nothing'),
      await open('uma', unseen),
      await open('omar', another),
    ]
    await world.arrange((tx) => tx.rows(sql`delete from user_customer where customer_id = ${alder.customerId ?? 0}`))
    answers.push(await open('uma', own))
    const beforeLong = await tokenFor('anna', alder)
    expect((await open('anna', beforeLong)).body.to).not.toBeNull()
    world.setNow(worldNow.add({ hours: 24 * 7 }))
    answers.push(await world.send(await world.signIn('anna'), 'POST /links/openings', { body: { token: beforeLong } }))
    for (const { status, raw } of answers) expect([status, raw.toString()]).toEqual([200, '{"to":null}'])
  })

  it('leads nobody anywhere while staff look at the portal as somebody', async () => {
    const cookie = await world.signIn('pavel')
    const token = await tokenFor('pavel', await place('meridian-mssp', 'alder'))
    expect((await world.send(cookie, 'POST /links/openings', { body: { token } })).body.to).not.toBeNull()
    const anna = await world.arrange(async (tx) => tx.ids.outer('usr', await userId('anna')))
    const begun = await world.send(cookie, 'POST /session/view', { body: { userId: anna } })
    expect(begun.status).toBe(204)
    const viewing = [begun.headers['set-cookie'] ?? cookie].flat().map(String)[0]?.split(';')[0]
    const { status, raw } = await world.send(viewing, 'POST /links/openings', { body: { token } })
    expect([status, raw.toString()]).toEqual([200, '{"to":null}'])
  })

  it('needs a session, and a token', async () => {
    expect((await open(null, 'x')).status).toBe(401)
    expect((await open('uma', '')).status).toBe(400)
  })
})
