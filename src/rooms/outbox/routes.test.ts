import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendMail, type Mail } from '#server/mail.ts'
import { createWorld, type World } from '../../../test/world.ts'
import type { MailDetail, MailLine } from './contract.ts'
import { mayReadOutbox, waitSeconds } from './rules.ts'
import { getMail, isKeeping, listMails } from './store.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.arrange((tx) => tx.rows(sql`delete from mail`)))

const link = { label: 'Choose a new password', path: '/reset#secret' }
const ask = (mail: Partial<Mail> = {}) =>
  world.arrange(async (tx) => {
    const uma = await tx.first(sql<{ id: number }>`select id from app_user where email = 'uma@meridian.example'`)
    await sendMail(tx, { userId: uma?.id ?? 0, kind: 'password.reset', subject: 'A reset', paragraphs: ['One.', 'Two.'], link, ...mail })
  })
const setState = (state: string) => world.arrange((tx) => tx.rows(sql`update mail set state = ${state}, error = 'No such person'`))
const list = async (query: Record<string, string> = {}) => {
  const answer = await world.ask('vera', 'GET /outbox', { query })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as { items: MailLine[]; next: string | null; isKeeping: boolean } // the contract's reply
}
const open = async (): Promise<MailDetail> => {
  const [first] = (await list()).items
  return (await world.ask('vera', 'GET /outbox/:id', { params: { id: first?.id ?? '' } })).body as MailDetail // the contract's reply
}

describe("'GET /outbox'", () => {
  it('lists mails, the newest first, to whom and in which state, page by page', async () => {
    for (const subject of ['A', 'B', 'C']) await ask({ subject })
    const first = await list({ limit: '2' })
    expect(first.items.map(({ subject }) => subject)).toEqual(['C', 'B'])
    expect(first.items[0]).toMatchObject({ address: 'uma@meridian.example', kind: 'password.reset', state: 'queued', tries: 0 })
    expect((await list({ limit: '2', cursor: first.next ?? '' })).items.map(({ subject }) => subject)).toEqual(['A'])
    await setState('kept')
    expect((await list({ state: 'queued' })).items).toEqual([])
    expect((await list({ state: 'kept' })).items).toHaveLength(3)
  })

  it('says whether mails are kept here rather than sent', async () => {
    await ask()
    expect((await list()).isKeeping).toBe(false)
    await setState('kept')
    expect((await list()).isKeeping).toBe(true)
    await setState('sent')
    expect((await list()).isKeeping).toBe(false)
  })

  it('is for the vendor’s administrators alone', async () => {
    expect((await world.ask(null, 'GET /outbox')).status).toBe(401)
    for (const as of ['anna', 'uma', 'pavel', 'pia'] as const) expect((await world.ask(as, 'GET /outbox')).status, as).toBe(403)
    const unusable: Record<string, string>[] = [{ state: 'lost' }, { cursor: 'x' }, { limit: '0' }]
    for (const query of unusable) expect((await world.ask('vera', 'GET /outbox', { query })).status).toBe(400)
    expect(mayReadOutbox({ reach: 'assigned' })).toMatchObject({ may: false })
  })
})

describe("'GET /outbox/:id'", () => {
  it('shows the text and the link of a kept mail, below the portal’s own address', async () => {
    await ask()
    await setState('kept')
    expect(await open()).toMatchObject({
      paragraphs: ['One.', 'Two.'], link: { label: 'Choose a new password', url: 'http://portal.test/reset#secret' }, error: 'No such person',
    }) // prettier-ignore
  })

  it.each(['queued', 'sending', 'sent', 'failed'])(
    'never shows the link of a mail that is %s: it is another person’s secret',
    async (state) => {
      await ask()
      await setState(state)
      const mail = await open()
      expect(mail.link).toBeNull()
      expect(JSON.stringify(mail)).not.toContain('secret')
    },
  )

  it('in the demo, which sends nothing, shows what waits as kept', async () => {
    await ask()
    const demo = { keepsAll: true, origin: 'http://demo.test' }
    await world.arrange(async (tx) => {
      const { items } = await listMails(tx, demo, { state: 'kept', limit: 10 })
      expect(items).toMatchObject([{ state: 'kept' }])
      expect(await isKeeping(tx, demo)).toBe(true)
      expect((await getMail(tx, demo, items[0]?.id ?? '')).link?.url).toBe('http://demo.test/reset#secret')
    })
  })

  it('answers 401, 403, 404 and 400 as it must', async () => {
    await ask()
    const [mail] = (await list()).items
    const params = { id: mail?.id ?? '' }
    expect((await world.ask(null, 'GET /outbox/:id', { params })).status).toBe(401)
    for (const as of ['anna', 'pavel'] as const) expect((await world.ask(as, 'GET /outbox/:id', { params })).status, as).toBe(403)
    await world.arrange((tx) => tx.rows(sql`delete from mail`))
    expect((await world.ask('vera', 'GET /outbox/:id', { params })).status).toBe(404)
    expect((await world.ask('vera', 'GET /outbox/:id', { params: { id: '12' } })).status).toBe(400)
  })
})

describe('a mail', () => {
  it('is waited for longer and longer', () => expect([1, 2, 3, 20].map((tries) => waitSeconds(tries))).toEqual([10, 20, 40, 3600]))
})
